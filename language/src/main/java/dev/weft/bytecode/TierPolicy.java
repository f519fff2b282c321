// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.TruffleOptions;
import dev.weft.runtime.CodeLimits;
import dev.weft.runtime.MemoryAccess;
import java.nio.ByteOrder;

/** Decides which tier runs a function. */
public final class TierPolicy {
  /** What the option {@code wasm.Tier} can be. */
  public enum Tier {
    /** The engine decides. */
    AUTO("auto"),
    /** Trees only. */
    AST("ast"),
    /** JVM bytecode wherever it can be generated. */
    BYTECODE("bytecode");

    private final String text;

    Tier(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private TierPolicy() {}

  /**
   * Whether functions become JVM bytecode. Left to the engine, they do not yet: backtraces taken
   * while code runs do not see generated frames.
   *
   * @param tier what was asked for
   * @param limits what code has to count, which only trees do
   */
  public static boolean usesBytecode(Tier tier, CodeLimits limits) {
    return tier == Tier.BYTECODE && isPossible() && !limits.needsCounting();
  }

  /** Classes cannot be defined in a native image. */
  private static boolean isPossible() {
    return !TruffleOptions.AOT;
  }

  /** Whether generated code accesses memories itself. */
  static boolean isDirect(MemoryAccess access) {
    return access == MemoryAccess.unsafe() && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }
}
