// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/**
 * The loads and stores of generated code like {@link DirectMemory}, through whatever {@link
 * MemoryAccess} the memory has.
 */
public final class IndirectMemory {
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private IndirectMemory() {}

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
    return memory.access().getInt(memory, ea);
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return memory.access().getInt(memory, ea);
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return memory.access().getInt(memory, ea);
  }

  /** {@code i32.load}. */
  public static int i32Load(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return memory.access().getInt(memory, ea);
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    return memory.access().getLong(memory, ea);
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    return memory.access().getLong(memory, ea);
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    return memory.access().getLong(memory, ea);
  }

  /** {@code i64.load}. */
  public static long i64Load(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    return memory.access().getLong(memory, ea);
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return Float.intBitsToFloat(memory.access().getInt(memory, ea));
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return Float.intBitsToFloat(memory.access().getInt(memory, ea));
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return Float.intBitsToFloat(memory.access().getInt(memory, ea));
  }

  /** {@code f32.load}. */
  public static float f32Load(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return Float.intBitsToFloat(memory.access().getInt(memory, ea));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    return Double.longBitsToDouble(memory.access().getLong(memory, ea));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    return Double.longBitsToDouble(memory.access().getLong(memory, ea));
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    return Double.longBitsToDouble(memory.access().getLong(memory, ea));
  }

  /** {@code f64.load}. */
  public static double f64Load(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    return Double.longBitsToDouble(memory.access().getLong(memory, ea));
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return memory.access().getByte(memory, ea);
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return memory.access().getByte(memory, ea);
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return memory.access().getByte(memory, ea);
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return memory.access().getByte(memory, ea);
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return memory.access().getByte(memory, ea) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return memory.access().getByte(memory, ea) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return memory.access().getByte(memory, ea) & 0xFF;
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return memory.access().getByte(memory, ea) & 0xFF;
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return memory.access().getShort(memory, ea);
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return memory.access().getShort(memory, ea);
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return memory.access().getShort(memory, ea);
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return memory.access().getShort(memory, ea);
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return memory.access().getShort(memory, ea) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return memory.access().getShort(memory, ea) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return memory.access().getShort(memory, ea) & 0xFFFF;
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return memory.access().getShort(memory, ea) & 0xFFFF;
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return memory.access().getByte(memory, ea);
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return memory.access().getByte(memory, ea);
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return memory.access().getByte(memory, ea);
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return memory.access().getByte(memory, ea);
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return memory.access().getByte(memory, ea) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    return memory.access().getByte(memory, ea) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return memory.access().getByte(memory, ea) & 0xFF;
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    return memory.access().getByte(memory, ea) & 0xFF;
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return memory.access().getShort(memory, ea);
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return memory.access().getShort(memory, ea);
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return memory.access().getShort(memory, ea);
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return memory.access().getShort(memory, ea);
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return memory.access().getShort(memory, ea) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    return memory.access().getShort(memory, ea) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return memory.access().getShort(memory, ea) & 0xFFFF;
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    return memory.access().getShort(memory, ea) & 0xFFFF;
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return memory.access().getInt(memory, ea);
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return memory.access().getInt(memory, ea);
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return memory.access().getInt(memory, ea);
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return memory.access().getInt(memory, ea);
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return memory.access().getInt(memory, ea) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    return memory.access().getInt(memory, ea) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return memory.access().getInt(memory, ea) & UNSIGNED;
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(long address, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    return memory.access().getInt(memory, ea) & UNSIGNED;
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    memory.access().putInt(memory, ea, value);
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    memory.access().putInt(memory, ea, value);
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    memory.access().putInt(memory, ea, value);
  }

  /** {@code i32.store}. */
  public static void i32Store(long address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    memory.access().putInt(memory, ea, value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    memory.access().putLong(memory, ea, value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    memory.access().putLong(memory, ea, value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    memory.access().putLong(memory, ea, value);
  }

  /** {@code i64.store}. */
  public static void i64Store(long address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    memory.access().putLong(memory, ea, value);
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    memory.access().putInt(memory, ea, Float.floatToRawIntBits(value));
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    memory.access().putInt(memory, ea, Float.floatToRawIntBits(value));
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    memory.access().putInt(memory, ea, Float.floatToRawIntBits(value));
  }

  /** {@code f32.store}. */
  public static void f32Store(long address, float value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    memory.access().putInt(memory, ea, Float.floatToRawIntBits(value));
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    memory.access().putLong(memory, ea, Double.doubleToRawLongBits(value));
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 8) {
      slow(memory, ea, 8);
    }
    memory.access().putLong(memory, ea, Double.doubleToRawLongBits(value));
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    memory.access().putLong(memory, ea, Double.doubleToRawLongBits(value));
  }

  /** {@code f64.store}. */
  public static void f64Store(long address, double value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 8);
    memory.access().putLong(memory, ea, Double.doubleToRawLongBits(value));
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    memory.access().putByte(memory, ea, value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    memory.access().putByte(memory, ea, value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    memory.access().putByte(memory, ea, value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(long address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    memory.access().putByte(memory, ea, value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    memory.access().putShort(memory, ea, value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    memory.access().putShort(memory, ea, value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    memory.access().putShort(memory, ea, value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(long address, int value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    memory.access().putShort(memory, ea, value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    memory.access().putByte(memory, ea, (int) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 1) {
      slow(memory, ea, 1);
    }
    memory.access().putByte(memory, ea, (int) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    memory.access().putByte(memory, ea, (int) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(long address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 1);
    memory.access().putByte(memory, ea, (int) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    memory.access().putShort(memory, ea, (int) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 2) {
      slow(memory, ea, 2);
    }
    memory.access().putShort(memory, ea, (int) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    memory.access().putShort(memory, ea, (int) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(long address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 2);
    memory.access().putShort(memory, ea, (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory) {
    long ea = address & UNSIGNED;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    memory.access().putInt(memory, ea, (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory, int offset) {
    long ea = (address & UNSIGNED) + offset;
    if (ea > memory.limit - 4) {
      slow(memory, ea, 4);
    }
    memory.access().putInt(memory, ea, (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    memory.access().putInt(memory, ea, (int) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(long address, long value, Memory memory, long offset) {
    long ea = ea(memory, address, offset, 4);
    memory.access().putInt(memory, ea, (int) value);
  }
}
