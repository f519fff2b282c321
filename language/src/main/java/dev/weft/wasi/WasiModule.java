// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.RootCallTarget;
import dev.weft.WasmContext;
import dev.weft.WasmLanguage;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.types.DefinedType;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The code of WASI's functions in one language instance, and the way imports are resolved to them.
 * One object belongs to each {@link WasmLanguage}; what belongs to a context is {@link WasiState}.
 */
public final class WasiModule {
  private final WasmLanguage language;
  private final AtomicReferenceArray<RootCallTarget> targets =
      new AtomicReferenceArray<>(WasiFunction.values().length);

  /** Makes the module of a language instance; code is made when a function is first imported. */
  public WasiModule(WasmLanguage language) {
    this.language = language;
  }

  /**
   * Whether a module name means WASI: {@code wasi_snapshot_preview1}, or {@code wasi_unstable},
   * which is an older snapshot of the same functions with a few other layouts.
   */
  public static boolean isName(String moduleName) {
    return Snapshot.of(moduleName) != null;
  }

  /**
   * The WASI function that an import means.
   *
   * @param context the context of the importer
   * @param importer the instance that imports it; the function works on the memory that it exports
   *     as {@code memory}, which is looked up at the first call that needs it
   * @param moduleName a name that {@link #isName} accepts
   * @param functionName the name of the function
   * @return the function, whose type the caller compares with the import's; null if WASI has no
   *     function of this name
   * @throws dev.weft.runtime.WasmException if a preopened directory cannot be opened
   */
  @TruffleBoundary
  public static FunctionInstance resolve(
      WasmContext context, Instance importer, String moduleName, String functionName) {
    Snapshot snapshot = Snapshot.of(moduleName);
    WasiFunction function = WasiFunction.of(functionName);
    if (snapshot == null || function == null) {
      return null;
    }
    if (!isIn(function, snapshot)) {
      return null;
    }
    return new FunctionInstance(
        function.type(),
        functionName,
        context.language().wasi().target(function),
        context.wasi().caller(snapshot, importer));
  }

  /** The functions of a module and their types, in order; null if it is not of WASI. */
  public static SequencedMap<String, DefinedType> functions(String moduleName) {
    Snapshot snapshot = Snapshot.of(moduleName);
    if (snapshot == null) {
      return null;
    }
    SequencedMap<String, DefinedType> result = new LinkedHashMap<>();
    for (WasiFunction function : WasiFunction.values()) {
      if (isIn(function, snapshot)) {
        result.put(function.functionName(), function.type());
      }
    }
    return result;
  }

  private static boolean isIn(WasiFunction function, Snapshot snapshot) {
    return snapshot != Snapshot.UNSTABLE || function != WasiFunction.SOCK_ACCEPT; // came later
  }

  /**
   * A function that belongs to no instance yet: {@link #bind} gives it one.
   *
   * @param state what it works on
   * @param moduleName a name that {@link #isName} accepts
   * @param functionName one of {@link #functions}
   */
  public static FunctionInstance unbound(
      WasmContext context, WasiState state, String moduleName, String functionName) {
    WasiFunction function = WasiFunction.of(functionName);
    return new FunctionInstance(
        function.type(),
        functionName,
        context.language().wasi().target(function),
        state.caller(Snapshot.of(moduleName), null));
  }

  /** The function for an importer, if it is one of WASI without an instance; else itself. */
  public static FunctionInstance bind(FunctionInstance function, Instance importer) {
    return function.environment() instanceof WasiCaller caller && caller.isUnbound()
        ? new FunctionInstance(
            function.type(),
            function.name(),
            function.target(),
            caller.state().caller(caller.snapshot(), importer))
        : function;
  }

  private RootCallTarget target(WasiFunction function) {
    RootCallTarget target = targets.get(function.ordinal());
    if (target == null) {
      target = new WasiRootNode(language, function).getCallTarget();
      if (!targets.compareAndSet(function.ordinal(), null, target)) {
        target = targets.get(function.ordinal());
      }
    }
    return target;
  }
}
