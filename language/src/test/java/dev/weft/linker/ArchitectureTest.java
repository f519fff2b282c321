// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The API depends on the polyglot API and the JDK alone, and on the engine not at all. */
final class ArchitectureTest {
  private static final Pattern TYPE = Pattern.compile("L([\\w/$]+)[;<]");
  private static final List<String> ALLOWED =
      List.of("java/", "javax/", "org/graalvm/polyglot/", "dev/weft/linker/");

  private static List<Path> classes() throws IOException, URISyntaxException {
    URI code = Linker.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    try (Stream<Path> files = Files.walk(Path.of(code).resolve("dev/weft/linker"))) {
      return files.filter(f -> f.toString().endsWith(".class")).toList();
    }
  }

  @Test
  void usesPolyglotAndJdkOnly() throws IOException, URISyntaxException {
    List<Path> classes = classes();
    assertTrue(classes.size() > 50, "found " + classes.size());
    TreeSet<String> wrong = new TreeSet<>();
    for (Path file : classes) {
      for (String type : typesIn(file)) {
        if (type.contains("/") && ALLOWED.stream().noneMatch(type::startsWith)) {
          wrong.add(file.getFileName() + " uses " + type);
        }
      }
    }
    assertEquals(new TreeSet<>(), wrong);
  }

  private static List<String> typesIn(Path file) throws IOException {
    List<String> types = new ArrayList<>();
    for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
      switch (entry) {
        case ClassEntry type -> types.add(type.asInternalName().replaceFirst("^\\[+L?", ""));
        case Utf8Entry text -> {
          Matcher matcher = TYPE.matcher(text.stringValue());
          while (matcher.find()) {
            types.add(matcher.group(1));
          }
        }
        default -> {}
      }
    }
    return types;
  }

  @Test
  void isExportedAndItsSpiIsNot() {
    var exports = ModuleLayer.boot().findModule("dev.weft").orElseThrow().getDescriptor().exports();
    assertTrue(
        exports.stream().anyMatch(e -> e.source().equals("dev.weft.linker") && !e.isQualified()));
    assertTrue(exports.stream().noneMatch(e -> e.source().equals("dev.weft.linker.spi")));
  }
}
