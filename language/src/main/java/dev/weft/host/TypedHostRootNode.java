// SPDX-License-Identifier: Apache-2.0
package dev.weft.host;

import com.oracle.truffle.api.Assumption;
import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.WasmContext;
import dev.weft.WasmLanguage;
import dev.weft.linker.spi.EngineHook;

/**
 * Calls a Java function by its {@link HostCode}. Small, so that it is inlined where compiled
 * WebAssembly calls it; the boxes of parameters and result disappear there.
 */
public final class TypedHostRootNode extends RootNode {
  /**
   * How many calls make a function hot: fewer than what has it compiled, which may be few, because
   * generated code that goes on as trees was hot before. Functions that are called once are spared.
   */
  private static final int HOT = 2;

  private final int callerIndex;

  /** Other code of the same functions once they are hot, if there is any. */
  @CompilationFinal private HostCode code;

  /** Calls that were interpreted. */
  private int calls;

  /** Compiled code has no call of hooks while there are none. */
  private final Assumption noHooks;

  TypedHostRootNode(WasmLanguage language, HostCode code) {
    super(language);
    this.code = code;
    this.noHooks = language.noCallHooks();
    this.callerIndex = code.type().funcType().paramCount() + 1;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    Object[] arguments = frame.getArguments();
    HostCode c = code;
    try {
      if (c.isPure() && noHooks.isValid()) {
        // It has no use for who calls and what was written. So compiled code reads nothing here,
        // and
        // its loops keep what they have read.
        return c.call(null, null, null, arguments);
      }
      HostBinding binding = (HostBinding) arguments[0];
      Object caller = arguments.length > callerIndex ? arguments[callerIndex] : null;
      if (CompilerDirectives.inInterpreter() && calls < HOT && ++calls == HOT) {
        code = c.hot(binding.function);
      }
      WasmContext context = binding.context;
      if (context.attendsHostCalls()) {
        context.flushOutput();
        EngineHook hook = noHooks.isValid() ? null : context.callHook();
        if (hook != null) {
          return hooked(hook, binding, caller, arguments);
        }
      }
      return c.call(binding.function, binding.state, caller, arguments);
    } catch (Throwable e) {
      throw failed((HostBinding) arguments[0], e);
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
