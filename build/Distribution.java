// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Completes the directory of the distribution, whose {@code lib} Maven has filled: the command, the
 * licences, a Java image made by jlink with AOT caches trained on programs, and the archive.
 *
 * <p>{@code java build/Distribution.java SOURCES DISTRIBUTION ARCHIVE PROGRAMS}. Runs on the JDK
 * that the image is made of. Where that JDK cannot be linked, or the cache cannot be made, the
 * distribution starts on an installed JDK instead, and the build says so.
 */
public final class Distribution {
  /**
   * What Weft needs of the JDK. The stub of the compiler (jdk.graal.compiler) must not be among
   * them: the real one is on the module path, where jlink would otherwise hide it.
   */
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.instrument",
          "java.logging",
          "java.management",
          "java.sql",
          "jdk.internal.vm.ci",
          "jdk.jfr",
          "jdk.management",
          "jdk.net",
          "jdk.unsupported",
          "jdk.zipfs");

  /**
   * What the AOT cache is trained on, of the directory of programs: three of different kinds, as
   * bytecode, which is what every program starts as. The JVM loads all classes that a cache holds
   * before anything else happens, so it is to hold of Graal what its start needs, and not the
   * classes of its phases: programs that end soon never come to need them, and seven that ran for
   * seconds were no slower without (docs/decisions.md).
   */
  private static final List<String> TRAINING =
      List.of("bytecode=json", "bytecode=fft", "bytecode=sort");

  /** The option that keeps Graal from compiling in the last program of a training. */
  private static final String INTERPRETED = "--engine.Compilation=false";

  /**
   * What the cache for runs with tools is trained on: trees, and Graal compiling them, as well.
   * There all is run as trees from the start, and is slow until Graal is warm.
   */
  private static final List<String> TREES =
      List.of(
          "auto=json",
          "auto=strings",
          "auto=fft",
          "auto=interpreter",
          "auto=lz",
          "auto=hashmap",
          "auto=indirect",
          "auto=sort",
          "auto=nbody",
          "auto=int64",
          "auto=wide",
          "auto=alloc",
          "auto=matrix",
          "ast=json",
          "ast=nbody");

  /** The option with which the command uses that cache. */
  private static final String AS_TREES = "--wasm.Tier=ast";

  /** What the cache for translations is trained on: modules that are printed and read again. */
  private static final List<String> TRANSLATIONS = List.of("translate=json", "translate=nbody");

  /** HotSpot's own settings of what the command sets, which profile more. */
  private static final List<String> PROFILING =
      List.of(
          "--vm.XX:Tier3DelayOn=5",
          "--vm.XX:Tier3DelayOff=2",
          "--vm.XX:Tier2InvokeNotifyFreqLog=11",
          "--vm.XX:Tier2BackedgeNotifyFreqLog=14");

  /** The program that ends the training: the one that starts fast. */
  private static final String LAST = "hello";

  /**
   * All that the AOT cache is bound to gets this time, and the cache as well: bin/weft sees from it
   * whether a copy has kept the times. Whole seconds, as archives round them.
   */
  private static final FileTime TIME = FileTime.fromMillis(1_767_225_600_000L);

  private final Path sources;
  private final Path distribution;
  private final Path image;

  private Distribution(Path sources, Path distribution) {
    this.sources = sources;
    this.distribution = distribution;
    this.image = distribution.resolve("image");
  }

  /**
   * Runs the command.
   *
   * @param args sources, distribution, archive, and the directory of the programs
   * @throws Exception where a file cannot be read or written, or a tool fails
   */
  public static void main(String[] args) throws Exception {
    Distribution build = new Distribution(Path.of(args[0]), Path.of(args[1]).toAbsolutePath());
    Path archive = Path.of(args[2]).toAbsolutePath();
    Path programs = Path.of(args[3]).toRealPath();
    build.copy();
    Path stamp = Path.of(archive + ".made-of");
    String inputs = build.inputs(programs);
    if (!Files.exists(archive) || !Files.exists(stamp) || !Files.readString(stamp).equals(inputs)) {
      if (build.link()) {
        build.train(programs);
      }
      build.archive(archive);
      Files.writeString(stamp, inputs);
    }
    // The script ./weft compares the times of the sources with that of this file.
    Files.writeString(archive.resolveSibling("built"), "");
  }

  /** A digest of all that the image, its cache and the archive depend on. */
  private String inputs(Path programs) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    List<Path> files = new ArrayList<>();
    for (String directory : List.of("lib", "bin", "licences")) {
      try (Stream<Path> listed = Files.list(distribution.resolve(directory))) {
        listed.forEach(files::add);
      }
    }
    files.sort(null);
    files.add(Path.of(System.getProperty("java.home"), "release"));
    List<String> trainings = new ArrayList<>(TRAINING);
    trainings.addAll(TRANSLATIONS);
    for (String training : trainings) {
      files.add(file(programs, training.substring(training.indexOf('=') + 1)));
    }
    files.add(file(programs, LAST));
    for (Path file : files) {
      digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
      digest.update(Files.readAllBytes(file));
    }
    return MODULES
        + ","
        + TRAINING
        + TRANSLATIONS
        + PROFILING
        + HexFormat.of().formatHex(digest.digest());
  }

  private void copy() throws IOException {
    try (Stream<Path> jars = Files.list(distribution.resolve("lib"))) {
      for (Path jar : (Iterable<Path>) jars::iterator) {
        Files.setLastModifiedTime(jar, TIME);
      }
    }
    copyAll(sources.resolve("bin"), distribution.resolve("bin"));
    Files.setPosixFilePermissions(
        distribution.resolve("bin/weft"), PosixFilePermissions.fromString("rwxr-xr-x"));
    copyAll(sources.resolve("licences"), distribution.resolve("licences"));
  }

  private static void copyAll(Path from, Path to) throws IOException {
    delete(to);
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private boolean link() throws IOException {
    delete(image);
    ToolProvider jlink = ToolProvider.findFirst("jlink").orElse(null);
    if (jlink == null) {
      System.out.println("This JDK has no jlink: the distribution will need an installed JDK 25.");
      return false;
    }
    int status =
        jlink.run(
            System.out,
            System.err,
            "--add-modules",
            String.join(",", MODULES),
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            image.toString());
    if (status != 0) {
      System.out.println("jlink failed: the distribution will need an installed JDK 25.");
      delete(image);
      return false;
    }
    Files.setLastModifiedTime(image.resolve("lib/modules"), TIME);
    Files.writeString(image.resolve("loader"), loader(image.resolve("bin/java")) + "\n");
    unpackAttach();
    return true;
  }

  /**
   * Unpacks the library through which Truffle gets at the JVM. It would do so itself, into the
   * user's home; where that cannot be written there would be no optimising runtime.
   */
  private void unpackAttach() throws IOException {
    String os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "amd64";
    String directory = "META-INF/resources/engine/libtruffleattach/" + os + "/" + processor;
    Path unpacked = image.resolve("attach");
    try (FileSystem jar = FileSystems.newFileSystem(distribution.resolve("lib/truffle-api.jar"))) {
      Path from = jar.getPath(directory);
      if (!Files.exists(from)) {
        System.out.println("Truffle has no native library for this platform.");
        return;
      }
      for (String line : Files.readAllLines(from.resolve("files"))) {
        // "path = mode", relative to the root of the jar
        String name = line.split(" ")[0];
        Path to = unpacked.resolve(from.relativize(jar.getPath(name)).toString());
        Files.createDirectories(to.getParent());
        Files.copy(jar.getPath(name), to);
      }
    }
  }

  /** The dynamic loader that an ELF program names, or else the program itself. */
  private static String loader(Path program) throws IOException {
    String bytes = new String(Files.readAllBytes(program), StandardCharsets.ISO_8859_1);
    int start = bytes.indexOf("/lib");
    int end = bytes.indexOf('\0', Math.max(start, 0));
    return bytes.startsWith("\u007fELF") && start >= 0 && start < 4096
        ? bytes.substring(start, end)
        : "/";
  }

  private static Path file(Path programs, String name) {
    return programs.resolve(name + ".wasm");
  }

  /** Makes the caches for programs, for programs run as trees, and for translations of modules. */
  private void train(Path programs) throws IOException, InterruptedException {
    String last = file(programs, LAST).toString();
    train("weft.aot", training(programs, TRAINING), List.of(INTERPRETED, last), List.of());
    train("trees.aot", training(programs, TREES), List.of(AS_TREES, last), List.of(AS_TREES));
    // A translation needs nothing of the engine.
    Path text = image.resolve("text");
    train(
        "translation.aot",
        training(programs, TRANSLATIONS),
        List.of("print", last, "-o", text.toString()),
        List.of("print"));
    Files.deleteIfExists(text);
  }

  private static String training(Path programs, List<String> entries) {
    List<String> training = new ArrayList<>();
    for (String entry : entries) {
      int name = entry.indexOf('=') + 1;
      training.add(entry.substring(0, name) + file(programs, entry.substring(name)));
    }
    return "--vm.Dweft.training=" + String.join(File.pathSeparator, training);
  }

  /**
   * Runs programs in a process that records what a cache is to hold, and makes the cache.
   *
   * @param last what the process does after its training, as the words of the command
   * @param command what makes the command use this cache
   */
  private void train(String name, String training, List<String> last, List<String> command)
      throws IOException, InterruptedException {
    Path cache = image.resolve(name);
    Path record = image.resolve(name + ".record");
    List<String> words = new ArrayList<>();
    words.add("--vm.XX:AOTMode=record");
    words.add("--vm.XX:AOTConfiguration=" + record);
    // The command compiles with little profiling; what the cache is to hold are profiles.
    words.addAll(PROFILING);
    words.add(training);
    words.addAll(last);
    run(words);
    words =
        new ArrayList<>(
            List.of(
                "--vm.XX:AOTMode=create",
                "--vm.XX:AOTConfiguration=" + record,
                "--vm.XX:AOTCache=" + cache));
    words.addAll(command);
    run(words);
    Files.deleteIfExists(record);
    if (!Files.exists(cache)) {
      System.out.println(
          "The AOT cache " + name + " could not be made: the command will start slower.");
      return;
    }
    Files.setLastModifiedTime(cache, TIME);
  }

  private void run(List<String> words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(words);
    command.addFirst(distribution.resolve("bin/weft").toString());
    new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private void archive(Path archive) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "tar",
                "-czf",
                archive.toString(),
                "-C",
                distribution.getParent().toString(),
                distribution.getFileName().toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("tar failed");
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
