// SPDX-License-Identifier: Apache-2.0

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Formats the project's Java files with google-java-format, or checks that they are formatted.
 *
 * <p>{@code java ... build/Format.java check|fix ROOT STAMP}: every {@code *.java} under ROOT but
 * compact source files and those in {@code target} and hidden directories. STAMP remembers the
 * contents found well-formatted, so that the next run looks only at what changed.
 */
public final class Format {
  private static final String LICENCE = "// SPDX-License-Identifier: Apache-2.0\n";

  private Format() {}

  /**
   * Runs the command.
   *
   * @param args mode, root, stamp
   * @throws Exception where a file cannot be read or written
   */
  public static void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    Path root = Path.of(args[1]);
    Path stamp = Path.of(args[2]);
    Set<String> known = readStamp(stamp);
    Set<String> good = new HashSet<>();
    List<String> bad = new ArrayList<>();
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    for (Path file : sources(root)) {
      String text = Files.readString(file);
      String digest = digest(text);
      if (known.contains(digest)) {
        good.add(digest);
        continue;
      }
      String formatted;
      try {
        formatted = formatter.formatSource(RemoveUnusedImports.removeUnusedImports(text));
      } catch (FormatterException e) {
        bad.add(root.relativize(file) + ": " + e.getMessage());
        continue;
      }
      if (!formatted.startsWith(LICENCE)) {
        formatted = LICENCE + formatted;
      }
      if (formatted.equals(text)) {
        good.add(digest);
      } else if (fix) {
        Files.writeString(file, formatted);
        good.add(digest(formatted));
        System.out.println("formatted " + root.relativize(file));
      } else {
        bad.add(root.relativize(file) + ": not formatted");
      }
    }
    Files.createDirectories(stamp.toAbsolutePath().getParent());
    Files.write(stamp, good);
    if (!bad.isEmpty()) {
      bad.forEach(System.err::println);
      System.err.println(
          bad.size() + " files are not as google-java-format has them: run ./format");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    List<Path> directories = new ArrayList<>(List.of(root));
    while (!directories.isEmpty()) {
      try (Stream<Path> entries = Files.list(directories.removeLast())) {
        for (Path entry : (Iterable<Path>) entries::iterator) {
          String name = entry.getFileName().toString();
          if (Files.isDirectory(entry)) {
            if (!name.equals("target") && !name.startsWith(".")) {
              directories.add(entry);
            }
          } else if (name.endsWith(".java") && !isCompact(entry)) {
            files.add(entry);
          }
        }
      }
    }
    return files;
  }

  /**
   * Whether a file is a compact source file (JEP 512), which google-java-format cannot read yet.
   */
  private static boolean isCompact(Path file) throws IOException {
    return Files.readString(file).contains("\nvoid main(");
  }

  private static Set<String> readStamp(Path stamp) throws IOException {
    try {
      return Set.copyOf(Files.readAllLines(stamp));
    } catch (NoSuchFileException e) {
      return Set.of();
    }
  }

  private static String digest(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }
}
