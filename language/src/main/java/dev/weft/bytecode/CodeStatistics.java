// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.TruffleLogger;
import dev.weft.WasmLanguage;
import dev.weft.module.Module;
import dev.weft.runtime.ModuleCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.logging.Level;

/**
 * What became of the functions of one module. A function that could not be emitted is told to the
 * logger {@code wasm.Tiers} at once, at level {@code FINE}.
 */
final class CodeStatistics {
  private static final TruffleLogger LOGGER = TruffleLogger.getLogger(WasmLanguage.ID, "Tiers");

  private final Module module;
  private final String name;
  private final List<String> refusals = new ArrayList<>();
  private int compiled;
  private int classes;
  private int divided;
  private int methods;
  private int promoted;
  private int promotedLoops;
  private int forTools;
  private int linearLoops;
  private int dispatches;
  private int directJumps;
  private long codeBytes;
  private long classBytes;
  private long nanos;

  CodeStatistics(ModuleCode code) {
    this.module = code.module();
    this.name = code.sourceName();
  }

  /** Counts a function that was compiled, or could not be. */
  synchronized void add(int index, CompiledFunction function, long time) {
    nanos += time;
    if (function.isTree()) {
      String text = module.functionName(index) + " (" + index + ") runs as a tree: ";
      refusals.add(text + function.refusal);
      if (LOGGER.isLoggable(Level.FINE)) {
        LOGGER.fine(name + ": function " + text + function.refusal);
      }
      return;
    }
    compiled++;
    linearLoops += function.linearLoops;
    dispatches += function.dispatches;
    directJumps += function.directJumps;
    codeBytes += module.codeEnd(index) - module.codeStart(index);
    if (function.bytes != null) {
      classes++;
      classBytes += function.bytes.length;
    }
    if (function.methods > 1) {
      divided++;
      methods += function.methods;
    }
  }

  /** Counts a function that goes on as a tree because it was called often. */
  synchronized void promoted() {
    promoted++;
  }

  /** Counts a function that was tried as a tree in the middle of a loop. */
  synchronized void promotedInLoop() {
    promotedLoops++;
  }

  /** Counts a function that runs as a tree because an instrument looks at the code. */
  synchronized void calledForTools() {
    forTools++;
  }

  /** How many functions were emitted. */
  synchronized int compiled() {
    return compiled;
  }

  /** How many functions could not be emitted and run as trees. */
  synchronized int asTrees() {
    return refusals.size();
  }

  /** Tells about each function that runs as a tree, then about all others together. */
  synchronized void describe(Consumer<String> line) {
    for (String refusal : refusals) {
      line.accept(name + ": function " + refusal);
    }
    if (forTools > 0) {
      line.accept(name + ": " + forTools + " functions ran as trees for tools");
    }
    if (linearLoops > 0) {
      line.accept(name + ": loops with a version that checks no addresses: " + linearLoops);
    }
    if (dispatches > 0) {
      line.accept(name + ": loops with copies of their dispatch: " + dispatches);
    }
    if (directJumps > 0) {
      line.accept(name + ": branches that go past the table of a loop: " + directJumps);
    }
    int all = module.functionCount() - module.importedFunctionCount();
    line.accept(
        String.format(
            Locale.ROOT,
            "%s: %d functions: %d as bytecode (%d of them divided into %d methods;"
                + " %d went on as trees at a call, %d in a loop),"
                + " %d as trees, %d not made;"
                + " %d KiB of WebAssembly made %d class files of %d KiB in %d ms",
            name,
            all,
            compiled,
            divided,
            methods,
            promoted,
            promotedLoops,
            refusals.size(),
            all - compiled - refusals.size(),
            codeBytes >> 10,
            classes,
            classBytes >> 10,
            nanos / 1_000_000));
  }
}
