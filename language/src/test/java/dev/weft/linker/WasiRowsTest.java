// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WASI through a linker. */
final class WasiRowsTest {
  private static final Engine ENGINE = Engine.newBuilder("wasm").build();

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static final String IMPORTS =
      """
      (import "wasi_snapshot_preview1" "fd_write"
        (func $write (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "fd_read"
        (func $read (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
      (import "wasi_snapshot_preview1" "args_sizes_get"
        (func $args_sizes (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "environ_sizes_get"
        (func $env_sizes (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "environ_get" (func $env (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "clock_time_get"
        (func $time (param i32 i64 i32) (result i32)))
      (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "path_open"
        (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "path_create_directory"
        (func $mkdir (param i32 i32 i32) (result i32)))
      (memory (export "memory") 2)
      """;

  /** Functions that hand WASI's on; a string to print lies at 1024, an iovec at 16. */
  private static final String FUNCTIONS =
      """
      (func (export "print") (param i32 i32) (result i32)
        (i32.store (i32.const 16) (i32.const 1024))
        (i32.store (i32.const 20) (local.get 1))
        (call $write (local.get 0) (i32.const 16) (i32.const 1) (i32.const 24)))
      (func (export "read") (result i32)
        (i32.store (i32.const 16) (i32.const 1024))
        (i32.store (i32.const 20) (i32.const 100))
        (drop (call $read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 24)))
        (i32.load (i32.const 24)))
      (func (export "exit") (param i32) (call $exit (local.get 0)) unreachable)
      (func (export "args") (result i32)
        (drop (call $args_sizes (i32.const 0) (i32.const 4)))
        (drop (call $args (i32.const 2048) (i32.const 4096)))
        (i32.load (i32.const 0)))
      (func (export "env") (result i32)
        (drop (call $env_sizes (i32.const 0) (i32.const 4)))
        (drop (call $env (i32.const 2048) (i32.const 4096)))
        (i32.load (i32.const 0)))
      (func (export "time") (param i32) (result i64)
        (drop (call $time (local.get 0) (i64.const 0) (i32.const 0)))
        (i64.load (i32.const 0)))
      (func (export "random") (drop (call $random (i32.const 0) (i32.const 16))))
      (func (export "open") (param i32 i32 i64) (result i32)
        (call $open (i32.const 3) (i32.const 0) (i32.const 1024) (local.get 0)
          (local.get 1) (local.get 2) (i64.const 0) (i32.const 0) (i32.const 24)))
      (func (export "mkdir") (param i32) (result i32)
        (call $mkdir (i32.const 3) (i32.const 1024) (local.get 0)))
      """;

  private static final WasmModule PROBE =
      WasmModule.compile(ENGINE, "(module " + IMPORTS + FUNCTIONS + ")");

  private record Probe(Store<WasiContext> store, Instance instance) implements AutoCloseable {
    Object call(String name, Object... arguments) {
      Object[] results = instance.func(name).orElseThrow().call(arguments);
      return results.length == 0 ? null : results[0];
    }

    Memory memory() {
      return instance.memory("memory").orElseThrow();
    }

    int print(int fd, String text) {
      return (int) call("print", fd, memory().putString(1024, text, UTF_8));
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private static Probe probe(WasiContext.Builder wasi) {
    Linker<WasiContext> linker = Linker.<WasiContext>create(ENGINE).addWasi(w -> w);
    Store<WasiContext> store =
        Store.newBuilder(ENGINE, wasi.build()).context(c -> c.allowIO(IOAccess.ALL)).build();
    return new Probe(store, linker.instantiate(store, PROBE));
  }

  @Test
  @DisplayName("L214 L216 a program that ends itself ends the call with its status, nothing else")
  void exit() {
    Linker<Void> linker = Linker.<Void>create(ENGINE);
    WasiContext wasi = WasiContext.builder().build();
    WasiContext.addTo(linker, data -> wasi);
    WasmModule module =
        WasmModule.compile(
            ENGINE,
            """
            (module
              (import "wasi_snapshot_preview1" "proc_exit" (func $e (param i32)))
              (memory (export "memory") 0)
              (func (export "_start") (call $e (i32.const 123)))
              (func (export "three") (result i32) (i32.const 3)))
            """);
    try (Store<Void> store = Store.create(ENGINE, null)) {
      Instance instance = linker.instantiate(store, module);
      for (int i = 0; i < 2; i++) {
        WasiExit e =
            assertThrows(WasiExit.class, () -> instance.func("_start").orElseThrow().call());
        assertEquals(123, e.status());
        assertArrayEquals(new Object[] {3}, instance.func("three").orElseThrow().call());
      }
      linker.module(store, "", module);
      assertThrows(WasiExit.class, () -> linker.getDefault(store, "").call());
    }
  }

  @Test
  @DisplayName("L215 adding WASI twice")
  void twice() {
    Linker<WasiContext> linker = Linker.<WasiContext>create(ENGINE).addWasi(w -> w);
    assertThrows(LinkException.DuplicateDefinition.class, () -> linker.addWasi(w -> w));
    linker.allowShadowing(true).addWasi(w -> w);
  }

  @Test
  @DisplayName("Streams: captured output, given input; by default nothing")
  void streams() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (Probe probe =
        probe(
            WasiContext.builder()
                .stdin(new ByteArrayInputStream("input".getBytes(UTF_8)))
                .stdout(out)
                .stderr(err))) {
      assertEquals(0, probe.print(1, "to out"));
      assertEquals("to out", out.toString(UTF_8));
      assertEquals(0, probe.print(2, "to err"));
      assertEquals("to err", err.toString(UTF_8));
      assertEquals(5, probe.call("read"));
      assertEquals("input", probe.memory().getString(1024, 5, UTF_8));
      assertEquals(0, probe.call("read"));
    }
    try (Probe probe = probe(WasiContext.builder())) {
      assertEquals(0, probe.print(1, "lost"));
      assertEquals(0, probe.call("read"));
    }
  }

