// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

/**
 * How many rounds of its loops a tree runs before it is left again, as long as it is only tried.
 *
 * @param interpreted before it is compiled for the last time
 * @param compiled afterwards, until it is kept
 * @param inside so many more in a loop that is in another, in the hope that the outer one starts
 *     again: HotSpot does not optimise loops well into whose middle there is a way
 */
public record LoopTrials(int interpreted, int compiled, int inside) {}
