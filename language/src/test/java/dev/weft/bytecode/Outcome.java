// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import dev.weft.runtime.CodeLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;

/** Compiles functions, and tells what calls come to, so that tiers can be compared. */
final class Outcome {
  private Outcome() {}

  /** A compiler of the functions of a module. */
  static FunctionCompiler compiler(Module module) {
    return new FunctionCompiler(
        module,
        FeatureSet.ALL,
        Kinds.RUNTIME + "DirectMemory",
        new TierPolicy(TierPolicy.Tier.BYTECODE, CodeLimits.NONE, 0));
  }

  /** Compiles a function alone, which has to be possible. */
  static CompiledFunction compile(Module module, int function) {
    CompiledFunction compiled = compiler(module).compile(function, false);
    assertNull(compiled.refusal);
    return compiled;
  }

  /** What a tier makes of a new instance's exports. */
  static List<String> in(String tier, byte[] bytes, Function<Value, List<String>> calls) {
    Source source = Source.newBuilder("wasm", ByteSequence.create(bytes), "test").buildLiteral();
    try (Context context =
        Context.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.Tier", tier)
            .build()) {
      return calls.apply(context.eval(source).newInstance().getMember("exports"));
    }
  }

  /** What calls of the function f come to, one after the other. */
  static List<String> all(String tier, byte[] bytes, Object[]... calls) {
    return in(
        tier,
        bytes,
        exports -> {
          List<String> outcomes = new ArrayList<>();
          for (Object[] arguments : calls) {
            outcomes.add(of(exports.getMember("f"), arguments));
          }
          return outcomes;
        });
  }

  /** The results as text, or the message and the frames of the failure with their offsets. */
  static String of(Value function, Object... arguments) {
    try {
      Value value = function.execute(arguments);
      if (value.hasArrayElements()) {
        List<String> all = new ArrayList<>();
        for (long k = 0; k < value.getArraySize(); k++) {
          all.add(value.getArrayElement(k).toString());
        }
        return all.toString();
      }
      return value.toString();
    } catch (PolyglotException e) {
      StringBuilder text = new StringBuilder(e.getMessage());
      for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
        if (frame.isGuestFrame()) {
          text.append(' ').append(frame.getRootName()).append('@').append(frame.getBytecodeIndex());
        }
      }
      return text.toString();
    }
  }
}
