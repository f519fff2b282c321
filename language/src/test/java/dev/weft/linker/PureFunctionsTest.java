// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Which host functions a compiler may look into. */
final class PureFunctionsTest {
  private static <F> MethodHandle handle(Class<F> shape, F function) {
    return PureFunctions.handle(Shape.singleMethod(shape), function);
  }

  // Each of these classes has one lambda for each interface, or several that are alike.

  static final class Pure {
    static final IntBinaryOperator MIX = (a, b) -> a * 31 ^ b;
    static final DoubleUnaryOperator SINE = Math::sin;
    static final DoubleUnaryOperator COSINE = Math::cos;
    static final IntUnaryOperator BRANCHES =
        x ->
            switch (x & 3) {
              case 0 -> x > 7 ? x / 3 : x % 5;
              case 1 -> helper(x);
              default -> -x;
            };
    static final LongUnaryOperator BITS = x -> Long.rotateLeft(x, 3) + Long.bitCount(x);
    static final DoubleBinaryOperator NAMED =
        new DoubleBinaryOperator() {
          @Override
          public double applyAsDouble(double a, double b) {
            return Math.max(a, b) * 0.5;
          }
        };

    private static int helper(int x) {
      return Integer.max(x, 12) << 1;
    }
  }

  @Test
  void arithmeticIs() throws Throwable {
    assertEquals(
        3 * 31 ^ 4, (int) handle(IntBinaryOperator.class, Pure.MIX).invoke(null, null, null, 3, 4));
    assertEquals(
        Math.sin(2),
        (double) handle(DoubleUnaryOperator.class, Pure.SINE).invoke(null, null, null, 2.0));
    assertEquals(
        Math.cos(2),
        (double) handle(DoubleUnaryOperator.class, Pure.COSINE).invoke(null, null, null, 2.0));
    MethodHandle branches = handle(IntUnaryOperator.class, Pure.BRANCHES);
    for (int x = 0; x < 40; x++) {
      assertEquals(Pure.BRANCHES.applyAsInt(x), (int) branches.invoke(null, null, null, x));
    }
    assertNotNull(handle(LongUnaryOperator.class, Pure.BITS));
    assertEquals(
        2.0,
        (double) handle(DoubleBinaryOperator.class, Pure.NAMED).invoke(null, null, null, 3.0, 4.0));
  }

  interface Constants {
    IntUnaryOperator NEGATE = x -> -x;
  }

  @Test
  void lambdasOfInterfacesAre() throws Throwable {
    MethodHandle negate = handle(IntUnaryOperator.class, Constants.NEGATE);
    assertEquals(-3, (int) negate.invoke(null, null, null, 3));
  }

  static final class Handles {
    public static int twice(int x) {
      return x + x;
    }
  }

  @Test
  void handlesAreIfTheyAreDirect() throws Throwable {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle sqrt =
        lookup.findStatic(Math.class, "sqrt", MethodType.methodType(double.class, double.class));
    assertEquals(3.0, (double) PureFunctions.handle(sqrt).invoke(null, null, null, 9.0));
    assertNull(PureFunctions.handle(MethodHandles.filterReturnValue(sqrt, sqrt)), "combined");
    assertNull(
        PureFunctions.handle(
            lookup.findStatic(Handles.class, "twice", MethodType.methodType(int.class, int.class))),
        "nobody else may see the class");
  }

  static int counter;

  static final class Field {
    static final IntUnaryOperator F = x -> counter += x;
  }

  static final class Divides {
    static final IntBinaryOperator F = (a, b) -> a / b;
  }

  static final class Loops {
    static final IntUnaryOperator F =
        x -> {
          int sum = 0;
          for (int i = 0; i < x; i++) {
            sum += i;
          }
          return sum;
        };
  }

  static final class Recursive {
    static final IntUnaryOperator F = x -> down(x);

    private static int down(int x) {
      return x <= 0 ? 0 : 1 + down(x - 1);
    }
  }

  static final class Throws {
    static final IntUnaryOperator F =
        x -> {
          throw new IllegalStateException();
        };
  }

  static final class Calls {
    static final IntUnaryOperator F = x -> Integer.parseInt("" + x);
  }

  static final class Unknown {
    static final DoubleUnaryOperator F = StrictMath::sin;
  }

  static final class OneOfTwo {
    static final IntUnaryOperator F = x -> x + 1;
    static final IntUnaryOperator OTHER = x -> counter;
  }

  static final class NullDivisor {
    static final IntUnaryOperator F = x -> x / (x & 1);
  }

  @Test
  void nothingElseIs() {
    assertNull(handle(IntUnaryOperator.class, Field.F), "reads and writes a field");
    assertNull(handle(IntBinaryOperator.class, Divides.F), "may divide by zero");
    assertNull(handle(IntUnaryOperator.class, NullDivisor.F), "may divide by zero");
    assertNull(handle(IntUnaryOperator.class, Loops.F), "has a loop");
    assertNull(handle(IntUnaryOperator.class, Recursive.F), "calls itself");
    assertNull(handle(IntUnaryOperator.class, Throws.F), "throws");
    assertNull(handle(IntUnaryOperator.class, Calls.F), "calls what is not known");
    assertNull(handle(DoubleUnaryOperator.class, Unknown.F), "calls what is not known");
    assertNull(handle(IntUnaryOperator.class, OneOfTwo.F), "could be the other one");
    int captured = counter;
    assertNull(handle(IntSupplier.class, () -> captured), "captures a variable");
  }

  /** Code would keep it alive. */
  @Test
  void anObjectWithStateIsNot() {
    IntUnaryOperator f =
        new IntUnaryOperator() {
          final int[] big = new int[1];

          @Override
          public int applyAsInt(int x) {
            return x;
          }
        };
    assertNull(handle(IntUnaryOperator.class, f));
  }
}
