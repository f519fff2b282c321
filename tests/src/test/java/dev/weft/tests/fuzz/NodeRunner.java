// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import dev.weft.tests.fuzz.Program.Feature;
import dev.weft.tests.fuzz.Program.Function;
import dev.weft.text.TextParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** V8, in a process of node. */
final class NodeRunner implements Runner {
  /** A batch takes about a second. */
  private static final int TIMEOUT_SECONDS = 120;

  /** For each feature a module that is valid only with it. */
  private static final Map<Feature, String> PROBES =
      Map.of(
          Feature.TAIL_CALLS, "(func return_call 0)",
          Feature.EXTENDED_CONST, "(global i32 (i32.add (i32.const 1) (i32.const 2)))",
          Feature.MULTI_MEMORY, "(memory 1) (memory 1)",
          Feature.MEMORY64, "(memory i64 1) (table i64 1 funcref)",
          Feature.THREADS, "(memory 1 1 shared)",
          Feature.TYPED_REFERENCES,
              "(type $t (func)) (table 1 (ref null $t)) (func (param (ref null $t))"
                  + " (block br_on_null 0 (local.get 0) call_ref $t))");

  private static final int MODULES_PER_PROCESS = 1000;

  /** Ends processes that answer too late. */
  private static final ScheduledExecutorService GUARD =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  private final List<String> command;
  private final Set<Feature> features = EnumSet.noneOf(Feature.class);
  private Process process;
  private BufferedReader answers;

  /** How many modules the process was sent. */
  private int modules;

  /**
   * @param node the command
   * @param script {@code run.mjs}
   * @throws IOException if node cannot be started
   */
  NodeRunner(String node, Path script) throws IOException {
    command = List.of(node, script.toString());
    List<Feature> probes = List.copyOf(PROBES.keySet());
    List<String> lines = new ArrayList<>();
    for (Feature probe : probes) {
      lines.add("{\"module\": \"" + base64(TextParser.parse(PROBES.get(probe))) + "\"}");
    }
    List<String> answers = exchange(lines);
    for (int i = 0; i < probes.size(); i++) {
      if (answers.get(i).equals("true")) {
        features.add(probes.get(i));
      }
    }
  }

  @Override
  public String name() {
    return "node";
  }

  @Override
  public Set<Feature> features() {
    return features;
  }

  @Override
  public List<List<String>> run(List<Program> programs) {
    try {
      List<String> answers = exchange(programs.stream().map(NodeRunner::json).toList());
      return answers.stream().map(line -> Arrays.asList(line.split("\t"))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends lines and reads as many answers. The process is the same for a thousand modules: starting
   * it takes as long as ten of them.
   */
  private List<String> exchange(List<String> lines) throws IOException {
    if (process == null || modules > MODULES_PER_PROCESS) {
      close();
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      answers = process.inputReader(StandardCharsets.UTF_8);
      modules = 0;
    }
    modules += lines.size();
    Process writingTo = process;
    Thread writer = Thread.ofPlatform().daemon().start(() -> send(writingTo, lines));
    ScheduledFuture<?> guard =
        GUARD.schedule(writingTo::destroyForcibly, TIMEOUT_SECONDS, TimeUnit.SECONDS);
    List<String> received = new ArrayList<>();
    while (received.size() < lines.size()) {
      String answer = answers.readLine();
      if (answer == null) {
        close();
        throw new IOException(
            "node answered " + received.size() + " of " + lines.size() + " modules, then ended");
      }
      received.add(answer);
    }
    guard.cancel(false);
    try {
      writer.join();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return received;
  }

  /** On a thread of its own, since node may have to write before it can read on. */
  private static void send(Process process, List<String> lines) {
    try {
      OutputStream out = process.getOutputStream();
      for (String line : lines) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      }
      out.flush();
    } catch (IOException e) {
      // The process has ended: too few answers will tell.
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String json(Program program) {
    String calls =
        program.calls.stream()
            .map(
                call -> {
                  Function function = program.functions.get(call.function());
                  return "{\"function\": \"f"
                      + call.function()
                      + "\", \"types\": "
                      + strings(function.signature.parameters())
                      + ", \"arguments\": "
                      + strings(call.arguments())
                      + ", \"results\": "
                      + strings(function.signature.results())
                      + "}";
                })
            .collect(Collectors.joining(", "));
    return "{\"module\": \""
        + base64(program.bytes())
        + "\", \"calls\": ["
        + calls
        + "], \"fuel\": "
        + Generator.FUEL
        + ", \"memories\": "
        + program.memories
        + ", \"tables\": "
        + program.tables
        + ", \"globals\": "
        + strings(program.globals)
        + "}";
  }

  private static String strings(List<?> values) {
    return values.stream()
        .map(value -> value == null ? "null" : '"' + Objects.toString(value) + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** V8 tells some traps apart less finely than the specification. */
  @Override
  public List<String> comparable(List<String> lines) {
    return lines.stream()
        .map(
            line ->
                line.replace("out of bounds memory access", "memory")
                    .replace("out of bounds table access", "table")
                    .replace("integer divide by zero", "zero")
                    .replace("integer overflow", "overflow")
                    .replace("invalid conversion to integer", "overflow")
                    .replaceAll("undefined element", "table")
                    .replaceAll("uninitialized element( \\d+)?", "table")
                    .replaceAll("indirect call type mismatch", "table")
                    .replaceAll("null (function )?reference", "null")
                    .replace("call stack exhausted", "exhausted"))
        .toList();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
      process = null;
    }
  }
}
