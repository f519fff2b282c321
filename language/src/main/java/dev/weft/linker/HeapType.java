// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Locale;
import java.util.Objects;

/** What a reference refers to. */
public sealed interface HeapType permits HeapType.Abstract, HeapType.Concrete {
  /** Whether every value of this type is one of {@code expected}. */
  boolean matches(HeapType expected);

  /** The heap types that are not defined by a module. */
  enum Abstract implements HeapType {
    /** All functions. */
    FUNC,
    /** No function. */
    NOFUNC,
    /** All values of the host. */
    EXTERN,
    /** No value of the host. */
    NOEXTERN,
    /** All values of the internal hierarchy. */
    ANY,
    /** All values that {@code ref.eq} compares. */
    EQ,
    /** Unboxed 31-bit integers. */
    I31,
    /** All structures. */
    STRUCT,
    /** All arrays. */
    ARRAY,
    /** No internal value. */
    NONE,
    /** All exceptions. */
    EXN,
    /** No exception. */
    NOEXN;

    @Override
    public boolean matches(HeapType expected) {
      if (expected instanceof Concrete) {
        return this == NOFUNC; // all defined types are function types
      }
      return this == expected
          || switch (this) {
            case NOFUNC -> expected == FUNC;
            case NOEXTERN -> expected == EXTERN;
            case NOEXN -> expected == EXN;
            case NONE ->
                expected == I31
                    || expected == STRUCT
                    || expected == ARRAY
                    || expected == EQ
                    || expected == ANY;
            case I31, STRUCT, ARRAY -> expected == EQ || expected == ANY;
            case EQ -> expected == ANY;
            case FUNC, EXTERN, ANY, EXN -> false;
          };
    }

    /** The abbreviation of the nullable reference type, such as {@code funcref}. */
    public String shortName() {
      return switch (this) {
        case NOFUNC -> "nullfuncref";
        case NOEXTERN -> "nullexternref";
        case NONE -> "nullref";
        case NOEXN -> "nullexnref";
        default -> this + "ref";
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A defined type.
   *
   * @param type the type
   */
  record Concrete(DefinedType type) implements HeapType {
    /** Checks that there is a type. */
    public Concrete {
      Objects.requireNonNull(type, "type");
    }

    @Override
    public boolean matches(HeapType expected) {
      return switch (expected) {
        case Concrete other -> type.isSubtypeOf(other.type);
        case Abstract other -> other == Abstract.FUNC;
      };
    }

    @Override
    public String toString() {
      return "(func type)"; // in full it might not end
    }
  }
}
