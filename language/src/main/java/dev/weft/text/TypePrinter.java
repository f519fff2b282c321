// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.module.Module;
import dev.weft.types.ArrayType;
import dev.weft.types.DefinedType;
import dev.weft.types.FieldType;
import dev.weft.types.FuncType;
import dev.weft.types.HeapType;
import dev.weft.types.RecGroup;
import dev.weft.types.RefType;
import dev.weft.types.StorageType;
import dev.weft.types.StructType;
import dev.weft.types.ValueType;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/** Prints types. Equal types are one object: each is printed as its first index. */
final class TypePrinter {
  private final Module module;
  private final ModuleNames names;
  private final TextOutput out;
  private final Map<DefinedType, Integer> indices = new IdentityHashMap<>();

  /** The group whose members are printed by their place in it, and where it begins. */
  private RecGroup group;

  private int groupStart;

  TypePrinter(Module module, ModuleNames names, TextOutput out) {
    this.module = module;
    this.names = names;
    this.out = out;
    for (int i = 0; i < module.typeCount(); i++) {
      indices.putIfAbsent(module.type(i), i);
    }
  }

  /** Prints the index of a type, or its identifier. */
  void index(int index) {
    String name = names.identifier(ModuleNames.TYPES, index);
    if (name != null) {
      out.identifier(name);
    } else {
      out.addUnsigned(index);
    }
  }

  void heap(HeapType type) {
    if (type instanceof DefinedType defined) {
      boolean member = defined.group() == group;
      index(member ? groupStart + defined.groupIndex() : indices.get(defined));
    } else {
      out.add(type.toString());
    }
  }

  void value(ValueType type) {
    if (type instanceof RefType ref && ref.heap() instanceof DefinedType) {
      out.add(ref.nullable() ? "(ref null " : "(ref ");
      heap(ref.heap());
      out.add(")");
    } else {
      out.add(type.toString());
    }
  }

  private void storage(StorageType type) {
    if (type instanceof ValueType value) {
      value(value);
    } else {
      out.add(type.toString());
    }
  }

  private void field(FieldType field) {
    out.add(field.mutable() ? "(mut " : "");
    storage(field.type());
    out.add(field.mutable() ? ")" : "");
  }

  /** Prints the type section. */
  void section() throws IOException {
    int index = 0;
    while (index < module.typeCount()) {
      int size = module.type(index).group().size();
      out.line(1);
      if (size == 1) {
        definition(index++);
      } else {
        out.add("(rec");
        for (int end = index + size; index < end; index++) {
          out.line(2);
          definition(index);
        }
        out.add(")");
      }
    }
  }

  /**
   * Makes references to types of the same group be printed as such. A group may stand in a module
   * twice, and within the second one references to the first would be another type.
   */
  void within(int index) {
    group = index < 0 ? null : module.type(index).group();
    groupStart = index < 0 ? 0 : index - module.type(index).groupIndex();
  }

  private void definition(int index) {
    DefinedType type = module.type(index);
    within(index);
    out.add("(type ");
    String name = names.name(ModuleNames.TYPES, index);
    String identifier = names.identifier(ModuleNames.TYPES, index);
    if (identifier != null) {
      out.identifier(identifier).add(" ");
    } else if (name != null) {
      out.add("(@name ").string(name).add(") ");
    }
    out.add("(;").add(index).add(";) ");
    boolean sub = !type.isFinal() || type.superType() != null;
    if (sub) {
      out.add(type.isFinal() ? "(sub final " : "(sub ");
      if (type.superType() != null) {
        heap(type.superType());
        out.add(" ");
      }
    }
    switch (type.composite()) {
      case FuncType func -> {
        out.add("(func");
        list("param", func.params());
        list("result", func.results());
        out.add(")");
      }
      case ArrayType array -> {
        out.add("(array ");
        field(array.element());
        out.add(")");
      }
      case StructType struct -> struct(index, struct);
    }
    out.add(sub ? "))" : ")");
    within(-1);
  }

  private void struct(int index, StructType struct) {
    Map<Integer, String> fieldNames = names.of(ModuleNames.FIELDS, index);
    Set<String> repeated = ModuleNames.repeated(fieldNames);
    out.add("(struct");
    for (int i = 0; i < struct.fieldCount(); i++) {
      out.add(" (field ");
      String name = fieldNames.get(i);
      if (name != null && !name.isEmpty() && !repeated.contains(name)) {
        out.identifier(name).add(" ");
      } else if (name != null) {
        out.add("(@name ").string(name).add(") ");
      }
      field(struct.field(i));
      out.add(")");
    }
    out.add(")");
  }

  /** Prints types in one group, or nothing for none. */
  void list(String word, ValueType[] types) {
    if (types.length > 0) {
      out.add(" (").add(word);
      for (ValueType type : types) {
        out.add(" ");
        value(type);
      }
      out.add(")");
    }
  }
}
