// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.opcode.AtomicOperation;
import dev.weft.runtime.Memory;
import dev.weft.runtime.MemoryAccess;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import java.lang.invoke.VarHandle;

/**
 * The instructions of the threads proposal. All accesses are sequentially consistent, in shared
 * memories and in others. Numbers of fewer than 8 bytes are handled as longs, extended without
 * sign; of operands only the low bytes count. The number of bytes and the operation are constants
 * wherever these methods are compiled.
 *
 * <p>Traps: "unaligned atomic" if the effective address is no multiple of the number of bytes, then
 * "out of bounds memory access". The location that they are attributed to may be null.
 */
public final class AtomicOps {
  /** How many bytes {@code memory.atomic.notify} has to have at its address. */
  public static final int NOTIFY_BYTES = 4;

  private AtomicOps() {}

  /** The effective address in a memory with 32-bit addresses; {@code offset} is unsigned. */
  public static long check(Memory memory, int address, long offset, int bytes, Node location) {
    checkAlignment(address + (int) offset, bytes, location);
    return MemoryAccess.check(memory, address, offset, bytes, location);
  }

  /** The effective address in a memory with 64-bit addresses. */
  public static long check64(Memory memory, long address, long offset, int bytes, Node location) {
    checkAlignment((int) (address + offset), bytes, location);
    return MemoryAccess.check64(memory, address, offset, bytes, location);
  }

  private static void checkAlignment(int lowBits, int bytes, Node location) {
    if ((lowBits & bytes - 1) != 0) {
      throw WasmException.raise(TrapCode.HEAP_MISALIGNED, location);
    }
  }

  /** {@code atomic.fence}. */
  public static void fence() {
    VarHandle.fullFence();
  }

  /**
   * The atomic loads.
   *
   * @param access the raw access of the memory
   * @param ea the effective address, checked
   * @param bytes 1, 2, 4 or 8
   */
  public static long load(MemoryAccess access, Memory memory, long ea, int bytes) {
    return switch (bytes) {
      case 1 -> access.getByteVolatile(memory, ea) & 0xFFL;
      case 2 -> access.getShortVolatile(memory, ea) & 0xFFFFL;
      case 4 -> access.getIntVolatile(memory, ea) & 0xFFFF_FFFFL;
      case 8 -> access.getLongVolatile(memory, ea);
      default -> throw CompilerDirectives.shouldNotReachHere();
    };
  }

  /** The atomic stores. */
  public static void store(MemoryAccess access, Memory memory, long ea, int bytes, long value) {
    switch (bytes) {
      case 1 -> access.putByteVolatile(memory, ea, (int) value);
      case 2 -> access.putShortVolatile(memory, ea, (int) value);
      case 4 -> access.putIntVolatile(memory, ea, (int) value);
      case 8 -> access.putLongVolatile(memory, ea, value);
      default -> throw CompilerDirectives.shouldNotReachHere();
    }
  }

  /**
   * The read-modify-write instructions but for comparing exchange.
   *
   * @param operation {@link AtomicOperation#ADD} to {@link AtomicOperation#XCHG}
   * @return what was there before
   */
  public static long modify(
      AtomicOperation operation,
      MemoryAccess access,
      Memory memory,
      long ea,
      int bytes,
      long operand) {
    if (bytes == 8) {
      return switch (operation) {
        case ADD -> access.getAndAddLong(memory, ea, operand);
        case SUB -> access.getAndAddLong(memory, ea, -operand);
        case XCHG -> access.getAndSetLong(memory, ea, operand);
        default -> modifyLong(operation, access, memory, ea, operand);
      };
    }
    if (bytes == 4) {
      int old =
          switch (operation) {
            case ADD -> access.getAndAddInt(memory, ea, (int) operand);
            case SUB -> access.getAndAddInt(memory, ea, (int) -operand);
            case XCHG -> access.getAndSetInt(memory, ea, (int) operand);
            default -> modifyInt(operation, access, memory, ea, (int) operand);
          };
      return old & 0xFFFF_FFFFL;
    }
    return modifyPart(operation, access, memory, ea, bytes, (int) operand);
  }

