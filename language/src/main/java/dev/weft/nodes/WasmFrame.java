// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.Frame;

/**
 * The one place that reads and writes frame slots. All slots are static: the translator knows the
 * kind of every slot, primitives live in the primitive part and references and v128 in the object
 * part. Slots {@code 0..n-1} are the locals (parameters first), temps of the translator follow.
 */
public final class WasmFrame {

  private WasmFrame() {}

  /**
   * Reads an i32 slot.
   *
   * @param frame the frame
   * @param slot the slot
   * @return its value
   */
  public static int getInt(Frame frame, int slot) {
    return frame.getIntStatic(slot);
  }

  /**
   * Writes an i32 slot.
   *
   * @param frame the frame
   * @param slot the slot
   * @param value the value
   */
  public static void setInt(Frame frame, int slot, int value) {
    frame.setIntStatic(slot, value);
  }

  /**
   * Reads an i64 slot.
   *
   * @param frame the frame
   * @param slot the slot
   * @return its value
   */
  public static long getLong(Frame frame, int slot) {
    return frame.getLongStatic(slot);
  }

  /**
   * Writes an i64 slot.
   *
   * @param frame the frame
   * @param slot the slot
   * @param value the value
   */
  public static void setLong(Frame frame, int slot, long value) {
    frame.setLongStatic(slot, value);
  }

  /**
   * Reads an f32 slot.
   *
   * @param frame the frame
   * @param slot the slot
   * @return its value
   */
  public static float getFloat(Frame frame, int slot) {
    return frame.getFloatStatic(slot);
  }

  /**
   * Writes an f32 slot.
   *
   * @param frame the frame
   * @param slot the slot
   * @param value the value
   */
  public static void setFloat(Frame frame, int slot, float value) {
    frame.setFloatStatic(slot, value);
  }

  /**
   * Reads an f64 slot.
   *
   * @param frame the frame
   * @param slot the slot
   * @return its value
   */
  public static double getDouble(Frame frame, int slot) {
    return frame.getDoubleStatic(slot);
  }

  /**
   * Writes an f64 slot.
   *
   * @param frame the frame
   * @param slot the slot
   * @param value the value
   */
  public static void setDouble(Frame frame, int slot, double value) {
    frame.setDoubleStatic(slot, value);
  }

  /**
   * Reads a slot of references or v128.
   *
   * @param frame the frame
   * @param slot the slot
   * @return its value
   */
  public static Object getObject(Frame frame, int slot) {
    return frame.getObjectStatic(slot);
  }

  /**
   * Writes a slot of references or v128.
   *
   * @param frame the frame
   * @param slot the slot
   * @param value the value
   */
  public static void setObject(Frame frame, int slot, Object value) {
    frame.setObjectStatic(slot, value);
  }
}
