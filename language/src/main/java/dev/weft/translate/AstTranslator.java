// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import com.oracle.truffle.api.RootCallTarget;
import dev.weft.opcode.FeatureSet;
import dev.weft.runtime.FunctionTranslator;
import dev.weft.runtime.ModuleCode;
import dev.weft.validation.FunctionValidator;

/**
 * Translates functions to Truffle nodes. The validator goes through the body once more and drives
 * the {@link AstBuilder}: bodies stay bytes until they are first called.
 */
public final class AstTranslator implements FunctionTranslator {

  private final FeatureSet features;

  /**
   * Creates the translator.
   *
   * @param features the features that the modules were validated with
   */
  public AstTranslator(FeatureSet features) {
    this.features = features;
  }

  @Override
  public RootCallTarget translate(ModuleCode code, int functionIndex) {
    AstBuilder builder = new AstBuilder(code, functionIndex);
    new FunctionValidator(code.module(), features).run(functionIndex, builder);
    return builder.root().getCallTarget();
  }

  /**
   * Translates a function to a tree that is entered at the start of a loop ({@link
   * dev.weft.nodes.LoopsRootNode}).
   *
   * @param code the code of the module
   * @param functionIndex the function
   * @param loops its loops
   * @param trialRounds how many rounds the tree runs before it is compiled
   * @return null if that is not possible
   */
  public RootCallTarget translateLoops(
      ModuleCode code, int functionIndex, LoopPoints loops, int trialRounds) {
    AstBuilder builder = new AstBuilder(code, functionIndex, loops, trialRounds);
    new FunctionValidator(code.module(), features).run(functionIndex, builder);
    return builder.root() == null ? null : builder.root().getCallTarget();
  }
}
