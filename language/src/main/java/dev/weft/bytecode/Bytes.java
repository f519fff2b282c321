// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import java.util.Arrays;

/** A growing array of bytes, big-endian as class files are. */
final class Bytes {
  byte[] data;
  int size;

  Bytes(int room) {
    data = new byte[room];
  }

  private void room(int bytes) {
    if (size + bytes > data.length) {
      data = Arrays.copyOf(data, Math.max(size + bytes, 2 * data.length));
    }
  }

  void u1(int value) {
    if (size == data.length) {
      room(1);
    }
    data[size++] = (byte) value;
  }

  void u2(int value) {
    room(2);
    data[size++] = (byte) (value >> 8);
    data[size++] = (byte) value;
  }

  void u4(int value) {
    room(4);
    data[size++] = (byte) (value >> 24);
    data[size++] = (byte) (value >> 16);
    data[size++] = (byte) (value >> 8);
    data[size++] = (byte) value;
  }

  void u8(long value) {
    u4((int) (value >> 32));
    u4((int) value);
  }

  void bytes(byte[] from, int start, int count) {
    room(count);
    System.arraycopy(from, start, data, size, count);
    size += count;
  }

  void bytes(Bytes from) {
    bytes(from.data, 0, from.size);
  }

  void putU2(int at, int value) {
    data[at] = (byte) (value >> 8);
    data[at + 1] = (byte) value;
  }

  void putU4(int at, int value) {
    putU2(at, value >> 16);
    putU2(at + 2, value);
  }

  int getU2(int at) {
    return (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
  }

  byte[] toArray() {
    return Arrays.copyOf(data, size);
  }
}
