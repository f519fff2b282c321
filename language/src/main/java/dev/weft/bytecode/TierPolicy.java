// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.Truffle;
import com.oracle.truffle.api.TruffleOptions;
import dev.weft.host.TypedHostRootNode;
import dev.weft.opcode.Opcode;
import dev.weft.runtime.CodeLimits;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.MemoryAccess;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.SplittableRandom;

/**
 * Decides which tier runs a function. Where nothing else is asked for, functions are JVM bytecode
 * first; what is measured to gain by it goes on as a tree if Truffle has a compiler. The numbers
 * are from the measurements in docs/decisions.md.
 */
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
  private static final int FIRST_TRIAL = 2000;

  /** Over how many calls. */
  private static final int TIMED_ENTRIES = 64;

  /**
   * Functions that take longer than this stay generated code: entering it costs some 50
   * nanoseconds, and their trees would first have to be interpreted for long.
   */
  private static final long SHORT_NANOS = 3000;

  /** Loops look for requests of other threads, and for a better tier, after so many rounds. */
  private static final int POLL_ROUNDS = 1024;

  /** After this many polls of its loops a function is tried as a tree. */
  private static final int LOOP_TRIAL = 10_000;

  /** The same for functions that call other languages in their loops, which gain far more. */
  private static final int CALLING_LOOP_TRIAL = 500;

  /** At each of so many polls; a power of two. */
  private static final int LOOP_TRIAL_STRIDE = 256;

  /**
   * How old the code of a module is before its loops are tried, in nanoseconds. Graal is cold until
   * then and shares the processors with HotSpot's compilers, which are at work on the generated
   * code; a program that ends soon gets nothing from trees that are compiled after it.
   */
  private static final long LOOP_TRIAL_AGE = 1_500_000_000;

  /** How many rounds such a trial has. */
  private static final int TRIAL_ROUNDS = 256;

  /** Larger functions do not become trees in a loop, in operators. */
  private static final int MAX_LOOP_OPERATORS = 2000;

  private static final boolean SEVERAL_ENTRIES =
      !System.getProperty("java.vendor.version", "").contains("GraalVM")
          && !"false".equals(System.getProperty("weft.dispatchCopies"));

  private final boolean usesBytecode;
  private final boolean promotes;
  private final long created = System.nanoTime();

  /** Chooses at random, to test that it does not matter; null if the policy is followed. */
  private final SplittableRandom random;

  /**
   * The policy for the code of one module.
   *
   * @param tier what was asked for
   * @param limits what code has to count, which only trees do
   * @param stress if it is not 0, functions change their form at random, by this seed
   */
  public TierPolicy(Tier tier, CodeLimits limits, int stress) {
    // Bytecode, unless trees are asked for: HotSpot has it compiled long before Graal, itself cold,
    // would have compiled trees.
    this.usesBytecode = tier != Tier.AST && !TruffleOptions.AOT && !limits.needsCounting();
    this.promotes = usesBytecode && tier == Tier.AUTO && (hasCompiler() || stress != 0);
    this.random = stress == 0 ? null : new SplittableRandom(stress);
  }

  /** Whether Truffle compiles trees; its fallback runtime does not. */
  private static boolean hasCompiler() {
    return !Truffle.getRuntime().getClass().getSimpleName().equals("DefaultTruffleRuntime");
  }

  /** Whether generated code accesses memories itself. */
  static boolean isDirect(MemoryAccess access) {
    return access == MemoryAccess.unsafe() && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  }

  /**
   * Whether loops may have several entries, because their dispatch by a table is copied ({@link
   * DispatchCopies}) or passed over ({@link DirectJumps}): with HotSpot's second compiler. Graal in
   * its place, as on a GraalVM, is slower with them; the property says that it is there on other
   * virtual machines.
   */
  boolean severalEntries() {
    return SEVERAL_ENTRIES;
  }

  /** Whether functions become JVM bytecode. Classes cannot be defined in a native image. */
  public boolean usesBytecode() {
    return usesBytecode;
  }

  /** Whether functions that are JVM bytecode may go on as trees, where that pays. */
  boolean promotes() {
    return promotes;
  }

  private synchronized int random(int bound) {
    return random.nextInt(bound);
  }

  // Functions that are entered from outside of generated code

  /** At which entry calls of a function are measured for the first time. */
  int firstTrial() {
    return random == null ? FIRST_TRIAL : random(4);
  }

  /** Over how many calls they are measured. */
  int timedEntries() {
    return random == null ? TIMED_ENTRIES : 1;
  }

  /** Whether calls are so short that entering generated code is a large part of them. */
  boolean isShort(long nanos) {
    return random == null ? nanos <= SHORT_NANOS : random(2) == 0;
  }

  /** At which entry to measure again after a function proved too long. */
  int nextTrial(int entries) {
    return entries >= Integer.MAX_VALUE / 4 ? Integer.MAX_VALUE : 4 * entries;
  }

  // Loops

  /** After how many rounds loops look for requests of other threads, and for a better tier. */
  int pollRounds() {
    return random == null ? POLL_ROUNDS : 3;
  }

  /**
   * Whether the rounds since the last poll may be faster in a tree. Those of loops that check no
   * addresses are not.
   *
   * @param checked how many rounds were others
   */
  boolean gainsByTree(int checked) {
    return random != null || checked >= POLL_ROUNDS / 8;
  }

  /**
   * Whether to try a function as a tree at a poll of its loops.
   *
   * @param polls how many polls there were
   * @param callsImports whether it calls imported functions in its loops
   */
  boolean triesTree(int polls, boolean callsImports) {
    if (random != null) {
      return random(4) == 0;
    }
    if ((polls & (LOOP_TRIAL_STRIDE - 1)) != 0) {
      return false;
    }
    return callsImports
        ? polls >= CALLING_LOOP_TRIAL
        : polls >= LOOP_TRIAL && System.nanoTime() - created >= LOOP_TRIAL_AGE;
  }

  /**
   * Whether a function that calls an imported function in a loop may gain as a tree: Graal inlines
   * other languages into trees. Functions of modules, and those of hosts that have a typed form,
   * are called by generated code directly.
   */
  boolean gainsAsTree(FunctionInstance imported) {
    return random != null
        || imported.owner == null
            && !(imported.target().getRootNode() instanceof TypedHostRootNode);
  }

  /** Whether to leave a loop for the tree for good ({@link LoopLeaving}) without any instrument. */
  boolean leavesAnyway() {
    return random != null && random(4) == 0;
  }

  /** How many rounds such a trial has. */
  int trialRounds() {
    return random == null ? TRIAL_ROUNDS : 5;
  }

  /**
   * Whether a function may become a tree while it is in a loop. Calls in the module would have to
   * leave the tree for generated code, so loops that make them stay what they are.
   *
   * @param imported the number of functions that the module imports
   * @return the imported functions it calls in its loops; null if it may not become a tree
   */
  int[] importsOfTree(FunctionIr ir, int imported) {
    if (!promotes || ir.count > MAX_LOOP_OPERATORS) {
      return null;
    }
    int loops = 0;
    int end = -1;
    BitSet imports = new BitSet();
    for (int i = 0; i < ir.count; i++) {
      switch (ir.opcodes[i]) {
        case LOOP -> {
          loops++;
          end = Math.max(end, ir.block(i).end);
        }
        case CALL, CALL_INDIRECT, CALL_REF -> {
          if (i < end && ir.opcodes[i] == Opcode.CALL && ir.a[i] < imported) {
            imports.set(ir.a[i]);
          } else if (i < end && (random == null || random(4) == 0)) {
            return null;
          }
        }
        default -> {}
      }
    }
    return loops > 0 ? imports.stream().toArray() : null;
  }
}
