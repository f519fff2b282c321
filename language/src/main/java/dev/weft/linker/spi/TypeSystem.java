// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.FuncType;
import dev.weft.linker.ValType;
import java.util.List;
import java.util.SequencedMap;
import java.util.ServiceLoader;

/** The canonical function types of the engine: equal types are the same object. */
public interface TypeSystem {
  /** The one of this engine. */
  static TypeSystem get() {
    return Holder.INSTANCE;
  }

  /** Loads it when it is first needed. */
  final class Holder {
    private static final TypeSystem INSTANCE =
        ServiceLoader.load(TypeSystem.class, TypeSystem.class.getClassLoader())
            .findFirst()
            .orElseThrow();

    private Holder() {}
  }

  /**
   * The canonical type with these parts.
   *
   * @param superType a canonical type or null
   */
  Object define(List<ValType> params, List<ValType> results, boolean isFinal, Object superType);

  /** The types of the parameters. */
  List<ValType> params(Object type);

  /** The types of the results. */
  List<ValType> results(Object type);

  /** Whether it may not have subtypes. */
  boolean isFinal(Object type);

  /**
   * The functions of WASI and their types, in order; null if this is no module of WASI.
   *
   * @param moduleName {@code wasi_snapshot_preview1} or {@code wasi_unstable}
   */
  SequencedMap<String, FuncType> wasiFunctions(String moduleName);

  /** What it was declared below, or null. */
  Object superType(Object type);

  /** Whether it is {@code other} or declared below it. */
  boolean isSubtype(Object type, Object other);
}
