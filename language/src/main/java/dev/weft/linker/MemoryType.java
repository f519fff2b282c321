// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.OptionalLong;

/**
 * The type of a memory.
 *
 * @param min the smallest size in pages, an unsigned number
 * @param max the largest size in pages, an unsigned number, if there is a limit
 * @param shared whether several threads may use it at a time
 * @param is64 whether addresses are i64 instead of i32
 * @param pageSizeLog2 the binary logarithm of the page size in bytes: 16 or 0
 */
public record MemoryType(long min, OptionalLong max, boolean shared, boolean is64, int pageSizeLog2)
    implements ExternType {
  private static final int PAGE_64K = 16;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if the maximum is below the minimum, a limit beyond what the
   *     address type can reach, the page size neither 64 KiB nor 1 byte, or a shared memory has no
   *     maximum
   */
  public MemoryType {
    if (pageSizeLog2 != PAGE_64K && pageSizeLog2 != 0) {
      throw new IllegalArgumentException(
          "the page size of a memory must be 2^16 or 2^0 bytes, not 2^" + pageSizeLog2);
    }
    long most =
        is64 ? (pageSizeLog2 == 0 ? -1L : 1L << 48) : pageSizeLog2 == 0 ? 0xFFFF_FFFFL : 65536;
    Limits.check("memory", min, max, most);
    if (shared && max.isEmpty()) {
      throw new IllegalArgumentException("a shared memory must have a maximum size");
    }
  }

  /** A memory of at least {@code min} pages of 64 KiB, without a maximum. */
  public static MemoryType of(long min) {
    return builder().min(min).build();
  }

  /** A memory of {@code min} to {@code max} pages of 64 KiB. */
  public static MemoryType of(long min, long max) {
    return builder().min(min).max(max).build();
  }

  /** Starts with a 32-bit memory of 0 pages of 64 KiB and no maximum. */
  public static Builder builder() {
    return new Builder();
  }

  /** The page size in bytes. */
  public long pageSize() {
    return 1L << pageSizeLog2;
  }

  @Override
  public String kind() {
    return "memory";
  }

  @Override
  public String toString() {
    return "(memory "
        + (is64 ? "i64 " : "")
        + Limits.text(min, max)
        + (shared ? " shared" : "")
        + (pageSizeLog2 == PAGE_64K ? "" : " (pagesize " + pageSize() + ")")
        + ")";
  }

  /** Collects the parts of a {@link MemoryType}. */
  public static final class Builder {
    private long min;
    private OptionalLong max = OptionalLong.empty();
    private boolean shared;
    private boolean is64;
    private int pageSizeLog2 = PAGE_64K;

    private Builder() {}

    /** The smallest size in pages. */
    public Builder min(long pages) {
      min = pages;
      return this;
    }

    /** The largest size in pages. */
    public Builder max(long pages) {
      max = OptionalLong.of(pages);
      return this;
    }

    /** Whether several threads may use it at a time. */
    public Builder shared(boolean isShared) {
      shared = isShared;
      return this;
    }

    /** Whether addresses are i64. */
    public Builder is64(boolean wide) {
      is64 = wide;
      return this;
    }

    /** The binary logarithm of the page size: 16 or 0. */
    public Builder pageSizeLog2(int log2) {
      pageSizeLog2 = log2;
      return this;
    }

    /**
     * The type.
     *
     * @throws IllegalArgumentException as the constructor of {@link MemoryType}
     */
    public MemoryType build() {
      return new MemoryType(min, max, shared, is64, pageSizeLog2);
    }
  }
}
