// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import sun.misc.Unsafe;

/**
 * The loads and stores of generated loops that have asked before whether all addresses of the next
 * rounds are in the memory. Each is named after its instruction and has its operands first: the
 * address among them is of no use, but the code has computed it already, and compilers drop that.
 * Then come the address that advances with the loop, the memory, and the distance from that
 * address. Like {@link DirectMemory}, for little-endian hosts only, and methods that HotSpot's
 * first compiler does not inline.
 *
 * <p>What was asked stays true: memories never shrink, and lose their bytes only when nothing of
 * their context runs any more. But {@link Memory#base} is read each time: another access in the
 * loop may move the bytes.
 */
@SuppressWarnings("removal") // see UnsafeAccess
public final class ProvedAccess {
  private static final Unsafe UNSAFE = UnsafeAccess.UNSAFE;

  private ProvedAccess() {}

  /**
   * For how many rounds addresses that advance stay in the accessible part of a memory.
   *
   * @param address the least effective address of the first round
   * @param length how far the greatest lies behind it, below 2^32
   * @param stride by how many bytes both advance each round; less than 0 gives 0 rounds
   * @param most the most rounds that are asked for
   * @return how many times they can advance, at most {@code most}; 0 also if not even once
   */
  public static int rounds(long address, long length, long stride, int most, Memory memory) {
    long room = memory.bound - length - address;
    return stride >= 0 && room >= stride * most ? most : fewer(room, stride);
  }

  private static int fewer(long room, long stride) {
    return room < 0 || stride <= 0 ? 0 : (int) (room / stride);
  }

  /** As {@link #rounds}, for addresses that advance by less than 0 bytes. */
  public static int roundsDown(long address, long length, long stride, int most, Memory memory) {
    if (address + length > memory.bound) {
      return 0;
    }
    return address >= -stride * most ? most : (int) (address / -stride);
  }

  /** {@code i32.load}. */
  public static int i32Load(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getInt(null, memory.base + ea + distance);
  }

  /** {@code i64.load}. */
  public static long i64Load(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getLong(null, memory.base + ea + distance);
  }

  /** {@code f32.load}. */
  public static float f32Load(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getFloat(null, memory.base + ea + distance);
  }

  /** {@code f64.load}. */
  public static double f64Load(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getDouble(null, memory.base + ea + distance);
  }

  /** {@code i32.load8_s}. */
  public static int i32Load8S(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getByte(null, memory.base + ea + distance);
  }

  /** {@code i32.load8_u}. */
  public static int i32Load8U(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getByte(null, memory.base + ea + distance) & 0xFF;
  }

  /** {@code i32.load16_s}. */
  public static int i32Load16S(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getShort(null, memory.base + ea + distance);
  }

  /** {@code i32.load16_u}. */
  public static int i32Load16U(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getShort(null, memory.base + ea + distance) & 0xFFFF;
  }

  /** {@code i64.load8_s}. */
  public static long i64Load8S(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getByte(null, memory.base + ea + distance);
  }

  /** {@code i64.load8_u}. */
  public static long i64Load8U(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getByte(null, memory.base + ea + distance) & 0xFF;
  }

  /** {@code i64.load16_s}. */
  public static long i64Load16S(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getShort(null, memory.base + ea + distance);
  }

  /** {@code i64.load16_u}. */
  public static long i64Load16U(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getShort(null, memory.base + ea + distance) & 0xFFFF;
  }

  /** {@code i64.load32_s}. */
  public static long i64Load32S(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getInt(null, memory.base + ea + distance);
  }

  /** {@code i64.load32_u}. */
  public static long i64Load32U(int address, long ea, Memory memory, int distance) {
    return UNSAFE.getInt(null, memory.base + ea + distance) & 0xFFFF_FFFFL;
  }

  /** {@code i32.store}. */
  public static void i32Store(int address, int value, long ea, Memory memory, int distance) {
    UNSAFE.putInt(null, memory.base + ea + distance, value);
  }

  /** {@code i64.store}. */
  public static void i64Store(int address, long value, long ea, Memory memory, int distance) {
    UNSAFE.putLong(null, memory.base + ea + distance, value);
  }

  /** {@code f32.store}. */
  public static void f32Store(int address, float value, long ea, Memory memory, int distance) {
    UNSAFE.putFloat(null, memory.base + ea + distance, value);
  }

  /** {@code f64.store}. */
  public static void f64Store(int address, double value, long ea, Memory memory, int distance) {
    UNSAFE.putDouble(null, memory.base + ea + distance, value);
  }

  /** {@code i32.store8}. */
  public static void i32Store8(int address, int value, long ea, Memory memory, int distance) {
    UNSAFE.putByte(null, memory.base + ea + distance, (byte) value);
  }

  /** {@code i32.store16}. */
  public static void i32Store16(int address, int value, long ea, Memory memory, int distance) {
    UNSAFE.putShort(null, memory.base + ea + distance, (short) value);
  }

  /** {@code i64.store8}. */
  public static void i64Store8(int address, long value, long ea, Memory memory, int distance) {
    UNSAFE.putByte(null, memory.base + ea + distance, (byte) value);
  }

  /** {@code i64.store16}. */
  public static void i64Store16(int address, long value, long ea, Memory memory, int distance) {
    UNSAFE.putShort(null, memory.base + ea + distance, (short) value);
  }

  /** {@code i64.store32}. */
  public static void i64Store32(int address, long value, long ea, Memory memory, int distance) {
    UNSAFE.putInt(null, memory.base + ea + distance, (int) value);
  }
}
