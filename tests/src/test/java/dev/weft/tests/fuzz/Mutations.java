// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.WasmFormatException;
import dev.weft.opcode.FeatureSet;
import dev.weft.text.Script;
import dev.weft.text.ScriptReader;
import dev.weft.text.TextFormatException;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import dev.weft.validation.ModuleValidator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Damages modules, as bytes and as text, and gives them to decoder, validator, text parser and
 * printer. Whatever they get, they answer in time, and refuse with their own exceptions; and a
 * module that is valid all the same is printed such that it can be read again.
 */
final class Mutations {
  /** What one input may take, in seconds; the largest take milliseconds. */
  private static final int LIMIT_SECONDS = 10;

  private static final String[] ODD = {
    "",
    "(",
    ")",
    "()",
    "\"",
    "\"\\",
    "\"\\u{110000}\"",
    "(;",
    ";;",
    "(@",
    "(@a",
    "$",
    "$\"\"",
    "0x",
    "1_",
    "-1",
    "4294967296",
    "18446744073709551616",
    "-9223372036854775809",
    "nan:0x0",
    "inf",
    "1e999999999",
    "0x1p-99999999999",
    "offset=18446744073709551615",
    "align=3",
    "align=0",
    "\u00e9",
    "\ud83d\ude00",
    "(module",
    "end",
    "(func",
    "(type 0)",
    "(param i32)",
    "(result i32)",
    "4294967295"
  };

  private static final byte[] EDGES = {
    0, 1, 0x40, 0x5E, 0x60, 0x70, 0x7F, -128, -1, 0x0B, (byte) 0xFD
  };

  /** The modules of the suite as bytes. */
  private final List<byte[]> modules = new ArrayList<>();

  /** Modules of the suite as text, in tokens. */
  private final List<List<String>> texts = new ArrayList<>();

  private final Random random;

  /** Inputs tried, and how many of them were accepted. */
  int inputs;

  int accepted;

  private volatile String current;
  private volatile Instant started;

