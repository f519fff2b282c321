// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Loops whose addresses advance by the same number of bytes each round, which generated code runs
 * without checking each: they do what trees do, up to the byte at which they trap, and also where a
 * loop goes on as a tree and back.
 */
final class LinearLoopsTest {
  private static final int PAGE = 65536;
  private static final int CALLS = 12;

  /** Which loops are linear, by the statistics of the tier. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a store, counted down                 | 1 | (i32.store (local.get $p) (local.get $n)) \
            (local.set $p (i32.add (local.get $p) (i32.const 4))) \
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))
          a stride of the caller                | 1 | (i32.store (local.get $p) (local.get $n)) \
            (local.set $p (i32.add (local.get $p) (local.get $s))) \
            (br_if $l (i32.lt_u (local.get $p) (local.get $n)))
          an index                              | 1 | \
            (i32.store (i32.add (local.get $p) (i32.shl (local.get $n) (i32.const 2))) \
              (local.get $n)) \
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))
          a loop that asks at its start         | 1 | \
            (if (i32.eqz (local.get $n)) (then (return))) \
            (i32.store (local.get $n) (local.get $n)) \
            (local.set $n (i32.sub (local.get $n) (i32.const 1))) \
            (br $l)
          64-bit counting                       | 1 | \
            (i32.store (local.get $p) (i32.const 1)) \
            (local.set $p (i32.add (local.get $p) (i32.const 4))) \
            (br_if $l (i64.ne (local.tee $w (i64.sub (local.get $w) (i64.const 1))) (i64.const 0)))
          ends by what it finds                 | 0 | \
            (local.set $p (i32.add (local.get $p) (i32.const 1))) \
            (br_if $l (i32.load8_u (local.get $p)))
          follows pointers                      | 0 | \
            (br_if $l (local.tee $p (i32.load (local.get $p))))
          an address of a product               | 0 | \
            (i32.store (i32.mul (local.get $n) (local.get $n)) (i32.const 1)) \
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))
          strides that differ                   | 0 | (i32.store (local.get $p) (local.get $n)) \
            (if (i32.and (local.get $n) (i32.const 1)) (then \
              (local.set $p (i32.add (local.get $p) (i32.const 4))))) \
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))
          calls                                 | 0 | (i32.store (local.get $p) (local.get $n)) \
            (call $g (i32.const 0) (i32.const 1) (i32.const 0)) \
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))
          no access                             | 0 | \
            (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))
          """)
  void recognized(String name, int count, String loop) {
    String text =
        """
        (module (memory 1)
          (func $g (export "f") (param $p i32) (param $n i32) (param $s i32)
            (local $w i64)
            (loop $l %s)))
        """
            .formatted(loop);
    String log = Tiers.statistics(text, 65536, 1, 1);
    String line = "loops with a version that checks no addresses: ";
    assertEquals(count > 0, log.contains(line + (count > 0 ? count : "")), log);
    assertTrue(log.contains("1 as bytecode"), log);
  }

  /** The calls of a function that takes an address, a number of rounds and a stride. */
  private static Object[][] edges(int access) {
    List<Object[]> calls = new ArrayList<>();
    for (int stride : new int[] {1, 8, 56, 4096, 40_000, 0, -8, -4096, Integer.MIN_VALUE}) {
      for (int rounds : new int[] {1, 15, 17, 1024, 3000}) {
        long reach = (long) stride * (rounds - 1);
        for (int wrong : new int[] {-1, 0, 1}) {
          // The last access ends where the memory does, or begins where it does.
          calls.add(new Object[] {(int) (PAGE - access - reach + wrong), rounds, stride});
          calls.add(new Object[] {(int) (-reach + wrong), rounds, stride});
        }
        calls.add(new Object[] {100, rounds, stride});
        calls.add(new Object[] {-16, rounds, stride});
      }
    }
    return calls.toArray(Object[][]::new);
  }

