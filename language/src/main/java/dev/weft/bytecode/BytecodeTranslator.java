// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.RootCallTarget;
import dev.weft.opcode.FeatureSet;
import dev.weft.runtime.FunctionTranslator;
import dev.weft.runtime.ModuleCode;
import dev.weft.translate.AstTranslator;
import java.util.function.Consumer;

/**
 * Translates the functions of one module to JVM bytecode, and to trees where that is impossible.
 */
public final class BytecodeTranslator implements FunctionTranslator {
  private final FeatureSet features;
  private final AstTranslator trees;
  private final TierPolicy policy;
  private volatile GeneratedCode generated;

  /**
   * Creates the translator of a module.
   *
   * @param features the features that the module was validated with
   * @param policy which functions go on as trees
   */
  public BytecodeTranslator(FeatureSet features, TierPolicy policy) {
    this.features = features;
    this.policy = policy;
    this.trees = new AstTranslator(features);
  }

  /** The generated classes of the module. */
  GeneratedCode generated(ModuleCode code) {
    GeneratedCode g = generated;
    return g != null ? g : makeGenerated(code);
  }

  private synchronized GeneratedCode makeGenerated(ModuleCode code) {
    if (generated == null) {
      generated = new GeneratedCode(code, features, trees, policy);
    }
    return generated;
  }

  @Override
  public RootCallTarget translate(ModuleCode code, int functionIndex) {
    GeneratedCode classes = generated(code);
    CompiledFunction function = classes.function(functionIndex, true);
    if (function.isTree()) {
      return trees.translate(code, functionIndex);
    }
    return new BytecodeRootNode(classes, functionIndex, function.tailCalls).getCallTarget();
  }

  /** Functions that only generated code calls have no call target. */
  @Override
  public synchronized int translations(int targets) {
    return compiledFunctions() + treeFunctions();
  }

  /** How many functions of the module were compiled to bytecode so far. */
  public synchronized int compiledFunctions() {
    return generated == null ? 0 : generated.statistics().compiled();
  }

  /** How many functions of the module could not be compiled to bytecode so far and run as trees. */
  public synchronized int treeFunctions() {
    return generated == null ? 0 : generated.statistics().asTrees();
  }

  @Override
  public void describe(ModuleCode code, Consumer<String> line) {
    generated(code).statistics().describe(line);
  }
}
