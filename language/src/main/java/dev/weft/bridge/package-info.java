// SPDX-License-Identifier: Apache-2.0
/**
 * The engine's side of {@code dev.weft.linker}: implements the interfaces of {@code
 * dev.weft.linker.spi}, through which that package reaches the engine. Functions, memories, tables,
 * globals, tags, instances and modules of {@code dev.weft.runtime} implement theirs themselves.
 */
package dev.weft.bridge;
