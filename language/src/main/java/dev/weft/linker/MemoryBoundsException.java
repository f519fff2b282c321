// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** The host accessed bytes that a memory does not have. Nothing was read or written. */
public final class MemoryBoundsException extends IndexOutOfBoundsException {
  private static final long serialVersionUID = 1L;

  private final long offset;
  private final long length;
  private final long byteSize;

  MemoryBoundsException(long offset, long length, long byteSize) {
    super(
        "offset "
            + Long.toUnsignedString(offset)
            + " and length "
            + Long.toUnsignedString(length)
            + " reach beyond a memory of "
            + byteSize
            + " bytes");
    this.offset = offset;
    this.length = length;
    this.byteSize = byteSize;
  }

  /** The first byte of the access, an unsigned number. */
  public long offset() {
    return offset;
  }

  /** How many bytes were accessed, an unsigned number. */
  public long length() {
    return length;
  }

  /** How many bytes the memory had. */
  public long byteSize() {
    return byteSize;
  }
}
