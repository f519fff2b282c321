// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.wasi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.tests.wasi.Program.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** C programs on WASI, from their bytes to their output. */
@Timeout(120)
final class WasiProgramsTest {
  @TempDir Path temp;

  private static String expected(String name) throws IOException {
    try (InputStream stream =
        WasiProgramsTest.class.getResourceAsStream("/wasi/" + name + ".txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void files() throws IOException {
    Result result = new Program("files").directory("/", temp).run();
    assertEquals(expected("files"), result.out());
    assertEquals(0, result.status());
    try (var left = Files.list(temp)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void directories() throws IOException {
    Path guest = Files.createDirectory(temp.resolve("guest"));
    Files.writeString(temp.resolve("outside"), "outside");
    Result result = new Program("directories").directory("/", guest).run();
    assertEquals(expected("directories"), result.out());
    assertEquals(0, result.status());
    assertEquals("outside", Files.readString(temp.resolve("outside")));
    try (var left = Files.list(temp)) {
      assertEquals(2, left.count());
    }
  }

  @Test
  void withoutDirectories() throws IOException {
    Result result = new Program("directories").run();
    assertTrue(result.out().startsWith("mkdir(\"d\", 0755) = -1 "), result.out());
    assertEquals(0, result.status());
  }

  @Test
  void argumentsAndEnvironment() throws IOException {
    Result result =
        new Program("streams", "args", "", "a b", "größe").environment("NAME", "välue").run();
    assertEquals("arg streams\narg args\narg \narg a b\narg größe\nenv NAME=välue\n", result.out());
  }

  @Test
  void exits() throws IOException {
    Result result = new Program("streams", "exit", "42").run();
    assertEquals(new Result(42, "exiting\nbye\n", ""), result);
    assertEquals(new Result(0, "exiting\nbye\n", ""), new Program("streams", "exit", "0").run());
    assertEquals(new Result(7, "", "kept"), new Program("streams", "_exit").run());
    assertEquals(new Result(134, "aborting\n", ""), new Program("streams", "abort").run());
    assertEquals(2, new Program("streams").run().status());
  }

  @Test
  void copiesInput() throws IOException {
    String text =
        IntStream.range(0, 20_000).mapToObj(k -> "line " + k + "\n").collect(Collectors.joining());
    Result result = new Program("streams", "cat").in(text).run();
    assertEquals(text, result.out());
    assertEquals(text.length() + " bytes\n", result.err());
  }

  /** The prompt is there before the answer is asked for, as a person at a terminal needs it. */
  @Test
  void talks() throws Exception {
    PipedOutputStream keyboard = new PipedOutputStream();
    PipedInputStream screen = new PipedInputStream();
    PipedOutputStream toScreen = new PipedOutputStream(screen);
    Program program =
        new Program("streams", "ask").in(new PipedInputStream(keyboard)).out(toScreen);
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<Result> run = executor.submit(program::run);
      expect(screen, "name? ");
      keyboard.write("ann\n".getBytes(StandardCharsets.UTF_8));
      keyboard.flush();
      expect(screen, "hello ann\nname? ");
      keyboard.write("bob\n".getBytes(StandardCharsets.UTF_8));
      keyboard.flush();
      expect(screen, "hello bob\nname? ");
      keyboard.close();
      expect(screen, "\n");
      assertEquals(0, run.get().status());
    }
  }

  private static void expect(InputStream screen, String text) throws IOException {
    byte[] expected = text.getBytes(StandardCharsets.UTF_8);
    byte[] seen = screen.readNBytes(expected.length);
    assertEquals(text, new String(seen, StandardCharsets.UTF_8));
  }

  @Test
  void pollsInput() throws Exception {
    assertEquals("poll 1 in hup\n", new Program("streams", "poll", "5000").run().out());
    assertEquals("poll 1 in\n", new Program("streams", "poll", "5000").in("x").run().out());
    try (PipedOutputStream keyboard = new PipedOutputStream()) {
      Result result =
          new Program("streams", "poll", "100").in(new PipedInputStream(keyboard)).run();
      assertEquals(new Result(0, "poll 0\n", ""), result);
    }
  }

  @Test
  void tellsTheTime() throws IOException {
    assertEquals(
        "nanosleep 0\nslept well\nwall plausible\nres 0\ntime plausible\n",
        new Program("streams", "times").run().out());
  }

  @Test
  void standardStreamsOfAnEmbedderAreNoTerminals() throws IOException {
    assertEquals("0 0 0\n", new Program("streams", "tty").run().out());
  }

  @Test
  void writesManyLines() throws IOException {
    Result result = new Program("streams", "lines", "46000").run();
    assertEquals(46_000, result.out().lines().count());
    assertTrue(result.out().endsWith("\nline 45999 of 46000\n"));
  }

  /** Waiting programs end within a moment when their context is closed or interrupted. */
  @Test
  void waitingProgramsCanBeEnded() throws Exception {
    InputStream silent =
        new InputStream() {
          @Override
          public int read() throws IOException {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return -1;
          }
        };
    for (String[] arguments : new String[][] {{"cat"}, {"poll", "100000"}}) {
      Program program = new Program("streams", arguments).in(silent);
      try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
        Future<Result> run = executor.submit(program::run);
        Context context = program.context();
        Thread.sleep(1000);
        assertFalse(run.isDone());
        final long start = System.nanoTime();
        context.close(true);
        Exception e = assertThrows(Exception.class, run::get);
        assertTrue(((PolyglotException) e.getCause()).isCancelled(), String.valueOf(e.getCause()));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(took <= 1000, "took " + took + " ms");
      }
    }
  }

  /** An embedder calls a function that prints, and sees what it printed when it returns. */
  @Test
  void outputIsThereWhenACallReturns() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Context context =
        Context.newBuilder("wasm").option("engine.WarnInterpreterOnly", "false").out(out).build()) {
      Value exports = context.eval(Program.source("reactor")).newInstance().getMember("exports");
      exports.getMember("_initialize").executeVoid();
      exports.getMember("say").executeVoid(1);
      assertEquals("said 1\n", out.toString(StandardCharsets.UTF_8));
      exports.getMember("say").executeVoid(2);
      exports.getMember("say").executeVoid(3);
      assertEquals("said 1\nsaid 2\nsaid 3\n", out.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aModuleWithoutMemoryIsToldSo() {
    // (import "wasi_snapshot_preview1" "sched_yield"), ("args_get"); no memory
    byte[] bytes = NoMemory.module();
    try (Context context =
        Context.newBuilder("wasm").option("engine.WarnInterpreterOnly", "false").build()) {
      Value exports = NoMemory.instantiate(context, bytes).getMember("exports");
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> exports.getMember("args_get").execute(0, 0));
      assertTrue(e.getMessage().contains("must export a memory"), e.getMessage());
      assertEquals(0, exports.getMember("sched_yield").execute().asInt());
    }
  }
}
