// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.interop.TruffleObject;
import dev.weft.types.GlobalType;

/**
 * A global instance. Numbers live in {@link #bits}, references in {@link #ref}; which of the two
 * counts follows from the type.
 */
public final class Global implements TruffleObject {
  private final GlobalType type;

  /** The raw bits of an i32 (sign-extended), i64, f32 (low half) or f64; the low half of a v128. */
  public long bits;

  /** A reference, {@link WasmNull#INSTANCE} for null; unused by numbers. */
  public Object ref;

  /** Makes a global that holds a number. */
  public Global(GlobalType type, long bits) {
    this.type = type;
    this.bits = bits;
    this.ref = WasmNull.INSTANCE;
  }

  /** Makes a global that holds a reference (or a vector object). */
  public Global(GlobalType type, Object ref) {
    this.type = type;
    this.ref = ref;
  }

  /** The type of this global. */
  public GlobalType type() {
    return type;
  }
}
