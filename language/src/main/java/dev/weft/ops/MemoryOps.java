// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.module.DataSegment;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Memory;
import dev.weft.runtime.MemoryAccess;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;

/**
 * The bulk memory instructions (specification, "Instructions": <i>Memory Instructions</i>).
 * Addresses and counts are unsigned; those of 32 bits come extended to 64 without sign. An
 * operation that traps has changed nothing. All throw "out of bounds memory access"; the location
 * that the trap is attributed to may be null.
 *
 * <p>Large operations run in chunks with a safepoint between them, so that a context can be
 * interrupted or closed meanwhile.
 */
public final class MemoryOps {

  /** How many bytes are moved between two safepoints: some milliseconds of work. */
  static final int CHUNK = 16 << 20;

  private MemoryOps() {}

  /** {@code memory.fill}. */
  public static void fill(Memory memory, long address, byte value, long count, Node location) {
    MemoryAccess.checkRange(memory, address, count, location);
    fillChecked(memory, address, value, count, location);
  }

  /** {@code memory.copy}; the memories may be the same and the ranges overlap. */
  public static void copy(
      Memory to, long toAddress, Memory from, long fromAddress, long count, Node location) {
    MemoryAccess.checkRange(from, fromAddress, count, location);
    MemoryAccess.checkRange(to, toAddress, count, location);
    copyChecked(to, toAddress, from, fromAddress, count, location);
  }

  /** {@code memory.init}; a dropped segment has no bytes. */
  @TruffleBoundary
  public static void init(
      Instance instance,
      int memoryIndex,
      int dataIndex,
      long toAddress,
      long fromIndex,
      long count,
      Node location) {
    Memory memory = instance.memories[memoryIndex];
    DataSegment segment = instance.module.data().get(dataIndex);
    int length = instance.droppedData[dataIndex] ? 0 : segment.length();
    if ((fromIndex | count) < 0 || fromIndex > length - count) {
      throw WasmException.raise(TrapCode.MEMORY_OUT_OF_BOUNDS, location);
    }
    MemoryAccess.checkRange(memory, toAddress, count, location);
    byte[] bytes = instance.module.bytes();
    int from = segment.start() + (int) fromIndex;
    MemoryAccess access = memory.access();
    int done = 0;
    while (count - done > CHUNK) {
      access.write(memory, toAddress + done, bytes, from + done, CHUNK);
      done += CHUNK;
      TruffleSafepoint.pollHere(location);
    }
    access.write(memory, toAddress + done, bytes, from + done, (int) count - done);
  }

  @TruffleBoundary
  private static void fillChecked(
      Memory memory, long address, byte value, long count, Node location) {
    MemoryAccess access = memory.access();
    long done = 0;
    while (count - done > CHUNK) {
      access.fill(memory, address + done, value, CHUNK);
      done += CHUNK;
      TruffleSafepoint.pollHere(location);
    }
    access.fill(memory, address + done, value, count - done);
  }

  @TruffleBoundary
  private static void copyChecked(
      Memory to, long toAddress, Memory from, long fromAddress, long count, Node location) {
    MemoryAccess access = to.access();
    if (to == from && toAddress > fromAddress) {
      // the end first: what is read later may lie where the beginning is written
      long left = count;
      while (left > CHUNK) {
        left -= CHUNK;
        access.copy(from, fromAddress + left, to, toAddress + left, CHUNK);
        TruffleSafepoint.pollHere(location);
      }
      access.copy(from, fromAddress, to, toAddress, left);
    } else {
      long done = 0;
      while (count - done > CHUNK) {
        access.copy(from, fromAddress + done, to, toAddress + done, CHUNK);
        done += CHUNK;
        TruffleSafepoint.pollHere(location);
      }
      access.copy(from, fromAddress + done, to, toAddress + done, count - done);
    }
  }
}
