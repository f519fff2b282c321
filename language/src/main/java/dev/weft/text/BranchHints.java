// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

/** The branch hints of a module, from annotations to their custom section. */
final class BranchHints {
  private final ByteOutput section = new ByteOutput(64);
  private final ByteOutput entries = new ByteOutput(64);
  private int functions;
  private int count;

  static TextFormatException error(Lexer lexer, int at, String problem, boolean invalid) {
    return lexer.error(at, "@metadata.code.branch_hint annotation: " + problem, null, invalid);
  }

  /** The value that a hint's content gives: 1 where the branch is likely. */
  static int read(Lexer content, Lexer lexer, int at) {
    ByteOutput bytes = new ByteOutput(8);
    for (content.next(); content.kind == Lexer.STRING; content.next()) {
      content.appendString(bytes);
    }
    if (content.kind != Lexer.EOF) {
      throw error(lexer, at, "unexpected token", false);
    }
    if (bytes.size != 1 || bytes.data[0] < 0 || bytes.data[0] > 1) {
      throw error(lexer, at, "invalid value", false);
    }
    return bytes.data[0];
  }

  /** Adds the hint of the instruction at this offset in the current function's body. */
  void add(int offset, int hint) {
    entries.u32(offset);
    entries.u32(1);
    entries.u8(hint);
    count++;
  }

  /** Ends a function. */
  void endFunction(int index) {
    if (count > 0) {
      section.u32(index);
      section.u32(count);
      section.append(entries);
      entries.size = 0;
      count = 0;
      functions++;
    }
  }

  /** Writes the content of the custom section, its name first, if there are hints. */
  boolean write(ByteOutput output) {
    if (functions == 0) {
      return false;
    }
    output.name("metadata.code.branch_hint");
    output.u32(functions);
    output.append(section);
    return true;
  }
}
