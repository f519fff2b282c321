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

  /** At this entry from outside of generated code calls of a function are measured first. */
  static final int FIRST_TRIAL = 2000;

  /** Over how many calls. */
  static final int TIMED_ENTRIES = 64;

  /**
   * Functions that take longer than this stay generated code: entering it costs some 50
   * nanoseconds, and their trees would first have to be interpreted for long.
   */
  private static final long SHORT_NANOS = 3000;

  private TierPolicy() {}

  /**
   * Whether functions become JVM bytecode, which they do unless trees are asked for: HotSpot has
   * them compiled long before Graal, itself cold, would have compiled trees.
   *
   * @param tier what was asked for
   * @param limits what code has to count, which only trees do
   */
  public static boolean usesBytecode(Tier tier, CodeLimits limits) {
    return tier != Tier.AST && isPossible() && !limits.needsCounting();
  }

  /**
   * Whether functions that are JVM bytecode may go on as trees, where that pays.
   *
   * @param tier what was asked for
   */
  public static boolean promotes(Tier tier) {
    return tier == Tier.AUTO && hasCompiler();
  }

  /** Whether calls are so short that entering generated code is a large part of them. */
  static boolean isShort(long nanos) {
    return nanos <= SHORT_NANOS;
  }

  /** At which entry to measure again after a function proved too long. */
  static int nextTrial(int entries) {
    return entries >= Integer.MAX_VALUE / 4 ? Integer.MAX_VALUE : 4 * entries;
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

  /** After this many polls of its loops a function is tried as a tree. */
  private static final int LOOP_TRIAL = 10_000;

  /** At each of so many polls; a power of two. */
  private static final int LOOP_TRIAL_STRIDE = 256;

  /** Larger functions do not become trees in a loop, in operators. */
  private static final int MAX_LOOP_OPERATORS = 2000;

  /** Whether to try a function as a tree at a poll of its loops, given how many there were. */
  static boolean triesTree(int polls) {
    return polls >= LOOP_TRIAL && (polls & (LOOP_TRIAL_STRIDE - 1)) == 0;
  }

  /**
   * Whether a function may become a tree while it is in a loop. Calls would have to leave the tree
   * for generated code, so loops that make calls stay what they are.
   */
  static boolean mayBecomeTree(FunctionIr ir) {
    if (ir.count > MAX_LOOP_OPERATORS) {
      return false;
    }
    int loops = 0;
    int end = -1;
    for (int i = 0; i < ir.count; i++) {
      switch (ir.opcodes[i]) {
        case LOOP -> {
          loops++;
          end = Math.max(end, ir.block(i).end);
        }
        case CALL, CALL_INDIRECT, CALL_REF -> {
          if (i < end) {
            return false;
          }
        }
        default -> {}
      }
    }
    return loops > 0;
  }
}
