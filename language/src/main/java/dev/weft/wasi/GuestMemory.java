// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import dev.weft.runtime.Memory;

/**
 * The memory of the importing module as the WASI functions see it: an address out of its bounds is
 * the error {@code fault}, not a trap. Addresses are those of preview 1, 32 bits without a sign.
 */
final class GuestMemory {
  private final Memory memory;

  GuestMemory(Memory memory) {
    this.memory = memory;
  }

  /** Fails with {@code fault} unless {@code count} bytes from {@code address} exist. */
  void check(long address, long count) {
    if (count < 0 || address < 0 || address > memory.byteSize() - count) {
      throw Errno.FAULT.exception();
    }
  }

  int getByte(long address) {
    check(address, 1);
    return memory.getByte(address) & 0xFF;
  }

  int getShort(long address) {
    check(address, 2);
    return memory.getShort(address) & 0xFFFF;
  }

  int getInt(long address) {
    check(address, 4);
    return memory.getInt(address);
  }

  long getLong(long address) {
    check(address, 8);
    return memory.getLong(address);
  }

  void putByte(long address, int value) {
    check(address, 1);
    memory.putByte(address, value);
  }

  void putShort(long address, int value) {
    check(address, 2);
    memory.putShort(address, value);
  }

  void putInt(long address, int value) {
    check(address, 4);
    memory.putInt(address, value);
  }

  void putLong(long address, long value) {
    check(address, 8);
    memory.putLong(address, value);
  }

  /** Copies bytes of the guest to {@code to}. */
  void read(long address, byte[] to, int index, int count) {
    check(address, count);
    memory.read(address, to, index, count);
  }

  /** Copies bytes of {@code from} to the guest. */
  void write(long address, byte[] from, int index, int count) {
    check(address, count);
    memory.write(address, from, index, count);
  }
}
