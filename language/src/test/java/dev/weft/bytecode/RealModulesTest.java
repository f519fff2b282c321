// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.binary.ModuleDecoder;
import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The large functions of real programs become methods that HotSpot compiles, all of them. Whether
 * the programs are there, the test that runs them says.
 */
final class RealModulesTest {
  /** Shorter bodies never came near the limit. */
  private static final int LARGE_BODY = 2500;

  @ParameterizedTest
  @CsvSource({"wat2wasm, 5", "quickjs, 4", "cpython, 90", "esbuild, 300"})
  void largeFunctionsAreDivided(String program, int atLeast) throws IOException {
    Path file = Path.of("..", ".cache", "programs", program + ".wasm");
    assumeTrue(Files.exists(file), "tests/programs/fetch has not run");
    // It is valid, and validating it once more would take longer than all the rest.
    Module module = ModuleDecoder.decode(Files.readAllBytes(file), program, FeatureSet.ALL);
    FunctionCompiler compiler =
        new FunctionCompiler(
            module,
            FeatureSet.ALL,
            Kinds.RUNTIME + "DirectMemory",
            new TierPolicy(TierPolicy.Tier.BYTECODE, dev.weft.runtime.CodeLimits.NONE, 0));
    int divided = 0;
    for (int i = module.importedFunctionCount(); i < module.functionCount(); i++) {
      if (module.codeEnd(i) - module.codeStart(i) < LARGE_BODY) {
        continue;
      }
      CompiledFunction function = compiler.compile(i, false);
      int number = i;
      assertNull(function.refusal, () -> "function " + number);
      for (MethodModel method : ClassFile.of().parse(function.bytes).methods()) {
        int size = method.findAttribute(Attributes.code()).orElseThrow().codeLength();
        assertTrue(size <= FunctionCompiler.HUGE_METHOD, () -> number + ": " + size + " bytes");
      }
      divided += function.methods > 1 ? 1 : 0;
    }
    assertTrue(divided >= atLeast, divided + " divided functions");
  }
}
