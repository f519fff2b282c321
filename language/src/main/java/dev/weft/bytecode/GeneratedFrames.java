// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.exception.AbstractTruffleException;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;

/** Puts generated frames into the stack traces of guest exceptions. */
final class GeneratedFrames {
  private GeneratedFrames() {}

  static void passThrough(AbstractTruffleException e) {}

  static AbstractTruffleException leave(AbstractTruffleException e, BytecodeRootNode root) {
    return e;
  }

  static WasmException exhausted(StackOverflowError e, BytecodeRootNode root) {
    return WasmException.trap(TrapCode.CALL_STACK_EXHAUSTED, root);
  }
}
