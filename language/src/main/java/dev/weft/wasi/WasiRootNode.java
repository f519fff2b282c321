// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.WasmLanguage;

/** The code of a WASI function: shared by all contexts, like the code of any function. */
final class WasiRootNode extends RootNode {
  private final WasiFunction function;

  WasiRootNode(WasmLanguage language, WasiFunction function) {
    super(language);
    this.function = function;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    return function.call(frame.getArguments(), this);
  }

  @Override
  public String getName() {
    return function.functionName();
  }

  @Override
  public String toString() {
    return getName();
  }
}
