// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.driver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Language;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/**
 * The driver of the engines behind the polyglot API: the language {@code wasm} that is on the
 * module path, which is Weft's or GraalWasm's. It fails where the optimising runtime is not in use,
 * unless {@code -Dweft.benchmarks.runtime=any}.
 */
public final class PolyglotDriver implements Peer {
  /** {@code (module (memory (export "memory") 1040 65536))}: a memory as the host's. */
  private static final byte[] MEMORY_MODULE = {
    0,
    'a',
    's',
    'm',
    1,
    0,
    0,
    0,
    5,
    7,
    1,
    1,
    (byte) 0x90,
    8,
    (byte) 0x80,
    (byte) 0x80,
    4,
    7,
    10,
    1,
    6,
    'm',
    'e',
    'm',
    'o',
    'r',
    'y',
    2,
    0
  };

  private static final String[] QUICKJS_IMPORTS = {
    "host_get_timezone_offset",
    "host_interrupt",
    "host_promise_rejection",
    "host_module_normalize",
    "host_module_load",
    "host_call"
  };

  private final Specification spec;
  private final SwitchedStream out = new SwitchedStream();

  /** Null for a kernel, of which the one context has an engine of its own. */
  private Engine engine;

  private Source source;

  /** The context and its module that the next instance is for; null when there is none ready. */
  private Context context;

  private Value module;

  private PolyglotDriver(Specification spec) {
    this.spec = spec;
  }

  /** Measures what the file {@code args[0]} specifies. */
  public static void main(String[] args) throws Exception {
    Driver.main(args, PolyglotDriver::new);
  }

  @Override
  public String start() throws Exception {
    Engine running;
    if (isKernel()) {
      context = newContext();
      running = context.getEngine();
    } else {
      engine = Engine.newBuilder().allowExperimentalOptions(true).build();
      running = engine;
    }
    String runtime = running.getImplementationName();
    if (runtime.equals("Interpreted")
        && !"any".equals(System.getProperty("weft.benchmarks.runtime"))) {
      throw new IllegalStateException("not the optimising runtime but '" + runtime + "'");
    }
    Language language = running.getLanguages().get("wasm");
    if (language == null) {
      throw new IllegalStateException("no language 'wasm' on the module path");
    }
    String implementation = language.getImplementationName();
    return (implementation.isEmpty() ? language.getName() : implementation)
        + " "
        + language.getVersion()
        + " on "
        + runtime;
  }

  @Override
  public void load(byte[] bytes) throws Exception {
    source =
        Source.newBuilder("wasm", ByteSequence.create(bytes), spec.wasm().getFileName().toString())
            .build();
    if (!isKernel()) {
      context = newContext();
    }
    module = context.eval(source);
  }

  /** The instance of a kernel has the one context; otherwise each has its own. */
  @Override
  public Guest instantiate(OutputStream target) throws Exception {
    out.target = target;
    if (context == null) {
      context = newContext();
      module = context.eval(source);
    }
    Context own = context;
    Value imports = imports(own);
    Value instance = imports == null ? module.newInstance() : module.newInstance(imports);
    Value exports = instance.getMember("exports");
    Value memory =
        imports == null
            ? exports.getMember("memory")
            : imports.getMember("env").hasMember("memory")
                ? imports.getMember("env").getMember("memory")
                : exports.getMember("memory");
    if (!isKernel()) {
      context = null;
      module = null;
    }
    return new Instance(isKernel() ? null : own, exports, memory);
  }

  private boolean isKernel() {
    return spec.kind() == Specification.Kind.KERNEL;
  }

  private Context newContext() throws Exception {
    InputStream in =
        spec.kind() == Specification.Kind.COMMAND && spec.input() != null
            ? new ByteArrayInputStream(Files.readAllBytes(spec.input()))
            : InputStream.nullInputStream();
    Context.Builder builder =
        Context.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.Builtins", "wasi_snapshot_preview1")
            .arguments("wasm", spec.argumentList().toArray(String[]::new))
            .in(in)
            .out(out);
    if (engine != null) {
      builder.engine(engine);
    }
    if (spec.directory() != null) {
      String[] directory = spec.directory().split("::");
      builder.allowIO(IOAccess.ALL).option("wasm.WasiMapDirs", directory[1] + "::" + directory[0]);
    }
    return builder.build();
  }

  /** The import object that the program needs besides WASI, or null. */
  private Value imports(Context context) {
    Map<String, Object> env = new HashMap<>();
    switch (spec.kind()) {
      case QUICKJS -> {
        for (String name : QUICKJS_IMPORTS) {
          env.put(name, (ProxyExecutable) arguments -> 0);
        }
      }
      case ARGON2ID -> {
        Value module =
            context.eval(
                Source.newBuilder("wasm", ByteSequence.create(MEMORY_MODULE), "memory")
                    .buildLiteral());
        env.put("memory", module.newInstance().getMember("exports").getMember("memory"));
      }
      default -> {
        return null;
      }
    }
    return context.asValue(ProxyObject.fromMap(Map.of("env", ProxyObject.fromMap(env))));
  }

  @Override
  public void close() {
    if (context != null) {
      context.close(true);
    }
    if (engine != null) {
      engine.close(true);
    }
  }

  /** An instance; {@code context} is null where it outlives the instance. */
  private record Instance(Context context, Value exports, Value memory) implements Guest {
    @Override
    public int command() {
      try {
        exports.getMember("_start").executeVoid();
        return 0;
      } catch (PolyglotException e) {
        if (e.isExit()) {
          return e.getExitStatus();
        }
        throw e;
      }
    }

    @Override
    public Function function(String name) {
      Value function = exports.getMember(name);
      if (function == null) {
        throw new IllegalArgumentException("no export '" + name + "'");
      }
      return arguments -> {
        Object[] boxed = new Object[arguments.length];
        for (int i = 0; i < boxed.length; i++) {
          boxed[i] = arguments[i];
        }
        Value result = function.execute(boxed);
        return result.isNumber() ? result.asLong() : 0;
      };
    }

    @Override
    public byte[] read(int address, int length) {
      byte[] bytes = new byte[length];
      memory.readBuffer(Integer.toUnsignedLong(address), bytes, 0, length);
      return bytes;
    }

    @Override
    public void write(int address, byte[] bytes) {
      long at = Integer.toUnsignedLong(address);
      ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (; from.remaining() >= Long.BYTES; at += Long.BYTES) {
        memory.writeBufferLong(ByteOrder.LITTLE_ENDIAN, at, from.getLong());
      }
      for (; from.hasRemaining(); at++) {
        memory.writeBufferByte(at, from.get());
      }
    }

    @Override
    public void close() {
      if (context != null) {
        try {
          context.close(true);
        } catch (PolyglotException e) {
          // A context that the guest has left is closed already, and says so again.
          if (!e.isExit() && !e.isCancelled()) {
            throw e;
          }
        }
      }
    }
  }

  /** A context has its output for life, and is made before its instance and that one's output. */
  private static final class SwitchedStream extends OutputStream {
    private OutputStream target = OutputStream.nullOutputStream();

    @Override
    public void write(int b) throws IOException {
      target.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      target.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      target.flush();
    }
  }
}
