// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import com.oracle.truffle.api.Option;
import dev.weft.bytecode.TierPolicy;
import dev.weft.opcode.Feature;
import dev.weft.opcode.FeatureSet;
import dev.weft.runtime.CodeLimits;
import dev.weft.wasi.WasiModule;
import java.util.List;
import org.graalvm.options.OptionCategory;
import org.graalvm.options.OptionDescriptors;
import org.graalvm.options.OptionKey;
import org.graalvm.options.OptionStability;
import org.graalvm.options.OptionType;
import org.graalvm.options.OptionValues;
import org.graalvm.polyglot.SandboxPolicy;

/**
 * The options {@code wasm.*} of a context: our own, and all names that GraalWasm knows. Its feature
 * options do what they say; what chooses among its memory implementations, and what it has
 * deprecated itself, is accepted without effect.
 */
@Option.Group(WasmLanguage.ID)
public final class WasmOptions {
  /** Which implementation accesses memories. */
  public enum MemoryAccessKind {
    /** {@code sun.misc.Unsafe}. */
    UNSAFE("unsafe"),
    /** {@code java.lang.foreign.MemorySegment}. */
    SEGMENT("segment");

    private final String text;

    MemoryAccessKind(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private static final List<String> STREAMS = List.of("stdin", "stdout", "stderr");

  // ---- Modules of the engine

  @Option(
      help =
          "Modules of the engine that imports may resolve to. wasi_snapshot_preview1 is always"
              + " there for modules that import it and get it from nowhere else; a link name makes it"
              + " available under another name.",
      usageSyntax = "[<linkName>:]<module>,[<linkName>:]<module>,...",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<String> Builtins = new OptionKey<>("");

  @Option(
      help =
          "Directories that WASI programs may open, if the context allows file access; without"
              + " 'guest::' the guest sees the host's path.",
      usageSyntax = "[<guest>::]<host>,[<guest>::]<host>,...",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<String> WasiMapDirs = new OptionKey<>("");

  @Option(
      help =
          "Which standard streams WASI programs take for terminals. The command weft finds out by"
              + " itself.",
      usageSyntax = "stdin,stdout,stderr",
      category = OptionCategory.EXPERT,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<String> WasiTerminals =
      new OptionKey<>(
          "",
          new OptionType<>(
              "streams",
              text -> {
                if (!text.isEmpty()) {
                  for (String name : text.split(",")) {
                    if (!STREAMS.contains(name)) {
                      throw new IllegalArgumentException(
                          "there is no standard stream '"
                              + name
                              + "': name some of stdin,stdout,stderr");
                    }
                  }
                }
                return text;
              }));

  @Option(
      help =
          "Let evaluating a module return an instance of it, linked by the names of the sources"
              + " evaluated before, instead of the module.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> EvalReturnsInstance = new OptionKey<>(false);

  @Option(
      help =
          "How memories are accessed: through sun.misc.Unsafe (fast, the default) or through memory"
              + " segments (supported API only, slower).",
      usageSyntax = "unsafe|segment",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<MemoryAccessKind> MemoryAccess =
      new OptionKey<>(
          MemoryAccessKind.UNSAFE,
          new OptionType<>(
              "memory access",
              text -> {
                for (MemoryAccessKind kind : MemoryAccessKind.values()) {
                  if (kind.text.equalsIgnoreCase(text)) {
                    return kind;
                  }
                }
                throw new IllegalArgumentException(
                    "'" + text + "' is neither 'unsafe' nor 'segment'");
              }));

  @Option(
      help =
          "How functions run: as trees, which a Truffle compiler makes fast, as JVM bytecode, which"
              + " the JVM makes fast, or what suits the JVM best.",
      usageSyntax = "auto|ast|bytecode",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<TierPolicy.Tier> Tier =
      new OptionKey<>(
          TierPolicy.Tier.AUTO,
          new OptionType<>(
              "tier",
              text -> {
                for (TierPolicy.Tier tier : TierPolicy.Tier.values()) {
                  if (tier.toString().equalsIgnoreCase(text)) {
                    return tier;
                  }
                }
                throw new IllegalArgumentException(
                    "'" + text + "' is neither 'auto' nor 'ast' nor 'bytecode'");
              }));

  @Option(
      help =
          "Test the tiers: functions change between JVM bytecode and trees at random, by this seed;"
              + " 0 for not at all.",
      category = OptionCategory.INTERNAL,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED,
      usageSyntax = "<seed>")
  static final OptionKey<Integer> TierStress = new OptionKey<>(0);

  @Option(
      help =
          "When a context is closed, log what became of the functions of its modules: bytecode,"
              + " several methods of bytecode, or trees, and why. Logged at level INFO by"
              + " 'wasm.Tiers'.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> TierStatistics = new OptionKey<>(false);

  // ---- Limits that are in the code, and cost nothing while they are off

  @Option(
      help =
          "Count fuel: each instruction costs some of what the context was given, and code traps"
              + " when there is none left. A context starts with none.",
      category = OptionCategory.USER,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> Fuel = new OptionKey<>(false);

  @Option(
      help =
          "What instructions cost, as in i32.div_s=4,memory.fill/unit=2,entry=3; others keep their"
              + " costs.",
      usageSyntax = "<instruction>=<n>,<instruction>/unit=<n>,entry=<n>,...",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<String> FuelCosts =
      new OptionKey<>(
          "",
          new OptionType<>(
              "costs",
              text -> {
                dev.weft.runtime.FuelCosts.parse(text);
                return text;
              }));

  @Option(
      help =
          "How many functions may be running at a time in a context, before a call traps; 0 leaves"
              + " it to the size of the thread's stack.",
      usageSyntax = "[0, inf)",
      category = OptionCategory.USER,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Integer> MaxStackFrames =
      new OptionKey<>(
          0,
          new OptionType<>(
              "frames",
              text -> {
                try {
                  int frames = Integer.parseInt(text);
                  if (frames >= 0) {
                    return frames;
                  }
                } catch (NumberFormatException e) {
                  // as if negative
                }
                throw new IllegalArgumentException("'" + text + "' is not a number of frames");
              }));

  // ---- Features: a module that uses one that is off is invalid

  @Option(
      help = "Accept the non-trapping float-to-int conversions.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> SaturatingFloatToInt = new OptionKey<>(true);

  @Option(
      help = "Accept the sign-extension operators.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> SignExtensionOps = new OptionKey<>(true);

  @Option(
      help = "Accept blocks and functions with several results.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> MultiValue = new OptionKey<>(true);

  @Option(
      help = "Accept bulk memory operations and reference types.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> BulkMemoryAndRefTypes = new OptionKey<>(true);

  @Option(
      help = "Accept the 128-bit vector instructions.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> SIMD = new OptionKey<>(true);

  @Option(
      help = "Accept the relaxed vector instructions.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> RelaxedSIMD = new OptionKey<>(true);

  @Option(
      help = "Accept arithmetic in constant expressions.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> ExtendedConstExpressions = new OptionKey<>(true);

  @Option(
      help = "Accept several memories in a module.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> MultiMemory = new OptionKey<>(true);

  @Option(
      help = "Accept memories and tables with 64-bit addresses.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> Memory64 = new OptionKey<>(true);

  @Option(
      help = "Accept tail calls.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> TailCall = new OptionKey<>(true);

  @Option(
      help = "Accept typed function references.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> TypedFunctionReferences = new OptionKey<>(true);

  @Option(
      help = "Accept garbage-collected structures and arrays.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> GC = new OptionKey<>(true);

  @Option(
      help = "Accept exception handling.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> Exceptions = new OptionKey<>(true);

  @Option(
      help = "Accept the former encoding of exception handling (try, catch, delegate).",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> LegacyExceptions = new OptionKey<>(false);

  @Option(
      help = "Accept shared memories and atomic instructions.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> Threads = new OptionKey<>(true);

  @Option(
      help = "Accept the 128-bit integer arithmetic proposal.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> WideArithmetic = new OptionKey<>(false);

  @Option(
      help = "Accept memories with pages of one byte.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> CustomPageSizes = new OptionKey<>(true);

  // ---- GraalWasm's other options, accepted without effect

  @Option(
      help = "Without effect; accepted for compatibility with GraalWasm.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Integer> AsyncParsingBinarySize = new OptionKey<>(100_000);

  @Option(
      help = "Without effect; accepted for compatibility with GraalWasm.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Integer> AsyncParsingStackSize = new OptionKey<>(0);

  @Option(
      help = "Without effect; accepted for compatibility with GraalWasm.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> UseUnsafeMemory = new OptionKey<>(false);

  @Option(
      help = "Without effect; accepted for compatibility with GraalWasm.",
      category = OptionCategory.EXPERT,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<String> StoreConstantsPolicy = new OptionKey<>("NONE");

  @Option(
      help = "Without effect; accepted for compatibility with GraalWasm.",
      category = OptionCategory.INTERNAL,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> DirectByteBufferMemoryAccess = new OptionKey<>(false);

  @Option(
      help = "Without effect; accepted for compatibility with GraalWasm.",
      category = OptionCategory.INTERNAL,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> MemoryOverheadMode = new OptionKey<>(false);

  @Option(
      help = "Without effect; accepted for compatibility with GraalWasm.",
      category = OptionCategory.INTERNAL,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> DebugTestMode = new OptionKey<>(false);

  @Option(
      help = "Let WASI's random_get return the same bytes every time (for tests).",
      category = OptionCategory.INTERNAL,
      stability = OptionStability.EXPERIMENTAL,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> WasiConstantRandomGet = new OptionKey<>(false);

  @Option(
      help =
          "Give JavaScript a BigInt for an i64 where it uses polyglot values (default: true). Off: a"
              + " number, as GraalWasm does.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      usageSyntax = "true|false",
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> JavaScriptBigInt = new OptionKey<>(true);

  private final OptionValues values;
  private final FeatureSet features;

  private WasmOptions(OptionValues values) {
    this.values = values;
    FeatureSet set = FeatureSet.ALL;
    set = keep(set, SaturatingFloatToInt, Feature.SATURATING_CONVERSION);
    set = keep(set, SignExtensionOps, Feature.SIGN_EXTENSION);
    set = keep(set, MultiValue, Feature.MULTI_VALUE);
    set = keep(set, BulkMemoryAndRefTypes, Feature.BULK_MEMORY);
    set = keep(set, BulkMemoryAndRefTypes, Feature.REFERENCE_TYPES);
    set = keep(set, SIMD, Feature.SIMD);
    set = keep(set, RelaxedSIMD, Feature.RELAXED_SIMD);
    set = keep(set, ExtendedConstExpressions, Feature.EXTENDED_CONST);
    set = keep(set, MultiMemory, Feature.MULTI_MEMORY);
    set = keep(set, Memory64, Feature.MEMORY64);
    set = keep(set, TailCall, Feature.TAIL_CALL);
    set = keep(set, TypedFunctionReferences, Feature.FUNCTION_REFERENCES);
    set = keep(set, GC, Feature.GC);
    set = keep(set, Exceptions, Feature.EXCEPTIONS);
    set = keep(set, LegacyExceptions, Feature.LEGACY_EXCEPTIONS);
    set = keep(set, Threads, Feature.THREADS);
    set = keep(set, WideArithmetic, Feature.WIDE_ARITHMETIC);
    set = keep(set, CustomPageSizes, Feature.CUSTOM_PAGE_SIZES);
    this.features = set;
  }

  private FeatureSet keep(FeatureSet set, OptionKey<Boolean> option, Feature feature) {
    return values.get(option) ? set : set.without(feature);
  }

  /** Reads the options of a context. */
  static WasmOptions of(OptionValues values) {
    return new WasmOptions(values);
  }

  /** Descriptions of all options, for {@link WasmLanguage}. */
  static OptionDescriptors descriptors() {
    return new WasmOptionsOptionDescriptors();
  }

  /**
   * Whether contexts with these options can share code: what is valid, how memory is accessed, and
   * which limits code observes, is in the code; everything else is looked up in the context.
   */
  static boolean sameCode(OptionValues a, OptionValues b) {
    return a.get(MemoryAccess) == b.get(MemoryAccess)
        && a.get(Tier) == b.get(Tier)
        && a.get(TierStress).equals(b.get(TierStress))
        && a.get(Fuel).equals(b.get(Fuel))
        && a.get(FuelCosts).equals(b.get(FuelCosts))
        && a.get(MaxStackFrames).equals(b.get(MaxStackFrames))
        && of(a).features.equals(of(b).features);
  }

  /** The proposals that modules may use. */
  public FeatureSet features() {
    return features;
  }

  /** Which tier runs functions. */
  public TierPolicy.Tier tier() {
    return values.get(Tier);
  }

  /** The seed by which functions change their tier at random, or 0. */
  public int tierStress() {
    return values.get(TierStress);
  }

  /** Whether a context that is closed tells what became of functions. */
  public boolean tierStatistics() {
    return values.get(TierStatistics);
  }

  /** The limits that code observes by itself. */
  public CodeLimits codeLimits() {
    int frames = values.get(MaxStackFrames);
    if (!values.get(Fuel)) {
      return frames == 0 ? CodeLimits.NONE : new CodeLimits(null, frames);
    }
    return new CodeLimits(dev.weft.runtime.FuelCosts.parse(values.get(FuelCosts)), frames);
  }

  /** How memories are accessed. */
  public dev.weft.runtime.MemoryAccess memoryAccess() {
    return switch (values.get(MemoryAccess)) {
      case UNSAFE -> dev.weft.runtime.MemoryAccess.unsafe();
      case SEGMENT -> dev.weft.runtime.MemoryAccess.segment();
    };
  }

  /**
   * The module of the engine that imports from a module of this name may resolve to, or null: WASI
   * under its own names, and whatever {@code wasm.Builtins} gives another name.
   */
  public String builtin(String moduleName) {
    if (WasiModule.isName(moduleName)) {
      return moduleName;
    }
    String module = listedBuiltin(moduleName);
    return module != null && WasiModule.isName(module) ? module : null;
  }

  /**
   * What {@code wasm.Builtins} lists under a name, whether this engine has it or not; null if it
   * lists nothing.
   */
  public String listedBuiltin(String moduleName) {
    for (String item : values.get(Builtins).split(",")) {
      int colon = item.indexOf(':');
      String link = item.substring(0, Math.max(colon, 0)).trim();
      String module = item.substring(colon + 1).trim();
      if ((colon < 0 ? module : link).equals(moduleName)) {
        return module;
      }
    }
    return null;
  }

  /** The value of {@code wasm.WasiMapDirs}. */
  public String wasiMapDirs() {
    return values.get(WasiMapDirs);
  }

  /** Whether evaluating a module instantiates it. */
  public boolean evalReturnsInstance() {
    return values.get(EvalReturnsInstance);
  }

  /** The value of {@code wasm.WasiTerminals}: bit k is set if descriptor k is a terminal. */
  public int wasiTerminals() {
    int bits = 0;
    String text = values.get(WasiTerminals);
    for (String name : text.isEmpty() ? new String[0] : text.split(",")) {
      bits |= 1 << STREAMS.indexOf(name);
    }
    return bits;
  }

  /** Whether WASI's random numbers are always the same. */
  public boolean wasiConstantRandomGet() {
    return values.get(WasiConstantRandomGet);
  }

  /** Whether JavaScript gets a BigInt for an i64. */
  public boolean javaScriptBigInt() {
    return values.get(JavaScriptBigInt);
  }
}
