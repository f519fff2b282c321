// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.module.Module;
import dev.weft.testing.Modules;
import dev.weft.text.TextParser;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Functions in pieces: no method is too large, and they do what the trees do. */
final class DivisionTest {
  private static byte[] binary(String text) {
    return TextParser.parse(text);
  }

  /** The sizes of the methods of a function, which has to be emitted. */
  private static List<Integer> sizes(Module module, int function) {
    CompiledFunction compiled = Outcome.compile(module, function);
    ClassModel model = ClassFile.of().parse(compiled.bytes);
    List<Integer> sizes = new ArrayList<>();
    for (MethodModel method : model.methods()) {
      sizes.add(method.findAttribute(Attributes.code()).orElseThrow().codeLength());
    }
    return sizes;
  }

  private static String lines(int count, IntFunction<String> line) {
    return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n"));
  }

  /** Checks sizes and compares results, with the limit of HotSpot and others. */
  private static void check(String text, int[] limits, Object[]... calls) {
    byte[] bytes = binary(text);
    Module module = Modules.valid(bytes);
    List<String> expected = Outcome.all("ast", bytes, calls);
    for (int limit : limits) {
      FunctionCompiler.methodLimit = limit;
      try {
        List<Integer> sizes = sizes(module, module.functionCount() - 1);
        assertTrue(sizes.size() > 2, () -> "not divided: " + sizes);
        sizes.forEach(size -> assertTrue(size <= limit, () -> size + " bytes"));
        assertEquals(expected, Outcome.all("bytecode", bytes, calls), () -> "limit " + limit);
      } finally {
        FunctionCompiler.methodLimit = FunctionCompiler.METHOD_LIMIT;
      }
    }
  }

  private static Object[] call(Object... arguments) {
    return arguments;
  }

  @Test
  void straightLine() {
    String body =
        lines(
            16_000,
            i ->
                switch (i % 4) {
                  case 0 -> "(local.set $a (i32.add (local.get $a) (i32.const " + i * 7919 + ")))";
                  case 1 ->
                      "(local.set $b (i64.xor (i64.extend_i32_u (local.get $a)) (local.get $b)))";
                  case 2 ->
                      "(i32.store (i32.and (local.get $a) (i32.const 0xfffc)) (local.get $a))";
                  default ->
                      "(local.set $a (i32.mul (i32.load (i32.and (local.get $a) (i32.const 0xfff8)))"
                          + " (i32.wrap_i64 (local.get $b))))";
                });
    check(
        "(module (memory 1) (func (export \"f\") (param $a i32) (result i64) (local $b i64)\n"
            + body
            + "(local.get $b)))",
        new int[] {8000},
        call(1),
        call(-77));
  }

  /** One expression, so that each cut is in the middle of it. */
  @Test
  void expression() {
    String body = lines(30_000, i -> i % 2 == 0 ? "local.get 0" : "i32.add i32.const 3 i32.rotl");
    check(
        "(module (func (export \"f\") (param i32) (result i32) i32.const 1 f64.const 2.5 i32.const 5\n"
            + body
            + " i32.const 1 i32.and drop i32.trunc_f64_s i32.add))",
        new int[] {8000, 700},
        call(3));
  }

  /** A loop that leaves some of several results, and begins above the others. */
  @Test
  void resultsBeforeLoop() {
    String body = lines(100, i -> "(local.set $x (i64.add (local.get $x) (i64.const " + i + ")))");
    String loop =
        "(loop $again (result i64 i32)"
            + body
            + "(br_if $again (i64.lt_s (local.get $x) (i64.const 9000))) (local.get $x) (i32.const 3))";
    for (String function :
        new String[] {
          "(ref.null func) (i32.add (local.get 0) (i32.const 1))" + loop,
          "(block (result funcref i32 i64 i32) (ref.null func) (i32.add (local.get 0) (i32.const 1))"
              + loop
              + ")",
          "(if (result funcref i32 i64 i32) (local.get 0) (then (ref.null func) (i32.const 1)"
              + loop
              + ") (else (ref.null func) (i32.const 2)"
              + loop
              + "))"
        }) {
      check(
          "(module (func (export \"f\") (param i32) (result funcref i32 i64 i32) (local $x i64)"
              + function
              + "))",
          new int[] {150, 200, 400},
          call(1),
          call(0));
    }
  }

  /** A loop that takes what one before it left, and another value from before that one. */
  @Test
  void parametersFromBeforeLoop() {
    String body = lines(60, i -> "(local.set $x (i64.add (local.get $x) (i64.const " + i + ")))");
    check(
        "(module (func (export \"f\") (param i32) (result i32 i64) (local $x i64)"
            + " (i32.mul (local.get 0) (i32.const 3))"
            + "(loop $a (result i64)"
            + body
            + "(br_if $a (i64.lt_s (local.get $x) (i64.const 9000))) (local.get $x))"
            + "(loop $b (param i32 i64) (result i32 i64)"
            + body
            + "(local.get 0) (br_if $b (local.tee 0 (i32.sub (i32.const 1)))))))",
        new int[] {150, 200, 400},
        call(1),
        call(7));
  }

