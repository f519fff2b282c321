// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.Instance;
import dev.weft.runtime.TrapSite;

/**
 * Base class of all nodes of a function body.
 *
 * <p>Nodes are shared by all contexts of an engine and by all instances of a module, so no node
 * holds an instance, a memory or a context: the instance travels as argument 0 of every call.
 */
public abstract class WasmNode extends Node implements TrapSite {
  @CompilationFinal private boolean trapped;

  /** Creates an unadopted node. */
  protected WasmNode() {}

  @Override
  public final boolean hasTrapped() {
    return trapped;
  }

  @Override
  public final void noteTrap() {
    trapped = true;
  }

  @Override
  public final void noteTrapInInstalledCode() {
    if (!trapped) {
      trapped = true;
      Node parent = getParent();
      if (parent != null && getRootNode() != null) {
        // Taking the place of a node is what invalidates code.
        WasmNode successor = (WasmNode) copy();
        replace(successor, "has trapped");
      }
    }
  }

  /**
   * Returns the instance whose function runs in {@code frame}.
   *
   * @param frame the frame of a WebAssembly function
   * @return argument 0 of the call
   */
  protected static Instance instance(VirtualFrame frame) {
    return (Instance) frame.getArguments()[0];
  }
}
