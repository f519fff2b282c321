// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.WasmFormatException;
import dev.weft.opcode.FeatureSet;
import dev.weft.validation.ModuleValidator;

/** Validates a module that was given as text, with errors that tell the place in the text. */
public final class TextValidator {
  private TextValidator() {}

  /**
   * Validates a module. All proposals are accepted that this package can read.
   *
   * @param utf8 the text
   * @param binary what {@link TextParser#parse(byte[])} made of it
   * @throws TextFormatException if the module is invalid, or given as bytes that are malformed
   */
  public static void validate(byte[] utf8, byte[] binary) {
    try {
      ModuleValidator.validate(ModuleDecoder.decode(binary, null, FeatureSet.ALL), FeatureSet.ALL);
    } catch (WasmFormatException e) {
      throw locate(utf8, e);
    }
  }

  /**
   * The same error with a line and a column: those of the instruction for an error in a function,
   * otherwise of the field, and of the module where no field is to blame.
   *
   * @param error what decoder or validator found in the module that the text was translated to
   */
  public static TextFormatException locate(byte[] utf8, WasmFormatException error) {
    Positions positions = new Positions();
    TextParser.parse(utf8, positions);
    Lexer lexer = new Lexer(utf8, 0, utf8.length);
    lexer.collectAnnotations(false);
    lexer.next();
    int place = positions.place(error.offset(), error.detail());
    StringBuilder detail = new StringBuilder();
    if (error.detail() != null) {
      detail.append(": ").append(error.detail());
    }
    if (place < 0) {
      detail.append(" (at offset 0x").append(Integer.toHexString(error.offset())).append(')');
      place = lexer.tokenStart;
    }
    boolean invalid = error.kind() == WasmFormatException.Kind.INVALID;
    return lexer.error(place, error.phrase(), detail.isEmpty() ? null : detail.toString(), invalid);
  }
}
