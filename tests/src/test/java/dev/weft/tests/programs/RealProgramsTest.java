// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.benchmarks.Benchmark;
import dev.weft.benchmarks.Catalogue;
import dev.weft.benchmarks.driver.Argon2id;
import dev.weft.benchmarks.driver.QuickJs;
import dev.weft.benchmarks.driver.Specification.Kind;
import dev.weft.tests.Ahead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real programs of {@code tests/programs} give their expected output: interpreted only, each
 * with one input, and twice in contexts that share an engine which compiles, where the second run
 * finds the code of the first. The property {@code weft.programs}, names with commas between,
 * selects among them.
 */
@Tag("programs")
final class RealProgramsTest {
  private static final Path ROOT =
      Path.of(System.getProperty("weft.root", "..")).toAbsolutePath().normalize();

  /** Guests run on a thread with this much stack, in bytes, as under the command. */
  private static final long STACK = 512L << 20;

  private static final String[] QUICKJS_FUNCTIONS = {
    "host_get_timezone_offset",
    "host_interrupt",
    "host_promise_rejection",
    "host_module_normalize",
    "host_module_load",
    "host_call"
  };

  private static final AtomicInteger PASSED = new AtomicInteger();
  private static final AtomicInteger FAILED = new AtomicInteger();
  private static final List<String> UNFETCHED = new ArrayList<>();

  @TempDir static Path scratch;

  /** How the standard input of a command is given. */
  private enum Input {
    FILE {
      @Override
      InputStream open(Path file) throws IOException {
        return Files.newInputStream(file);
      }
    },
    PIPE {
      @Override
      InputStream open(Path file) throws IOException {
        PipedInputStream in = new PipedInputStream(512);
        PipedOutputStream out = new PipedOutputStream(in);
        byte[] bytes = Files.readAllBytes(file);
        Thread writer =
            new Thread(
                () -> {
                  try (out) {
                    // In pieces that fit nothing, so that reads see parts of lines.
                    for (int at = 0; at < bytes.length; at += 337) {
                      out.write(bytes, at, Math.min(337, bytes.length - at));
                      out.flush();
                    }
                  } catch (IOException e) {
                    // The program has ended without reading all: its output will tell.
                  }
                },
                "pipe");
        writer.setDaemon(true);
        writer.start();
        return in;
      }
    };

    abstract InputStream open(Path file) throws IOException;
  }

  @TestFactory
  Stream<DynamicNode> programs() throws Exception {
    fetch();
    String selected = System.getProperty("weft.programs");
    List<DynamicNode> nodes = new ArrayList<>();
    Catalogue catalogue = Catalogue.read(ROOT);
    Ahead ahead = new Ahead(STACK);
    Set<Path> interpreted = new HashSet<>();
    for (Benchmark program : catalogue.benchmarks()) {
      boolean chosen = selected == null || List.of(selected.split(",")).contains(program.name());
      if (program.kind() == Kind.KERNEL || program.name().contains("simd") || !chosen) {
        continue;
      }
      List<DynamicTest> tests = new ArrayList<>();
      // The interpreter alone takes each program through the first of its inputs. The others are
      // longer, not different, and would take half a minute more.
      if (interpreted.add(program.wasm())) {
        tests.add(test(ahead, "interpreted", () -> interpreted(program)));
      }
      tests.add(test(ahead, "twice in one engine", () -> twice(program)));
      nodes.add(DynamicContainer.dynamicContainer(program.name(), tests.stream()));
    }
    for (String skipped : catalogue.skipped()) {
      nodes.add(
          DynamicTest.dynamicTest(
              skipped, () -> assertFalse("true".equals(System.getenv("CI")), skipped)));
    }
    assertFalse(nodes.isEmpty(), "no program is called " + selected);
    return nodes.stream();
  }

