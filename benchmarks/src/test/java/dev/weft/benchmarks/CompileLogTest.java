// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompileLogTest {
  private static final String DONE =
      "[engine] opt done   engine=1  id=97    half                         |Tier 1|Time  2025(1765+260"
          + " )ms|AST   10|Inlined   0Y   0N|IR     93/   145|CodeSize     645|Addr 0x7f0|CompId 3"
          + "   |UTC 2026-11-22T10:58:39.610|Src a.wasm";
  private static final String DEOPT =
      "[engine] opt deopt  engine=1  id=577   run<OSR@161>                  |            |UTC"
          + " 2026-11-22T10:58:43.065|Src n/a";
  private static final String FAILED =
      "[engine] opt failed engine=1  id=12    run a.b|c                     |Tier 2|Time    50(  "
          + "40+10  )ms|Reason: too big|UTC 2026-11-22T10:58:43.065|Src a.wasm";

  @Test
  void sumsUpWhatWentWell() {
    CompileLog log = CompileLog.read(List.of("other output", DONE, DEOPT));
    assertEquals(List.of(), log.problems());
    assertEquals(
        "1 compilations in 2025 ms, 1 deoptimisations; longest 2025 ms: half (id 97) tier 1",
        log.summary());
  }

  @Test
  void aFailedCompilationIsAProblem() {
    assertEquals(
        List.of(
            "opt failed: run a.b (id 12): Reason: too big|UTC 2026-11-22T10:58:43.065|Src a.wasm"),
        CompileLog.read(List.of(FAILED)).problems());
  }

  @Test
  void repeatedDeoptimisationsOfOneTargetAreAProblem() {
    List<String> lines = new ArrayList<>(Collections.nCopies(3, DEOPT));
    assertEquals(List.of(), CompileLog.read(lines).problems());
    lines.add(DEOPT);
    assertEquals(
        List.of("deoptimised 4 times: run<OSR@161> (id 577)"), CompileLog.read(lines).problems());
  }

  @Test
  void exhaustedOsrAttemptsAreAProblem() {
    String line = "java.lang.AssertionError: Max OSR compilation re-attempts reached for f";
    assertEquals(List.of(line), CompileLog.read(List.of(line)).problems());
  }
}
