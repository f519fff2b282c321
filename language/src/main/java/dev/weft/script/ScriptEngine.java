// SPDX-License-Identifier: Apache-2.0
package dev.weft.script;

import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.WasmContext;
import dev.weft.WasmLanguage;
import dev.weft.binary.ModuleDecoder;
import dev.weft.module.Module;
import dev.weft.opcode.Feature;
import dev.weft.opcode.FeatureSet;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Instantiation;
import dev.weft.runtime.ModuleCode;
import dev.weft.validation.ModuleValidator;

/** What scripts need of the engine, in the context that is entered. */
final class ScriptEngine {
  private final WasmContext context = WasmContext.get(null);
  private final FeatureSet features = context.options().features();
  private final RootCallTarget nothing = new Nothing(context.language()).getCallTarget();

  /** The code of functions that do nothing. */
  private static final class Nothing extends RootNode {
    Nothing(WasmLanguage language) {
      super(language);
    }

    @Override
    public Object execute(VirtualFrame frame) {
      return null;
    }
  }

  WasmContext context() {
    return context;
  }

  /** Whether shared memories are accepted. */
  boolean hasThreads() {
    return features.has(Feature.THREADS);
  }

  RootCallTarget nothing() {
    return nothing;
  }

  /** Decodes and validates a module. */
  Module load(byte[] bytes, String name) {
    Module module = ModuleDecoder.decode(bytes, name, features);
    ModuleValidator.validate(module, features);
    return module;
  }

  /** Instantiates a valid module that is executable. */
  Instance instantiate(Module module, Object imports) {
    ModuleCode code = context.language().code(module, context.options());
    return Instantiation.instantiate(code, context, imports);
  }

  Object call(FunctionInstance function, Object[] arguments) {
    return function.call(arguments);
  }
}
