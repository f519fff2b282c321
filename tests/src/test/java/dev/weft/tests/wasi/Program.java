// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.wasi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.io.IOAccess;

/** One run of a WASI command of {@code src/test/resources/wasi} in a context of its own. */
final class Program {
  private static final Engine ENGINE =
      Engine.newBuilder("wasm").option("engine.WarnInterpreterOnly", "false").build();

  private final String name;
  private final List<String> arguments = new ArrayList<>();
  private final List<String> directories = new ArrayList<>();
  private final List<String[]> environment = new ArrayList<>();
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out;
  private Context context;

  /** What a run has left. */
  record Result(int status, String out, String err) {}

  Program(String name, String... arguments) {
    this.name = name;
    this.arguments.add(name);
    this.arguments.addAll(List.of(arguments));
  }

  Program in(String text) {
    return in(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  Program in(InputStream stream) {
    in = stream;
    return this;
  }

  Program out(OutputStream stream) {
    out = stream;
    return this;
  }

  Program directory(String guest, Path host) {
    directories.add(guest + "::" + host);
    return this;
  }

  Program environment(String variable, String value) {
    environment.add(new String[] {variable, value});
    return this;
  }

  static Source source(String name) throws IOException {
    try (InputStream stream = Program.class.getResourceAsStream("/wasi/" + name + ".wasm")) {
      ByteSequence bytes = ByteSequence.create(stream.readAllBytes());
      return Source.newBuilder("wasm", bytes, name).build();
    }
  }

  /** The context of the run, so that another thread can end it. */
  synchronized Context context() throws InterruptedException {
    while (context == null) {
      wait();
    }
    return context;
  }

  private synchronized void setContext(Context context) {
    this.context = context;
    notifyAll();
  }

  /** Runs the program; a trap is status 134, as in the command. */
  Result run() throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Context.Builder builder =
        Context.newBuilder("wasm")
            .engine(ENGINE)
            .allowIO(IOAccess.ALL)
            .in(in)
            .out(out != null ? out : output)
            .err(errors)
            .arguments("wasm", arguments.toArray(String[]::new))
            .option("wasm.WasiMapDirs", String.join(",", directories));
    environment.forEach(e -> builder.environment(e[0], e[1]));
    int status = 0;
    try (Context c = builder.build()) {
      setContext(c);
      Value instance = c.eval(source(name)).newInstance();
      instance.getMember("exports").getMember("_start").executeVoid();
    } catch (PolyglotException e) {
      if (e.isExit()) {
        status = e.getExitStatus();
      } else if (e.isGuestException() && !e.isCancelled() && !e.isInterrupted()) {
        status = 134;
      } else {
        throw e;
      }
    }
    return new Result(
        status, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
  }
}
