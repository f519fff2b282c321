// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

/**
 * Translates the text format to the binary format, for all of WebAssembly 3.0 and the proposals
 * that {@link dev.weft.opcode.Opcode} knows.
 *
 * <p>Only what the text format itself rules out is an error here; the bytes are to be decoded and
 * validated like any other module. Identifiers become the names of the name section.
 */
public final class TextParser {
  private TextParser() {}

  /**
   * Translates a module: {@code (module ...)}, or its fields alone.
   *
   * @throws TextFormatException if the text is malformed
   */
  public static byte[] parse(CharSequence text) {
    return parse(encode(text));
  }

  /** The bytes of a text in UTF-8; a lone surrogate becomes bytes that are not UTF-8. */
  public static byte[] encode(CharSequence text) {
    return Utf8.encode(text);
  }

  /**
   * Translates a module given as the bytes of its text in UTF-8.
   *
   * @throws TextFormatException if the text is malformed
   */
  public static byte[] parse(byte[] utf8) {
    return parse(utf8, null);
  }

  /**
   * Translates a module.
   *
   * @param positions gets where everything comes from; may be null
   */
  static byte[] parse(byte[] utf8, Positions positions) {
    return parse(utf8, false, positions);
  }

  private static byte[] parse(byte[] utf8, boolean quoted, Positions positions) {
    Lexer lexer = new Lexer(utf8, 0, utf8.length);
    lexer.next();
    if (!lexer.isOpen(Keyword.MODULE)) {
      return fields(lexer, positions);
    }
    lexer.next();
    byte[] bytes = module(lexer, quoted, positions);
    if (lexer.kind != Lexer.EOF) {
      throw lexer.unexpected();
    }
    return bytes;
  }

  /** Reads the fields of a module that has no {@code (module ...)} around it, up to the end. */
  static byte[] fields(Lexer lexer) {
    return fields(lexer, null);
  }

  private static byte[] fields(Lexer lexer, Positions positions) {
    byte[] bytes = ModuleParser.parse(lexer, null, positions);
    if (lexer.kind != Lexer.EOF) {
      throw lexer.unexpected();
    }
    return bytes;
  }

  /** Reads a module from behind its keyword on, and moves behind it. */
  private static byte[] module(Lexer lexer, boolean quoted, Positions positions) {
    byte[] name = null;
    if (lexer.kind == Lexer.ID) {
      name = lexer.identifierBytes();
      lexer.next();
    }
    return content(lexer, name, quoted, positions);
  }

  /** Reads a module from behind its keyword and identifier on, and moves behind it. */
  static byte[] content(Lexer lexer, byte[] name) {
    return content(lexer, name, false, null);
  }

  /**
   * @param quoted whether the text stands in quotes already: quotes in quotes are refused, since
   *     each takes a parse of its own
   */
  private static byte[] content(Lexer lexer, byte[] name, boolean quoted, Positions positions) {
    byte[] bytes;
    if (lexer.isKeyword(Keyword.BINARY)) {
      bytes = strings(lexer);
    } else if (lexer.isKeyword(Keyword.QUOTE) && !quoted) {
      bytes = parse(strings(lexer), true, null);
    } else {
      bytes = ModuleParser.parse(lexer, name, positions);
    }
    if (lexer.kind != Lexer.RIGHT) {
      throw lexer.unexpected();
    }
    lexer.next();
    return bytes;
  }

  /** Reads the strings that follow the current token, joined. */
  static byte[] strings(Lexer lexer) {
    ByteOutput bytes = new ByteOutput(256);
    lexer.next();
    while (lexer.kind == Lexer.STRING) {
      lexer.appendString(bytes);
      lexer.next();
    }
    return bytes.toByteArray();
  }
}
