// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

/**
 * A data segment.
 *
 * @param mode active or passive
 * @param memory the index of the memory, 0 for passive segments
 * @param offset the address at which an active segment is placed, else null
 * @param start the offset of the contents in {@link Module#bytes}
 * @param length the number of bytes
 */
public record DataSegment(SegmentMode mode, int memory, ConstExpr offset, int start, int length) {}