  /** A loop that goes from case to case by a table with more cases than fit into a method. */
  @Test
  void largeTable() {
    int n = 5000;
    String text =
        "(module (func (export \"f\") (param $pc i32) (param $steps i32) (result i32)"
            + " (local $x i32)\n(loop $next\n"
            + "(local.set $steps (i32.sub (local.get $steps) (i32.const 1)))"
            + "(if (i32.lt_s (local.get $steps) (i32.const 0)) (then (return (local.get $x))))\n"
            + lines(n, i -> "(block $b" + (n - 1 - i))
            + "\n(br_table "
            + lines(n, i -> "$b" + i)
            + " (local.get $pc))"
            + lines(
                n,
                i ->
                    ")(local.set $x (i32.add (i32.mul (local.get $x) (i32.const 31)) (i32.const "
                        + i
                        + ")))"
                        + "(local.set $pc (i32.rem_u (i32.add (i32.mul (local.get $pc) (i32.const 13))"
                        + "(i32.const "
                        + (i % 97)
                        + ")) (i32.const "
                        + (n + 3)
                        + ")))(br $next)")
            + ") unreachable))";
    check(text, new int[] {8000}, call(1, 40_000), call(-1, 3), call(n, 2), call(n - 1, 5000));
  }

  @Test
  void nestedBlocks() {
    int n = 2000;
    String text =
        "(module (func (export \"f\") (param i32) (result i32) (local $x i32)\n"
            + lines(n, i -> "(block $b" + i)
            + "(br_table "
            + lines(n, i -> "$b" + i)
            + " (local.get 0))"
            + lines(
                n,
                i ->
                    ")(local.set $x (i32.add (local.get $x) (i32.const "
                        + i
                        + ")))"
                        + (i % 7 == 3
                            ? "(br_if $b"
                                + Math.max(0, n - 1 - i - 40)
                                + " (i32.and (local.get $x) (i32.const 4)))"
                            : ""))
            + "(local.get $x)))";
    check(text, new int[] {8000, 4000}, call(0), call(5), call(1999), call(100_000));
  }

  /** Loops in loops, with more live locals than registers, and references among them. */
  @Test
  void manyLocals() {
    int n = 600;
    String text =
        "(module (table 1 externref) (func (export \"f\") (param $n i32) (result i64)\n"
            + lines(n, i -> "(local $l" + i + (i % 2 == 0 ? " i64)" : " f64)"))
            + "(local $r externref) (local $i i32)\n(loop $outer\n"
            + lines(
                n,
                i ->
                    i % 2 == 0
                        ? "(local.set $l"
                            + i
                            + " (i64.add (local.get $l"
                            + (i + 2) % n
                            + ")"
                            + " (i64.const "
                            + i
                            + ")))"
                        : "(local.set $l"
                            + i
                            + " (f64.add (f64.convert_i64_s (local.get $l"
                            + (i - 1)
                            + ")) (f64.const 0.5)))"
                            + (i % 31 == 0
                                ? "(local.set $i (i32.const 3))(loop $inner (local.set $l0 (i64.add"
                                    + " (local.get $l0) (i64.trunc_sat_f64_s (local.get $l"
                                    + i
                                    + "))))"
                                    + "(br_if $inner (local.tee $i (i32.sub (local.get $i)"
                                    + " (i32.const 1)))))"
                                : ""))
            + "(if (ref.is_null (local.get $r)) (then (local.set $l4 (i64.add (local.get $l4)"
            + " (i64.const 1)))))"
            + "(table.set (i32.const 0) (local.get $r))"
            + "(br_if $outer (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))"
            + "(i64.xor (local.get $l0) (i64.add (local.get $l4) (local.get $l598)))))";
    check(text, new int[] {8000, 2000, 500}, call(1), call(50));
  }

  /** Labels that take several operands, with others pending below them. */
  @Test
  void multiValueLabels() {
    String text =
        "(module (func (export \"f\") (param $n i32) (result i32 f64 i64)\n"
            + "(local $k i32) (i32.const 7) (f32.const 1.5) (i32.const 0) (f64.const 0.25) (i64.const 9)\n"
            + "(loop $l (param i32 f64 i64) (result i32 f64 i64)\n"
            + "(local.set $k (i32.add (local.get $k) (i32.const 1)))"
            + lines(
                40,
                i ->
                    "(block $b"
                        + i
                        + " (param i32 f64 i64) (result i32 f64 i64)"
                        + "(i64.add (i64.const "
                        + i
                        + ")) (i32.and (local.get $k) (i32.const "
                        + (1 << i % 4)
                        + ")) (br_if $b"
                        + i
                        + ")"
                        + "(drop) (f64.add (f64.const "
                        + i
                        + ")) (i64.const "
                        + i * 3
                        + "))")
            + "(br_if $l (i32.lt_s (local.get $k) (local.get $n))))\n"
            + "(drop) (drop) (drop) (drop) (local.get $k) (i32.add) (f64.const 3) (i64.const 4)))";
    String second =
        text.replace(
            "(drop) (drop) (drop) (drop) (local.get $k) (i32.add) (f64.const 3) (i64.const 4)))",
            "(return)))");
    for (int limit : new int[] {800, 400}) {
      check(text, new int[] {limit}, call(1), call(100));
      check(second, new int[] {limit}, call(1), call(100));
    }
  }

