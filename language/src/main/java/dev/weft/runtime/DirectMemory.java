// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/**
 * The loads and stores of generated code: static methods, so that HotSpot sees the access itself
 * after inlining, and of at most 31 bytes of bytecode each, so that its first compiler too inlines
 * them (its limit of 35 bytes is a tenth lower at the second level). Each is named after its
 * instruction; operands come first, then the memory, then the constant offset if it is not 0.
 * Offsets from 2^31 on and addresses of 64 bits take long numbers.
 *
 * <p>They compare with {@link Memory#bound}, whatever their size. A check that fails goes the slow
 * way of {@link Memory#makeAccessible}, which extends the accessible part or traps. Little-endian
 * hosts only.
 */
@SuppressWarnings("removal") // see UnsafeAccess
public final class DirectMemory {
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private DirectMemory() {}

  private static long ea(Memory memory, int address, long offset, int bytes) {
    long ea = MemoryAccess.check(memory, address, offset, bytes, null);
    return memory.base + ea; // read after the check, which may make the first bytes
  }

  private static long ea(Memory memory, long address, long offset, int bytes) {
    long ea = MemoryAccess.check64(memory, address, offset, bytes, null);
    return memory.base + ea;
  }

  private static void extend1(Memory memory, long ea) {
    memory.makeAccessible(ea, 1, null);
  }

  private static long at1(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.bound) {
      extend1(memory, ea);
    }
    return memory.base + ea;
  }

  private static long at1(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.bound) {
      extend1(memory, ea);
    }
    return memory.base + ea;
  }

  private static void extend2(Memory memory, long ea) {
    memory.makeAccessible(ea, 2, null);
  }

  private static long at2(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.bound) {
      extend2(memory, ea);
    }
    return memory.base + ea;
  }

  private static long at2(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.bound) {
      extend2(memory, ea);
    }
    return memory.base + ea;
  }

  private static void extend4(Memory memory, long ea) {
    memory.makeAccessible(ea, 4, null);
  }

  private static long at4(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.bound) {
      extend4(memory, ea);
    }
    return memory.base + ea;
  }

  private static long at4(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.bound) {
      extend4(memory, ea);
    }
    return memory.base + ea;
  }

  private static void extend8(Memory memory, long ea) {
    memory.makeAccessible(ea, 8, null);
  }

  private static long at8(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.bound) {
      extend8(memory, ea);
    }
    return memory.base + ea;
  }

  private static long at8(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.bound) {
      extend8(memory, ea);
    }
    return memory.base + ea;
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getInt(at4(address, memory));
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getInt(at4(address, memory, offset));
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getInt(ea(memory, address, offset, 4));
  }

  /** {@code i32.load}. */
  public static int i32Load(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getInt(ea(memory, address, offset, 4));
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getLong(at8(address, memory));
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getLong(at8(address, memory, offset));
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getLong(ea(memory, address, offset, 8));
  }

  /** {@code i64.load}. */
  public static long i64Load(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getLong(ea(memory, address, offset, 8));
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getFloat(at4(address, memory));
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getFloat(at4(address, memory, offset));
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getFloat(ea(memory, address, offset, 4));
  }

  /** {@code f32.load}. */
  public static float f32Load(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getFloat(ea(memory, address, offset, 4));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getDouble(at8(address, memory));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getDouble(at8(address, memory, offset));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getDouble(ea(memory, address, offset, 8));
  }

  /** {@code f64.load}. */
  public static double f64Load(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getDouble(ea(memory, address, offset, 8));
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getByte(at1(address, memory));
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getByte(at1(address, memory, offset));
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getByte(ea(memory, address, offset, 1));
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getByte(ea(memory, address, offset, 1));
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getByte(at1(address, memory)) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getByte(at1(address, memory, offset)) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getByte(ea(memory, address, offset, 1)) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getByte(ea(memory, address, offset, 1)) & 0xFF;
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getShort(at2(address, memory));
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getShort(at2(address, memory, offset));
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getShort(ea(memory, address, offset, 2));
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getShort(ea(memory, address, offset, 2));
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getShort(at2(address, memory)) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getShort(at2(address, memory, offset)) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getShort(ea(memory, address, offset, 2)) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getShort(ea(memory, address, offset, 2)) & 0xFFFF;
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getByte(at1(address, memory));
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getByte(at1(address, memory, offset));
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getByte(ea(memory, address, offset, 1));
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getByte(ea(memory, address, offset, 1));
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getByte(at1(address, memory)) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getByte(at1(address, memory, offset)) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getByte(ea(memory, address, offset, 1)) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getByte(ea(memory, address, offset, 1)) & 0xFF;
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getShort(at2(address, memory));
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getShort(at2(address, memory, offset));
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getShort(ea(memory, address, offset, 2));
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getShort(ea(memory, address, offset, 2));
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getShort(at2(address, memory)) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getShort(at2(address, memory, offset)) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getShort(ea(memory, address, offset, 2)) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getShort(ea(memory, address, offset, 2)) & 0xFFFF;
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getInt(at4(address, memory));
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getInt(at4(address, memory, offset));
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getInt(ea(memory, address, offset, 4));
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getInt(ea(memory, address, offset, 4));
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory) {
    return UnsafeAccess.UNSAFE.getInt(at4(address, memory)) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory, int offset) {
    return UnsafeAccess.UNSAFE.getInt(at4(address, memory, offset)) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getInt(ea(memory, address, offset, 4)) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(long address, Memory memory, long offset) {
    return UnsafeAccess.UNSAFE.getInt(ea(memory, address, offset, 4)) & UNSIGNED;
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory) {
    UnsafeAccess.UNSAFE.putInt(at4(address, memory), value);
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory, int offset) {
    UnsafeAccess.UNSAFE.putInt(at4(address, memory, offset), value);
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putInt(ea(memory, address, offset, 4), value);
  }

  /** {@code i32.store}. */
  public static void i32Store(long address, int value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putInt(ea(memory, address, offset, 4), value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory) {
    UnsafeAccess.UNSAFE.putLong(at8(address, memory), value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory, int offset) {
    UnsafeAccess.UNSAFE.putLong(at8(address, memory, offset), value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putLong(ea(memory, address, offset, 8), value);
  }

  /** {@code i64.store}. */
  public static void i64Store(long address, long value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putLong(ea(memory, address, offset, 8), value);
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory) {
    UnsafeAccess.UNSAFE.putFloat(at4(address, memory), value);
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory, int offset) {
    UnsafeAccess.UNSAFE.putFloat(at4(address, memory, offset), value);
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putFloat(ea(memory, address, offset, 4), value);
  }

  /** {@code f32.store}. */
  public static void f32Store(long address, float value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putFloat(ea(memory, address, offset, 4), value);
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory) {
    UnsafeAccess.UNSAFE.putDouble(at8(address, memory), value);
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory, int offset) {
    UnsafeAccess.UNSAFE.putDouble(at8(address, memory, offset), value);
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putDouble(ea(memory, address, offset, 8), value);
  }

  /** {@code f64.store}. */
  public static void f64Store(long address, double value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putDouble(ea(memory, address, offset, 8), value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory) {
    UnsafeAccess.UNSAFE.putByte(at1(address, memory), (byte) value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory, int offset) {
    UnsafeAccess.UNSAFE.putByte(at1(address, memory, offset), (byte) value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putByte(ea(memory, address, offset, 1), (byte) value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(long address, int value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putByte(ea(memory, address, offset, 1), (byte) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory) {
    UnsafeAccess.UNSAFE.putShort(at2(address, memory), (short) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory, int offset) {
    UnsafeAccess.UNSAFE.putShort(at2(address, memory, offset), (short) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putShort(ea(memory, address, offset, 2), (short) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(long address, int value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putShort(ea(memory, address, offset, 2), (short) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory) {
    UnsafeAccess.UNSAFE.putByte(at1(address, memory), (byte) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory, int offset) {
    UnsafeAccess.UNSAFE.putByte(at1(address, memory, offset), (byte) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putByte(ea(memory, address, offset, 1), (byte) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(long address, long value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putByte(ea(memory, address, offset, 1), (byte) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory) {
    UnsafeAccess.UNSAFE.putShort(at2(address, memory), (short) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory, int offset) {
    UnsafeAccess.UNSAFE.putShort(at2(address, memory, offset), (short) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putShort(ea(memory, address, offset, 2), (short) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(long address, long value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putShort(ea(memory, address, offset, 2), (short) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory) {
    UnsafeAccess.UNSAFE.putInt(at4(address, memory), (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory, int offset) {
    UnsafeAccess.UNSAFE.putInt(at4(address, memory, offset), (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putInt(ea(memory, address, offset, 4), (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(long address, long value, Memory memory, long offset) {
    UnsafeAccess.UNSAFE.putInt(ea(memory, address, offset, 4), (int) value);
  }
}
