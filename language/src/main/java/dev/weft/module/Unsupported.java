// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

import dev.weft.opcode.Feature;

/**
 * Something in a valid module that the engine does not execute yet.
 *
 * @param feature the proposal it belongs to
 * @param offset its byte offset in the module
 * @param what the instruction or type in the specification's words
 */
public record Unsupported(Feature feature, int offset, String what) {}
