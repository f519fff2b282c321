// SPDX-License-Identifier: Apache-2.0
package dev.weft.host;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.WasmLanguage;
import dev.weft.linker.spi.EngineHook;

/**
 * Calls a Java function by its {@link HostCode}. Small, so that it is inlined where compiled
 * WebAssembly calls it; the boxes of parameters and result disappear there.
 */
final class TypedHostRootNode extends RootNode {
  private final HostCode code;
  private final int callerIndex;

  /** Whether a hook was ever there; without one, compiled code has no call of it. */
  @CompilationFinal private boolean hooksSeen;

  TypedHostRootNode(WasmLanguage language, HostCode code) {
    super(language);
    this.code = code;
    this.callerIndex = code.type().funcType().paramCount() + 1;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    Object[] arguments = frame.getArguments();
    HostBinding binding = (HostBinding) arguments[0];
    Object caller = arguments.length > callerIndex ? arguments[callerIndex] : null;
    binding.context.flushOutput();
    EngineHook hook = binding.context.callHook();
    try {
      if (hook != null) {
        if (!hooksSeen) {
          CompilerDirectives.transferToInterpreterAndInvalidate();
          hooksSeen = true;
        }
        return hooked(hook, binding, caller, arguments);
      }
      return code.call(binding.function, binding.state, caller, arguments);
    } catch (Throwable e) {
      throw failed(binding, e);
    }
  }

  @TruffleBoundary(transferToInterpreterOnException = false)
  private Object hooked(EngineHook hook, HostBinding binding, Object caller, Object[] arguments)
      throws Throwable {
    hook.callingHost();
    Throwable failure = null;
    try {
      return code.call(binding.function, binding.state, caller, arguments);
    } catch (Throwable t) {
      failure = t;
      throw t;
    } finally {
      hook.returningFromHost(failure);
    }
  }

  // Exceptions of the host may come again and again: compiled code goes on.
  @TruffleBoundary(transferToInterpreterOnException = false)
  private static RuntimeException failed(HostBinding binding, Throwable e) {
    return HostExceptions.toGuest(binding.context, e);
  }

  @Override
  public String getName() {
    return "host function " + code.type().funcType();
  }

  @Override
  public boolean isInternal() {
    return true;
  }
}
