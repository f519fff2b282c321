// SPDX-License-Identifier: Apache-2.0
/**
 * The semantics of the instructions as small static methods that can be partially evaluated: the
 * one definition for nodes, constant folding and generated code.
 */
package dev.weft.ops;
