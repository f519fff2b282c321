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
    if (count >= 0 && count <= CHUNK) {
      MemoryAccess.checkRange(memory, address, count, location);
      fillPiece(memory, address, value, count);
    } else {
      MemoryAccess.checkBounds(memory, address, count, location);
      fillPieces(memory, address, value, count, location);
    }
  }

  /** {@code memory.copy}; the memories may be the same and the ranges overlap. */
  public static void copy(
      Memory to, long toAddress, Memory from, long fromAddress, long count, Node location) {
    if (count >= 0 && count <= CHUNK) {
      MemoryAccess.checkRange(from, fromAddress, count, location);
      MemoryAccess.checkRange(to, toAddress, count, location);
      copyPiece(to, toAddress, from, fromAddress, count);
    } else {
      MemoryAccess.checkBounds(from, fromAddress, count, location);
      MemoryAccess.checkBounds(to, toAddress, count, location);
      copyPieces(to, toAddress, from, fromAddress, count, location);
    }
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
    checkInit(instance, memoryIndex, dataIndex, toAddress, fromIndex, count, location);
    Memory memory = instance.memories[memoryIndex];
    byte[] bytes = instance.module.bytes();
    int from = instance.module.data().get(dataIndex).start() + (int) fromIndex;
    MemoryAccess access = memory.access();
    int done = 0;
    while (true) {
      int piece = (int) Math.min(count - done, CHUNK);
      MemoryAccess.checkRange(memory, toAddress + done, piece, location);
      access.write(memory, toAddress + done, bytes, from + done, piece);
      done += piece;
      if (done >= count) {
        return;
      }
      TruffleSafepoint.pollHere(location);
    }
  }

  /** Checks the ranges of {@code memory.init} without doing it. */
  @TruffleBoundary
  public static void checkInit(
      Instance instance,
      int memoryIndex,
      int dataIndex,
      long toAddress,
      long fromIndex,
      long count,
      Node location) {
    DataSegment segment = instance.module.data().get(dataIndex);
    int length = instance.droppedData[dataIndex] ? 0 : segment.length();
    if ((fromIndex | count) < 0 || fromIndex > length - count) {
      throw WasmException.raise(TrapCode.MEMORY_OUT_OF_BOUNDS, location);
    }
    MemoryAccess.checkBounds(instance.memories[memoryIndex], toAddress, count, location);
  }

  @TruffleBoundary
  private static void fillPiece(Memory memory, long address, byte value, long count) {
    memory.access().fill(memory, address, value, count);
  }

  // A memory may grow, and so move, or be taken away with its context at a safepoint: each piece is
  // checked again, which also makes it accessible only now.

  @TruffleBoundary
  private static void fillPieces(
      Memory memory, long address, byte value, long count, Node location) {
    MemoryAccess access = memory.access();
    long done = 0;
    while (true) {
      long piece = Math.min(count - done, CHUNK);
      MemoryAccess.checkRange(memory, address + done, piece, location);
      access.fill(memory, address + done, value, piece);
      done += piece;
      if (done >= count) {
        return;
      }
      TruffleSafepoint.pollHere(location);
    }
  }

  @TruffleBoundary
  private static void copyPiece(
      Memory to, long toAddress, Memory from, long fromAddress, long count) {
    to.access().copy(from, fromAddress, to, toAddress, count);
  }

  @TruffleBoundary
  private static void copyPieces(
      Memory to, long toAddress, Memory from, long fromAddress, long count, Node location) {
    MemoryAccess access = to.access();
    // The end first, where what is read later may lie where the beginning is written.
    boolean endFirst = to == from && toAddress > fromAddress;
    long done = 0;
    while (true) {
      long piece = Math.min(count - done, CHUNK);
      long at = endFirst ? count - done - piece : done;
      MemoryAccess.checkRange(from, fromAddress + at, piece, location);
      MemoryAccess.checkRange(to, toAddress + at, piece, location);
      access.copy(from, fromAddress + at, to, toAddress + at, piece);
      done += piece;
      if (done >= count) {
        return;
      }
      TruffleSafepoint.pollHere(location);
    }
  }
}
