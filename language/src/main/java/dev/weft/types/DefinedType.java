// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/**
 * A type defined by a module or by the host: a function, structure or array type with its place in
 * the subtype hierarchy.
 *
 * <p>Defined types are canonical in the whole virtual machine (iso-recursive equality, weakly
 * interned by {@link RecGroup}): {@code ==} is type equality, also between modules.
 */
public final class DefinedType extends HeapType {
  private static final DefinedType[] NO_SUPER_TYPES = {};

  private final RecGroup group;
  private final int groupIndex;
  private CompositeType composite;
  private boolean isFinal;
  private DefinedType superType;

  /** The proper supertypes from the root down; its length is the depth of this type. */
  private DefinedType[] display = NO_SUPER_TYPES;

  DefinedType(RecGroup group, int groupIndex) {
    this.group = group;
    this.groupIndex = groupIndex;
    this.nullableRef = new RefType(true, this);
    this.nonNullRef = new RefType(false, this);
  }

  void define(CompositeType newComposite, boolean newFinal, DefinedType newSuperType) {
    composite = newComposite;
    isFinal = newFinal;
    superType = newSuperType;
    if (newSuperType != null) {
      int depth = newSuperType.display.length;
      display = new DefinedType[depth + 1];
      System.arraycopy(newSuperType.display, 0, display, 0, depth);
      display[depth] = newSuperType;
    }
  }

  /** Returns the canonical final type without supertype for a function type. */
  public static DefinedType ofFunc(FuncType type) {
    RecGroup.Builder builder = new RecGroup.Builder(1);
    builder.define(0, type, true, null);
    return builder.build()[0];
  }

  /** Returns the form and parts of the type. */
  public CompositeType composite() {
    return composite;
  }

  /** Returns whether the type admits no subtypes. */
  public boolean isFinal() {
    return isFinal;
  }

  /** Returns the declared supertype, or null. */
  public DefinedType superType() {
    return superType;
  }

  /** Returns the number of proper supertypes that are defined types. */
  public int depth() {
    return display.length;
  }

  /** Returns the recursive group that the type belongs to. */
  public RecGroup group() {
    return group;
  }

  /** Returns the position of the type in its group. */
  public int groupIndex() {
    return groupIndex;
  }

  /** Returns whether this is a function type. */
  public boolean isFunc() {
    return composite instanceof FuncType;
  }

  /**
   * Returns the function type.
   *
   * @throws IllegalStateException if this is a structure or array type
   */
  public FuncType funcType() {
    if (composite instanceof FuncType func) {
      return func;
    }
    throw new IllegalStateException("not a function type: " + composite);
  }

  /** Returns whether this type is {@code other} or declared below it; constant time. */
  public boolean isSubtypeOf(DefinedType other) {
    if (this == other) {
      return true;
    }
    int depth = other.display.length;
    return depth < display.length && display[depth] == other;
  }

  @Override
  public boolean isSubtypeOf(HeapType other) {
    if (other instanceof DefinedType type) {
      return isSubtypeOf(type);
    }
    AbstractHeapType form = composite.abstractType();
    return form == other || form.isSubtypeOf(other);
  }

  @Override
  public AbstractHeapType top() {
    return composite.abstractType().top();
  }

  @Override
  public AbstractHeapType bottom() {
    return composite.abstractType().bottom();
  }

  /** Returns a short description: function types in full, others by their form. */
  @Override
  public String toString() {
    return Describer.describe(this);
  }

  /** Prints types; references inside a recursive type are cut off. */
  private static final class Describer {
    static String describe(DefinedType type) {
      StringBuilder text = new StringBuilder();
      switch (type.composite) {
        case null -> text.append("(undefined)");
        case FuncType func -> {
          text.append("(func");
          list(text, "param", func.params());
          list(text, "result", func.results());
          text.append(')');
        }
        case StructType struct -> {
          text.append("(struct");
          for (int i = 0; i < struct.fieldCount(); i++) {
            text.append(" (field ");
            field(text, struct.field(i));
            text.append(')');
          }
          text.append(')');
        }
        case ArrayType array -> {
          text.append("(array ");
          field(text, array.element());
          text.append(')');
        }
      }
      return text.toString();
    }

    private static void list(StringBuilder text, String word, ValueType[] types) {
      if (types.length > 0) {
        text.append(" (").append(word);
        for (ValueType type : types) {
          text.append(' ');
          storage(text, type);
        }
        text.append(')');
      }
    }

    private static void field(StringBuilder text, FieldType field) {
      if (field.mutable()) {
        text.append("(mut ");
        storage(text, field.type());
        text.append(')');
      } else {
        storage(text, field.type());
      }
    }

    private static void storage(StringBuilder text, StorageType type) {
      if (type instanceof RefType ref && ref.heap() instanceof DefinedType defined) {
        text.append(ref.nullable() ? "(ref null " : "(ref ");
        text.append(defined.composite == null ? "?" : defined.composite.abstractType());
        text.append(" type)");
      } else {
        text.append(type);
      }
    }
  }
}
