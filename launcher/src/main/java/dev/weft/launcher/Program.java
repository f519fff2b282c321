// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import dev.weft.text.TextFormatException;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.proxy.ProxyObject;

/** One run of a program: its modules are loaded and linked, and its function is called. */
final class Program {
  private static final String START = "_start";
  private static final String INITIALIZE = "_initialize";

  /** What the engine says of a module that has functions, but none that would start it. */
  private static final String NOT_RUNNABLE =
      "not a program: it exports functions, but neither _start nor _initialize";

  private final CommandLine line;
  private final OutputStream out;
  private final PrintStream err;

  /** The file being loaded or run, for messages. */
  private String current;

  /**
   * Runs what the command line says.
   *
   * @param line the command line; it names a file
   * @param out the guest's output, where results are printed too
   * @param err where failures are told
   */
  Program(CommandLine line, OutputStream out, PrintStream err) {
    this.line = line;
    this.out = out;
    this.err = err;
    this.current = line.file;
  }

  /** Runs the program in a context made by {@code builder}; returns the status to end with. */
  int run(Context.Builder builder) {
    Context context;
    try {
      context = builder.build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return fail(Failure.USAGE, e.getMessage());
    }
    int status;
    try {
      status = run(context);
    } catch (PolyglotException e) {
      status = report(e);
    } catch (LaunchException e) {
      status = fail(Failure.CANNOT_START, e.getMessage());
    } catch (UsageException e) {
      status = fail(Failure.USAGE, e.getMessage());
    } catch (IOException e) {
      status = fail(Failure.CANNOT_START, "standard output: " + e.getMessage());
    }
    try {
      context.close();
    } catch (PolyglotException e) {
      if (!e.isExit() && !e.isCancelled()) {
        status = report(e);
      }
    }
    return status;
  }

  private int report(PolyglotException e) {
    return Failure.report(e, current, err);
  }

  private int fail(int status, String sentence) {
    err.println("weft: " + sentence);
    return status;
  }

  private int run(Context context) throws LaunchException, UsageException, IOException {
    Map<String, Object> imports = new LinkedHashMap<>();
    for (Map.Entry<String, String> preload : line.preloads.entrySet()) {
      Value instance = instantiate(load(context, preload.getValue()), imports);
      Value exports = instance.getMember("exports");
      if (exports.canInvokeMember(INITIALIZE)) {
        start(exports, INITIALIZE);
      }
      imports.put(preload.getKey(), exports);
    }
    current = line.file;
    byte[] bytes = readFile(line.file);
    if (line.invoke == null && imports.isEmpty()) {
      runByEngine(context, bytes);
      return 0;
    }
    Value module = evaluate(context, source(line.file, bytes));
    Signature signature = null;
    Object[] arguments = {};
    if (line.invoke != null) {
      signature = signature(module);
      arguments = arguments(signature);
    } else if (!isRunnable(module) && !startsByItself(bytes)) {
      throw nothingToRun(module);
    }
    Value exports = instantiate(module, imports).getMember("exports");
    if (line.invoke == null && exports.canInvokeMember(START)) {
      start(exports, START);
      return 0;
    }
    if (exports.canInvokeMember(INITIALIZE) && !INITIALIZE.equals(line.invoke)) {
      start(exports, INITIALIZE);
    }
    if (line.invoke != null) {
      print(signature, exports.getMember(line.invoke).execute(arguments));
    }
    return 0;
  }

  /**
   * Has the engine do all of it: then no object of the guest is seen here, of which the first ones
   * take a tenth of a small program's time.
   */
  private void runByEngine(Context context, byte[] bytes) throws LaunchException {
    try {
      evaluate(context, source(line.file, bytes).option("wasm.Run", "true"));
    } catch (PolyglotException e) {
      if (e.isGuestException() && NOT_RUNNABLE.equals(e.getMessage())) {
        throw nothingToRun(evaluate(context, source(line.file, bytes)));
      }
      throw e;
    }
  }

  private Value load(Context context, String file) throws LaunchException {
    current = file;
    return evaluate(context, source(file, readFile(file)));
  }

  /** A text module is one by its name; anything else is given to the engine as binary. */
  private static Source.Builder source(String file, byte[] bytes) throws LaunchException {
    if (!isText(file)) {
      return Source.newBuilder("wasm", ByteSequence.create(bytes), file);
    }
    try {
      CharSequence text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return Source.newBuilder("wasm", text, file).mimeType("text/wat");
    } catch (CharacterCodingException _) {
      throw new LaunchException(file + ": malformed module: " + malformed(bytes));
    }
  }

