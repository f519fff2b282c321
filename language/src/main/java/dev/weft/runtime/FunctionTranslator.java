// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.RootCallTarget;
import java.util.function.Consumer;

/** Turns the body of a function into something callable, at its first call. */
@FunctionalInterface
public interface FunctionTranslator {
  /**
   * Translates one function.
   *
   * @param code the module's code, which names language, module and memory access
   * @param functionIndex an index in the module's function index space, of no imported function
   * @return a call target of the convention described at {@link FunctionInstance}
   */
  RootCallTarget translate(ModuleCode code, int functionIndex);

  /**
   * How many functions were translated so far.
   *
   * @param targets how many call targets were made
   */
  default int translations(int targets) {
    return targets;
  }

  /**
   * Describes what became of the functions of a module so far.
   *
   * @param code the module's code
   * @param line takes the description line by line
   */
  default void describe(ModuleCode code, Consumer<String> line) {
    int all = code.module().functionCount() - code.module().importedFunctionCount();
    int called = code.translations();
    line.accept(
        code.sourceName()
            + ": "
            + all
            + " functions: "
            + called
            + " as trees, "
            + (all - called)
            + " not called");
  }
}
