// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Loops of the source that are branches to a loop around a table, as Go's compiler makes them:
 * generated code jumps past the table, also where such a function goes on as a tree and back, and
 * looks for requests of other threads all the same.
 */
final class DirectJumpsTest {
  private static final String JUMPS = "branches that go past the table of a loop: ";

  /**
   * Two loops, one in the other, of five basic blocks.
   *
   * @param filler how many operators another block has, by which the function can become too large
   *     for one method
   */
  private static String loops(int filler) {
    return """
    (module (memory (export "memory") 1)
      (func (export "f") (param $n i32) (param $m i32) (result i32)
        (local $pc i32) (local $i i32) (local $j i32) (local $x i32)
        (block $end (loop $l
          (block $c4 (block $c3 (block $c2 (block $c1 (block $c0
            (br_table $c0 $c1 $c2 $c3 $c4 (local.get $pc)))
          ;; the outer loop
          (br_if $end (i32.ge_u (local.get $i) (local.get $n)))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (local.set $j (i32.const 0))
          (local.set $pc (i32.const 1)) (br $l))
          ;; the inner loop
          (if (i32.ge_u (local.get $j) (local.get $m))
            (then (local.set $pc (i32.const 3)) (br $l)))
          (local.set $j (i32.add (local.get $j) (i32.const 1)))
          (local.set $pc (i32.const 2)) (br $l))
          (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 31)) (local.get $j)))
          (i32.store (i32.and (local.get $x) (i32.const 0xfffc)) (local.get $x))
          (local.set $pc (i32.const 1)) (br $l))
          (local.set $x (i32.xor (local.get $x) (local.get $i)))
          (local.set $pc (i32.const 0)) (br $l))
    """
        + "(local.set $x (i32.add (local.get $x) (i32.load (local.get $i))))\n".repeat(filler)
        + """
          (local.set $pc (i32.const 0)) (br $l)))
        (local.get $x)))
    """;
  }

  /** As trees, as generated code, and changing between them; in one method and in several. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2000})
  void sameResults(int filler) {
    String text = loops(filler);
    String log = Tiers.statistics(text, 3, 3);
    assertTrue(log.contains(JUMPS), log);
    assertEquals(filler > 0, !log.contains("(0 of them divided"), log);
    Tiers.compare(text, new Object[][] {{0, 0}, {5, 0}, {7, 300}, {50, 5000}, {100_000, 3}});
  }

  /** A loop of four billion rounds is interrupted long before its end. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2000})
  void interrupted(int filler) throws Exception {
    try (Context context = Context.newBuilder("wasm").build()) {
      Source source =
          Source.newBuilder("wasm", loops(filler), "loops").mimeType("text/wat").buildLiteral();
      var f = context.eval(source).newInstance().getMember("exports").getMember("f");
      FutureTask<Void> interruption =
          new FutureTask<>(
              () -> {
                Thread.sleep(300);
                context.interrupt(Duration.ofSeconds(3)); // or else a TimeoutException
                return null;
              });
      new Thread(interruption).start();
      PolyglotException e = assertThrows(PolyglotException.class, () -> f.execute(1, -1));
      assertTrue(e.isInterrupted(), e.toString());
      interruption.get();
    }
  }
}
