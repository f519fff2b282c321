// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Objects;

/**
 * The type of a reference.
 *
 * @param nullable whether null is one of its values
 * @param heap what it refers to
 */
public record RefType(boolean nullable, HeapType heap) implements ValType {
  /** {@code (ref null func)}. */
  public static final RefType FUNCREF = new RefType(true, HeapType.Abstract.FUNC);

  /** {@code (ref null extern)}. */
  public static final RefType EXTERNREF = new RefType(true, HeapType.Abstract.EXTERN);

  /** {@code (ref null nofunc)}. */
  public static final RefType NULLFUNCREF = new RefType(true, HeapType.Abstract.NOFUNC);

  /** {@code (ref null noextern)}. */
  public static final RefType NULLEXTERNREF = new RefType(true, HeapType.Abstract.NOEXTERN);

  /** {@code (ref null any)}. */
  public static final RefType ANYREF = new RefType(true, HeapType.Abstract.ANY);

  /** {@code (ref null i31)}. */
  public static final RefType I31REF = new RefType(true, HeapType.Abstract.I31);

  /** {@code (ref null exn)}. */
  public static final RefType EXNREF = new RefType(true, HeapType.Abstract.EXN);

  /** Checks that there is a heap type. */
  public RefType {
    Objects.requireNonNull(heap, "heap");
  }

  /** The type of references to functions of {@code type}. */
  public static RefType of(boolean nullable, DefinedType type) {
    return new RefType(nullable, new HeapType.Concrete(type));
  }

  @Override
  public boolean matches(ValType expected) {
    return expected instanceof RefType ref && (!nullable || ref.nullable) && heap.matches(ref.heap);
  }

  @Override
  public String toString() {
    if (nullable && heap instanceof HeapType.Abstract type) {
      return type.shortName();
    }
    return (nullable ? "(ref null " : "(ref ") + heap + ")";
  }
}
