// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import com.oracle.truffle.api.RootCallTarget;
import dev.weft.nodes.BodyNode;
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
    return run(code, functionIndex, null, 0, false).root().getCallTarget();
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
    AstBuilder builder = run(code, functionIndex, loops, trialRounds, false);
    return builder.root() == null ? null : builder.root().getCallTarget();
  }

  private AstBuilder run(
      ModuleCode code, int functionIndex, LoopPoints loops, int trialRounds, boolean markers) {
    BodyNode.Retranslation again =
        markers ? null : () -> run(code, functionIndex, loops, trialRounds, true).markedBody();
    AstBuilder builder = new AstBuilder(code, functionIndex, loops, trialRounds, again);
    new FunctionValidator(code.module(), features).run(functionIndex, builder);
    return builder;
  }
}