  private static long combine(AtomicOperation operation, long old, long operand) {
    return switch (operation) {
      case ADD -> old + operand;
      case SUB -> old - operand;
      case AND -> old & operand;
      case OR -> old | operand;
      case XOR -> old ^ operand;
      case XCHG -> operand;
      default -> throw CompilerDirectives.shouldNotReachHere();
    };
  }

  private static long modifyLong(
      AtomicOperation operation, MemoryAccess access, Memory memory, long ea, long operand) {
    long old;
    do {
      old = access.getLongVolatile(memory, ea);
    } while (!access.compareAndSetLong(memory, ea, old, combine(operation, old, operand)));
    return old;
  }

  private static int modifyInt(
      AtomicOperation operation, MemoryAccess access, Memory memory, long ea, int operand) {
    int old;
    do {
      old = access.getIntVolatile(memory, ea);
    } while (!access.compareAndSetInt(memory, ea, old, (int) combine(operation, old, operand)));
    return old;
  }

  // One or two bytes: hosts exchange the four around them, which a memory always has.

  private static int shift(long ea) {
    return (int) (ea & 3) * Byte.SIZE;
  }

  private static int mask(int bytes) {
    return (1 << bytes * Byte.SIZE) - 1;
  }

  private static int modifyPart(
      AtomicOperation operation,
      MemoryAccess access,
      Memory memory,
      long ea,
      int bytes,
      int operand) {
    int shift = shift(ea);
    int mask = mask(bytes);
    long word = ea & -4;
    while (true) {
      int old = access.getIntVolatile(memory, word);
      int part = old >>> shift & mask;
      int changed = (int) combine(operation, part, operand) & mask;
      int wanted = old & ~(mask << shift) | changed << shift;
      if (access.compareAndSetInt(memory, word, old, wanted)) {
        return part;
      }
    }
  }

  /**
   * The comparing exchanges.
   *
   * @return what was there before; it was replaced if it equals the low bytes of {@code expected}
   */
  public static long compareExchange(
      MemoryAccess access, Memory memory, long ea, int bytes, long expected, long replacement) {
    if (bytes == 8) {
      long old;
      do {
        old = access.getLongVolatile(memory, ea);
      } while (old == expected && !access.compareAndSetLong(memory, ea, old, replacement));
      return old;
    }
    if (bytes == 4) {
      int old;
      do {
        old = access.getIntVolatile(memory, ea);
      } while (old == (int) expected
          && !access.compareAndSetInt(memory, ea, old, (int) replacement));
      return old & 0xFFFF_FFFFL;
    }
    int shift = shift(ea);
    int mask = mask(bytes);
    long word = ea & -4;
    while (true) {
      int old = access.getIntVolatile(memory, word);
      int part = old >>> shift & mask;
      if (part != ((int) expected & mask)) {
        return part;
      }
      int wanted = old & ~(mask << shift) | ((int) replacement & mask) << shift;
      if (access.compareAndSetInt(memory, word, old, wanted)) {
        return part;
      }
    }
  }

  /**
   * {@code memory.atomic.notify}.
   *
   * @param ea the effective address, checked
   * @param count how many threads at most, unsigned
   * @return how many were woken; none wait at a memory that is not shared
   */
  public static int notify(Memory memory, long ea, int count) {
    return memory.isShared() ? memory.wake(ea, count) : 0;
  }

  /**
   * {@code memory.atomic.wait32} and {@code wait64}.
   *
   * @param ea the effective address, checked
   * @param bytes 4 or 8
   * @param expected what must be there
   * @param timeout nanoseconds; for ever if negative
   * @return 0 if it was notified, 1 if something else was there, 2 if the time is over
   * @throws WasmException the trap "expected shared memory"
   */
  public static int await(
      Memory memory, long ea, int bytes, long expected, long timeout, Node location) {
    if (!memory.isShared()) {
      throw WasmException.raise(TrapCode.ATOMIC_WAIT_NON_SHARED_MEMORY, location);
    }
    return memory.await(ea, bytes, expected, timeout, location);
  }
}
