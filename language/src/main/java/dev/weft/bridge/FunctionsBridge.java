// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleSafepoint;
import dev.weft.WasmContext;
import dev.weft.host.HostBinding;
import dev.weft.host.HostCode;
import dev.weft.linker.FuncType;
import dev.weft.linker.spi.EngineFunction;
import dev.weft.linker.spi.EngineFunctions;
import dev.weft.linker.spi.EngineHostCode;
import dev.weft.linker.spi.EngineHook;
import dev.weft.runtime.FunctionInstance;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;

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

  @Override
  public EngineHostCode code(
      FuncType type, MethodHandle handle, Function<Object, MethodHandle> pure) {
    return HostCode.of(LinkTypes.funcType(type), handle, pure);
  }

  @Override
  public EngineFunction hostFunction(
      EngineHostCode code, String name, Object function, Object state) {
    return HostBinding.bind(context, (HostCode) code, name, function, state);
  }

  @Override
  public void hook(EngineHook hook) {
    context.callHook(hook);
  }

  @Override
  @TruffleBoundary
  public void await(Future<?> future) {
    TruffleSafepoint.setBlockedThreadInterruptible(null, FunctionsBridge::block, future);
  }

  private static void block(Future<?> future) throws InterruptedException {
    try {
      future.get();
    } catch (ExecutionException | CancellationException e) {
      // It is done: what it completed with is for the one who asks for it.
    }
  }
}
