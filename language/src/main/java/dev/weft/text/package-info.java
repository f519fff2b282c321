// SPDX-License-Identifier: Apache-2.0
/**
 * The text format: from characters to the bytes of a binary module.
 *
 * <p>{@link dev.weft.text.TextParser} is the entry. A text is read by a lexer over its UTF-8 bytes
 * and encoded directly, without a syntax tree, so that decoder and validator see a text module
 * exactly as they see a binary one.
 */
package dev.weft.text;
