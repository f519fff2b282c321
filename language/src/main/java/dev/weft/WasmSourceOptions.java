// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import com.oracle.truffle.api.Option;
import org.graalvm.options.OptionCategory;
import org.graalvm.options.OptionDescriptors;
import org.graalvm.options.OptionKey;
import org.graalvm.options.OptionStability;
import org.graalvm.options.OptionValues;
import org.graalvm.polyglot.SandboxPolicy;

/** The options {@code wasm.*} of a single source. */
@Option.Group(WasmLanguage.ID)
public final class WasmSourceOptions {
  @Option(
      help =
          "Evaluating the module also runs it as a WASI program: it is instantiated without import"
              + " objects, and its _start is called, or its _initialize where there is no _start. The"
              + " evaluation yields 0, the status of a program that ends by returning.",
      category = OptionCategory.USER,
      stability = OptionStability.STABLE,
      sandbox = SandboxPolicy.CONSTRAINED)
  static final OptionKey<Boolean> Run = new OptionKey<>(false);

  private WasmSourceOptions() {}

  static OptionDescriptors descriptors() {
    return new WasmSourceOptionsOptionDescriptors();
  }

  /** Whether evaluating the source is to run it. */
  static boolean runs(OptionValues options) {
    return options.get(Run);
  }
}
