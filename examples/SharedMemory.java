// SPDX-License-Identifier: Apache-2.0
// A memory that the host makes, writes and reads, and that a module works on.

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyObject;

static final String MODULE =
    """
    (module
      (import "env" "memory" (memory 1))
      (func (export "upper") (param $at i32) (param $length i32)
        (local $end i32)
        (local.set $end (i32.add (local.get $at) (local.get $length)))
        (block $done
          (loop $next
            (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
            (if (i32.lt_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 97)) (i32.const 26))
              (then
                (i32.store8 (local.get $at)
                  (i32.sub (i32.load8_u (local.get $at)) (i32.const 32)))))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $next)))))
    """;

void main() {
  try (Context context = Context.create("wasm")) {
    // Pages of 64 KiB: one now, ten at most.
    Value memory = context.getBindings("wasm").getMember("Memory").newInstance(1, 10);
    ProxyObject imports =
        ProxyObject.fromMap(Map.of("env", ProxyObject.fromMap(Map.of("memory", memory))));
    Source source =
        Source.newBuilder("wasm", MODULE, "upper").mimeType("text/wat").buildLiteral();
    Value exports = context.eval(source).newInstance(imports).getMember("exports");

    byte[] text = "Hello from the host".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      memory.writeBufferByte(1024 + i, text[i]);
    }
    exports.invokeMember("upper", 1024, text.length);
    memory.readBuffer(1024, text, 0, text.length);
    IO.println(new String(text, StandardCharsets.UTF_8));

    memory.writeBufferInt(ByteOrder.LITTLE_ENDIAN, 0, 42);
    IO.println(memory.readBufferInt(ByteOrder.LITTLE_ENDIAN, 0));
    IO.println(memory.invokeMember("grow", 1) + " page before, now " + memory.getMember("size"));
  }
}
