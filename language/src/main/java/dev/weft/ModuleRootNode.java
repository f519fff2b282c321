// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.runtime.FailureType;
import dev.weft.runtime.ModuleObject;
import dev.weft.runtime.WasmException;

/**
 * What parsing yields. Called without arguments it is the evaluation of a source through the
 * polyglot API; called with {@code "module_decode"} it is the JavaScript engine asking for the
 * module, whatever the options say.
 */
final class ModuleRootNode extends RootNode {
  private static final String DECODE = "module_decode";

  private final ModuleObject module;

  ModuleRootNode(WasmLanguage language, ModuleObject module) {
    super(language);
    this.module = module;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    return evaluate(frame.getArguments());
  }

  @TruffleBoundary
  private Object evaluate(Object[] arguments) {
    if (arguments.length == 0) {
      WasmContext context = WasmContext.get(this);
      return context.options().evalReturnsInstance() ? context.evaluated(module) : module;
    }
    if (arguments.length == 1 && DECODE.equals(arguments[0])) {
      return module;
    }
    throw WasmException.failure(
        FailureType.USAGE,
        "unknown request to a parsed module",
        String.valueOf(arguments[0]),
        null);
  }

  @Override
  public String getName() {
    return "module";
  }

  @Override
  public boolean isInternal() {
    return true;
  }
}
