// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.Truffle;
import com.oracle.truffle.api.frame.FrameInstance;
import dev.weft.WasmContext;
import dev.weft.linker.FuncType;
import dev.weft.linker.spi.EngineFunction;
import dev.weft.linker.spi.EngineFunctions;
import dev.weft.linker.spi.EngineInstance;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;

/** Host functions of a context. */
final class FunctionsBridge implements EngineFunctions {
  private final WasmContext context;

  FunctionsBridge(WasmContext context) {
    this.context = context;
  }

  @Override
  public EngineFunction hostFunction(FuncType type, String name, Body body) {
    return new FunctionInstance(
        LinkTypes.funcType(type),
        name,
        new HostBodyRootNode(context.language(), name, type.params().size()).getCallTarget(),
        new HostBody(context, body));
  }

  /** The frame below the host function's, if it is one of WebAssembly. */
  @Override
  @TruffleBoundary
  public EngineInstance caller() {
    int[] depth = {0};
    return Truffle.getRuntime()
                .iterateFrames(
                    frame -> {
                      if (depth[0]++ == 0) {
                        return null;
                      }
                      Object[] arguments =
                          frame.getFrame(FrameInstance.FrameAccess.READ_ONLY).getArguments();
                      return arguments.length > 0 && arguments[0] instanceof Instance instance
                          ? new Found(instance)
                          : Found.NONE;
                    })
            instanceof Found found
        ? found.instance
        : null;
  }

  /** Ends the iteration. */
  private record Found(Instance instance) {
    static final Found NONE = new Found(null);
  }
}
