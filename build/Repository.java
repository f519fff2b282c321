// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Lays out what embedders depend on as a Maven repository: the parent's pom, and poms, jars,
 * sources and documentation of the language and the launcher, with checksums. It can be uploaded as
 * it is, and the tests of the consumer resolve from it.
 *
 * <p>{@code java build/Repository.java ROOT REPOSITORY VERSION}
 */
public final class Repository {
  private final Path repository;
  private final String version;

  private Repository(Path repository, String version) {
    this.repository = repository;
    this.version = version;
  }

  /**
   * Runs the command.
   *
   * @param args the project's top, the directory to write, the version
   * @throws Exception where a file cannot be read or written
   */
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    Repository build = new Repository(Path.of(args[1]), args[2]);
    build.add("weft-parent", root.resolve("pom.xml"), ".pom");
    for (String name : new String[] {"language", "launcher"}) {
      String artifact = "weft-" + name;
      Path module = root.resolve(name);
      build.add(artifact, module.resolve("pom.xml"), ".pom");
      for (String suffix : new String[] {".jar", "-sources.jar", "-javadoc.jar"}) {
        Path jar = module.resolve("target").resolve(artifact + "-" + args[2] + suffix);
        // A build with -Dweft.javadoc.skip=true has no documentation to add.
        if (Files.exists(jar)) {
          build.add(artifact, jar, suffix);
        }
      }
    }
  }

  private void add(String artifact, Path file, String suffix)
      throws IOException, NoSuchAlgorithmException {
    Path directory = repository.resolve("dev/weft").resolve(artifact).resolve(version);
    Files.createDirectories(directory);
    String name = artifact + "-" + version + suffix;
    Files.copy(file, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    byte[] bytes = Files.readAllBytes(file);
    for (String algorithm : new String[] {"MD5", "SHA-1", "SHA-256"}) {
      byte[] digest = MessageDigest.getInstance(algorithm).digest(bytes);
      String extension = algorithm.replace("-", "").toLowerCase(Locale.ROOT);
      Files.writeString(
          directory.resolve(name + "." + extension), HexFormat.of().formatHex(digest));
    }
  }
}
