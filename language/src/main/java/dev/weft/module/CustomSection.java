// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

/**
 * A custom section.
 *
 * @param name its name
 * @param start the offset of the contents (after the name) in {@link Module#bytes}
 * @param length the number of bytes of the contents
 */
public record CustomSection(String name, int start, int length) {}
