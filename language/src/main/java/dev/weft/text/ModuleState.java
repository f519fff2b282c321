// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

/** What the parsers of a module's parts share: the lexer and what was defined so far. */
final class ModuleState {
  final Lexer lexer;
  final Symbols symbols = new Symbols();
  final IndexSpace types = new IndexSpace("type", "type", symbols);
  final IndexSpace functions = new IndexSpace("func", "function", symbols);
  final IndexSpace tables = new IndexSpace("table", "table", symbols);
  final IndexSpace memories = new IndexSpace("memory", "memory", symbols);
  final IndexSpace globals = new IndexSpace("global", "global", symbols);
  final IndexSpace tags = new IndexSpace("tag", "tag", symbols);
  final IndexSpace elements = new IndexSpace("elem segment", "elem segment", symbols);
  final IndexSpace data = new IndexSpace("data segment", "data segment", symbols);
  final NameMap localNames = new NameMap(symbols);
  final NameMap labelNames = new NameMap(symbols);
  final NameMap fieldNames = new NameMap(symbols);
  final Locals locals = new Locals(symbols, localNames);
  final Labels labels = new Labels(symbols, labelNames);

  /** Whether an instruction names a data segment, so that their count must precede the code. */
  boolean usesData;

  ModuleState(Lexer lexer) {
    this.lexer = lexer;
  }

  void expectRight() {
    if (lexer.kind != Lexer.RIGHT) {
      throw lexer.unexpected();
    }
    lexer.next();
  }

  /** Moves past the current token if it is this keyword. */
  boolean accept(Keyword keyword) {
    if (lexer.isKeyword(keyword)) {
      lexer.next();
      return true;
    }
    return false;
  }

  /** Moves past the current token if it is a parenthesis and this keyword. */
  boolean acceptOpen(Keyword keyword) {
    if (lexer.isOpen(keyword)) {
      lexer.next();
      return true;
    }
    return false;
  }

  boolean atIndex() {
    return lexer.kind == Lexer.ID || lexer.kind == Lexer.NAT;
  }

  /** Reads an index, given as a number or an identifier. */
  int index(IndexSpace space) {
    if (lexer.kind == Lexer.ID) {
      int index = space.find(lexer);
      lexer.next();
      return index;
    }
    return nat32();
  }

  /** Reads an index if there is one, 0 otherwise. */
  int optionalIndex(IndexSpace space) {
    return atIndex() ? index(space) : 0;
  }

  int nat32() {
    return (int) nat(32);
  }

  /** Reads an unsigned integer of this width. */
  long nat(int bits) {
    if (lexer.kind != Lexer.NAT) {
      throw lexer.unexpected();
    }
    long value = natValue(lexer.start, bits);
    lexer.next();
    return value;
  }

  /** The value of the unsigned integer that is the rest of the current token. */
  long natValue(int from, int bits) {
    try {
      return Literals.integer(lexer.source, from, lexer.stop, bits);
    } catch (ArithmeticException e) {
      throw lexer.error("i" + bits + " constant out of range", lexer.describe());
    }
  }

  /** Reads a string that must be UTF-8. */
  byte[] nameString() {
    if (lexer.kind != Lexer.STRING) {
      throw lexer.unexpected();
    }
    byte[] name = lexer.stringBytes(true);
    lexer.next();
    return name;
  }

  /** Takes the pending name annotation, or null if none is at this place. */
  byte[] takeName(String what) {
    if (lexer.pendingCount == 0 || lexer.pending[0] != Lexer.ANNOTATION_NAME) {
      return null;
    }
    Lexer content = lexer.contentOfPending(0);
    int at = lexer.pending[1];
    content.next();
    if (content.kind != Lexer.STRING) {
      throw lexer.error(at, "@name annotation: unexpected token");
    }
    byte[] name = annotationString(content, "@name", at);
    content.next();
    if (content.kind != Lexer.EOF) {
      throw lexer.error(at, "@name annotation: unexpected token");
    }
    lexer.dropPending();
    if (lexer.pendingCount > 0 && lexer.pending[0] == Lexer.ANNOTATION_NAME) {
      throw lexer.error(lexer.pending[1], "@name annotation: multiple " + what);
    }
    return name;
  }

  /** The current string of an annotation's content as a name. */
  byte[] annotationString(Lexer content, String annotation, int at) {
    ByteOutput bytes = new ByteOutput(content.stop - content.start);
    content.appendString(bytes);
    if (!Utf8.isValid(bytes.data, 0, bytes.size)) {
      throw lexer.error(at, annotation + " annotation: malformed UTF-8 encoding");
    }
    return bytes.toByteArray();
  }

  /** Takes the pending name annotation for an entry of an index space. */
  void takeName(IndexSpace space, int index, String what) {
    byte[] name = takeName(what);
    if (name != null) {
      space.name(index, name);
    }
  }
}