  @Test
  @DisplayName("Arguments and environment; by default none")
  void argumentsAndEnvironment() {
    try (Probe probe =
        probe(WasiContext.builder().args("prog", "\u00e9 a").env("A", "1").env("A", "2"))) {
      assertEquals(2, probe.call("args"));
      assertEquals("prog", probe.memory().getCString(4096, UTF_8));
      assertEquals("\u00e9 a", probe.memory().getCString(4101, UTF_8));
      assertEquals(2, probe.call("env"));
      assertEquals("A=1", probe.memory().getCString(4096, UTF_8));
      assertEquals("A=2", probe.memory().getCString(4100, UTF_8));
    }
    try (Probe probe = probe(WasiContext.builder())) {
      assertEquals(0, probe.call("args"));
      assertEquals(0, probe.call("env"));
    }
    WasiContext.Builder builder = WasiContext.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.env("A=B", "1"));
    assertThrows(IllegalArgumentException.class, () -> builder.env("", "1"));
  }

  @Test
  @DisplayName("Clocks and random numbers of the host's choice")
  void clocksAndRandom() {
    Instant now = Instant.parse("2001-02-03T04:05:06.000000007Z");
    RandomGenerator random = new Random(5);
    try (Probe probe =
        probe(
            WasiContext.builder()
                .clock(Clock.fixed(now, ZoneOffset.UTC))
                .monotonic(() -> 42)
                .random(random))) {
      assertEquals(now.getEpochSecond() * 1_000_000_000L + 7, probe.call("time", 0));
      assertEquals(42L, probe.call("time", 1));
      probe.call("random");
      byte[] expected = new byte[16];
      new Random(5).nextBytes(expected);
      assertArrayEquals(expected, probe.memory().readBytes(0, 16));
    }
  }

  @Test
  @DisplayName("Directories: to read only, to change, and no way out")
  void directories(@TempDir Path dir) throws Exception {
    Path inner = Files.createDirectory(dir.resolve("inner"));
    Files.writeString(inner.resolve("file"), "text");
    Files.writeString(dir.resolve("secret"), "secret");
    long read = 1 << 1;
    long write = 1 << 6;
    for (WasiContext.Access access : WasiContext.Access.values()) {
      boolean writable = access == WasiContext.Access.READ_WRITE;
      try (Probe probe = probe(WasiContext.builder().preopen(inner, "/data", access))) {
        int file = probe.memory().putString(1024, "file", UTF_8);
        assertEquals(0, probe.call("open", file, 0, read));
        assertEquals(writable, probe.call("open", file, 0, write).equals(0));
        int fresh = probe.memory().putString(1024, "new-" + access, UTF_8);
        assertEquals(writable, probe.call("open", fresh, 1, read).equals(0));
        assertEquals(writable, Files.exists(inner.resolve("new-" + access)));
        int dirName = probe.memory().putString(1024, "dir-" + access, UTF_8);
        assertEquals(writable, probe.call("mkdir", dirName).equals(0));
        assertEquals(writable, Files.exists(inner.resolve("dir-" + access)));
        int truncated = probe.memory().putString(1024, "file", UTF_8);
        if (!writable) {
          assertTrue(!probe.call("open", truncated, 8, read).equals(0));
          assertEquals("text", Files.readString(inner.resolve("file")));
        }
        int outside = probe.memory().putString(1024, "../secret", UTF_8);
        assertTrue(!probe.call("open", outside, 0, read).equals(0));
      }
    }
    // without access to files there is none
    Linker<WasiContext> linker = Linker.<WasiContext>create(ENGINE).addWasi(w -> w);
    WasiContext wasi =
        WasiContext.builder().preopen(inner, "/data", WasiContext.Access.READ_ONLY).build();
    try (Store<WasiContext> store = Store.create(ENGINE, wasi)) {
      RuntimeException e =
          assertThrows(RuntimeException.class, () -> linker.instantiate(store, PROBE));
      assertTrue(e.getMessage().contains("allowIO"), e::getMessage);
    }
  }

