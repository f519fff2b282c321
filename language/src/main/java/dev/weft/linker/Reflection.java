// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;

/** Access to methods of the user. */
final class Reflection {
  private Reflection() {}

  /**
   * A handle of a method that this package may not see by itself.
   *
   * @throws IllegalArgumentException if its module keeps it closed, with advice
   */
  static MethodHandle unreflect(Method method) {
    try {
      method.setAccessible(true);
      return MethodHandles.lookup().unreflect(method);
    } catch (InaccessibleObjectException | IllegalAccessException e) {
      throw closed(method.getDeclaringClass(), e);
    }
  }

  static IllegalArgumentException closed(Class<?> type, Exception e) {
    return new IllegalArgumentException(
        type.getName()
            + " cannot be accessed: make it public in an exported package, open package "
            + type.getPackageName()
            + " to "
            + (Reflection.class.getModule().isNamed() ? "dev.weft" : "the unnamed module")
            + ", or give a method handle",
        e);
  }
}
