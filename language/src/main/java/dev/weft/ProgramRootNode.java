// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.module.Export;
import dev.weft.module.Module;
import dev.weft.runtime.ExportsObject;
import dev.weft.runtime.FailureType;
import dev.weft.runtime.Instantiation;
import dev.weft.runtime.ModuleCode;
import dev.weft.runtime.WasmException;
import dev.weft.types.ExternKind;

/**
 * The evaluation of a source that is to be run ({@link WasmSourceOptions#Run}). The host gets to
 * see no object of the guest: for each class of them, the polyglot API makes some sixty call
 * targets at the first one, which is a tenth of the time that a small program takes from start to
 * end.
 */
final class ProgramRootNode extends RootNode {
  private static final String START = "_start";
  private static final String INITIALIZE = "_initialize";

  private final ModuleCode code;

  ProgramRootNode(WasmLanguage language, ModuleCode code) {
    super(language);
    this.code = code;
  }

  @Override
  public Object execute(VirtualFrame frame) {
    run();
    return 0;
  }

  @TruffleBoundary
  private void run() {
    checkThatItRuns();
    WasmContext context = WasmContext.get(this);
    ExportsObject exports;
    try {
      exports = Instantiation.instantiate(code, context).exports();
    } finally {
      context.flushOutput(); // of the start function
    }
    InteropLibrary interop = InteropLibrary.getUncached(exports);
    for (String name : new String[] {START, INITIALIZE}) {
      if (interop.isMemberInvocable(exports, name)) {
        call(interop, exports, name);
        return;
      }
    }
  }

  /** A module that exports functions wants one of them to be called; others run by being there. */
  private void checkThatItRuns() {
    Module module = code.module();
    boolean runs = module.startFunction() >= 0;
    boolean functions = false;
    for (Export export : module.exports()) {
      if (export.kind() == ExternKind.FUNCTION) {
        functions = true;
        runs |= START.equals(export.name()) || INITIALIZE.equals(export.name());
      }
    }
    if (functions && !runs) {
      throw WasmException.failure(
          FailureType.USAGE,
          "not a program",
          "it exports functions, but neither " + START + " nor " + INITIALIZE,
          null);
    }
  }

  private static void call(InteropLibrary interop, ExportsObject exports, String name) {
    try {
      interop.invokeMember(exports, name);
    } catch (ArityException e) {
      throw WasmException.failure(
          FailureType.USAGE, "not a program", "its function " + name + " takes parameters", e);
    } catch (InteropException e) {
      throw new AssertionError(e); // it can be invoked, and has no arguments to be of a wrong type
    }
  }

  @Override
  public String getName() {
    return "program";
  }

  @Override
  public boolean isInternal() {
    return true;
  }
}
