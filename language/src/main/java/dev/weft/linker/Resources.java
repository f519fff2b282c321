// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.OptionalLong;

/**
 * What an instance needs.
 *
 * @param memories how many memories it has of its own
 * @param maxInitialMemoryPages the pages of the largest of them
 * @param tables how many tables it has of its own
 * @param maxInitialTableSize the elements of the largest of them
 */
public record Resources(
    int memories,
    OptionalLong maxInitialMemoryPages,
    int tables,
    OptionalLong maxInitialTableSize) {}
