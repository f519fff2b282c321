// SPDX-License-Identifier: Apache-2.0
/**
 * The Truffle nodes of function bodies. Factories ({@code OperatorNodes}, {@code MemoryNodes} and
 * others) create the leaf nodes; what they compute is defined in {@code dev.weft.ops}.
 */
package dev.weft.nodes;