  /**
   * @param scripts scripts of the official test suite
   */
  Mutations(List<Path> scripts, long seed) throws IOException {
    random = new Random(seed);
    for (Path script : scripts) {
      byte[] bytes = Files.readAllBytes(script);
      ScriptReader reader = new ScriptReader(bytes);
      for (Script.Command command = reader.next(); command != null; command = reader.next()) {
        if (command instanceof Script.DefineModule define && define.module().bytes() != null) {
          add(define.module().bytes());
        } else if (command instanceof Script.AssertRefused refused
            && refused.module().bytes() != null) {
          add(refused.module().bytes());
        }
      }
      split(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private void add(byte[] module) {
    // Each input is to be short, so that there are many.
    if (module.length < 20_000) {
      modules.add(module);
    }
  }

  /** Finds the modules in a script, by its parentheses. */
  private void split(String script) {
    List<String> tokens = new ArrayList<>();
    boolean inside = false;
    int depth = 0;
    int start = 0;
    for (int i = 0; i < script.length(); ) {
      int end = tokenEnd(script, i);
      String token = script.substring(i, end);
      i = end;
      tokens.add(token);
      if (token.equals("(")) {
        depth++;
      } else if (token.equals(")")) {
        depth--;
        if (inside && depth <= start) {
          if (tokens.size() < 5000) {
            texts.add(List.copyOf(tokens));
          }
          inside = false;
        }
      } else if (token.equals("module") && !inside) {
        tokens.clear();
        tokens.add("(");
        tokens.add(token);
        inside = true;
        start = depth - 1;
      }
    }
  }

  /** The end of the token, or of the white space, that begins at a place. */
  private static int tokenEnd(String text, int start) {
    char first = text.charAt(start);
    int end = start + 1;
    if (first == '(' || first == ')') {
      return end;
    }
    if (first == '"') {
      while (end < text.length() && text.charAt(end) != '"') {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
      return Math.min(end + 1, text.length());
    }
    boolean space = first <= ' ';
    while (end < text.length()
        && "()\"".indexOf(text.charAt(end)) < 0
        && text.charAt(end) <= ' ' == space) {
      end++;
    }
    return end;
  }

  /**
   * Tries damaged modules until a time.
   *
   * @return what went wrong, or null
   */
  String run(Instant end) {
    String[] failure = new String[1];
    // With the stack that threads have.
    Thread worker =
        new Thread(
            () -> {
              while (Instant.now().isBefore(end) && failure[0] == null) {
                failure[0] = random.nextBoolean() ? binary() : text();
                inputs++;
              }
            });
    worker.setDaemon(true);
    started = Instant.now();
    worker.start();
    try {
      while (worker.isAlive()) {
        worker.join(500);
        Instant since = started;
        if (Duration.between(since, Instant.now()).toSeconds() > LIMIT_SECONDS
            && since.equals(started)) {
          StringBuilder where = new StringBuilder();
          for (StackTraceElement element : worker.getStackTrace()) {
            where.append("\n  at ").append(element);
          }
          return "takes more than " + LIMIT_SECONDS + " s" + where + "\n" + current;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return failure[0];
  }

  private String binary() {
    byte[] bytes = modules.get(random.nextInt(modules.size())).clone();
    for (int i = 1 + random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      bytes = damage(bytes);
    }
    current = HexFormat.of().formatHex(bytes);
    started = Instant.now();
    return check(bytes, null);
  }

  private byte[] damage(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(1 << random.nextInt(7)));
    switch (random.nextInt(9)) {
      case 0 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 1 -> {
        bytes[at] = (byte) random.nextInt();
        return bytes;
      }
      case 2 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        return bytes;
      }
      case 3 -> {
        bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
        return bytes;
      }
      case 4 -> {
        bytes[at] = EDGES[random.nextInt(EDGES.length)];
        return bytes;
      }
      case 5 -> {
        return splice(bytes, at, at + length, new byte[0]);
      }
      case 6 -> {
        return splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
      }
      case 7 -> {
        byte[] other = modules.get(random.nextInt(modules.size()));
        int from = random.nextInt(other.length + 1);
        int to = Math.min(other.length, from + length);
        return splice(bytes, at, at + length, Arrays.copyOfRange(other, from, to));
      }
      default -> {
        byte[] huge = {-1, -1, -1, -1, 0x0F};
        return splice(bytes, at, at + 1, huge);
      }
    }
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    byte[] result = new byte[bytes.length - (to - from) + middle.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }

  private String text() {
    List<String> tokens = new ArrayList<>(texts.get(random.nextInt(texts.size())));
    for (int i = 1 + random.nextInt(3); i > 0 && !tokens.isEmpty(); i--) {
      damage(tokens);
    }
    byte[] text = String.join("", tokens).getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(4) == 0 && text.length > 0) {
      text = damage(text);
    }
    current = new String(text, StandardCharsets.UTF_8);
    started = Instant.now();
    byte[] bytes;
    try {
      bytes = TextParser.parse(text);
    } catch (TextFormatException e) {
      return e.phrase() == null || e.line() < 1 || e.column() < 1
          ? "odd error " + e + "\n" + current
          : null;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return describe(e);
    }
    return check(bytes, current);
  }

  private void damage(List<String> tokens) {
    int at = random.nextInt(tokens.size());
    int length = Math.min(tokens.size() - at, 1 + random.nextInt(1 << random.nextInt(5)));
    List<String> range = new ArrayList<>(tokens.subList(at, at + length));
    switch (random.nextInt(8)) {
      case 0 -> tokens.subList(at, at + length).clear();
      case 1 -> tokens.addAll(at, range);
      case 2 -> tokens.set(at, ODD[random.nextInt(ODD.length)]);
      case 3 -> tokens.add(at, ODD[random.nextInt(ODD.length)]);
      case 4 -> {
        List<String> other = texts.get(random.nextInt(texts.size()));
        int from = random.nextInt(other.size());
        tokens.subList(at, at + length).clear();
        tokens.addAll(at, other.subList(from, Math.min(other.size(), from + length)));
      }
      case 5 -> {
        int with = random.nextInt(tokens.size());
        String token = tokens.get(with);
        tokens.set(with, tokens.get(at));
        tokens.set(at, token);
      }
      case 6 -> tokens.subList(at, tokens.size()).clear();
      default -> {
        for (int i = random.nextInt(2000) * length; i > 0; i -= length) {
          tokens.addAll(at, range);
        }
      }
    }
  }

  /**
   * @param text where the bytes come from, or null
   */
  private String check(byte[] bytes, String text) {
    try {
      ModuleValidator.validate(ModuleDecoder.decode(bytes, null, FeatureSet.ALL), FeatureSet.ALL);
    } catch (WasmFormatException e) {
      return e.phrase() == null || e.offset() < 0 || e.offset() > bytes.length
          ? "odd error " + e + "\n" + current
          : null;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return describe(e);
    }
    accepted++;
    try {
      byte[] again = TextParser.parse(print(bytes));
      if (!Arrays.equals(print(again), print(TextParser.parse(print(again))))) {
        return "is printed in two ways\n" + current;
      }
    } catch (RuntimeException | IOException | StackOverflowError | OutOfMemoryError e) {
      return describe(e);
    }
    return null;
  }

  private static byte[] print(byte[] module) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TextPrinter.print(module, out);
    return out.toByteArray();
  }

  private String describe(Throwable e) {
    StringBuilder text = new StringBuilder(e.toString());
    StackTraceElement[] trace = e.getStackTrace();
    for (int i = 0; i < Math.min(12, trace.length); i++) {
      text.append("\n  at ").append(trace[i]);
    }
    return text.append('\n').append(current).toString();
  }
}
