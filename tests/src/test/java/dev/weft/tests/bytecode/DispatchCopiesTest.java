// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Loops around a {@code br_table}, of which generated code has several copies of the way to the
 * table: they do what trees do, also where such a loop goes on as a tree and back.
 */
final class DispatchCopiesTest {
  private static final int CALLS = 6;
  private static final String COPIES = "loops with copies of their dispatch: ";

  /** A machine whose cases are all alike but for a number; what varies is how they go on. */
  private static String machine(String before, int cases, String after, String more) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        (module (memory (export "memory") 1)
          (func $g)
          (func (export "f") (param $n i32) (result i32)
            (local $pc i32) (local $x i32)
            (block $end (loop $l (block $next
        """);
    for (int k = cases - 1; k >= 0; k--) {
      text.append("(block $c").append(k).append(' ');
    }
    text.append(before);
    text.append(
        """
        (br_if $end (i32.eqz (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        """
            .repeat(before.isEmpty() ? 0 : 1));
    text.append("(br_table");
    for (int k = 0; k < cases; k++) {
      text.append(" $c").append(k);
    }
    text.append(" $end (i32.load8_u (local.get $pc)))");
    for (int k = 0; k < cases; k++) {
      text.append(")\n(local.set $x (i32.add (local.get $x) (i32.const ").append(k).append(")))");
      text.append("(local.set $pc (i32.add (local.get $pc) (i32.const 1)))").append(after);
    }
    return text.append(")").append(more).append("(br $l))) (local.get $x)))").toString();
  }

  /** Which loops get copies, by the statistics of the tier. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cases go back themselves     | 1 |                 | 8   | (br $l)    |
          cases share a tail           | 1 |                 | 8   | (br $next) | (local.set $x (i32.const 1))
          few cases                    | 0 |                 | 3   | (br $l)    |
          as many as are not few       | 1 |                 | 5   | (br $l)    |
          so many that copies are huge | 0 |                 | 400 | (br $l)    |
          cases go on to the next one  | 0 |                 | 8   | (nop)      |
          a condition on the way       | 0 | (nop)           | 8   | (br $l)    |
          a call on the way            | 0 |                 | 8   | (br $next) | (call $g)
          a long way                   | 0 |                 | 8   | (br $next) | %s
          the case is in a local       | 0 |                 | 8   | (br $l)    |
          """)
  void recognized(String name, int count, String before, int cases, String after, String more) {
    String step = "(local.set $x (i32.add (local.get $x) (i32.const 1)))";
    String way = more == null ? "" : more.replace("%s", step.repeat(12));
    String text = machine(before == null ? "" : before, cases, after, way);
    if (name.endsWith("in a local")) {
      text = text.replace("(i32.load8_u (local.get $pc))", "(local.get $pc)");
    }
    // A new memory is 0, so that case 0 comes again and again; then a trap, or the end.
    String log = Tiers.statistics(text, 100);
    assertEquals(count > 0, log.contains(COPIES + (count > 0 ? count : "")), log);
  }

  /** Random machines with random programs. */
  @Test
  void random() {
    int copied = 0;
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      String text = new Machine(random).text();
      Object[][] calls = new Object[CALLS][];
      for (int c = 0; c < CALLS; c++) {
        calls[c] =
            new Object[] {
              c == CALLS - 1 ? 40_000 : random.nextInt(3000),
              random.nextInt(PROGRAM),
              random.nextInt()
            };
      }
      Tiers.compare(text, calls);
      copied += Tiers.statistics(text, calls[0]).contains(COPIES) ? 1 : 0;
    }
    assertTrue(copied >= 20, copied + " of 60 machines have copies");
  }

  /** Copies look for requests of other threads, too. */
  @Test
  void interrupted() throws Exception {
    try (Context context = Context.newBuilder("wasm").build()) {
      // The program starts again at its end. After a billion rounds it ends.
      String text =
          machine("(nop)", 8, "(br $l)", "")
              .replaceFirst("\\(br_if \\$end [^\n]*", "")
              .replace(
                  "(i32.load8_u (local.get $pc))",
                  """
                  (i32.load8_u (i32.add (i32.and (local.get $pc) (i32.const 0xfff))
                    (i32.and (i32.const 0xf000) (i32.shr_u (local.get $x) (i32.const 16)))))
                  """);
      Source source =
          Source.newBuilder("wasm", text, "machine").mimeType("text/wat").buildLiteral();
      var exports = context.eval(source).newInstance().getMember("exports");
      var memory = exports.getMember("memory");
      // Case 0 has no copy: its branch is the first one.
      for (int i = 0; i < 0xf000; i++) {
        memory.writeBufferByte(i, (byte) (1 + i % 7));
      }
      for (int i = 0xf000; i < 65536; i++) {
        memory.writeBufferByte(i, (byte) 8);
      }
      var f = exports.getMember("f");
      Thread other =
          new Thread(
              () -> {
                try {
                  Thread.sleep(500);
                  context.interrupt(Duration.ofSeconds(20));
                } catch (InterruptedException | TimeoutException e) {
                  throw new IllegalStateException(e);
                }
              });
      other.start();
      PolyglotException e = assertThrows(PolyglotException.class, () -> f.execute(0));
      assertTrue(e.isInterrupted(), e.toString());
      other.join();
    }
  }

  private static final int PROGRAM = 64;

  /**
   * A loop with a dispatch of random cases over a program in memory, or one in another. Cases
   * compute with locals and memory, branch to what comes after all cases with or without a value,
   * start the loop again, have loops inside, or go on with the next case. It ends after so many
   * steps.
   */
  private static final class Machine {
    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private int labels;

    Machine(Random random) {
      this.random = random;
    }

    String text() {
      out.append(
          """
          (module (memory (export "memory") 1)
            (global $steps (mut i32) (i32.const 0))
            (func (export "f") (param $n i32) (param $pc i32) (param $x i32) (result i32 i32 i64 f64)
              (local $y i32) (local $z i64) (local $d f64) (local $t i32)
              (global.set $steps (local.get $n))
              (local.get $x)
              (i64.const 77)
          """);
      if (random.nextBoolean()) {
        loop(2);
      } else {
        out.append("(block $all (loop $again\n");
        loop(1);
        out.append(
            """
            (local.set $x (i32.mul (local.get $x) (i32.const 31)))
            (br_if $again (i32.gt_s (global.get $steps) (i32.const 0)))))
            """);
      }
      out.append(
          """
              (i64.add (local.get $z)) (local.set $z) (i32.add (local.get $y))
              (local.get $pc) (local.get $z) (local.get $d))
            (data (i32.const 0) "
          """
              .stripTrailing());
      for (int i = 0; i < PROGRAM; i++) {
        out.append("\\%02x".formatted(random.nextInt(256)));
      }
      return out.append("\"))").toString();
    }

    private void loop(int dispatches) {
      int id = labels++;
      int cases = 5 + random.nextInt(6);
      boolean value = random.nextBoolean();
      String type = value ? "(result i32)" : "";
      // The way from $next to the table leads out of a block, with the value on another operand.
      boolean nested = random.nextBoolean();
      out.append("(block $end%1$d (loop $l%1$d\n".formatted(id));
      out.append(nested ? "(block %s (i32.const 9) (drop)".formatted(type) : "");
      out.append(nested && value ? "(i32.const 3)" : "");
      out.append("(block $next%1$d %2$s\n".formatted(id, type));
      for (int k = cases - 1; k >= 0; k--) {
        out.append("(block $c%d_%d ".formatted(id, k));
      }
      for (int k = random.nextInt(3); k > 0; k--) {
        statement();
      }
      out.append("(br_table");
      for (int k = 0; k < cases; k++) {
        out.append(" $c%d_%d".formatted(id, random.nextInt(8) == 0 ? random.nextInt(cases) : k));
      }
      out.append(
          " $c%1$d_0 (i32.rem_u (i32.load8_u (i32.and (local.get $pc) (i32.const %2$d))) (i32.const %3$d)))"
              .formatted(id, PROGRAM - 1, cases + 1));
      for (int k = 0; k < cases; k++) {
        out.append(")\n");
        out.append(
            """
            (global.set $steps (i32.sub (global.get $steps) (i32.const 1)))
            (br_if $end%1$d (i32.le_s (global.get $steps) (i32.const 0)))
            (local.set $pc (i32.add (local.get $pc) (i32.const %2$d)))
            """
                .formatted(id, 1 + random.nextInt(3)));
        for (int s = random.nextInt(4); s > 0; s--) {
          statement();
        }
        if (dispatches > 1 && k == 2) {
          loop(1);
        }
        if (random.nextInt(8) == 0) {
          inner();
        }
        switch (random.nextInt(8)) {
          case 0 -> out.append("(br $l%d)".formatted(id));
          case 1 -> {} // goes on with the next case
          case 2 ->
              out.append(
                  "(if (i32.and (local.get $x) (i32.const 1)) (then (br $l%d)))".formatted(id));
          default -> {
            out.append(value ? "(local.get $%s)".formatted(random.nextBoolean() ? "x" : "y") : "");
            out.append("(br $next%d)".formatted(id));
          }
        }
      }
      if (value) {
        out.append("(i32.const 5)");
      }
      out.append(")");
      out.append(nested && value ? "(i32.add))" : nested ? ")" : "");
      if (value) {
        out.append("(local.set $y (i32.add (local.get $y)))");
      }
      for (int k = random.nextInt(3); k > 0; k--) {
        statement();
      }
      out.append("(br $l%d)))\n".formatted(id));
    }

    private void inner() {
      int id = labels++;
      out.append(
          """
          (local.set $t (i32.const %2$d))
          (loop $i%1$d
            (local.set $y (i32.xor (local.get $y) (i32.load offset=8 (local.get $t))))
            (i32.store8 (local.get $t) (i32.load8_u (local.get $t)))
            (br_if $i%1$d (local.tee $t (i32.sub (local.get $t) (i32.const 1)))))
          """
              .formatted(id, 1 + random.nextInt(40)));
    }

    private void statement() {
      out.append(
          switch (random.nextInt(9)) {
            case 0 -> "(local.set $x (i32.add (local.get $x) (local.get $y)))";
            case 1 ->
                "(local.set $y (i32.xor (local.get $y) (i32.shl (local.get $pc) (i32.const 3))))";
            case 2 -> "(local.set $z (i64.add (local.get $z) (i64.extend_i32_u (local.get $x))))";
            case 3 -> "(local.set $d (f64.add (local.get $d) (f64.const 0.5)))";
            case 4 ->
                "(i32.store offset=%d (i32.and (local.get $x) (i32.const 0xfff)) (local.get $y))"
                    .formatted(256 + random.nextInt(16));
            case 5 ->
                "(local.set $x (i32.load offset=256 (i32.and (local.get $y) (i32.const 0xfff))))";
            case 6 -> "(local.set $x (i32.add (local.get $x) (i32.const 1)))";
            case 7 ->
                "(local.set $pc (i32.add (local.get $pc) (i32.and (local.get $x) (i32.const 1))))";
            // Beyond the memory once in a while.
            default ->
                "(local.set $y (i32.load8_u (i32.and (local.get $x) (i32.const 0x%x))))"
                    .formatted(random.nextInt(5) == 0 ? 0x1ffff : 0xffff);
          });
      out.append('\n');
    }
  }
}
