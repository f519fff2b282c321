// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

import java.util.Arrays;

/**
 * A function type: parameters and results.
 *
 * <p>Not canonical by itself: two objects may be equal. {@link DefinedType#ofFunc} gives the
 * identity.
 */
public final class FuncType extends CompositeType {
  private static final ValueType[] NONE = {};

  private final ValueType[] params;
  private final ValueType[] results;

  /** Creates a type; the arrays become the type's own and must not be changed any more. */
  public FuncType(ValueType[] params, ValueType[] results) {
    this.params = params.length == 0 ? NONE : params;
    this.results = results.length == 0 ? NONE : results;
  }

  /**
   * Returns the type of a block without parameters and with one result; always the same object for
   * the same type.
   */
  public static FuncType ofResult(ValueType type) {
    FuncType block = type.blockType;
    if (block == null) {
      block = new FuncType(NONE, new ValueType[] {type});
      type.blockType = block;
    }
    return block;
  }

  /** Returns the types of the parameters; callers must not change the array. */
  public ValueType[] params() {
    return params;
  }

  /** Returns the types of the results; callers must not change the array. */
  public ValueType[] results() {
    return results;
  }

  /** Returns the number of parameters. */
  public int paramCount() {
    return params.length;
  }

  /** Returns the type of a parameter. */
  public ValueType param(int index) {
    return params[index];
  }

  /** Returns the number of results. */
  public int resultCount() {
    return results.length;
  }

  /** Returns the type of a result. */
  public ValueType result(int index) {
    return results[index];
  }

  @Override
  public boolean matches(CompositeType other) {
    if (this == other) {
      return true;
    }
    return other instanceof FuncType func
        && allSubtypes(func.params, params)
        && allSubtypes(results, func.results);
  }

  /** Returns whether the two lists have one length and each type is a subtype of the other's. */
  public static boolean allSubtypes(ValueType[] types, ValueType[] others) {
    if (types.length != others.length) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      if (types[i] != others[i] && !types[i].isSubtypeOf(others[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public AbstractHeapType abstractType() {
    return AbstractHeapType.FUNC;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FuncType func
        && Arrays.equals(params, func.params)
        && Arrays.equals(results, func.results);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(params) + Arrays.hashCode(results);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(func");
    append(text, "param", params);
    append(text, "result", results);
    return text.append(')').toString();
  }

  private static void append(StringBuilder text, String word, ValueType[] types) {
    if (types.length > 0) {
      text.append(" (").append(word);
      for (ValueType type : types) {
        text.append(' ').append(type);
      }
      text.append(')');
    }
  }
}
