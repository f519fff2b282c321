// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.graalvm.launcher.AbstractLanguageLauncher;
import org.graalvm.options.OptionCategory;
import org.graalvm.options.OptionDescriptor;
import org.graalvm.options.OptionStability;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.io.IOAccess;

/** The command {@code weft}: runs WebAssembly programs. */
public final class WeftLauncher extends AbstractLanguageLauncher {
  static final String BUILTINS = "wasm.Builtins";
  private static final String DIRECTORIES = "wasm.WasiMapDirs";
  private static final String TERMINALS = "wasm.WasiTerminals";

  /**
   * The stack of the guest's thread, in bytes; only what is used of it becomes memory. Measured: an
   * interpreted call takes about 1.2 KB, so this is deeper than any engine of native code allows by
   * default, and running out of it took 3.4 s on a busy machine. A doubling doubles that.
   */
  private static final long STACK_SIZE = 64L << 20;

  private static final String USAGE =
      "weft [run] [--dir HOST[::GUEST]] [--env NAME=VALUE] [--invoke FUNCTION]"
          + " [--preload NAME=FILE] FILE [ARGS...]";

  private static final String WAST_USAGE = "weft wast [--fail-fast] [--filter TEXT] FILE|DIR...";

  private static final String WAT2WASM_USAGE = "weft wat2wasm [--no-check] FILE [-o FILE]";

  private static final String PRINT_USAGE = "weft print FILE [-o FILE]";

  /** Proposals beyond version 3.0 that the official scripts use. */
  private static final List<String> PROPOSALS =
      List.of("wasm.LegacyExceptions", "wasm.Threads", "wasm.WideArithmetic");

  /** The stack of the thread of scripts, which exhaust it on purpose, in bytes. */
  private static final long SCRIPT_STACK_SIZE = 4L << 20;

  /** How the names of options begin that do not start a tool. */
  private static final List<String> NO_TOOLS = List.of("wasm.", "engine.", "compiler.", "log.");

  private CommandLine line;

  /** Whether a profiler or the like is to run beside the program. */
  private boolean usesTools;

  private boolean mayReadFiles;
  private int status;

  private WeftLauncher() {}

  /**
   * Runs the command and ends the process.
   *
   * @param arguments the words after the command's name
   */
  public static void main(String[] arguments) {
    Training.run();
    translate(arguments);
    new WeftLauncher().launch(arguments);
  }

  /**
   * Translates a module and ends the process, if that is all that the command line asks for: it
   * needs no engine, whose start takes as long as the translation of a text of 5 MB.
   */
  private static void translate(String[] arguments) {
    CommandLine line;
    try {
      line = CommandLine.parse(List.of(arguments));
    } catch (UsageException _) {
      // Found again where the engine's options are known, which messages name.
      return;
    }
    if (!line.isTranslationAlone()) {
      return;
    }
    StandardOutput stdout = new StandardOutput();
    int status = translate(line, stdout, System.err);
    System.exit(endOfOutput(status, stdout, System.err));
  }

  private static int translate(CommandLine line, OutputStream stdout, PrintStream errors) {
    return new Translation(line, stdout, errors).run();
  }

  /** The status to end with, when all output was written or could not be. */
  private static int endOfOutput(int status, StandardOutput stdout, PrintStream errors) {
    // A program that failed has its own reasons, or has seen this one.
    if (status == 0 && stdout.failure() != null) {
      errors.println("weft: standard output: " + stdout.failure().getMessage());
      return Failure.CANNOT_START;
    }
    return status;
  }

  @Override
  protected String getLanguageId() {
    return "wasm";
  }

  /** There are no other languages beside ours. */
  @Override
  protected boolean canPolyglot() {
    return false;
  }

  @Override
  protected boolean isStandalone() {
    return true;
  }

  @Override
  protected VMType getDefaultVMType() {
    return VMType.JVM;
  }

  @Override
  protected List<String> preprocessArguments(
      List<String> arguments, Map<String, String> polyglotOptions) {
    try {
      line = CommandLine.parse(arguments);
    } catch (UsageException e) {
      throw wrongUsage(e.getMessage());
    }
    // Who names an option on the command line knows it: no second option to allow the first.
    if (!line.engineOptions.contains("--experimental-options=false")) {
      line.engineOptions.addFirst("--experimental-options");
    }
    checkEngineOptions();
    if (line.version) {
      printVersion();
      throw exit();
    }
    if (line.task == CommandLine.Task.RUN) {
      polyglotOptions.put(BUILTINS, "wasi_snapshot_preview1");
      if (usesTools) {
        // Profilers and their like see trees only. Whoever names a tier gets that.
        polyglotOptions.put("wasm.Tier", "ast");
      }
    } else if (line.task == CommandLine.Task.WAST) {
      PROPOSALS.forEach(option -> polyglotOptions.put(option, "true"));
    }
    return line.engineOptions;
  }