  @Test
  @DisplayName("L217 L218 L219 reactors and commands, preloaded")
  void preloaded() {
    String print =
        """
        (func $p (param i32)
          (i32.store8 (i32.const 1024) (local.get 0))
          (i32.store (i32.const 16) (i32.const 1024)) (i32.store (i32.const 20) (i32.const 1))
          (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24))))
        """;
    String head =
        """
        (import "wasi_snapshot_preview1" "fd_write"
          (func $write (param i32 i32 i32 i32) (result i32)))
        """;
    WasmModule reactor =
        WasmModule.compile(
            ENGINE,
            "(module "
                + head
                + "(memory (export \"memory\") 1)"
                + print
                + """
                (func (export "_initialize") (call $p (i32.const 73)))
                (func (export "greet") (call $p (i32.const 71))))
                """);
    WasmModule command =
        WasmModule.compile(
            ENGINE,
            "(module "
                + head
                + "(memory (export \"memory\") 1)"
                + print
                + """
                (func (export "_start") (call $p (i32.const 88)))
                (func (export "greet") (call $p (i32.const 67))))
                """);
    WasmModule main =
        WasmModule.compile(
            ENGINE,
            "(module "
                + head
                + "(import \"lib\" \"greet\" (func $greet))"
                + "(memory (export \"memory\") 1)"
                + print
                + """
                (func (export "_start")
                  (call $p (i32.const 83)) (call $greet) (call $p (i32.const 69))))
                """);
    WasmModule mainReactor =
        WasmModule.compile(
            ENGINE,
            "(module "
                + head
                + "(memory (export \"memory\") 1)"
                + print
                + "(func (export \"_initialize\") (call $p (i32.const 77))))");
    assertEquals("ISGE", output(reactor, main, "_start"));
    assertEquals("SCE", output(command, main, "_start"));
    assertEquals("M", output(command, mainReactor, "_initialize"));
  }

  private static String output(WasmModule library, WasmModule main, String function) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Linker<WasiContext> linker = Linker.<WasiContext>create(ENGINE).addWasi();
    try (Store<WasiContext> store =
        Store.newBuilder(ENGINE, WasiContext.builder().stdout(out).build()).wasi(w -> w).build()) {
      linker.module(store, "lib", library);
      linker.instantiate(store, main).func(function).orElseThrow().call();
    }
    return out.toString(UTF_8);
  }

  @Test
  @DisplayName("L220 one module prints from the memory of another")
  void printsFromAnotherMemory() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Linker<WasiContext> linker = Linker.<WasiContext>create(ENGINE).addWasi(w -> w);
    try (Store<WasiContext> store =
        Store.create(ENGINE, WasiContext.builder().stdout(out).build())) {
      Instance a =
          linker.instantiate(
              store,
              WasmModule.compile(
                  ENGINE,
                  """
                  (module
                    (import "wasi_snapshot_preview1" "fd_write"
                      (func $write (param i32 i32 i32 i32) (result i32)))
                    (memory (export "memory") 2)
                    (global (export "offset") i32 (i32.const 65536))
                    (func (export "double") (param i32) (result i32)
                      (i32.mul (local.get 0) (i32.const 2)))
                    (func (export "log") (param i32 i32)
                      (i32.store (i32.const 16) (local.get 0))
                      (i32.store (i32.const 20) (local.get 1))
                      (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1)
                                         (i32.const 24)))))
                  """));
      linker.instance(store, "a", a);
      Instance b =
          linker.instantiate(
              store,
              WasmModule.compile(
                  ENGINE,
                  """
                  (module
                    (import "a" "memory" (memory 1))
                    (import "a" "offset" (global $o i32))
                    (import "a" "double" (func $double (param i32) (result i32)))
                    (import "a" "log" (func $log (param i32 i32)))
                    (data (global.get $o) "Hello, world!\\n")
                    (func (export "run") (call $log (global.get $o) (call $double (i32.const 7)))))
                  """));
      b.func("run").orElseThrow().call();
      assertEquals("Hello, world!\n", out.toString(UTF_8));
    }
  }

  @Test
  @DisplayName("A function of WASI called by the host itself has no memory to work on")
  void calledByTheHost() {
    Linker<WasiContext> linker = Linker.<WasiContext>create(ENGINE).addWasi(w -> w);
    try (Store<WasiContext> store = Store.create(ENGINE, WasiContext.builder().build())) {
      Func random = (Func) linker.get(store, "wasi_snapshot_preview1", "random_get").orElseThrow();
      RuntimeException e = assertThrows(RuntimeException.class, () -> random.call(0, 1));
      assertTrue(e.getMessage().contains("no memory for WASI"), e::getMessage);
    }
  }
}