  /** A tail call of the function itself, out of a piece, sets its locals to zero again. */
  @Test
  void restart() {
    String text =
        "(module (func $f (export \"f\") (param $n i32) (param $x i64) (result i64) (local $y i64)\n"
            + lines(60, i -> "(local.set $y (i64.add (local.get $y) (i64.const " + i + ")))")
            + "(if (i32.eqz (local.get $n)) (then (return (i64.add (local.get $x) (local.get $y)))))\n"
            + lines(60, i -> "(local.set $x (i64.xor (local.get $x) (i64.const " + i * 77 + ")))")
            + "(return_call $f (i32.sub (local.get $n) (i32.const 1)) (i64.add (local.get $x)"
            + " (local.get $y)))))";
    check(text, new int[] {400, 150}, call(0, 1L), call(1000, 5L));
  }

  /** A trap in a piece names the function once, at the instruction; callers too. */
  @Test
  void traps() {
    String text =
        "(module (memory 1) (func $f (export \"f\") (param $n i32) (result i32)\n"
            + lines(50, i -> "(i32.store (i32.const " + 4 * i + ") (local.get $n))")
            + "(loop $l (local.set $n (i32.sub (local.get $n) (i32.const 1)))"
            + lines(
                50,
                i ->
                    "(if (i32.eq (local.get $n) (i32.const "
                        + i
                        + "))"
                        + " (then (return (i32.add (call $f (i32.const "
                        + (100 + i % 3)
                        + "))"
                        + " (i32.load (i32.const "
                        + (65_533 + i % 2)
                        + "))))))")
            + "(br_if $l (i32.lt_u (local.get $n) (i32.const 90))))"
            + "(i32.div_s (i32.const 1) (i32.sub (local.get $n) (i32.const 100)))))";
    check(text, new int[] {1000, 300, 150}, call(40), call(2), call(101), call(60));
  }

  /** Every piece of a random program of loops and branches hands over what the next one needs. */
  @Test
  void randomControl() {
    Random random = new Random(5);
    int round = 0;
    while (round < 25) {
      StringBuilder body = new StringBuilder();
      control(random, body, 0, 8);
      if (body.length() < 8000) {
        continue; // too short to be divided
      }
      round++;
      String text =
          "(module (func (export \"f\") (param $a i32) (result i32) (local $b i32) (local $c i32)"
              + " (local $fuel i32) (local.set $fuel (i32.const 5000))\n"
              + body
              + "(i32.add (local.get $a) (i32.mul (local.get $b) (i32.xor (local.get $c)"
              + " (local.get $fuel))))))";
      check(text, new int[] {800, 500}, call(1), call(-5), call(1 << 20));
    }
  }

  private static void control(Random random, StringBuilder out, int depth, int size) {
    String[] locals = {"$a", "$b", "$c"};
    for (int k = 0; k < size; k++) {
      String x = locals[random.nextInt(3)];
      String y = locals[random.nextInt(3)];
      int number = random.nextInt(1000);
      switch (random.nextInt(depth < 4 ? 7 : 3)) {
        case 0, 1 ->
            out.append("(local.set " + x + " (i32.add (i32.mul (local.get " + y + ") (i32.const ")
                .append(number + ")) (local.get " + locals[random.nextInt(3)] + ")))\n");
        case 2 -> {
          if (depth > 0) {
            out.append("(br_if " + random.nextInt(depth) + " (i32.and (local.get " + x + ")");
            out.append(" (i32.const " + (1 << random.nextInt(5)) + ")))\n");
          }
        }
        case 3 -> {
          out.append("(loop (local.set $fuel (i32.sub (local.get $fuel) (i32.const 1)))");
          out.append("(if (i32.lt_s (local.get $fuel) (i32.const 0)) (then (return (local.get ");
          out.append(y + "))))\n");
          control(random, out, depth + 1, size - 1);
          out.append(")");
        }
        case 4 -> {
          out.append("(block ");
          control(random, out, depth + 1, size - 1);
          out.append(")");
        }
        case 5 -> {
          out.append("(if (i32.lt_s (local.get " + x + ") (local.get " + y + ")) (then ");
          control(random, out, depth + 1, size - 2);
          out.append(") (else ");
          control(random, out, depth + 1, size - 2);
          out.append("))");
        }
        default -> {
          out.append("(local.set " + x + " (i32.sub (local.get " + x + ") (if (result i32)");
          out.append(" (i32.and (local.get " + y + ") (i32.const 1)) (then (local.get $c)) (else ");
          out.append("(block (result i32) (drop (br_if 0 (local.get $a) (i32.and (local.get $b)");
          out.append(" (i32.const 2)))) (i32.const " + number + "))))))\n");
        }
      }
    }
  }
}
