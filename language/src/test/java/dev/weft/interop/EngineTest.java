// SPDX-License-Identifier: Apache-2.0
package dev.weft.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.WasmContext;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options, file detection, contexts that share code, threads with a context each. */
final class EngineTest {
  private static final String COUNTER =
      """
      (module (global $n (mut i32) (i32.const 0)) (memory 1)
        (func $add (param i32) (result i32) (i32.add (global.get $n) (local.get 0)))
        (func (export "next") (result i32)
          (global.set $n (call $add (i32.const 1)))
          (i32.store (i32.const 64) (global.get $n))
          (i32.load (i32.const 64)))
        (func (export "unused") unreachable))
      """;

  @Test
  void namesOfTheIncumbentAreAccepted() {
    Context.Builder builder = Context.newBuilder("wasm").allowExperimentalOptions(true);
    for (String flag :
        List.of(
            "BulkMemoryAndRefTypes",
            "MultiValue",
            "SIMD",
            "SaturatingFloatToInt",
            "SignExtensionOps",
            "ExtendedConstExpressions",
            "Memory64",
            "MultiMemory",
            "RelaxedSIMD",
            "Threads",
            "UseUnsafeMemory",
            "DirectByteBufferMemoryAccess",
            "DebugTestMode",
            "MemoryOverheadMode",
            "WasiConstantRandomGet",
            "Exceptions",
            "LegacyExceptions",
            "GC",
            "TypedFunctionReferences",
            "WideArithmetic")) {
      builder.option("wasm." + flag, "true");
    }
    builder.option("wasm.Builtins", "wasi_snapshot_preview1");
    builder.option("wasm.WasiMapDirs", "");
    builder.option("wasm.AsyncParsingBinarySize", "1");
    builder.option("wasm.AsyncParsingStackSize", "1");
    builder.option("wasm.StoreConstantsPolicy", "NONE");
    try (Context context = builder.build()) {
      assertEquals(1, Modules.exports(context, COUNTER).invokeMember("next").asInt());
    }
  }

  @Test
  void featuresCanBeSwitchedOff() {
    String text = "(module (func (param i32) (result i32) local.get 0 i32.extend8_s))";
    try (Context context =
        Context.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.SignExtensionOps", "false")
            .build()) {
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> Modules.eval(context, text));
      assertTrue(e.isSyntaxError());
    }
  }

  @Test
  void wrongValuesOfOptionsAreNamed() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Context.newBuilder("wasm")
                    .allowExperimentalOptions(true)
                    .option("wasm.MemoryAccess", "heap")
                    .build());
    assertTrue(e.getMessage().contains("neither 'unsafe' nor 'segment'"), e.getMessage());
  }

  @Test
  void constrainedSandboxesAreSupported() {
    try (Context context =
        Context.newBuilder("wasm")
            .sandbox(SandboxPolicy.CONSTRAINED)
            .out(java.io.OutputStream.nullOutputStream())
            .err(java.io.OutputStream.nullOutputStream())
            .build()) {
      assertEquals(1, Modules.exports(context, COUNTER).invokeMember("next").asInt());
    }
  }

  @Test
  void filesAreDetected(@TempDir Path folder) throws Exception {
    byte[] bytes = dev.weft.text.TextParser.parse("(module)");
    File byName = Files.write(folder.resolve("a.wasm"), new byte[] {1}).toFile();
    File byMagic = Files.write(folder.resolve("b.bin"), bytes).toFile();
    File other = Files.write(folder.resolve("c.bin"), new byte[] {1, 2, 3, 4, 5}).toFile();
    assertEquals("wasm", Source.findLanguage(byName));
    assertEquals("wasm", Source.findLanguage(byMagic));
    assertEquals("application/wasm", Source.findMimeType(byMagic));
    assertEquals(null, Source.findLanguage(other));
    try (Context context = Context.create("wasm")) {
      Value module = context.eval(Source.newBuilder("wasm", byMagic).build());
      assertEquals("b.bin", module.getMember("name").asString());
    }
  }

  /** The number of functions translated so far for a module value. */
  private static int translations(Context context, Value module) {
    return Inside.call(context, () -> Inside.unwrap(module).code().translations());
  }

  @Test
  void contextsOfAnEngineShareCodeButNoState() {
    Source source = Modules.source("counter", COUNTER);
    try (Engine engine = Engine.create()) {
      Object code = null;
      for (int i = 0; i < 5; i++) {
        try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
          Value module = context.eval(source);
          for (int j = 0; j < 3; j++) {
            Value exports = module.newInstance().getMember("exports");
            assertEquals(1, exports.invokeMember("next").asInt());
            assertEquals(2, exports.invokeMember("next").asInt());
          }
          assertEquals(2, translations(context, module));
          Object found = Inside.call(context, () -> Inside.unwrap(module).code());
          if (code != null) {
            assertSame(code, found);
          }
          code = found;
        }
      }
      assertEquals(1, engine.getCachedSources().size());
      try (Context context =
          Context.newBuilder("wasm")
              .engine(engine)
              .allowExperimentalOptions(true)
              .option("wasm.MemoryAccess", "segment")
              .build()) {
        Value module = context.eval(source);
        assertEquals(1, module.newInstance().getMember("exports").invokeMember("next").asInt());
        assertNotSame(code, Inside.call(context, () -> Inside.unwrap(module).code()));
      }
    }
  }

  @Test
  void manyThreadsWithAContextEach() throws Exception {
    Source source = Modules.source("counter", COUNTER);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Engine engine = Engine.create()) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        Callable<Integer> task =
            () -> {
              try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
                Value next =
                    context.eval(source).newInstance().getMember("exports").getMember("next");
                int last = 0;
                for (int j = 0; j < 200; j++) {
                  last = next.execute().asInt();
                }
                return last;
              }
            };
        results.add(threads.submit(task));
      }
      for (Future<Integer> result : results) {
        assertEquals(200, result.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aContextHasOneThreadAtATime() throws Exception {
    try (Context context = Context.create("wasm")) {
      context.initialize("wasm");
      context.enter();
      try {
        Throwable[] failure = new Throwable[1];
        Thread other =
            new Thread(
                () -> {
                  try {
                    Modules.eval(context, "(module)");
                  } catch (Throwable e) {
                    failure[0] = e;
                  }
                });
        other.start();
        other.join();
        assertTrue(failure[0] instanceof IllegalStateException, String.valueOf(failure[0]));
      } finally {
        context.leave();
      }
    }
  }

  @Test
  void memoryIsFreedWithItsContext() {
    Context context = Context.create("wasm");
    Value memory = Modules.exports(context, "(module (memory (export \"m\") 1))").getMember("m");
    memory.setArrayElement(0, 1);
    WasmContext inner = Inside.call(context, () -> WasmContext.get(null));
    assertEquals(1, inner.memoryBlocks().size());
    context.close();
    assertEquals(0, inner.memoryBlocks().size());
    assertThrows(IllegalStateException.class, () -> memory.getArrayElement(0));
  }

  @Test
  void memoryIsFreedWhenUnreachable() throws Exception {
    try (Context context = Context.create("wasm")) {
      Source source = Modules.source("m", "(module (memory (export \"m\") 1))");
      for (int i = 0; i < 100; i++) {
        context.eval(source).newInstance().getMember("m").setArrayElement(0, 1);
      }
      WasmContext inner = Inside.call(context, () -> WasmContext.get(null));
      for (int i = 0; i < 50 && inner.memoryBlocks().size() > 5; i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertTrue(inner.memoryBlocks().size() <= 5, "live: " + inner.memoryBlocks().size());
    }
  }
}
