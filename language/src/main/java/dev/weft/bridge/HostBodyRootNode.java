// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.WasmLanguage;
import java.util.Arrays;

/** The code of a {@link HostBody}. */
final class HostBodyRootNode extends RootNode {
  private final String name;
  private final int params;

  HostBodyRootNode(WasmLanguage language, String name, int params) {
    super(language);
    this.name = name;
    this.params = params;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    Object[] arguments = frame.getArguments();
    // The calling instance may follow the parameters.
    return ((HostBody) arguments[0]).call(Arrays.copyOfRange(arguments, 1, params + 1));
  }

  @Override
  public String getName() {
    return name;
  }

  @Override
  public boolean isInternal() {
    return true;
  }
}
