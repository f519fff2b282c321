// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineFunctions;
import dev.weft.linker.spi.EngineHostCode;
import java.lang.invoke.MethodHandle;
import java.util.function.Function;

/** A host function that the engine calls by a method handle. */
final class CodeDefinition extends HostDefinition {
  private final Source source;
  private final Object function;
  private final boolean async;

  /** What the engine makes of a handle: shared by all functions that the handle is for. */
  static final class Source {
    private final FuncType type;
    private final MethodHandle handle;
    private final Function<Object, MethodHandle> pure;
    private EngineHostCode code;

    /**
     * A handle.
     *
     * @param type the type of the functions
     * @param handle as {@link HostHandles} describes it
     * @param pure see {@link EngineFunctions#code}
     */
    Source(FuncType type, MethodHandle handle, Function<Object, MethodHandle> pure) {
      this.type = type;
      this.handle = handle;
      this.pure = pure;
    }

    FuncType type() {
      return type;
    }

    private synchronized EngineHostCode code(EngineFunctions functions) {
      if (code == null) {
        code = functions.code(type, handle, pure);
      }
      return code;
    }
  }

  /**
   * A function.
   *
   * @param source how it is called
   * @param function the first argument of the handle
   * @param async whether results come later
   */
  CodeDefinition(Source source, Object function, boolean async) {
    super(source.type());
    this.source = source;
    this.function = function;
    this.async = async;
  }

  @Override
  boolean isAsync() {
    return async;
  }

  @Override
  Func in(Store<?> store, String name) {
    return store.call(
        () -> {
          EngineFunctions functions = store.engineSide().functions();
          return new Func(
              store, functions.hostFunction(source.code(functions), name, function, store));
        });
  }
}
