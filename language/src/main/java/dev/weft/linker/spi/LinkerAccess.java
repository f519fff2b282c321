// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.FuncType;
import java.lang.invoke.MethodHandles;

/** What the engine needs of the API's package and users do not. */
public abstract class LinkerAccess {
  private static LinkerAccess instance;

  /** For the API's package alone. */
  protected LinkerAccess() {}

  /** Called once, by the API's package. */
  public static void set(LinkerAccess access) {
    instance = access;
  }

  /** The access. */
  public static LinkerAccess get() {
    if (instance == null) {
      try {
        MethodHandles.lookup().ensureInitialized(FuncType.class);
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    return instance;
  }

  /** The function type that a canonical type is. */
  public abstract FuncType funcType(Object canonical);

  /** The canonical type that a function type stands for. */
  public abstract Object canonical(FuncType type);

  /**
   * The exception of the engine that an exception of the API stands for; null if there is none, or
   * if it is one of another context.
   */
  public abstract Throwable guestException(Throwable failure, EngineContext context);
}
