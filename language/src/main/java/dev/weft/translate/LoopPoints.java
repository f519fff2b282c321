// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

/**
 * The loops of a function at whose start it can change its form.
 *
 * @param offsets the byte offsets of their instructions, ascending
 * @param entries whether its tree is entered at each, too, and not only left
 */
public record LoopPoints(int[] offsets, boolean[] entries) {}
