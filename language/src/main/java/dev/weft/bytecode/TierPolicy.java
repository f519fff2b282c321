// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.Truffle;
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
   * Whether functions become JVM bytecode. Left to the engine, they do where Truffle has no
   * compiler: there bytecode is many times faster than trees. Where it has one, trees are it, until
   * it is measured which functions are better left to the JVM.
   *
   * @param tier what was asked for
   * @param limits what code has to count, which only trees do
   */
  public static boolean usesBytecode(Tier tier, CodeLimits limits) {
    boolean wanted = tier == Tier.BYTECODE || tier == Tier.AUTO && !hasCompiler();
    return wanted && isPossible() && !limits.needsCounting();
  }

  /** Whether Truffle compiles trees; its fallback runtime does not. */
  private static boolean hasCompiler() {
    return !Truffle.getRuntime().getClass().getSimpleName().equals("DefaultTruffleRuntime");
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
