// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/**
 * A group of types that may refer to each other. Groups are interned for the whole virtual machine:
 * two groups are equal if they are the same up to references within the group (specification,
 * "rolling and unrolling"), and of equal groups only one object remains.
 *
 * <p>The interning table holds groups weakly: a group lives as long as one of its types.
 */
public final class RecGroup {
  private static final Map<Integer, Entry> TABLE = new HashMap<>();
  private static final ReferenceQueue<RecGroup> COLLECTED = new ReferenceQueue<>();

  private final DefinedType[] types;

  private RecGroup(int size) {
    types = new DefinedType[size];
    for (int i = 0; i < size; i++) {
      types[i] = new DefinedType(this, i);
    }
  }

  /** Returns the number of types in the group. */
  public int size() {
    return types.length;
  }

  /** Returns a type of the group. */
  public DefinedType type(int index) {
    return types[index];
  }

  /** Collects the types of one group and gives their canonical form. Not thread-safe. */
  public static final class Builder {
    private final RecGroup group;

    /** Starts a group with the given number of types. */
    public Builder(int size) {
      group = new RecGroup(size);
    }

    /**
     * Returns a member for use inside the definitions of this group. It must not be kept after
     * {@link #build}, which may give another object in its place.
     */
    public DefinedType member(int index) {
      return group.types[index];
    }

    /**
     * Defines a member. A supertype inside the group must have been defined before.
     *
     * @param superType the declared supertype or null
     */
    public void define(int index, CompositeType composite, boolean isFinal, DefinedType superType) {
      group.types[index].define(composite, isFinal, superType);
    }

    /** Returns the canonical types of the group; the array belongs to the caller. */
    public DefinedType[] build() {
      return intern(group).types.clone();
    }
  }

  private static RecGroup intern(RecGroup candidate) {
    int hash = candidate.structuralHash();
    synchronized (TABLE) {
      removeCollected();
      Entry first = TABLE.get(hash);
      for (Entry entry = first; entry != null; entry = entry.next) {
        RecGroup group = entry.get();
        if (group != null && group.sameAs(candidate)) {
          return group;
        }
      }
      TABLE.put(hash, new Entry(candidate, hash, first));
      return candidate;
    }
  }

  private static void removeCollected() {
    for (Reference<?> collected = COLLECTED.poll();
        collected != null;
        collected = COLLECTED.poll()) {
      Entry gone = (Entry) collected;
      Entry kept = null;
      for (Entry entry = TABLE.get(gone.hash); entry != null; ) {
        Entry next = entry.next;
        if (entry != gone) {
          entry.next = kept;
          kept = entry;
        }
        entry = next;
      }
      if (kept == null) {
        TABLE.remove(gone.hash);
      } else {
        TABLE.put(gone.hash, kept);
      }
    }
  }

  /** Returns the number of groups in the table, collected ones included; for tests. */
  static int internedCount() {
    synchronized (TABLE) {
      removeCollected();
      int count = 0;
      for (Entry first : TABLE.values()) {
        for (Entry entry = first; entry != null; entry = entry.next) {
          count++;
        }
      }
      return count;
    }
  }

  private int structuralHash() {
    int hash = types.length;
    for (DefinedType type : types) {
      hash = 31 * hash + (type.isFinal() ? 1 : 0);
      hash = 31 * hash + (type.superType() == null ? 0 : hash(type.superType()));
      // No switch on patterns: every start would link it, which takes milliseconds.
      if (type.composite() instanceof FuncType func) {
        hash = 31 * hash + 7 * func.paramCount() + func.resultCount();
        for (ValueType param : func.params()) {
          hash = 31 * hash + hash(param);
        }
        for (ValueType result : func.results()) {
          hash = 31 * hash + hash(result);
        }
      } else if (type.composite() instanceof StructType struct) {
        hash = 31 * hash + 1000 + struct.fieldCount();
        for (int i = 0; i < struct.fieldCount(); i++) {
          hash = 31 * hash + hash(struct.field(i));
        }
      } else {
        hash = 31 * hash + 2000 + hash(((ArrayType) type.composite()).element());
      }
    }
    return hash;
  }

  private int hash(FieldType field) {
    return 2 * hash(field.type()) + (field.mutable() ? 1 : 0);
  }

  private int hash(StorageType type) {
    if (type instanceof RefType ref) {
      int heap = ref.heap() instanceof DefinedType defined ? hash(defined) : ref.heap().hashCode();
      return 2 * heap + (ref.nullable() ? 1 : 0);
    }
    return type.hashCode();
  }

  private int hash(DefinedType type) {
    return type.group() == this ? type.groupIndex() + 1 : System.identityHashCode(type);
  }

  private boolean sameAs(RecGroup other) {
    if (types.length != other.types.length) {
      return false;
    }
    for (int i = 0; i < types.length; i++) {
      DefinedType a = types[i];
      DefinedType b = other.types[i];
      if (a.isFinal() != b.isFinal()
          || !same(a.superType(), b.superType(), other)
          || !same(a.composite(), b.composite(), other)) {
        return false;
      }
    }
    return true;
  }

  private boolean same(CompositeType a, CompositeType b, RecGroup other) {
    if (a instanceof FuncType func) {
      return b instanceof FuncType otherFunc
          && same(func.params(), otherFunc.params(), other)
          && same(func.results(), otherFunc.results(), other);
    }
    if (a instanceof ArrayType array) {
      return b instanceof ArrayType otherArray
          && same(array.element(), otherArray.element(), other);
    }
    StructType struct = (StructType) a;
    if (!(b instanceof StructType otherStruct) || struct.fieldCount() != otherStruct.fieldCount()) {
      return false;
    }
    for (int i = 0; i < struct.fieldCount(); i++) {
      if (!same(struct.field(i), otherStruct.field(i), other)) {
        return false;
      }
    }
    return true;
  }

  private boolean same(FieldType a, FieldType b, RecGroup other) {
    return a.mutable() == b.mutable() && same(a.type(), b.type(), other);
  }

  private boolean same(ValueType[] a, ValueType[] b, RecGroup other) {
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < a.length; i++) {
      if (!same(a[i], b[i], other)) {
        return false;
      }
    }
    return true;
  }

  private boolean same(StorageType a, StorageType b, RecGroup other) {
    if (a == b) {
      return true;
    }
    return a instanceof RefType refA
        && b instanceof RefType refB
        && refA.nullable() == refB.nullable()
        && refA.heap() instanceof DefinedType heapA
        && refB.heap() instanceof DefinedType heapB
        && same(heapA, heapB, other);
  }

  /** Compares a type mentioned in this group with one mentioned in the other group. */
  private boolean same(DefinedType a, DefinedType b, RecGroup other) {
    if (a == null || b == null) {
      return a == b;
    }
    if (a.group() == this && b.group() == other) {
      return a.groupIndex() == b.groupIndex();
    }
    return a == b;
  }

  /** A weakly held group in the table; groups of one hash are chained. */
  private static final class Entry extends WeakReference<RecGroup> {
    private final int hash;
    private Entry next;

    Entry(RecGroup group, int hash, Entry next) {
      super(group, COLLECTED);
      this.hash = hash;
      this.next = next;
    }
  }
}
