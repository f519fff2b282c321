// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.module.Module;
import dev.weft.testing.Modules;
import dev.weft.text.TextParser;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Branches past the table at the start of a loop: which there are, and that functions with them do
 * what the trees do, whole and divided.
 */
final class DirectJumpsTest {
  /** The function in one piece, in a few and in many. */
  private static final int[] LIMITS = {FunctionCompiler.METHOD_LIMIT, 1500, 500, 150};

  private static int jumps(Module module) {
    return Outcome.compile(module, module.functionCount() - 1).directJumps;
  }

  /** A loop with a table over the local 0, and one branch that may go past it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          back to a case           | 1 | i32.const 0 local.set 0 br 1
          on to a case             | 1 | i32.const 2 local.set 0 br 1
          a condition              | 1 | local.get 1 if i32.const 2 local.set 0 br 2 end unreachable
          other locals between     | 1 | i32.const 0 local.set 0 i32.const 7 local.set 1 br 1
          a call between           | 1 | i32.const 0 local.set 0 call 0 br 1
          set by a tee             | 1 | i32.const 0 local.tee 0 drop br 1
          operands to be dropped   | 1 | i32.const 5 i64.const 6 i32.const 0 local.set 0 br 1
          the default of the table | 0 | i32.const 9 local.set 0 br 1
          a negative number        | 0 | i32.const -1 local.set 0 br 1
          another local            | 0 | i32.const 0 local.set 1 br 1
          not a constant           | 0 | local.get 1 local.set 0 br 1
          set twice                | 0 | i32.const 0 local.set 0 local.get 1 local.set 0 br 1
          a block ends between     | 0 | i32.const 0 local.set 0 block end br 1
          an if between            | 0 | i32.const 0 local.set 0 local.get 1 if i32.const 1 local.set 0 end br 1
          a conditional branch     | 0 | i32.const 0 local.set 0 local.get 1 br_if 1 unreachable
          """)
  void recognized(String name, int count, String body) {
    String text =
        """
        (module (func) (func (export "f") (param i32 i32)
          block loop block block block
            local.get 0 br_table 0 1 2 4
          end
            i32.const 1 local.set 1
          end
            %s
          end
            i32.const 3 local.set 1
          end end))
        """
            .formatted(body);
    assertEquals(count, jumps(Modules.valid(TextParser.parse(text))), name);
  }

  /** What the loop does before its table has to happen. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          i32.const 3 local.set 1 block block |                       | local.get 0
          block block                         |                       | local.get 0 i32.const 1 i32.add
          block block                         | global.get 0 drop     | local.get 0
          block (result i32) i32.const 1 end drop block block |       | local.get 0
          """)
  void notAtTheStart(String before, String between, String index) {
    String text =
        """
        (module (global i32 (i32.const 1)) (func (export "f") (param i32 i32)
          loop %s %s %s br_table 0 1
          end
            i32.const 0 local.set 0 br 1
          end end))
        """
            .formatted(before, between == null ? "" : between, index);
    assertEquals(0, jumps(Modules.valid(TextParser.parse(text))));
  }

  /** Random control flow, as compilers make it that know no structure. */
  @Test
  void random() {
    int[] jumps = new int[LIMITS.length];
    for (int seed = 0; seed < 80; seed++) {
      Random random = new Random(seed);
      String text = new Graph(random).text();
      byte[] bytes = TextParser.parse(text);
      Module module = Modules.valid(bytes);
      Object[][] calls = new Object[5][];
      for (int c = 0; c < calls.length; c++) {
        calls[c] = new Object[] {c == 4 ? 20_000 : random.nextInt(500), random.nextInt(16), c * 77};
      }
      List<String> expected = Outcome.all("ast", bytes, calls);
      for (int k = 0; k < LIMITS.length; k++) {
        FunctionCompiler.methodLimit = LIMITS[k];
        try {
          jumps[k] += jumps(module);
          int limit = LIMITS[k];
          assertEquals(
              expected,
              Outcome.all("bytecode", bytes, calls),
              () -> "at most " + limit + " bytes: " + text);
        } finally {
          FunctionCompiler.methodLimit = FunctionCompiler.METHOD_LIMIT;
        }
      }
    }
    // The smaller the pieces, the more of the branches lead to another one.
    for (int k = 1; k < LIMITS.length; k++) {
      assertTrue(jumps[k] > 50 && jumps[k] < jumps[k - 1], jumps[k - 1] + ", " + jumps[k]);
    }
  }

  /**
   * Basic blocks that go on at a block of which the number is a constant, or computed, or at the
   * next one; some have such a graph inside. It ends after so many blocks.
   */
  private static final class Graph {
    private final Random random;
    private final StringBuilder out = new StringBuilder();
    private int graphs;

