// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;

/** What type parameters mean where an interface fixes those of an interface that it extends. */
final class GenericTypes {
  private GenericTypes() {}

  /**
   * The class that a type of a method is.
   *
   * @throws IllegalArgumentException if it is a type parameter that nothing fixes, with advice
   */
  static Class<?> resolve(Class<?> owner, Method method, Type type) {
    Type known = type;
    if (type instanceof TypeVariable) {
      Map<TypeVariable<?>, Type> arguments = new HashMap<>();
      collect(owner, arguments);
      while (known instanceof TypeVariable<?> variable) {
        known = arguments.get(variable);
      }
    }
    if (known instanceof ParameterizedType parameterized) {
      known = parameterized.getRawType();
    }
    if (known instanceof Class<?> c) {
      return c;
    }
    throw new IllegalArgumentException(
        owner.getName()
            + " is generic, and Java does not keep what "
            + type.getTypeName()
            + " is in its method "
            + method.getName()
            + ": use an interface without type parameters (such as"
            + " java.util.function.IntUnaryOperator, or one of your own), or a method that takes"
            + " Wasm tokens, such as funcWrap(module, name, Wasm.I32, Returns.of(Wasm.I32),"
            + " (caller, x) -> ...)");
  }

  private static void collect(Class<?> type, Map<TypeVariable<?>, Type> arguments) {
    if (type == null) {
      return;
    }
    for (Type above : type.getGenericInterfaces()) {
      collect(above, arguments);
    }
    if (type.getGenericSuperclass() != null) {
      collect(type.getGenericSuperclass(), arguments);
    }
  }

  private static void collect(Type type, Map<TypeVariable<?>, Type> arguments) {
    if (type instanceof ParameterizedType parameterized) {
      Class<?> raw = (Class<?>) parameterized.getRawType();
      TypeVariable<?>[] variables = raw.getTypeParameters();
      for (int i = 0; i < variables.length; i++) {
        arguments.put(variables[i], parameterized.getActualTypeArguments()[i]);
      }
      collect(raw, arguments);
    } else if (type instanceof Class<?> c) {
      collect(c, arguments);
    }
  }
}
