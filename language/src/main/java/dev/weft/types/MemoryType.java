// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/**
 * The type of a memory.
 *
 * @param limits the size range in pages
 * @param pageSizeLog2 the binary logarithm of the size of a page in bytes: 16 or 0
 */
public record MemoryType(Limits limits, int pageSizeLog2) implements ExternType {
  /** The ordinary page size of 64 KiB as a power of two. */
  public static final int DEFAULT_PAGE_SIZE_LOG2 = 16;

  @Override
  public ExternKind kind() {
    return ExternKind.MEMORY;
  }

  /** Returns the size of a page in bytes. */
  public long pageSize() {
    return 1L << pageSizeLog2;
  }

  @Override
  public boolean matches(ExternType required) {
    return required instanceof MemoryType memory
        && pageSizeLog2 == memory.pageSizeLog2
        && limits.matches(memory.limits);
  }

  @Override
  public String toString() {
    return "memory "
        + limits
        + (pageSizeLog2 == DEFAULT_PAGE_SIZE_LOG2 ? "" : " (pagesize " + pageSize() + ")");
  }
}