    Graph(Random random) {
      this.random = random;
    }

    String text() {
      out.append(
          """
          (module (memory 1)
            (global $g (mut i32) (i32.const 3))
            (func $next (param $x i32) (result i32)
              (global.set $g (i32.add (i32.mul (global.get $g) (i32.const 5)) (local.get $x)))
              (i32.and (global.get $g) (i32.const 7)))
            (func (export "f") (param $n i32) (param $p0 i32) (param $x i32) (result i32 i32 i64)
              (local $p1 i32) (local $y i32) (local $z i64)
              (block $end (result i32 i32)
          """);
      if (random.nextBoolean()) {
        out.append("(local.get $x) (i32.const 9)\n"); // remain below the loop
        graph(2);
      } else {
        graph(2);
        out.append("(i32.const 1) (i32.const 2)\n");
      }
      return out.append(") (local.set $y (i32.add)) (local.get $x) (local.get $y) (local.get $z)))")
          .toString();
    }

    private void graph(int depth) {
      int id = graphs++;
      String pc = "$p" + (2 - depth);
      int blocks = 3 + random.nextInt(10);
      out.append("(block $out%1$d (loop $l%1$d\n".formatted(id));
      for (int k = blocks - 1; k >= 0; k--) {
        out.append("(block $b%d_%d ".formatted(id, k));
      }
      out.append("(br_table");
      for (int k = 0; k < blocks; k++) {
        int target = random.nextInt(8) == 0 ? random.nextInt(blocks) : k;
        out.append(random.nextInt(20) == 0 ? " $out" + id : " $b" + id + "_" + target);
      }
      out.append(" $b%d_%d (local.get %s))".formatted(id, random.nextInt(blocks), pc));
      for (int k = 0; k < blocks; k++) {
        out.append(")\n");
        out.append(
            "(br_if $out%d (i32.le_s (local.tee $n (i32.sub (local.get $n) (i32.const 1))) (i32.const 0)))\n"
                .formatted(id));
        for (int s = random.nextInt(5); s > 0; s--) {
          statement();
        }
        if (depth > 1 && random.nextInt(blocks) == 0) {
          out.append("(local.set $p1 (i32.const %d))".formatted(random.nextInt(4)));
          graph(1);
        }
        String constant =
            "(local.set %s (i32.const %d))".formatted(pc, random.nextInt(blocks + 2) - 1);
        String again = "(br $l" + id + ")\n";
        switch (random.nextInt(10)) {
          case 0 -> {} // goes on with the next block
          case 1 -> {
            out.append("(local.set %s (i32.and (local.get $x) (i32.const 15)))".formatted(pc));
            out.append(again);
          }
          case 2 -> out.append(again);
          case 3 -> {
            out.append(constant);
            statement();
            statement();
            out.append(again);
          }
          case 4 -> {
            out.append("(i64.const 5) ").append(constant).append(again);
          }
          case 5 -> inner(id, constant);
          case 6 ->
              out.append(constant)
                  .append("(br_if $l%d (i32.and (local.get $x) (i32.const 2)))".formatted(id));
          case 7 ->
              out.append("(if (i32.and (local.get $x) (i32.const 1)) (then ")
                  .append(constant)
                  .append(again)
                  .append("))");
          default -> out.append(constant).append(again);
        }
      }
      out.append("))\n");
    }

    /** A loop that also ends by a branch to the loop around the table. */
    private void inner(int id, String constant) {
      out.append(
          """
          (local.set $y (i32.const %2$d))
          (loop $i%1$d
            (i32.store8 offset=64 (local.get $y) (local.get $x))
            (if (i32.eq (local.get $y) (i32.and (local.get $x) (i32.const 31)))
              (then %3$s (br $l%1$d)))
            (br_if $i%1$d (local.tee $y (i32.sub (local.get $y) (i32.const 1)))))
          """
              .formatted(id, 1 + random.nextInt(40), constant));
    }

    private void statement() {
      out.append(
          switch (random.nextInt(6)) {
            case 0 -> "(local.set $x (i32.add (local.get $x) (local.get $y)))";
            case 1 -> "(local.set $y (i32.xor (local.get $y) (local.get $n)))";
            case 2 -> "(local.set $z (i64.add (local.get $z) (i64.extend_i32_u (local.get $x))))";
            case 3 -> "(local.set $x (i32.add (local.get $x) (call $next (local.get $y))))";
            case 4 -> "(i32.store (i32.and (local.get $x) (i32.const 0xfff)) (local.get $y))";
            default -> "(local.set $x (i32.load (i32.and (local.get $y) (i32.const 0xfff))))";
          });
      out.append('\n');
    }
  }
}
