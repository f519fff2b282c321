// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.programs;

import dev.weft.WasmContext;
import dev.weft.runtime.ModuleObject;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;

/** Looks behind the polyglot API. */
final class Inside {
  private Inside() {}

  /** How many functions of a module have been translated, by all contexts of its engine. */
  static int translations(Context context, Value module) {
    context.enter();
    try {
      return ((ModuleObject) WasmContext.get(null).env().asGuestValue(module))
          .code()
          .translations();
    } finally {
      context.leave();
    }
  }
}
