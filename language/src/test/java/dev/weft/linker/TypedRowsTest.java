// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Rows L28 and L29: typed functions. */
final class TypedRowsTest extends Rows {
  /** Every kind of parameter. */
  interface Seven {
    double call(float a, double b, int c, long d, int e, Object f, Func g);
  }

  @Test
  void l28TypeOfATypedHostFunction() {
    lk.funcWrap("a", "b", Seven.class, (a, b, c, d, e, f, g) -> 1);
    FuncType type = get("a", "b").type();
    assertEquals(FuncType.of("(f32, f64, i32, i64, i32, externref, funcref) -> f64"), type);
  }

  /** From an i32 to an f64. */
  interface IntToDouble {
    double call(int a);
  }

  /** From an i32 to nothing. */
  interface IntToNothing {
    void call(int a);
  }

  private boolean viewable(Func func, Class<?> shape) {
    try {
      func.typed(shape);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void l29TypedViewsAreChecked() {
    fn("a", "1", "() -> ()");
    fn("a", "2", "(i32) -> f64");
    Func one = get("a", "1");
    assertTrue(viewable(one, Runnable.class));
    assertFalse(viewable(one, java.util.function.IntSupplier.class));
    assertFalse(viewable(one, IntToNothing.class));
    Func two = get("a", "2");
    assertFalse(viewable(two, Runnable.class));
    assertFalse(viewable(two, java.util.function.IntSupplier.class));
    assertFalse(viewable(two, IntToNothing.class));
    assertTrue(viewable(two, IntToDouble.class));
  }
}
