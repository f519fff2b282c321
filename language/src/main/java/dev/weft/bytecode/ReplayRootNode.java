// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.frame.VirtualFrame;

/**
 * The root of a generated function in stack traces that are made after the fact: throws the
 * exception, from inside of the calls that led to it. Argument 0 is a {@link
 * GeneratedFrames.Replay}.
 */
final class ReplayRootNode extends TracedRootNode {

  ReplayRootNode(GeneratedCode generated, int functionIndex) {
    super(generated.code(), functionIndex, false);
  }

  @Override
  public Object execute(VirtualFrame frame) {
    throw ((GeneratedFrames.Replay) frame.getArguments()[0]).run(this);
  }
}
