// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import sun.misc.Unsafe;

/**
 * The loads and stores of generated code. Each is named after its instruction; operands come first,
 * then the memory, then the constant offset if it is not 0. Offsets from 2^31 on and addresses of
 * 64 bits take long numbers. Little-endian hosts only.
 *
 * <p>HotSpot's second compiler inlines these methods into generated code; its first compiler must
 * not: profiled code takes some hundred bytes for each level of calls that it inlines, and cold
 * programs wait for compilers, not for calls. The first compiler inlines no method that uses more
 * than five elements of the operand stack (C1InlineStackLimit): hence the offset is widened here,
 * not in the methods called from here, and {@code Unsafe} is given null as the object, which also
 * saves a level. All methods have at most 35 bytes of bytecode, which the second compiler inlines
 * even where they are seldom called.
 *
 * <p>Accesses compare with {@link Memory#bound}, whatever their size. A check that fails goes the
 * slow way of {@link Memory#makeAccessible}, which extends the accessible part or traps. {@link
 * Memory#base} is read after the check, which may move the bytes or make the first ones.
 */
@SuppressWarnings("removal") // see UnsafeAccess
public final class DirectMemory {
  private static final long UNSIGNED = 0xFFFF_FFFFL;
  private static final Unsafe UNSAFE = UnsafeAccess.UNSAFE;

  private DirectMemory() {}

  private static void extend1(Memory memory, long ea) {
    memory.makeAccessible(ea, 1, null);
  }

