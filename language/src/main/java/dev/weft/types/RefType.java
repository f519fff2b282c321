// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/**
 * A reference type {@code (ref null? heaptype)}. There is one object for each pair of nullability
 * and heap type, so {@code ==} decides equality.
 */
public final class RefType extends ValueType {
  static {
    for (AbstractHeapType heap : AbstractHeapType.values()) {
      heap.nullableRef = new RefType(true, heap);
      heap.nonNullRef = new RefType(false, heap);
    }
  }

  /** {@code (ref null func)}. */
  public static final RefType FUNCREF = of(true, AbstractHeapType.FUNC);

  /** {@code (ref null extern)}. */
  public static final RefType EXTERNREF = of(true, AbstractHeapType.EXTERN);

  /** {@code (ref null any)}. */
  public static final RefType ANYREF = of(true, AbstractHeapType.ANY);

  /** {@code (ref null eq)}. */
  public static final RefType EQREF = of(true, AbstractHeapType.EQ);

  /** {@code (ref null i31)}. */
  public static final RefType I31REF = of(true, AbstractHeapType.I31);

  /** {@code (ref null struct)}. */
  public static final RefType STRUCTREF = of(true, AbstractHeapType.STRUCT);

  /** {@code (ref null array)}. */
  public static final RefType ARRAYREF = of(true, AbstractHeapType.ARRAY);

  /** {@code (ref null exn)}. */
  public static final RefType EXNREF = of(true, AbstractHeapType.EXN);

  /** {@code (ref null none)}. */
  public static final RefType NULLREF = of(true, AbstractHeapType.NONE);

  /** {@code (ref null nofunc)}. */
  public static final RefType NULLFUNCREF = of(true, AbstractHeapType.NOFUNC);

  /** {@code (ref null noextern)}. */
  public static final RefType NULLEXTERNREF = of(true, AbstractHeapType.NOEXTERN);

  /** {@code (ref null noexn)}. */
  public static final RefType NULLEXNREF = of(true, AbstractHeapType.NOEXN);

  /** The non-nullable reference to the bottom of all heap types; only during validation. */
  public static final RefType BOTTOM_REF = of(false, AbstractHeapType.BOTTOM);

  private final boolean nullable;
  private final HeapType heap;

  RefType(boolean nullable, HeapType heap) {
    this.nullable = nullable;
    this.heap = heap;
  }

  /** Returns the reference type with the given nullability and heap type. */
  public static RefType of(boolean nullable, HeapType heap) {
    return nullable ? heap.nullableRef : heap.nonNullRef;
  }

  /** Returns whether null is a value of this type. */
  public boolean nullable() {
    return nullable;
  }

  /** Returns what the reference refers to. */
  public HeapType heap() {
    return heap;
  }

  @Override
  public ValueKind kind() {
    return ValueKind.REF;
  }

  @Override
  public boolean isSubtypeOf(ValueType other) {
    if (this == other) {
      return true;
    }
    return other instanceof RefType ref
        && (!nullable || ref.nullable)
        && (heap == ref.heap || heap.isSubtypeOf(ref.heap));
  }

  /**
   * Returns the difference of this and {@code other} (specification, "type difference"): this type
   * without null if {@code other} admits null.
   */
  public RefType minus(RefType other) {
    return other.nullable ? heap.nonNullRef : this;
  }

  @Override
  public boolean isDefaultable() {
    return nullable;
  }

  @Override
  public boolean isRef() {
    return true;
  }

  @Override
  public int byteSize() {
    return 0;
  }

  @Override
  public String toString() {
    if (nullable && heap instanceof AbstractHeapType type && type.shortName() != null) {
      return type.shortName();
    }
    return (nullable ? "(ref null " : "(ref ") + heap + ")";
  }
}