  /** Lets tests/programs/fetch bring what is missing; it says what it could not get. */
  private static void fetch() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(ROOT.resolve("tests/programs/fetch").toString())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    System.out.print(said);
    for (String line : said.lines().toList()) {
      assertFalse(line.contains(": WRONG: "), line);
      if (line.contains(": skipped: ")) {
        UNFETCHED.add(line);
      }
    }
  }

  private static DynamicTest test(Ahead ahead, String name, Callable<Void> body) {
    return ahead.test(
        name,
        () -> {
          boolean done = false;
          try {
            body.call();
            done = true;
          } finally {
            (done ? PASSED : FAILED).incrementAndGet();
          }
          return null;
        });
  }

  private static Void interpreted(Benchmark program) throws Exception {
    try (Engine engine =
        Engine.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.Tier", "ast")
            .option("engine.Compilation", "false")
            .build()) {
      run(program, engine, source(program), Input.PIPE);
    }
    return null;
  }

  private static Void twice(Benchmark program) throws Exception {
    try (Engine engine =
        Engine.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("engine.CompilationFailureAction", "Print")
            .build()) {
      Source source = source(program);
      int first = run(program, engine, source, Input.FILE);
      int second = run(program, engine, source, Input.PIPE);
      assertTrue(first > 0);
      // A function may be called in the second run alone, if it depends on the time or on how
      // standard input comes. Translated again, it would be all of them.
      assertTrue(second - first <= first / 50 + 5, first + " translations, then " + second);
    }
    return null;
  }

  private static Source source(Benchmark program) throws IOException {
    return Source.newBuilder(
            "wasm",
            ByteSequence.create(Files.readAllBytes(program.wasm())),
            program.wasm().getFileName().toString())
        .build();
  }

  /** Runs a program in a fresh context; returns how many of its functions are translated then. */
  private static int run(Benchmark program, Engine engine, Source source, Input how)
      throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Path result = null;
    Context.Builder builder =
        Context.newBuilder("wasm")
            .engine(engine)
            .allowExperimentalOptions(true)
            .arguments("wasm", program.arguments().split(" "))
            .out(out)
            .err(err);
    boolean reads =
        program.kind() == Kind.COMMAND && program.input() != null && program.directory() == null;
    if (program.directory() != null) {
      String[] names = program.directory().split("::");
      Path host = Path.of(names[0]);
      if (program.result() != null) {
        host = Files.createTempDirectory(scratch, program.name());
        Files.copy(program.input(), host.resolve(program.input().getFileName()));
        result = host.resolve(program.result());
      }
      builder.allowIO(IOAccess.ALL).option("wasm.WasiMapDirs", names[1] + "::" + host);
    }
    try (InputStream in = reads ? how.open(program.input()) : InputStream.nullInputStream();
        Context context = builder.in(in).build()) {
      drive(program, context, context.eval(source), out, err);
    } catch (PolyglotException e) {
      // Closing a context that its guest has exited throws the exit once more.
      if (!e.isExit()) {
        throw e;
      }
    }
    if (program.output() != null) {
      assertEquals(Files.readString(program.output()), out.toString(StandardCharsets.UTF_8));
    }
    if (result != null) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] bytes = Files.readAllBytes(result);
      assertEquals(program.resultSum(), HexFormat.of().formatHex(sha256.digest(bytes)));
    }
    // In a context of its own: the program may have exited the other.
    try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
      return Inside.translations(context, context.eval(source));
    }
  }

  private static void drive(
      Benchmark program,
      Context context,
      Value module,
      ByteArrayOutputStream out,
      ByteArrayOutputStream err)
      throws Exception {
    switch (program.kind()) {
      case COMMAND, KERNEL -> {
        int status = guest(module.newInstance(), null).command();
        assertEquals(0, status, () -> out + "\n" + err);
      }
      case QUICKJS -> {
        Map<String, Object> env = new HashMap<>();
        for (String name : QUICKJS_FUNCTIONS) {
          env.put(name, (ProxyExecutable) arguments -> 0);
        }
        Value instance =
            module.newInstance(ProxyObject.fromMap(Map.of("env", ProxyObject.fromMap(env))));
        byte[] text = Files.readAllBytes(program.input());
        String value = QuickJs.evaluate(guest(instance, null), text, program.input().getFileName());
        out.writeBytes(value.getBytes(StandardCharsets.UTF_8));
      }
      case ARGON2ID -> {
        Value memory = context.getBindings("wasm").getMember("Memory").newInstance(1040, 65536);
        ProxyObject env = ProxyObject.fromMap(Map.of("memory", memory));
        Value instance = module.newInstance(ProxyObject.fromMap(Map.of("env", env)));
        PolyglotGuest guest = guest(instance, memory);
        String[] numbers = program.arguments().split(" ");
        for (int i = 0; i < numbers.length; i += 3) {
          String tag =
              Argon2id.hash(
                  guest,
                  Integer.parseInt(numbers[i]),
                  Integer.parseInt(numbers[i + 1]),
                  Integer.parseInt(numbers[i + 2]));
          out.writeBytes((tag + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static PolyglotGuest guest(Value instance, Value memory) {
    Value exports = instance.getMember("exports");
    return new PolyglotGuest(exports, memory == null ? exports.getMember("memory") : memory);
  }

  /** Leaves the counts for the closing lines of ./test. */
  @AfterAll
  static void report() throws IOException {
    String directory = System.getProperty("weft.test.counts");
    if (directory != null) {
      StringBuilder lines = new StringBuilder();
      lines.append("programs passed ").append(PASSED).append('\n');
      lines.append("programs failed ").append(FAILED).append('\n');
      for (String unfetched : UNFETCHED) {
        lines.append("unfetched ").append(unfetched).append('\n');
      }
      Files.createDirectories(Path.of(directory));
      Files.writeString(Path.of(directory, "programs.txt"), lines);
    }
  }
}
