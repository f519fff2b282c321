// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import dev.weft.WasmContext;
import dev.weft.host.HostBinding;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LoopState;
import dev.weft.runtime.ResultValues;
import dev.weft.runtime.Table;
import dev.weft.runtime.TailCall;
import dev.weft.runtime.ToolGate;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.TypedEntry;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.WasmNull;
import dev.weft.types.DefinedType;

/** What generated code needs for control and calls. Not an interface for others. */
public final class CallSupport {
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private CallSupport() {}

  /**
   * Keeps HotSpot's first compiler from inlining the caller, for which the arguments are too many:
   * see {@code DirectMemory}. The second one inlines both.
   */
  private static void keepOutOfLine(
      @SuppressWarnings("unused") long a,
      @SuppressWarnings("unused") long b,
      @SuppressWarnings("unused") long c) {}

  /** The trap of the instruction unreachable; never returns. */
  public static RuntimeException unreachable() {
    throw WasmException.raise(TrapCode.UNREACHABLE, null);
  }

  /** Lets other threads interrupt or close the context. */
  public static void poll(Instance instance) {
    keepOutOfLine(0, 0, 0);
    TruffleSafepoint.poll(instance.code.location());
  }

  // Functions that tools look at run as trees

  /** Whether a function that is being entered is to be called as a tree instead. */
  public static boolean wantsTree(Instance instance) {
    return ToolGate.isOpen() && hasTools(instance);
  }

  private static boolean hasTools(Instance instance) {
    keepOutOfLine(0, 0, 0);
    return instance.code.tools().present();
  }

  /** Lets other threads interrupt or close the context, then the same as {@link #wantsTree}. */
  public static boolean enter(Instance instance) {
    keepOutOfLine(0, 0, 0);
    TruffleSafepoint.poll(instance.code.location());
    return wantsTree(instance);
  }

  // Loops that go on as trees

  /**
   * Lets other threads interrupt or close the context, after so many rounds of a loop.
   *
   * @param checked how many of the rounds were not those of a version without checks
   * @return 1 if the function is to go on as a tree, through {@link #enterTree} or {@link
   *     #leaveLoop}, else 0
   */
  public static int round(Instance instance, int functionIndex, int checked) {
    poll(instance);
    return promotion(instance, functionIndex).wantsTree(instance, checked) ? 1 : 0;
  }

  /** Makes room for the state of a function at the start of a loop. */
  public static LoopState newState(int size) {
    return new LoopState(size);
  }

  private static LoopPromotion promotion(Instance instance, int functionIndex) {
    BytecodeTranslator translator = (BytecodeTranslator) instance.code.translator();
    return translator.generated(instance.code).loopPromotion(functionIndex);
  }

  /**
   * Goes on as a tree.
   *
   * @return the loop at whose start to go on with the new state, or -1 if the function has ended
   */
  public static int enterTree(LoopState state, Instance instance, int functionIndex, int loop) {
    try {
      return promotion(instance, functionIndex).enter(instance, state, loop);
    } catch (AbstractTruffleException e) {
      GeneratedFrames.passThrough(e);
      throw e;
    }
  }

  /**
   * Ends a function as a tree, from the start of a loop on.
   *
   * @param values the locals that are handed over, then the operands
   * @return the function's result, boxed
   */
  public static Object leaveLoop(LoopState values, Instance instance, int functionIndex, int loop) {
    try {
      return promotion(instance, functionIndex).leave(instance, values, loop);
    } catch (AbstractTruffleException e) {
      GeneratedFrames.passThrough(e);
      throw e;
    }
  }

  /** Sets a local or operand. */
  public static void setState(int value, LoopState state, int element) {
    state.numbers[element] = value;
  }

  /** Sets a local or operand. */
  public static void setState(long value, LoopState state, int element) {
    state.numbers[element] = value;
  }

  /** Sets a local or operand. */
  public static void setState(float value, LoopState state, int element) {
    state.numbers[element] = Float.floatToRawIntBits(value);
  }

