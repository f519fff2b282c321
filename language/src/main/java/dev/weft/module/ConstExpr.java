// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

/**
 * A constant expression as a range of the module's bytes, its {@code end} included.
 *
 * @param start the offset of the first instruction
 * @param end the offset after the {@code end}
 */
public record ConstExpr(int start, int end) {}
