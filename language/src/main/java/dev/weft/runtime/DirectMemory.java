// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/**
 * The loads and stores of generated code: static methods, so that HotSpot sees the access itself
 * after inlining, and short ones, so that it does inline them. Each is named after its instruction;
 * operands come first, then the memory, then the constant offset if it is not 0. Offsets from 2^31
 * on and addresses of 64 bits take long numbers.
 *
 * <p>A bounds check that fails goes the slow way of {@link Memory#makeAccessible}, which extends
 * the accessible part or traps. Little-endian hosts only.
 */
@SuppressWarnings("removal") // see UnsafeAccess
public final class DirectMemory {
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private DirectMemory() {}

  private static void slow(Memory memory, long ea, int bytes) {
    memory.makeAccessible(ea, bytes, null);
  }

  private static long ea(Memory memory, int address, long offset, int bytes) {
    return MemoryAccess.check(memory, address, offset, bytes, null);
  }

  private static long ea(Memory memory, long address, long offset, int bytes) {
    return MemoryAccess.check64(memory, address, offset, bytes, null);
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea);
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea);
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea);
  }

  /** {@code i32.load}. */
  public static int i32Load(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea);
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    return UnsafeAccess.UNSAFE.getLong(memory.base + ea);
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    return UnsafeAccess.UNSAFE.getLong(memory.base + ea);
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    return UnsafeAccess.UNSAFE.getLong(memory.base + ea);
  }

  /** {@code i64.load}. */
  public static long i64Load(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    return UnsafeAccess.UNSAFE.getLong(memory.base + ea);
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return Float.intBitsToFloat(UnsafeAccess.UNSAFE.getInt(memory.base + ea));
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return Float.intBitsToFloat(UnsafeAccess.UNSAFE.getInt(memory.base + ea));
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return Float.intBitsToFloat(UnsafeAccess.UNSAFE.getInt(memory.base + ea));
  }

  /** {@code f32.load}. */
  public static float f32Load(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return Float.intBitsToFloat(UnsafeAccess.UNSAFE.getInt(memory.base + ea));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    return Double.longBitsToDouble(UnsafeAccess.UNSAFE.getLong(memory.base + ea));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    return Double.longBitsToDouble(UnsafeAccess.UNSAFE.getLong(memory.base + ea));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    return Double.longBitsToDouble(UnsafeAccess.UNSAFE.getLong(memory.base + ea));
  }

  /** {@code f64.load}. */
  public static double f64Load(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    return Double.longBitsToDouble(UnsafeAccess.UNSAFE.getLong(memory.base + ea));
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea);
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea);
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea);
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea);
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea) & 0xFF;
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea);
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea);
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea);
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea);
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea) & 0xFFFF;
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea);
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea);
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea);
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea);
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return UnsafeAccess.UNSAFE.getByte(memory.base + ea) & 0xFF;
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea);
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea);
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea);
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea);
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return UnsafeAccess.UNSAFE.getShort(memory.base + ea) & 0xFFFF;
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea);
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea);
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea);
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea);
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return UnsafeAccess.UNSAFE.getInt(memory.base + ea) & UNSIGNED;
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, value);
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, value);
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, value);
  }

  /** {@code i32.store}. */
  public static void i32Store(long address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    UnsafeAccess.UNSAFE.putLong(memory.base + ea, value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    UnsafeAccess.UNSAFE.putLong(memory.base + ea, value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    UnsafeAccess.UNSAFE.putLong(memory.base + ea, value);
  }

  /** {@code i64.store}. */
  public static void i64Store(long address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    UnsafeAccess.UNSAFE.putLong(memory.base + ea, value);
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, Float.floatToRawIntBits(value));
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, Float.floatToRawIntBits(value));
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, Float.floatToRawIntBits(value));
  }

  /** {@code f32.store}. */
  public static void f32Store(long address, float value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, Float.floatToRawIntBits(value));
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    UnsafeAccess.UNSAFE.putLong(memory.base + ea, Double.doubleToRawLongBits(value));
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    UnsafeAccess.UNSAFE.putLong(memory.base + ea, Double.doubleToRawLongBits(value));
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    UnsafeAccess.UNSAFE.putLong(memory.base + ea, Double.doubleToRawLongBits(value));
  }

  /** {@code f64.store}. */
  public static void f64Store(long address, double value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    UnsafeAccess.UNSAFE.putLong(memory.base + ea, Double.doubleToRawLongBits(value));
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    UnsafeAccess.UNSAFE.putByte(memory.base + ea, (byte) value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    UnsafeAccess.UNSAFE.putByte(memory.base + ea, (byte) value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    UnsafeAccess.UNSAFE.putByte(memory.base + ea, (byte) value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(long address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    UnsafeAccess.UNSAFE.putByte(memory.base + ea, (byte) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    UnsafeAccess.UNSAFE.putShort(memory.base + ea, (short) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    UnsafeAccess.UNSAFE.putShort(memory.base + ea, (short) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    UnsafeAccess.UNSAFE.putShort(memory.base + ea, (short) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(long address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    UnsafeAccess.UNSAFE.putShort(memory.base + ea, (short) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    UnsafeAccess.UNSAFE.putByte(memory.base + ea, (byte) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    UnsafeAccess.UNSAFE.putByte(memory.base + ea, (byte) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    UnsafeAccess.UNSAFE.putByte(memory.base + ea, (byte) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(long address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    UnsafeAccess.UNSAFE.putByte(memory.base + ea, (byte) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    UnsafeAccess.UNSAFE.putShort(memory.base + ea, (short) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    UnsafeAccess.UNSAFE.putShort(memory.base + ea, (short) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    UnsafeAccess.UNSAFE.putShort(memory.base + ea, (short) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(long address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    UnsafeAccess.UNSAFE.putShort(memory.base + ea, (short) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(long address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    UnsafeAccess.UNSAFE.putInt(memory.base + ea, (int) value);
  }
}