  /** What the text parser says of a text that is not UTF-8: it knows the place. */
  private static String malformed(byte[] text) {
    try {
      TextParser.parse(text);
      return "malformed UTF-8 encoding";
    } catch (TextFormatException e) {
      return e.getMessage();
    }
  }

  private static boolean isText(String file) {
    return file.endsWith(".wat");
  }

  /** Reads a file; what can be wrong with it is one sentence. */
  static byte[] readFile(String file) throws LaunchException {
    try {
      return Files.readAllBytes(Path.of(file));
    } catch (NoSuchFileException _) {
      throw new LaunchException(file + ": there is no such file");
    } catch (AccessDeniedException _) {
      throw new LaunchException(file + ": the file may not be read");
    } catch (InvalidPathException _) {
      throw new LaunchException(file + ": this cannot be the name of a file");
    } catch (IOException e) {
      boolean directory = Files.isDirectory(Path.of(file));
      throw new LaunchException(file + ": " + (directory ? "is a directory" : e.getMessage()));
    } catch (OutOfMemoryError _) {
      throw new LaunchException(file + ": the file is too large for the heap (see --vm.Xmx)");
    }
  }

  private void start(Value exports, String function) throws LaunchException {
    try {
      exports.invokeMember(function);
    } catch (IllegalArgumentException _) {
      throw new LaunchException(
          current + ": not a program: its function " + function + " takes parameters");
    }
  }

  private static Value evaluate(Context context, Source.Builder source) {
    return context.eval(source.buildLiteral());
  }

  private static Value instantiate(Value module, Map<String, Object> imports) {
    return imports.isEmpty()
        ? module.newInstance()
        : module.newInstance(ProxyObject.fromMap(imports));
  }

  /** A module that exports functions wants one of them to be called; others run by being there. */
  private static boolean isRunnable(Value module) {
    List<String> functions = Signature.exportedFunctions(module);
    return functions.isEmpty() || functions.contains(START) || functions.contains(INITIALIZE);
  }

  /** Whether the valid module, a text or binary, has a start function: no member tells that. */
  private boolean startsByItself(byte[] bytes) {
    return Sections.haveStart(isText(line.file) ? TextParser.parse(bytes) : bytes);
  }

  private LaunchException nothingToRun(Value module) {
    return new LaunchException(
        line.file
            + " exports neither _start nor _initialize; name the function to call with --invoke: "
            + some(Signature.exportedFunctions(module)));
  }

  private Signature signature(Value module) throws LaunchException {
    Signature signature = Signature.ofExport(module, line.invoke);
    if (signature == null) {
      List<String> functions = Signature.exportedFunctions(module);
      throw new LaunchException(
          line.file
              + " exports no function '"
              + line.invoke
              + "'; "
              + (functions.isEmpty() ? "it exports none at all" : "it has " + some(functions)));
    }
    return signature;
  }

  private static String some(List<String> names) {
    int shown = Math.min(names.size(), 20);
    String list = String.join(", ", names.subList(0, shown));
    return shown == names.size() ? list : list + " and " + (names.size() - shown) + " more";
  }

  private Object[] arguments(Signature signature) throws UsageException {
    List<String> types = signature.parameters();
    List<String> words = line.arguments;
    for (String type : types) {
      if (!Values.canBeParsed(type)) {
        throw new UsageException(
            String.format(
                "'%s' cannot be called from the command line: it takes a value of type %s",
                line.invoke, type));
      }
    }
    if (types.size() != words.size()) {
      throw new UsageException(
          String.format(
              "'%s' takes %d argument%s (%s), but %d %s given",
              line.invoke,
              types.size(),
              types.size() == 1 ? "" : "s",
              String.join(", ", types),
              words.size(),
              words.size() == 1 ? "is" : "are"));
    }
    Object[] values = new Object[words.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Values.parse(types.get(i), words.get(i));
    }
    return values;
  }

  private void print(Signature signature, Value result) throws IOException {
    StringBuilder lines = new StringBuilder();
    List<String> types = signature.results();
    for (int i = 0; i < types.size(); i++) {
      Value value = types.size() == 1 ? result : result.getArrayElement(i);
      lines.append(Values.format(types.get(i), value)).append('\n');
    }
    out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
  }
}