  /** Sets a local or operand. */
  public static void setState(double value, LoopState state, int element) {
    state.numbers[element] = Double.doubleToRawLongBits(value);
  }

  /** Sets a local or operand. */
  public static void setState(Object value, LoopState state, int element) {
    state.references[element] = value;
  }

  /** A local or operand. */
  public static int stateI32(LoopState state, int element) {
    return (int) state.numbers[element];
  }

  /** A local or operand. */
  public static long stateI64(LoopState state, int element) {
    return state.numbers[element];
  }

  /** A local or operand. */
  public static float stateF32(LoopState state, int element) {
    return Float.intBitsToFloat((int) state.numbers[element]);
  }

  /** A local or operand. */
  public static double stateF64(LoopState state, int element) {
    return Double.longBitsToDouble(state.numbers[element]);
  }

  /** A local or operand. */
  public static Object stateREF(LoopState state, int element) {
    return state.references[element];
  }

  // Functions that are found at run time

  /** An imported function. */
  public static FunctionInstance imported(Instance instance, int index) {
    return instance.functions[index];
  }

  /** The callee of call_indirect. */
  public static FunctionInstance indirect(int index, Instance instance, int table, int type) {
    keepOutOfLine(0, 0, 0);
    return indirect(index & UNSIGNED, instance, table, type);
  }

  /** The callee of call_indirect through a table that is indexed by i64. */
  public static FunctionInstance indirect(
      long index, Instance instance, int tableIndex, int typeIndex) {
    Table table = instance.tables[tableIndex];
    if (index < 0 || index >= table.size) {
      throw WasmException.raise(TrapCode.UNDEFINED_ELEMENT, null);
    }
    if (table.elements[(int) index] instanceof FunctionInstance function) {
      DefinedType type = instance.module.type(typeIndex);
      if (function.type() != type && !function.type().isSubtypeOf(type)) {
        throw WasmException.raise(TrapCode.INDIRECT_CALL_TYPE_MISMATCH, null);
      }
      return function;
    }
    throw WasmException.raise(TrapCode.UNINITIALIZED_ELEMENT, index, null);
  }

  /** The callee of call_ref. */
  public static FunctionInstance reference(Object reference) {
    if (reference == WasmNull.INSTANCE) {
      throw WasmException.raise(TrapCode.NULL_FUNCTION_REFERENCE, null);
    }
    return (FunctionInstance) reference;
  }

  /** The instance that a typed entry takes: of functions of the host that of the caller. */
  public static Instance environment(FunctionInstance function, Instance caller) {
    keepOutOfLine(0, 0, 0);
    Instance owner = function.owner;
    return owner != null ? owner : caller;
  }

  /** How to call a function. */
  public static TypedEntry entry(FunctionInstance function) {
    keepOutOfLine(0, 0, 0);
    TypedEntry entry = function.entry;
    return entry != null ? entry : makeEntry(function);
  }

  private static TypedEntry makeEntry(FunctionInstance function) {
    TypedEntry entry = null;
    Instance owner = function.owner;
    if (owner != null && owner.code.translator() instanceof BytecodeTranslator translator) {
      entry = translator.generated(owner.code).entry(function.index());
    }
    if (entry == null && function.environment() instanceof HostBinding binding) {
      entry = HostEntries.entry(function, binding);
    }
    if (entry == null) {
      entry = Signatures.INSTANCE_OF_VM.boxedEntry(function);
    }
    function.entry = entry;
    return entry;
  }

  /** Calls a function of this module that is not generated. */
  public static FunctionInstance function(Instance instance, int index) {
    return instance.function(index);
  }

  /** Whether a method calls what is not generated. */
  static boolean isOutside(Class<?> c, String method) {
    return c == CallSupport.class
            && (method.equals("callBoxed") || method.equals("finish") || method.equals("enterTree"))
        || HostEntries.isEntry(c);
  }

  /** Calls a function that is not generated; element 0 of the arguments is free. */
  public static Object callBoxed(FunctionInstance function, Object[] arguments) {
    try {
      return function.callConverted(arguments);
    } catch (AbstractTruffleException e) {
      GeneratedFrames.passThrough(e);
      throw e;
    }
  }

