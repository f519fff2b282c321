// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/** The heap types that are not defined by a module. */
public final class AbstractHeapType extends HeapType {
  /** All functions. */
  public static final AbstractHeapType FUNC = new AbstractHeapType("func", "funcref", -0x10);

  /** All external values. */
  public static final AbstractHeapType EXTERN = new AbstractHeapType("extern", "externref", -0x11);

  /** All values of the internal hierarchy. */
  public static final AbstractHeapType ANY = new AbstractHeapType("any", "anyref", -0x12);

  /** All values that ref.eq compares. */
  public static final AbstractHeapType EQ = new AbstractHeapType("eq", "eqref", -0x13);

  /** Unboxed 31-bit integers. */
  public static final AbstractHeapType I31 = new AbstractHeapType("i31", "i31ref", -0x14);

  /** All structures. */
  public static final AbstractHeapType STRUCT = new AbstractHeapType("struct", "structref", -0x15);

  /** All arrays. */
  public static final AbstractHeapType ARRAY = new AbstractHeapType("array", "arrayref", -0x16);

  /** All exceptions. */
  public static final AbstractHeapType EXN = new AbstractHeapType("exn", "exnref", -0x17);

  /** No internal value. */
  public static final AbstractHeapType NONE = new AbstractHeapType("none", "nullref", -0x0F);

  /** No function. */
  public static final AbstractHeapType NOFUNC =
      new AbstractHeapType("nofunc", "nullfuncref", -0x0D);

  /** No external value. */
  public static final AbstractHeapType NOEXTERN =
      new AbstractHeapType("noextern", "nullexternref", -0x0E);

  /** No exception. */
  public static final AbstractHeapType NOEXN = new AbstractHeapType("noexn", "nullexnref", -0x0C);

  /** The bottom of all hierarchies; only during validation, without encoding. */
  public static final AbstractHeapType BOTTOM = new AbstractHeapType("bot", null, 0);

  private static final AbstractHeapType[] ALL = {
    FUNC, EXTERN, ANY, EQ, I31, STRUCT, ARRAY, EXN, NONE, NOFUNC, NOEXTERN, NOEXN, BOTTOM
  };

  private static final AbstractHeapType[] BY_ENCODING = new AbstractHeapType[64];

  static {
    for (AbstractHeapType type : ALL) {
      if (type.encoding != 0) {
        BY_ENCODING[-type.encoding] = type;
      }
    }
  }

  private final String text;
  private final String shortName;
  private final int encoding;

  private AbstractHeapType(String text, String shortName, int encoding) {
    this.text = text;
    this.shortName = shortName;
    this.encoding = encoding;
  }

  /** Returns all abstract heap types, the bottom included. */
  static AbstractHeapType[] values() {
    return ALL.clone();
  }

  /**
   * Returns the type that the binary format writes as the given negative number, or null.
   *
   * @param encoding the signed value of the byte, for instance -0x10 (0x70) for func
   */
  public static AbstractHeapType byEncoding(long encoding) {
    return encoding < 0 && encoding > -64 ? BY_ENCODING[(int) -encoding] : null;
  }

  /** Returns the negative number that stands for the type in the binary format. */
  public int encoding() {
    return encoding;
  }

  /** Returns the abbreviation of the nullable reference type: {@code funcref} for func. */
  public String shortName() {
    return shortName;
  }

  @Override
  public boolean isSubtypeOf(HeapType other) {
    if (this == other || this == BOTTOM) {
      return true;
    }
    if (other instanceof DefinedType) {
      return this == other.bottom();
    }
    if (this == NONE) {
      return other == I31 || other == STRUCT || other == ARRAY || other == EQ || other == ANY;
    }
    if (this == I31 || this == STRUCT || this == ARRAY) {
      return other == EQ || other == ANY;
    }
    if (this == EQ) {
      return other == ANY;
    }
    if (this == NOFUNC) {
      return other == FUNC;
    }
    if (this == NOEXTERN) {
      return other == EXTERN;
    }
    return this == NOEXN && other == EXN;
  }

  @Override
  public AbstractHeapType top() {
    if (this == FUNC || this == NOFUNC) {
      return FUNC;
    }
    if (this == EXTERN || this == NOEXTERN) {
      return EXTERN;
    }
    if (this == EXN || this == NOEXN) {
      return EXN;
    }
    return this == BOTTOM ? BOTTOM : ANY;
  }

  @Override
  public AbstractHeapType bottom() {
    if (this == FUNC || this == NOFUNC) {
      return NOFUNC;
    }
    if (this == EXTERN || this == NOEXTERN) {
      return NOEXTERN;
    }
    if (this == EXN || this == NOEXN) {
      return NOEXN;
    }
    return this == BOTTOM ? BOTTOM : NONE;
  }

  @Override
  public String toString() {
    return text;
  }
}