  /** The ends of the memory and of the address space, with strides of the caller. */
  @Test
  void edges() {
    for (String offset : new String[] {"", "offset=1", "offset=65000", "offset=4294967290"}) {
      Tiers.compare(
          """
          (module (memory (export "memory") 1)
            (func (export "f") (param $p i32) (param $n i32) (param $s i32) (result i64)
              (local $sum i64)
              (loop $l
                (local.set $sum (i64.add (local.get $sum) (i64.load %1$s (local.get $p))))
                (i64.store8 %1$s (local.get $p) (i64.extend_i32_u (local.get $n)))
                (local.set $p (i32.add (local.get $p) (local.get $s)))
                (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
              (local.get $sum)))
          """
              .formatted(offset),
          edges(8));
    }
  }

  /** Strides that are constants, in both directions, and addresses left and right of a pointer. */
  @Test
  void constants() {
    for (int stride : new int[] {1, 24, 65536, -1, -24, -65536}) {
      List<Object[]> calls = new ArrayList<>();
      for (int rounds : new int[] {1, 15, 16, 17, 1025, 2500}) {
        for (int wrong = -25; wrong <= 25; wrong += 5) {
          int reach = stride * (rounds - 1);
          calls.add(new Object[] {wrong, rounds});
          calls.add(new Object[] {2 * PAGE - 8 + wrong, rounds});
          calls.add(new Object[] {2 * PAGE - 8 - reach + wrong, rounds});
          calls.add(new Object[] {-reach + wrong, rounds});
        }
      }
      Tiers.compare(
          """
          (module (memory (export "memory") 2)
            (func (export "f") (param $p i32) (param $n i32) (result i32 f64)
              (local $sum f64)
              (loop $l
                (local.set $sum (f64.add (local.get $sum)
                  (f64.load (i32.sub (local.get $p) (i32.const 16)))))
                (f64.store (i32.add (local.get $p) (i32.const 8)) (f64.const 0.5))
                (f64.store offset=8 (local.get $p)
                  (f64.add (f64.load (local.get $p)) (f64.const 1)))
                (local.set $p (i32.add (local.get $p) (i32.const %d)))
                (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
              (local.get $p) (local.get $sum)))
          """
              .formatted(stride),
          calls.toArray(Object[][]::new));
    }
  }

