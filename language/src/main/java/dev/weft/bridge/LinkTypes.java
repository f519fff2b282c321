// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import dev.weft.linker.FuncType;
import dev.weft.linker.GlobalType;
import dev.weft.linker.HeapType;
import dev.weft.linker.MemoryType;
import dev.weft.linker.RefType;
import dev.weft.linker.TableType;
import dev.weft.linker.TagType;
import dev.weft.linker.ValType;
import dev.weft.linker.spi.LinkerAccess;
import dev.weft.types.AbstractHeapType;
import dev.weft.types.DefinedType;
import dev.weft.types.FunctionExternType;
import dev.weft.types.Limits;
import dev.weft.types.ValueType;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Types of the engine as types of the linker's API, and back. */
public final class LinkTypes {
  private static final AbstractHeapType[] HEAP_TYPES = {
    AbstractHeapType.FUNC,
    AbstractHeapType.NOFUNC,
    AbstractHeapType.EXTERN,
    AbstractHeapType.NOEXTERN,
    AbstractHeapType.ANY,
    AbstractHeapType.EQ,
    AbstractHeapType.I31,
    AbstractHeapType.STRUCT,
    AbstractHeapType.ARRAY,
    AbstractHeapType.NONE,
    AbstractHeapType.EXN,
    AbstractHeapType.NOEXN
  };

  private LinkTypes() {}

  /** Any external type. */
  public static dev.weft.linker.ExternType of(dev.weft.types.ExternType type) {
    return switch (type) {
      case FunctionExternType f -> funcType(f.type());
      case dev.weft.types.GlobalType g -> globalType(g);
      case dev.weft.types.TableType t -> tableType(t);
      case dev.weft.types.MemoryType m -> memoryType(m);
      case dev.weft.types.TagType t -> tagType(t);
    };
  }

  /** The type of a function. */
  public static FuncType funcType(DefinedType type) {
    return LinkerAccess.get().funcType(type);
  }

  /** The type of a function. */
  public static DefinedType funcType(FuncType type) {
    return (DefinedType) LinkerAccess.get().canonical(type);
  }

  /** The type of a global. */
  public static GlobalType globalType(dev.weft.types.GlobalType type) {
    return new GlobalType(valType(type.type()), type.mutable());
  }

  /** The type of a global. */
  public static dev.weft.types.GlobalType globalType(GlobalType type) {
    return new dev.weft.types.GlobalType(valueType(type.content()), type.mutable());
  }

  /** The type of a table. */
  public static TableType tableType(dev.weft.types.TableType type) {
    Limits l = type.limits();
    return new TableType((RefType) valType(type.element()), l.min(), max(l), l.is64());
  }

  /** The type of a table. */
  public static dev.weft.types.TableType tableType(TableType type) {
    return new dev.weft.types.TableType(
        (dev.weft.types.RefType) valueType(type.element()),
        limits(type.min(), type.max(), type.is64(), false));
  }

  /** The type of a memory. */
  public static MemoryType memoryType(dev.weft.types.MemoryType type) {
    Limits l = type.limits();
    return new MemoryType(l.min(), max(l), l.shared(), l.is64(), type.pageSizeLog2());
  }

  /** The type of a memory. */
  public static dev.weft.types.MemoryType memoryType(MemoryType type) {
    return new dev.weft.types.MemoryType(
        limits(type.min(), type.max(), type.is64(), type.shared()), type.pageSizeLog2());
  }

  /** The type of a tag. */
  public static TagType tagType(dev.weft.types.TagType type) {
    return new TagType(funcType(type.type()));
  }

  /** The type of a tag. */
  public static dev.weft.types.TagType tagType(TagType type) {
    return new dev.weft.types.TagType(funcType(type.signature()));
  }

  private static OptionalLong max(Limits limits) {
    return limits.hasMax() ? OptionalLong.of(limits.max()) : OptionalLong.empty();
  }

  private static Limits limits(long min, OptionalLong max, boolean is64, boolean shared) {
    return new Limits(min, max.isPresent(), max.orElse(0), is64, shared);
  }

  /** The types of values. */
  public static List<ValType> valTypes(ValueType[] types) {
    return Stream.of(types).map(LinkTypes::valType).toList();
  }

  /** The types of values. */
  public static ValueType[] valueTypes(List<ValType> types) {
    return types.stream().map(LinkTypes::valueType).toArray(ValueType[]::new);
  }

  /** The type of a value. */
  public static ValType valType(ValueType type) {
    return switch (type.kind()) {
      case I32 -> ValType.I32;
      case I64 -> ValType.I64;
      case F32 -> ValType.F32;
      case F64 -> ValType.F64;
      case V128 -> ValType.V128;
      case REF -> {
        dev.weft.types.RefType ref = (dev.weft.types.RefType) type;
        yield new RefType(ref.nullable(), heapType(ref.heap()));
      }
    };
  }

  /** The type of a value. */
  public static ValueType valueType(ValType type) {
    return switch (type) {
      case ValType.Num num ->
          switch (num) {
            case I32 -> ValueType.I32;
            case I64 -> ValueType.I64;
            case F32 -> ValueType.F32;
            case F64 -> ValueType.F64;
          };
      case ValType.Vec vec -> ValueType.V128;
      case RefType ref -> dev.weft.types.RefType.of(ref.nullable(), heapType(ref.heap()));
    };
  }

  private static HeapType heapType(dev.weft.types.HeapType type) {
    if (type instanceof DefinedType defined) {
      return new HeapType.Concrete(funcType(defined));
    }
    for (HeapType.Abstract heap : HeapType.Abstract.values()) {
      if (HEAP_TYPES[heap.ordinal()] == type) {
        return heap;
      }
    }
    throw new IllegalArgumentException(type.toString());
  }

  private static dev.weft.types.HeapType heapType(HeapType type) {
    return switch (type) {
      case HeapType.Abstract heap -> HEAP_TYPES[heap.ordinal()];
      case HeapType.Concrete concrete -> funcType((FuncType) concrete.type());
    };
  }
}
