// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.opcode.Opcode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokens of a text, one at a time, read from its UTF-8 bytes without creating objects.
 *
 * <p>A parenthesis and the keyword that follows it are one token ({@link #OPEN}), so that one token
 * of lookahead is enough for the whole grammar. Annotations are white space, except the few that
 * the parser understands: these are noted as pending before the current token, and moving past the
 * token while some are pending is an error ("misplaced").
 */
final class Lexer {
  static final int EOF = 0;

  /** A left parenthesis that no keyword follows. */
  static final int LEFT = 1;

  /** A left parenthesis and a keyword. */
  static final int OPEN = 2;

  static final int RIGHT = 3;
  static final int ID = 4;
  static final int STRING = 5;

  /** An unsigned integer. */
  static final int NAT = 6;

  /** A signed integer. */
  static final int INT = 7;

  static final int FLOAT = 8;
  static final int KEYWORD = 9;

  /** {@code offset=} and its number. */
  static final int OFFSET_EQ = 10;

  /** {@code align=} and its number. */
  static final int ALIGN_EQ = 11;

  /** A word without meaning; only in the content of annotations, an error elsewhere. */
  static final int OTHER = 12;

  static final int ANNOTATION_CUSTOM = 0;
  static final int ANNOTATION_NAME = 1;
  static final int ANNOTATION_BRANCH_HINT = 2;
  static final String[] ANNOTATIONS = {"custom", "name", "metadata.code.branch_hint"};
  private static final byte[][] ANNOTATION_BYTES = new byte[ANNOTATIONS.length][];

  private static final byte IDCHAR = 1;
  private static final byte SPACE = 2;
  private static final byte RESERVED = 4;
  private static final byte[] CLASS = new byte[256];

  static {
    for (int c = '!'; c < 0x7f; c++) {
      CLASS[c] = IDCHAR;
    }
    for (char c : new char[] {'"', '(', ')'}) {
      CLASS[c] = 0;
    }
    for (char c : new char[] {',', ';', '[', ']', '{', '}'}) {
      CLASS[c] = RESERVED;
    }
    for (char c : new char[] {' ', '\t', '\n', '\r'}) {
      CLASS[c] = SPACE;
    }
    for (int i = 0; i < ANNOTATIONS.length; i++) {
      ANNOTATION_BYTES[i] = ANNOTATIONS[i].getBytes(StandardCharsets.US_ASCII);
    }
  }

  final byte[] source;
  final int end;

  /** Where reading continues, behind the current token. */
  private int position;

  int kind;

  /** The bytes of the token: of the keyword for {@link #OPEN}, with its quotes for a string. */
  int start;

  int stop;

  /** Where the token begins, with its parenthesis. */
  int tokenStart;

  /** The meaning of the word of {@link #KEYWORD} and {@link #OPEN}, when it is no operator. */
  Keyword keyword;

  /** The operator of {@link #KEYWORD} and {@link #OPEN}, or null. */
  Opcode opcode;

  /** The annotations before the current token that nobody took yet. */
  int pendingCount;

  int[] pending = new int[3 * 4];
  private boolean collectsAnnotations = true;

  /** Whether this reads an annotation's content: any word is allowed, parentheses stand alone. */
  private boolean inAnnotation;

  Lexer(byte[] source, int from, int end) {
    this.source = source;
    this.position = from;
    this.end = end;
  }

  /** Continues at another place; the current token is then the one that begins there. */
  void seek(int offset) {
    position = offset;
    pendingCount = 0;
    next();
  }

  /** Moves to an offset between tokens and reads nothing; there is no current token then. */
  void skipTo(int offset) {
    position = offset;
    pendingCount = 0;
    kind = EOF;
  }

  /**
   * Moves to the next token, without reading it, and returns its offset: the end if none follows.
   */
  int skipToToken() {
    skipSpace();
    return position;
  }

  /** Whether known annotations are noted; they are skipped like others otherwise. */
  void collectAnnotations(boolean collect) {
    collectsAnnotations = collect;
  }

  boolean isOpen(Keyword word) {
    return kind == OPEN && keyword == word;
  }

  boolean isKeyword(Keyword word) {
    return kind == KEYWORD && keyword == word;
  }

  boolean isNumber() {
    return kind >= NAT && kind <= FLOAT;
  }

  // --- errors

  TextFormatException error(int offset, String phrase) {
    return error(offset, phrase, null, false);
  }

  TextFormatException error(String phrase) {
    return error(tokenStart, phrase, null, false);
  }

  TextFormatException error(String phrase, String detail) {
    return error(tokenStart, phrase, detail, false);
  }

  /** An error whose message is the phrase, a space unless a colon follows, and the detail. */
  TextFormatException error(int offset, String phrase, String detail, boolean invalid) {
    int line = 1;
    int lineStart = 0;
    int limit = Math.min(offset, source.length);
    for (int i = 0; i < limit; i++) {
      byte c = source[i];
      if (c == '\n' || c == '\r' && (i + 1 == source.length || source[i + 1] != '\n')) {
        line++;
        lineStart = i + 1;
      }
    }
    int column = 1;
    for (int i = lineStart; i < limit; i++) {
      if ((source[i] & 0xc0) != 0x80) {
        column++;
      }
    }
    String separator =
        detail == null || detail.startsWith(":") || detail.startsWith(" ") ? "" : " ";
    String problem = detail == null ? phrase : phrase + separator + detail;
    return new TextFormatException(problem, phrase, invalid, line, column);
  }

  TextFormatException unexpected() {
    return error("unexpected token", describe());
  }

  /** The current token for a message, shortened. */
  String describe() {
    if (kind == EOF) {
      return "end of text";
    }
    String text = text(tokenStart, stop);
    return kind == STRING ? text : "`" + text + "`";
  }

  private String text(int from, int to) {
    int shown = Math.min(to, from + 60);
    String text = new String(source, from, shown - from, StandardCharsets.UTF_8);
    return shown < to ? text + "..." : text;
  }

  // --- tokens

  /** Moves to the next token. */
  void next() {
    if (pendingCount != 0) {
      throw misplaced();
    }
    skipSpace();
    tokenStart = position;
    start = position;
    if (position >= end) {
      kind = EOF;
      stop = position;
      return;
    }
    byte c = source[position];
    if (c == '(') {
      position++;
      int pendingBefore = pendingCount;
      skipSpace();
      start = position;
      if (inAnnotation) {
        setLeft();
      } else if (position < end && source[position] >= 'a' && source[position] <= 'z') {
        word();
        if (kind != KEYWORD) {
          // A number such as nan or inf: no parenthesis is followed by one.
          throw unexpected();
        }
        kind = OPEN;
      } else {
        if (position < end && source[position] != '(' && source[position] != ')') {
          // What is no token at all is the error, rather than the parenthesis before it.
          word();
        }
        setLeft();
      }
      if (pendingCount != pendingBefore) {
        throw misplaced();
      }
    } else if (c == ')') {
      position++;
      kind = RIGHT;
      stop = position;
    } else {
      word();
    }
  }

  private void setLeft() {
    kind = LEFT;
    position = tokenStart + 1;
    start = tokenStart;
    stop = position;
  }

  TextFormatException misplaced() {
    return error(pending[1], "misplaced @" + ANNOTATIONS[pending[0]] + " annotation");
  }

  /** Drops the first pending annotation, which the parser has taken. */
  void dropPending() {
    dropPending(1);
  }

  /** Drops the first pending annotations, which the parser has taken. */
  void dropPending(int count) {
    pendingCount -= count;
    System.arraycopy(pending, 3 * count, pending, 0, 3 * pendingCount);
  }

  private void skipSpace() {
    while (position < end) {
      byte c = source[position];
      if ((CLASS[c & 0xff] & SPACE) != 0) {
        position++;
      } else if (c == ';' && peek(1) == ';') {
        position = lineComment(position);
      } else if (c == '(' && peek(1) == ';') {
        position = blockComment(position, true);
      } else if (c == '(' && peek(1) == '@') {
        annotation();
      } else {
        return;
      }
    }
  }

  private int peek(int distance) {
    return position + distance < end ? source[position + distance] : 0;
  }

  private int lineComment(int from) {
    int p = from;
    while (p < end && source[p] != '\n' && source[p] != '\r') {
      p = source[p] >= 0 ? p + 1 : utf8(p);
    }
    return p;
  }

  /** The end of the block comment that begins at this offset. */
  private int blockComment(int from, boolean check) {
    int depth = 1;
    int p = from + 2;
    while (p < end) {
      byte c = source[p];
      if (c == ';' && p + 1 < end && source[p + 1] == ')') {
        p += 2;
        if (--depth == 0) {
          return p;
        }
      } else if (c == '(' && p + 1 < end && source[p + 1] == ';') {
        depth++;
        p += 2;
      } else {
        p = c >= 0 || !check ? p + 1 : utf8(p);
      }
    }
    if (!check) {
      return end;
    }
    throw error(from, "unclosed comment");
  }

  /** The end of the character that begins at this offset; an error if it is not UTF-8. */
  private int utf8(int p) {
    int length = Utf8.length(source, p, end);
    if (length == 0) {
      throw error(p, "malformed UTF-8 encoding");
    }
    return p + length;
  }

  /**
   * The end of the string that begins at this offset with its quote, or the negative offset of what
   * is wrong with it. Escapes are only delimited here.
   */
  private int string(int from) {
    int p = from + 1;
    while (p < end) {
      byte c = source[p];
      if (c == '"') {
        return p + 1;
      } else if (c == '\\') {
        p += 2;
      } else if (c >= 0x20 && c != 0x7f) {
        p++;
      } else if (c < 0) {
        p = utf8(p);
      } else {
        return -p;
      }
    }
    return -end;
  }

  private TextFormatException badString(int from, int at) {
    if (at >= end || source[at] == '\n' || source[at] == '\r') {
      return error(from, "unclosed string");
    }
    return error(at, "illegal character", "in string", false);
  }

  /** Reads anything that is no parenthesis; {@link #position} is on its first byte. */
  private void word() {
    byte c = source[position];
    start = position;
    if (c == '"') {
      int stringEnd = string(position);
      if (stringEnd < 0) {
        throw badString(position, -stringEnd);
      }
      position = stringEnd;
      stop = stringEnd;
      if (atReserved()) {
        throw reserved();
      }
      kind = STRING;
      return;
    }
    int p = position;
    while (p < end && CLASS[source[p] & 0xff] == IDCHAR) {
      p++;
    }
    if (p == position) {
      if ((CLASS[c & 0xff] & RESERVED) != 0) {
        throw reserved();
      }
      utf8(position);
      throw error(position, "illegal character");
    }
    position = p;
    stop = p;
    if (c == '$' && stop == start + 1) {
      // A quoted identifier, if what follows is a string at all.
      int stringEnd = position < end && source[position] == '"' ? string(position) : -1;
      if (stringEnd < 0 || stringEnd == position + 2) {
        throw error(start, "empty identifier");
      }
      position = stringEnd;
      stop = stringEnd;
    }
    if (atReserved()) {
      throw reserved();
    }
    if (c == '$') {
      kind = ID;
    } else if (c >= 'a' && c <= 'z') {
      Object meaning = Words.find(source, start, stop);
      if (meaning instanceof Opcode found) {
        kind = KEYWORD;
        opcode = found;
        keyword = null;
      } else if (meaning != null) {
        kind = KEYWORD;
        opcode = null;
        keyword = (Keyword) meaning;
      } else {
        kind = otherWord();
      }
    } else {
      kind = Literals.classify(source, start, stop);
    }
    if (kind == 0) {
      if (!inAnnotation) {
        throw reserved();
      }
      kind = OTHER;
    }
  }

  private int otherWord() {
    if (startsWith("offset=")) {
      return Literals.classify(source, start + 7, stop) == NAT ? OFFSET_EQ : 0;
    }
    if (startsWith("align=")) {
      return Literals.classify(source, start + 6, stop) == NAT ? ALIGN_EQ : 0;
    }
    return Literals.classify(source, start, stop);
  }

  private boolean startsWith(String text) {
    if (stop - start < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (source[start + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the word just read is continued by characters that make it a reserved token. */
  private boolean atReserved() {
    if (position >= end) {
      return false;
    }
    byte c = source[position];
    if (c == ';') {
      return peek(1) != ';';
    }
    return c == '"' || (CLASS[c & 0xff] & (IDCHAR | RESERVED)) != 0;
  }

  /** The error of a token that the grammar reserves but gives no meaning. */
  private TextFormatException reserved() {
    int p = start;
    while (p < end) {
      byte c = source[p];
      if (c == '"') {
        int stringEnd = string(p);
        if (stringEnd < 0) {
          break;
        }
        p = stringEnd;
      } else if ((CLASS[c & 0xff] & (IDCHAR | RESERVED)) != 0) {
        p++;
      } else {
        break;
      }
    }
    return error(start, "unknown operator", text(start, p), false);
  }

  // --- annotations

  /** Reads an annotation, which begins at {@link #position}; notes it if the parser knows it. */
  private void annotation() {
    int from = position;
    int idStart = from + 2;
    int p = idStart;
    if (p < end && source[p] == '"') {
      int stringEnd = string(p);
      if (stringEnd < 0 || stringEnd == p + 2) {
        throw error(from, "empty annotation id");
      }
      stringBytes(p, stringEnd, true);
      p = stringEnd;
    } else {
      while (p < end && CLASS[source[p] & 0xff] == IDCHAR) {
        p++;
      }
      if (p == idStart) {
        throw error(from, "empty annotation id");
      }
    }
    int idEnd = p;
    int depth = 1;
    while (depth > 0) {
      if (p >= end) {
        throw error(from, "unclosed annotation");
      }
      byte c = source[p];
      if (c == '(' && p + 1 < end && source[p + 1] == ';') {
        p = blockComment(p, true);
      } else if (c == ';' && p + 1 < end && source[p + 1] == ';') {
        p = lineComment(p);
      } else if (c == '(') {
        depth++;
        p++;
      } else if (c == ')') {
        depth--;
        p++;
      } else if (c == '"') {
        int stringEnd = string(p);
        if (stringEnd < 0) {
          throw badString(p, -stringEnd);
        }
        p = stringEnd;
      } else if (CLASS[c & 0xff] != 0) {
        p++;
      } else {
        utf8(p);
        throw error(p, "illegal character");
      }
    }
    position = p;
    if (collectsAnnotations) {
      for (int i = 0; i < ANNOTATIONS.length; i++) {
        if (Arrays.equals(
            source, idStart, idEnd, ANNOTATION_BYTES[i], 0, ANNOTATIONS[i].length())) {
          note(i, from, p);
        }
      }
    }
  }

  private void note(int annotation, int from, int to) {
    if (3 * pendingCount == pending.length) {
      pending = Arrays.copyOf(pending, pending.length * 2);
    }
    pending[3 * pendingCount] = annotation;
    pending[3 * pendingCount + 1] = from;
    pending[3 * pendingCount + 2] = to;
    pendingCount++;
  }

  /** A lexer of the content of a pending annotation, on its first token. */
  Lexer contentOfPending(int index) {
    int annotation = pending[3 * index];
    int from = pending[3 * index + 1] + 2 + ANNOTATIONS[annotation].length();
    Lexer content = new Lexer(source, from, pending[3 * index + 2] - 1);
    content.collectAnnotations(false);
    content.inAnnotation = true;
    return content;
  }

  // --- skipping and strings

  /**
   * Moves behind the right parenthesis that closes the given number of open ones, the current token
   * not counted, and to the token that follows; to the end if there is none. Text on the way is
   * only looked at for what hides parentheses.
   *
   * @return the offset behind that parenthesis
   */
  int skip(int open) {
    int depth = open;
    int p = position;
    pendingCount = 0;
    if (kind == RIGHT) {
      depth--;
    } else if (kind == OPEN || kind == LEFT) {
      depth++;
    }
    while (depth > 0 && p < end) {
      byte c = source[p];
      if (c == ')') {
        depth--;
        p++;
      } else if (c == '(') {
        if (p + 1 < end && source[p + 1] == ';') {
          p = blockComment(p, false);
        } else {
          depth++;
          p++;
        }
      } else if (c == '"') {
        p++;
        while (p < end && source[p] != '"' && source[p] != '\n' && source[p] != '\r') {
          p += source[p] == '\\' ? 2 : 1;
        }
        p++;
      } else if (c == ';' && p + 1 < end && source[p + 1] == ';') {
        while (p < end && source[p] != '\n' && source[p] != '\r') {
          p++;
        }
      } else {
        p++;
      }
    }
    position = Math.min(p, end);
    return position;
  }

  /** The bytes of the current token, a string, with its escapes replaced. */
  byte[] stringBytes(boolean utf8) {
    return stringBytes(start, stop, utf8);
  }

  /** Whether the current token is this word. */
  boolean isWord(String text) {
    return (kind == KEYWORD || kind == OTHER) && stop - start == text.length() && startsWith(text);
  }

  /** The bytes of the current token, an identifier, without its dollar sign. */
  byte[] identifierBytes() {
    if (source[start + 1] == '"' && stop > start + 2) {
      return stringBytes(start + 1, stop, true);
    }
    return Arrays.copyOfRange(source, start + 1, stop);
  }

  boolean isQuotedIdentifier() {
    return source[start + 1] == '"';
  }

  private byte[] stringBytes(int from, int to, boolean utf8) {
    ByteOutput output = new ByteOutput(Math.max(8, to - from));
    appendString(output, from, to);
    if (utf8 && !Utf8.isValid(output.data, 0, output.size)) {
      throw error(from, "malformed UTF-8 encoding");
    }
    return output.size == output.data.length ? output.data : output.toByteArray();
  }

  /** Appends the bytes of the current token, a string. */
  void appendString(ByteOutput output) {
    appendString(output, start, stop);
  }

  private void appendString(ByteOutput output, int from, int to) {
    int p = from + 1;
    int last = to - 1;
    while (p < last) {
      int plain = p;
      while (p < last && source[p] != '\\') {
        p++;
      }
      output.bytes(source, plain, p - plain);
      if (p == last) {
        return;
      }
      int c = source[p + 1];
      switch (c) {
        case 'n' -> output.u8('\n');
        case 't' -> output.u8('\t');
        case 'r' -> output.u8('\r');
        case '"', '\'', '\\' -> output.u8(c);
        case 'u' -> {
          p = unicodeEscape(output, p, last);
          continue;
        }
        default -> {
          int high = Literals.hexDigit(c);
          int low = p + 2 < last ? Literals.hexDigit(source[p + 2]) : -1;
          if (high < 0 || low < 0) {
            throw error(p, "illegal escape");
          }
          output.u8(high << 4 | low);
          p++;
        }
      }
      p += 2;
    }
  }

  private int unicodeEscape(ByteOutput output, int from, int last) {
    int p = from + 2;
    if (p >= last || source[p] != '{') {
      throw error(from, "illegal escape");
    }
    int digits = ++p;
    int codePoint = 0;
    while (p < last && source[p] != '}') {
      int digit = Literals.hexDigit(source[p]);
      if (source[p] == '_' && p > digits && source[p - 1] != '_') {
        p++;
        continue;
      }
      if (digit < 0) {
        throw error(from, "illegal escape");
      }
      codePoint = codePoint << 4 | digit;
      if (codePoint >= 0x110000) {
        throw error(from, "illegal escape", "beyond the last character", false);
      }
      p++;
    }
    if (p >= last || p == digits || source[p - 1] == '_') {
      throw error(from, "illegal escape");
    }
    if (codePoint >= 0xd800 && codePoint < 0xe000) {
      throw error(from, "illegal escape", "of a surrogate", false);
    }
    Utf8.append(output, codePoint);
    return p + 1;
  }
}