  /** The memory may grow between two calls, and its accessible part within a loop. */
  @Test
  void growing() {
    Object[][] calls = new Object[8][];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = new Object[] {100, 50_000 * (i + 1)};
    }
    Tiers.compare(
        """
        (module (memory (export "memory") 1 64)
          (func (export "f") (param $p i32) (param $n i32) (result i32)
            (loop $l
              (i32.store (local.get $p) (local.get $n))
              (local.set $p (i32.add (local.get $p) (i32.const 4)))
              (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (memory.grow (i32.const 4))))
        """,
        calls);
  }

  /** Random loops, many of which are linear. */
  @Test
  void random() {
    for (int seed = 0; seed < 80; seed++) {
      Random random = new Random(seed);
      String text = new RandomLoop(random).text();
      Object[][] calls = new Object[CALLS][];
      for (int c = 0; c < CALLS; c++) {
        calls[c] = new Object[RandomLoop.POINTERS + 1];
        for (int k = 0; k < RandomLoop.POINTERS; k++) {
          calls[c][k] = RandomLoop.address(random);
        }
        calls[c][RandomLoop.POINTERS] =
            random.nextInt(4) == 0 ? random.nextInt(5000) : random.nextInt(40);
      }
      Tiers.compare(text, calls);
    }
  }

  /** A function with a loop in a loop; the one inside is random. */
  private static final class RandomLoop {
    static final int POINTERS = 4;
    private final Random random;
    private final StringBuilder out = new StringBuilder();

    RandomLoop(Random random) {
      this.random = random;
    }

    static int address(Random random) {
      return switch (random.nextInt(6)) {
        case 0 -> random.nextInt(100) - 50;
        case 1 -> 2 * PAGE - random.nextInt(300);
        case 2 -> random.nextInt(20) - 10;
        default -> random.nextInt(2 * PAGE);
      };
    }

    String text() {
      out.append(
          """
          (module (memory (export "memory") 2)
            (func (export "f") (param $p0 i32) (param $p1 i32) (param $p2 i32) (param $p3 i32)
              (param $n i32) (result i32 i32 i32 i32 i32)
              (local $x i32) (local $i i32) (local $m i32)
              (local.set $m (i32.const 2))
              (loop $outer
                (local.set $i (local.get $n))
                (loop $inner
          """);
      statements(2 + random.nextInt(6), 2);
      switch (random.nextInt(3)) {
        case 0 ->
            out.append("(br_if $inner (local.tee $i (i32.sub (local.get $i) (i32.const 1))))");
        case 1 ->
            out.append(
                "(br_if $inner (i32.gt_s (local.tee $i (i32.sub (local.get $i) (i32.const 2)))"
                    + " (i32.const 0)))");
        default ->
            out.append(
                """
                (local.set $i (i32.sub (local.get $i) (i32.const 1)))
                (if (i32.le_s (local.get $i) (i32.const 0)) (then) (else (br $inner)))
                """);
      }
      out.append(
          """
                )
                (br_if $outer (local.tee $m (i32.sub (local.get $m) (i32.const 1)))))
              (local.get $p0) (local.get $p1) (local.get $p2) (local.get $p3) (local.get $x)))
          """);
      return out.toString();
    }

    private void statements(int count, int depth) {
      for (int i = 0; i < count; i++) {
        statement(depth);
      }
    }

    private void statement(int depth) {
      switch (random.nextInt(depth > 0 ? 9 : 7)) {
        case 0, 1 -> {
          String p = pointer();
          // Far strides are for the end of the memory, near ones for many rounds.
          int by = random.nextInt(5) == 0 ? random.nextInt(9000) - 4500 : random.nextInt(49) - 24;
          String q = random.nextInt(4) == 0 ? pointer() : p;
          out.append("(local.set %s (i32.add (local.get %s) (i32.const %d)))".formatted(p, q, by));
        }
        case 2, 3 -> {
          String load = new String[] {"i32.load", "i32.load8_u", "i32.load16_s"}[random.nextInt(3)];
          out.append("(local.set $x (i32.add (local.get $x) (%s%s ".formatted(load, offset()));
          address();
          out.append(")))");
        }
        case 4, 5 -> {
          String store = new String[] {"i32.store", "i32.store8"}[random.nextInt(2)];
          out.append("(%s%s ".formatted(store, offset()));
          address();
          out.append(" (i32.add (local.get $x) (local.get $i)))");
        }
        case 6 -> {
          out.append("(f64.store%s ".formatted(offset()));
          address();
          out.append(" (f64.convert_i32_s (local.get $x)))");
        }
        case 7 -> {
          out.append("(if (i32.and (local.get %s) (i32.const 1)) (then ".formatted(variable()));
          statements(1 + random.nextInt(2), depth - 1);
          out.append(")");
          if (random.nextBoolean()) {
            out.append("(else ");
            statements(1 + random.nextInt(2), depth - 1);
            out.append(")");
          }
          out.append(")");
        }
        default -> {
          out.append("(block $b%d ".formatted(depth));
          statement(depth - 1);
          out.append(
              "(br_if $b%d (i32.lt_s (local.get %s) (i32.const %d)))"
                  .formatted(depth, variable(), random.nextInt(100)));
          statement(depth - 1);
          out.append(")");
        }
      }
      out.append("\n");
    }

    private String pointer() {
      return "$p" + random.nextInt(POINTERS);
    }

    private String variable() {
      return random.nextBoolean() ? "$i" : "$x";
    }

    private String offset() {
      return random.nextBoolean() ? "" : " offset=" + random.nextInt(40);
    }

    private void address() {
      String p = pointer();
      switch (random.nextInt(6)) {
        case 0 ->
            out.append(
                "(i32.add (local.get %s) (i32.const %d))".formatted(p, random.nextInt(64) - 32));
        case 1 ->
            out.append(
                "(i32.add (local.get %s) (i32.shl (local.get $i) (i32.const %d)))"
                    .formatted(p, random.nextInt(4)));
        case 2 ->
            out.append(
                "(i32.sub (local.get %s) (i32.mul (local.get $i) (i32.const %d)))"
                    .formatted(p, random.nextInt(20) - 10));
        case 3 ->
            out.append("(local.tee %s (i32.add (local.get %s) (i32.const 4)))".formatted(p, p));
        default -> out.append("(local.get %s)".formatted(p));
      }
    }
  }
}
