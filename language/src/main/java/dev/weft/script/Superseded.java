// SPDX-License-Identifier: Apache-2.0
package dev.weft.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A command of the official test suite that asserts what WebAssembly 3.0 contradicts: the
 * directories of proposals keep copies of scripts that are older than that version.
 *
 * <p>Such a command is known by its whole text, and it is run like every other: only where it fails
 * in the way that is expected of it is it no failure. So nothing else can hide behind it, a script
 * that changes is judged anew, and with the newer feature switched off it passes.
 *
 * @param script the script's path in the suite
 * @param line the line on which the command begins, from 1; for readers
 * @param digest {@link #digest} of the command's text
 * @param failure how its failure begins
 * @param reason what is different since
 */
public record Superseded(String script, int line, String digest, String failure, String reason) {
  /** All of them, in the order of scripts and lines. */
  public static final List<Superseded> ALL = read();

  private static final Map<String, Superseded> BY_DIGEST =
      ALL.stream().collect(Collectors.toMap(Superseded::digest, Function.identity()));

  /**
   * The entry of a command that failed.
   *
   * @param text the command's text, from parenthesis to parenthesis
   * @param failure how it failed
   * @return null if this is no such command, or not its failure
   */
  static Superseded find(String text, String failure) {
    Superseded found = BY_DIGEST.get(digest(text));
    return found != null && failure.startsWith(found.failure) ? found : null;
  }

  /** The first 128 bits of the text's SHA-256, as hexadecimal digits. */
  static String digest(String text) {
    try {
      byte[] bytes =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  private static List<Superseded> read() {
    try (InputStream in = Superseded.class.getResourceAsStream("superseded.txt")) {
      List<Superseded> entries = new ArrayList<>();
      String reason = null;
      String failure = null;
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().toList()) {
        int end = line.indexOf(' ');
        if (line.startsWith("reason ")) {
          reason = line.substring(end + 1);
        } else if (line.startsWith("failure ")) {
          failure = line.substring(end + 1);
        } else if (!line.isBlank() && !line.startsWith("#")) {
          int colon = line.lastIndexOf(':', end);
          entries.add(
              new Superseded(
                  line.substring(0, colon),
                  Integer.parseInt(line.substring(colon + 1, end)),
                  line.substring(end + 1),
                  failure,
                  reason));
        }
      }
      return List.copyOf(entries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
