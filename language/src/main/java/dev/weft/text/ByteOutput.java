// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array with the encodings of the binary format. */
final class ByteOutput {
  byte[] data;
  int size;

  ByteOutput(int capacity) {
    data = new byte[capacity];
  }

  private void reserve(int count) {
    int needed = Math.addExact(size, count);
    if (needed > data.length) {
      // Grows by half, and by more where one write needs it; the sum may pass the int range.
      data = Arrays.copyOf(data, (int) Math.min(Integer.MAX_VALUE - 16, needed + (long) size / 2));
    }
  }

  void u8(int value) {
    if (size == data.length) {
      reserve(1);
    }
    data[size++] = (byte) value;
  }

  /** Unsigned LEB128 of a 32-bit value. */
  void u32(int value) {
    reserve(5);
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      data[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    data[size++] = (byte) rest;
  }

  /** Unsigned LEB128 of a 64-bit value. */
  void u64(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      data[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    data[size++] = (byte) rest;
  }

  /** Signed LEB128. */
  void s64(long value) {
    reserve(10);
    long rest = value;
    while (rest < -0x40 || rest > 0x3f) {
      data[size++] = (byte) (rest | 0x80);
      rest >>= 7;
    }
    data[size++] = (byte) (rest & 0x7f);
  }

  void littleEndian(long value, int bytes) {
    reserve(bytes);
    for (int i = 0; i < bytes; i++) {
      data[size++] = (byte) (value >>> (8 * i));
    }
  }

  void bytes(byte[] source, int from, int count) {
    reserve(count);
    System.arraycopy(source, from, data, size, count);
    size += count;
  }

  void append(ByteOutput other) {
    bytes(other.data, 0, other.size);
  }

  /** Writes the size of the other output and then its bytes. */
  void sized(ByteOutput other) {
    u32(other.size);
    append(other);
  }

  /** Writes a name: its length in bytes and its bytes, which are UTF-8. */
  void name(byte[] utf8) {
    u32(utf8.length);
    bytes(utf8, 0, utf8.length);
  }

  void name(String ascii) {
    name(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  byte[] toByteArray() {
    return Arrays.copyOf(data, size);
  }

  byte[] toByteArray(int from) {
    return Arrays.copyOfRange(data, from, size);
  }
}