  private static long at1(int address, Memory memory, long offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.bound) {
      extend1(memory, ea);
    }
    return memory.base + ea;
  }

  private static long at1(long address, Memory memory, long offset) {
    long ea = MemoryAccess.check64(memory, address, offset, 1, null);
    return memory.base + ea;
  }

  private static void extend2(Memory memory, long ea) {
    memory.makeAccessible(ea, 2, null);
  }

  private static long at2(int address, Memory memory, long offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.bound) {
      extend2(memory, ea);
    }
    return memory.base + ea;
  }

  private static long at2(long address, Memory memory, long offset) {
    long ea = MemoryAccess.check64(memory, address, offset, 2, null);
    return memory.base + ea;
  }

  private static void extend4(Memory memory, long ea) {
    memory.makeAccessible(ea, 4, null);
  }

  private static long at4(int address, Memory memory, long offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.bound) {
      extend4(memory, ea);
    }
    return memory.base + ea;
  }

  private static long at4(long address, Memory memory, long offset) {
    long ea = MemoryAccess.check64(memory, address, offset, 4, null);
    return memory.base + ea;
  }

  private static void extend8(Memory memory, long ea) {
    memory.makeAccessible(ea, 8, null);
  }

  private static long at8(int address, Memory memory, long offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.bound) {
      extend8(memory, ea);
    }
    return memory.base + ea;
  }

  private static long at8(long address, Memory memory, long offset) {
    long ea = MemoryAccess.check64(memory, address, offset, 8, null);
    return memory.base + ea;
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory) {
    return UNSAFE.getInt(null, at4(address, memory, 0));
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory, int offset) {
    return UNSAFE.getInt(null, at4(address, memory, offset));
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory, long offset) {
    return UNSAFE.getInt(null, at4(address, memory, offset));
  }

  /** {@code i32.load}. */
  public static int i32Load(long address, Memory memory, long offset) {
    return UNSAFE.getInt(null, at4(address, memory, offset));
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory) {
    return UNSAFE.getLong(null, at8(address, memory, 0));
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory, int offset) {
    return UNSAFE.getLong(null, at8(address, memory, offset));
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory, long offset) {
    return UNSAFE.getLong(null, at8(address, memory, offset));
  }

  /** {@code i64.load}. */
  public static long i64Load(long address, Memory memory, long offset) {
    return UNSAFE.getLong(null, at8(address, memory, offset));
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory) {
    return UNSAFE.getFloat(null, at4(address, memory, 0));
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory, int offset) {
    return UNSAFE.getFloat(null, at4(address, memory, offset));
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory, long offset) {
    return UNSAFE.getFloat(null, at4(address, memory, offset));
  }

  /** {@code f32.load}. */
  public static float f32Load(long address, Memory memory, long offset) {
    return UNSAFE.getFloat(null, at4(address, memory, offset));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory) {
    return UNSAFE.getDouble(null, at8(address, memory, 0));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory, int offset) {
    return UNSAFE.getDouble(null, at8(address, memory, offset));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory, long offset) {
    return UNSAFE.getDouble(null, at8(address, memory, offset));
  }

  /** {@code f64.load}. */
  public static double f64Load(long address, Memory memory, long offset) {
    return UNSAFE.getDouble(null, at8(address, memory, offset));
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory) {
    return UNSAFE.getByte(null, at1(address, memory, 0));
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory, int offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset));
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory, long offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset));
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(long address, Memory memory, long offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset));
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory) {
    return UNSAFE.getByte(null, at1(address, memory, 0)) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory, int offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset)) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory, long offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset)) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(long address, Memory memory, long offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset)) & 0xFF;
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory) {
    return UNSAFE.getShort(null, at2(address, memory, 0));
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory, int offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset));
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory, long offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset));
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(long address, Memory memory, long offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset));
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory) {
    return UNSAFE.getShort(null, at2(address, memory, 0)) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory, int offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset)) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory, long offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset)) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(long address, Memory memory, long offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset)) & 0xFFFF;
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory) {
    return UNSAFE.getByte(null, at1(address, memory, 0));
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory, int offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset));
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory, long offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset));
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(long address, Memory memory, long offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset));
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory) {
    return UNSAFE.getByte(null, at1(address, memory, 0)) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory, int offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset)) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory, long offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset)) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(long address, Memory memory, long offset) {
    return UNSAFE.getByte(null, at1(address, memory, offset)) & 0xFF;
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory) {
    return UNSAFE.getShort(null, at2(address, memory, 0));
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory, int offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset));
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory, long offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset));
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(long address, Memory memory, long offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset));
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory) {
    return UNSAFE.getShort(null, at2(address, memory, 0)) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory, int offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset)) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory, long offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset)) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(long address, Memory memory, long offset) {
    return UNSAFE.getShort(null, at2(address, memory, offset)) & 0xFFFF;
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory) {
    return UNSAFE.getInt(null, at4(address, memory, 0));
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory, int offset) {
    return UNSAFE.getInt(null, at4(address, memory, offset));
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory, long offset) {
    return UNSAFE.getInt(null, at4(address, memory, offset));
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(long address, Memory memory, long offset) {
    return UNSAFE.getInt(null, at4(address, memory, offset));
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory) {
    return UNSAFE.getInt(null, at4(address, memory, 0)) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory, int offset) {
    return UNSAFE.getInt(null, at4(address, memory, offset)) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory, long offset) {
    return UNSAFE.getInt(null, at4(address, memory, offset)) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(long address, Memory memory, long offset) {
    return UNSAFE.getInt(null, at4(address, memory, offset)) & UNSIGNED;
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory) {
    UNSAFE.putInt(null, at4(address, memory, 0), value);
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory, int offset) {
    UNSAFE.putInt(null, at4(address, memory, offset), value);
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory, long offset) {
    UNSAFE.putInt(null, at4(address, memory, offset), value);
  }

  /** {@code i32.store}. */
  public static void i32Store(long address, int value, Memory memory, long offset) {
    UNSAFE.putInt(null, at4(address, memory, offset), value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory) {
    UNSAFE.putLong(null, at8(address, memory, 0), value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory, int offset) {
    UNSAFE.putLong(null, at8(address, memory, offset), value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory, long offset) {
    UNSAFE.putLong(null, at8(address, memory, offset), value);
  }

  /** {@code i64.store}. */
  public static void i64Store(long address, long value, Memory memory, long offset) {
    UNSAFE.putLong(null, at8(address, memory, offset), value);
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory) {
    UNSAFE.putFloat(null, at4(address, memory, 0), value);
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory, int offset) {
    UNSAFE.putFloat(null, at4(address, memory, offset), value);
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory, long offset) {
    UNSAFE.putFloat(null, at4(address, memory, offset), value);
  }

  /** {@code f32.store}. */
  public static void f32Store(long address, float value, Memory memory, long offset) {
    UNSAFE.putFloat(null, at4(address, memory, offset), value);
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory) {
    UNSAFE.putDouble(null, at8(address, memory, 0), value);
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory, int offset) {
    UNSAFE.putDouble(null, at8(address, memory, offset), value);
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory, long offset) {
    UNSAFE.putDouble(null, at8(address, memory, offset), value);
  }

  /** {@code f64.store}. */
  public static void f64Store(long address, double value, Memory memory, long offset) {
    UNSAFE.putDouble(null, at8(address, memory, offset), value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory) {
    UNSAFE.putByte(null, at1(address, memory, 0), (byte) value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory, int offset) {
    UNSAFE.putByte(null, at1(address, memory, offset), (byte) value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory, long offset) {
    UNSAFE.putByte(null, at1(address, memory, offset), (byte) value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(long address, int value, Memory memory, long offset) {
    UNSAFE.putByte(null, at1(address, memory, offset), (byte) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory) {
    UNSAFE.putShort(null, at2(address, memory, 0), (short) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory, int offset) {
    UNSAFE.putShort(null, at2(address, memory, offset), (short) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory, long offset) {
    UNSAFE.putShort(null, at2(address, memory, offset), (short) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(long address, int value, Memory memory, long offset) {
    UNSAFE.putShort(null, at2(address, memory, offset), (short) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory) {
    UNSAFE.putByte(null, at1(address, memory, 0), (byte) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory, int offset) {
    UNSAFE.putByte(null, at1(address, memory, offset), (byte) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory, long offset) {
    UNSAFE.putByte(null, at1(address, memory, offset), (byte) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(long address, long value, Memory memory, long offset) {
    UNSAFE.putByte(null, at1(address, memory, offset), (byte) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory) {
    UNSAFE.putShort(null, at2(address, memory, 0), (short) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory, int offset) {
    UNSAFE.putShort(null, at2(address, memory, offset), (short) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory, long offset) {
    UNSAFE.putShort(null, at2(address, memory, offset), (short) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(long address, long value, Memory memory, long offset) {
    UNSAFE.putShort(null, at2(address, memory, offset), (short) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory) {
    UNSAFE.putInt(null, at4(address, memory, 0), (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory, int offset) {
    UNSAFE.putInt(null, at4(address, memory, offset), (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory, long offset) {
    UNSAFE.putInt(null, at4(address, memory, offset), (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(long address, long value, Memory memory, long offset) {
    UNSAFE.putInt(null, at4(address, memory, offset), (int) value);
  }
}