  /** Refuses what launcher-common would refuse too, but as wrong usage and in one sentence. */
  private void checkEngineOptions() {
    boolean experimental = line.engineOptions.contains("--experimental-options");
    for (String option : line.engineOptions) {
      if (isCommon(option)) {
        continue;
      }
      OptionDescriptor descriptor = descriptor(option);
      if (descriptor == null) {
        throw abortUnrecognizedArgument(option);
      }
      usesTools |= NO_TOOLS.stream().noneMatch(descriptor.getName()::startsWith);
      int equals = option.indexOf('=');
      try {
        descriptor.getKey().getType().convert(equals < 0 ? "true" : option.substring(equals + 1));
      } catch (IllegalArgumentException e) {
        throw wrongUsage(option + ": " + e.getMessage());
      }
      if (descriptor.getStability() == OptionStability.EXPERIMENTAL && !experimental) {
        throw wrongUsage(option + " is experimental, which --experimental-options=false rules out");
      }
    }
  }

  private static boolean isCommon(String option) {
    return option.startsWith("--help")
        || option.startsWith("--log.")
        || option.startsWith("--vm.")
        || option.startsWith("--experimental-options")
        || option.equals("--jvm")
        || option.endsWith("version:graalvm");
  }

  private OptionDescriptor descriptor(String option) {
    if (!option.startsWith("--")) {
      return null;
    }
    int equals = option.indexOf('=');
    String key = option.substring(2, equals < 0 ? option.length() : equals);
    int dot = key.indexOf('.');
    OptionDescriptor descriptor = findOptionDescriptor(dot < 0 ? key : key.substring(0, dot), key);
    return descriptor != null
        ? descriptor
        : findOptionDescriptor(getLanguageId(), getLanguageId() + "." + key);
  }

  @Override
  protected AbortException abortUnrecognizedArgument(String argument) {
    Set<String> own =
        switch (line.task) {
          case RUN -> Set.of("--dir", "--env", "--invoke", "--preload");
          case WAST -> Set.of("--fail-fast", "--filter");
          case WAT2WASM -> Set.of("-o", "--no-check");
          case PRINT -> Set.of("-o");
        };
    for (String name : own) {
      if (argument.startsWith(name)) {
        throw wrongUsage("there is no option " + argument + "; did you mean " + name + "?");
      }
    }
    throw wrongUsage("there is no option " + argument + "; see weft --help");
  }

  @Override
  protected void validateArguments(Map<String, String> polyglotOptions) {
    if (line.file == null) {
      String usage =
          switch (line.task) {
            case RUN -> USAGE;
            case WAST -> WAST_USAGE;
            case WAT2WASM -> WAT2WASM_USAGE;
            case PRINT -> PRINT_USAGE;
          };
      throw wrongUsage("which FILE? " + usage + " (more: weft --help)");
    }
    if (line.task != CommandLine.Task.WAST && line.files.size() > 1) {
      throw wrongUsage(
          line.task.word
              + " takes one FILE: "
              + (line.task == CommandLine.Task.PRINT ? PRINT_USAGE : WAT2WASM_USAGE));
    }
    List<String> directories = new ArrayList<>();
    String given = polyglotOptions.get(DIRECTORIES);
    if (given != null && !given.isEmpty()) {
      directories.add(given);
    }
    line.directories.forEach(
        (guest, host) -> {
          for (String path : List.of(guest, host)) {
            if (path.contains(",") || path.contains("::")) {
              throw wrongUsage(
                  "--dir cannot name the directory '" + path + "': it contains a comma or '::'");
            }
          }
          if (!isDirectory(host)) {
            throw cannotStart("--dir " + host + ": there is no such directory");
          }
          directories.add(guest + "::" + host);
        });
    mayReadFiles = !directories.isEmpty();
    polyglotOptions.put(DIRECTORIES, String.join(",", directories));
    polyglotOptions.putIfAbsent(TERMINALS, Terminals.streams());
  }