  // Tail calls

  /** Asks the caller for a call in place of this one; element 0 of the arguments is free. */
  public static Object tailCall(Object[] arguments, Instance instance, int index) {
    return index < instance.module.importedFunctionCount()
        ? tailCall(arguments, instance.functions[index])
        : tailCall(arguments, instance, instance.code.target(index));
  }

  private static Object tailCall(
      Object[] arguments, Object environment, com.oracle.truffle.api.RootCallTarget target) {
    arguments[0] = environment;
    return new TailCall(target, arguments);
  }

  /** Asks the caller for a call in place of this one; element 0 of the arguments is free. */
  public static Object tailCall(Object[] arguments, FunctionInstance function) {
    return tailCall(arguments, function.environment(), function.target());
  }

  /** Makes the calls that a function asked for. */
  public static Object finish(Object result) {
    Object r = result;
    while (r instanceof TailCall call) {
      try {
        r = call.target.call(call.arguments);
      } catch (AbstractTruffleException e) {
        GeneratedFrames.passThrough(e);
        throw e;
      }
    }
    return r;
  }

  // Several results: the first is returned, the others wait in the context

  /** Sets a result. */
  public static void setResult(int value, Instance instance, int index) {
    instance.context.results().numbers(index)[index] = value;
  }

  /** Sets a result. */
  public static void setResult(long value, Instance instance, int index) {
    instance.context.results().numbers(index)[index] = value;
  }

  /** Sets a result. */
  public static void setResult(float value, Instance instance, int index) {
    instance.context.results().numbers(index)[index] = Float.floatToRawIntBits(value);
  }

  /** Sets a result. */
  public static void setResult(double value, Instance instance, int index) {
    instance.context.results().numbers(index)[index] = Double.doubleToRawLongBits(value);
  }

  /** Sets a result. */
  public static void setResult(Object value, Instance instance, int index) {
    instance.context.results().references(index)[index] = value;
  }

  /** Takes a result. */
  public static int resultI32(Instance instance, int index) {
    return (int) instance.context.results().numbers[index];
  }

  /** Takes a result. */
  public static long resultI64(Instance instance, int index) {
    return instance.context.results().numbers[index];
  }

  /** Takes a result. */
  public static float resultF32(Instance instance, int index) {
    return Float.intBitsToFloat((int) instance.context.results().numbers[index]);
  }

  /** Takes a result. */
  public static double resultF64(Instance instance, int index) {
    return Double.longBitsToDouble(instance.context.results().numbers[index]);
  }

  /** Takes a result. */
  public static Object resultREF(Instance instance, int index) {
    Object[] references = instance.context.results().references;
    Object value = references[index];
    references[index] = null;
    return value;
  }

  /**
   * Boxes several results.
   *
   * @param first the first, boxed
   * @param kinds a letter for the kind of each
   */
  public static Object boxResults(Object first, Instance instance, String kinds) {
    Object[] all = new Object[kinds.length()];
    all[0] = first;
    for (int i = 1; i < all.length; i++) {
      all[i] =
          switch (kinds.charAt(i)) {
            case 'I' -> (Object) resultI32(instance, i);
            case 'J' -> resultI64(instance, i);
            case 'F' -> resultF32(instance, i);
            case 'D' -> resultF64(instance, i);
            default -> resultREF(instance, i);
          };
    }
    return all;
  }

  /** Puts several boxed results where generated code takes them; returns the first. */
  public static Object spreadResults(Object boxed) {
    Object[] all = (Object[]) boxed;
    ResultValues results = WasmContext.get(null).results();
    for (int i = 1; i < all.length; i++) {
      switch (all[i]) {
        case Integer v -> results.numbers(i)[i] = v;
        case Long v -> results.numbers(i)[i] = v;
        case Float v -> results.numbers(i)[i] = Float.floatToRawIntBits(v);
        case Double v -> results.numbers(i)[i] = Double.doubleToRawLongBits(v);
        default -> {}
      }
      results.references(i)[i] = all[i];
    }
    return all[0];
  }
}