  private static boolean isDirectory(String path) {
    try {
      return Files.isDirectory(Path.of(path));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private AbortException wrongUsage(String sentence) {
    getError().println("weft: " + sentence);
    throw exit(Failure.USAGE);
  }

  private AbortException cannotStart(String sentence) {
    getError().println("weft: " + sentence);
    throw exit(Failure.CANNOT_START);
  }

  @Override
  protected void launch(Context.Builder builder) {
    StandardOutput stdout = new StandardOutput();
    restrict(builder);
    builder.in(new FileInputStream(FileDescriptor.in)).out(stdout);
    List<String> arguments = new ArrayList<>();
    arguments.add(line.file);
    if (line.invoke == null) {
      arguments.addAll(line.arguments);
    }
    builder.arguments(getLanguageId(), arguments.toArray(String[]::new));
    builder.environment(line.environment);

    PrintStream errors = getError();
    Thread guest =
        new Thread(
            null,
            () -> status = guarded(builder, stdout, errors),
            "weft-main",
            line.task == CommandLine.Task.WAST ? SCRIPT_STACK_SIZE : STACK_SIZE);
    status = Failure.INTERNAL; // if the thread ends otherwise than by returning
    guest.start();
    try {
      guest.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw exit(endOfOutput(status, stdout, errors));
  }

  private int guarded(Context.Builder builder, StandardOutput stdout, PrintStream errors) {
    try {
      return perform(builder, stdout, errors);
    } catch (OutOfMemoryError e) {
      errors.println("weft: " + line.file + ": " + Failure.exhausted(e.getMessage()));
      return Failure.CANNOT_START;
    }
  }

  private int perform(Context.Builder builder, StandardOutput stdout, PrintStream errors) {
    return switch (line.task) {
      case RUN -> new Program(line, stdout, errors).run(builder);
      case WAST -> {
        builder.allowCreateThread(true); // scripts may start threads, modules cannot
        PrintStream results = new PrintStream(stdout, false, StandardCharsets.UTF_8);
        int outcome = new Scripts(line, results, errors).run(builder);
        results.flush();
        yield outcome;
      }
      case WAT2WASM, PRINT -> translate(line, stdout, errors);
    };
  }

  /** The launcher's library has allowed everything: back to what the command line grants. */
  private void restrict(Context.Builder builder) {
    builder
        .allowAllAccess(false)
        .allowHostAccess(HostAccess.NONE)
        .allowHostClassLookup(null)
        .allowHostClassLoading(false)
        .allowNativeAccess(false)
        .allowCreateThread(false)
        .allowCreateProcess(false)
        .allowPolyglotAccess(PolyglotAccess.NONE)
        .allowEnvironmentAccess(EnvironmentAccess.NONE)
        .allowIO(
            mayReadFiles ? IOAccess.newBuilder().allowHostFileAccess(true).build() : IOAccess.NONE)
        // The options of the command line have been checked for --experimental-options.
        .allowExperimentalOptions(true);
  }

  @Override
  protected void printVersion(Engine engine) {
    String version =
        Optional.ofNullable(WeftLauncher.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            .orElse("(unpackaged)");
    println(
        String.format(
            "Weft %s (%s, Java %s)",
            version, engine.getImplementationName(), System.getProperty("java.version")));
  }

  @Override
  protected void collectArguments(Set<String> options) {
    super.collectArguments(options);
    options.addAll(
        Set.of(
            "--dir",
            "--env",
            "--invoke",
            "--preload",
            "--version",
            "--fail-fast",
            "--filter",
            "--no-check",
            "-o"));
  }

  @Override
  protected void printHelp(OptionCategory maxCategory) {
    println(
        "Usage: " + USAGE,
        "       " + WAST_USAGE,
        "       " + WAT2WASM_USAGE,
        "       " + PRINT_USAGE,
        "",
        "Runs the WebAssembly program FILE: a command's _start, or a reactor's _initialize.",
        "Everything after FILE is handed to the program. FILE is a binary module, or a text module if",
        "its name ends in .wat.",
        "",
        "wast runs test scripts, those of directories included, and tells what failed or was skipped;",
        "wat2wasm translates a text module, to FILE with the suffix .wasm where -o is not given; print",
        "writes a binary module as text, to standard output where -o is not given.",
        "",
        "Options:");
    launcherOption(
        "--dir HOST[::GUEST]", "Let the program use the directory HOST, which it sees as GUEST.");
    launcherOption("--env NAME=VALUE", "Set a variable of the program's environment.");
    launcherOption(
        "--invoke FUNCTION", "Call an exported function with ARGS and print its results.");
    launcherOption(
        "--preload NAME=FILE", "Instantiate FILE first; its exports can be imported from NAME.");
    launcherOption("--fail-fast", "Of wast: stop at the first command that fails.");
    launcherOption("--filter TEXT", "Of wast: run only scripts whose path contains TEXT.");
    launcherOption("--no-check", "Of wat2wasm: do not validate the module.");
    launcherOption("--version", "Print the version and exit.");
    launcherOption("--help:wasm", "Print the options of the engine.");
    println(
        "",
        "Status: the program's own; 134 after a trap; 1 if it cannot be started, or a script failed;",
        "2 if the command line is wrong.");
  }
}
