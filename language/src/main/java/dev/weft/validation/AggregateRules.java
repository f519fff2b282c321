// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.binary.Instruction;
import dev.weft.module.Module;
import dev.weft.opcode.Opcode;
import dev.weft.types.AbstractHeapType;
import dev.weft.types.ArrayType;
import dev.weft.types.DefinedType;
import dev.weft.types.FieldType;
import dev.weft.types.PackedType;
import dev.weft.types.RefType;
import dev.weft.types.StorageType;
import dev.weft.types.StructType;
import dev.weft.types.ValueType;

/** The typing rules of structures, arrays, i31 and casts. */
final class AggregateRules {

  /** The limit of the JavaScript API for the operands of array.new_fixed. */
  private static final int MAX_FIXED_ELEMENTS = 10_000;

  private final FunctionValidator v;
  private final Module module;

  AggregateRules(FunctionValidator validator, Module module) {
    this.v = validator;
    this.module = module;
  }

  void check(Instruction i, Opcode opcode) {
    switch (opcode) {
      case STRUCT_NEW -> {
        StructType struct = struct(i.index);
        for (int k = struct.fieldCount() - 1; k >= 0; k--) {
          v.pop(struct.field(k).type().unpacked());
        }
        pushReference(i.index);
      }
      case STRUCT_NEW_DEFAULT -> {
        if (!struct(i.index).isDefaultable()) {
          throw v.invalid("type mismatch", "a field of type " + i.index + " has no default value");
        }
        pushReference(i.index);
      }
      case STRUCT_GET, STRUCT_GET_S, STRUCT_GET_U -> {
        FieldType field = field(i);
        checkPacking(field.type(), opcode != Opcode.STRUCT_GET);
        popReference(i.index);
        v.push(field.type().unpacked());
      }
      case STRUCT_SET -> {
        FieldType field = field(i);
        if (!field.mutable()) {
          throw v.invalid("immutable field", "field " + i.index2 + " of type " + i.index);
        }
        v.pop(field.type().unpacked());
        popReference(i.index);
      }
      case ARRAY_NEW -> {
        FieldType element = array(i.index).element();
        v.pop(ValueType.I32);
        v.pop(element.type().unpacked());
        pushReference(i.index);
      }
      case ARRAY_NEW_DEFAULT -> {
        if (!array(i.index).element().isDefaultable()) {
          throw v.invalid(
              "type mismatch", "the elements of type " + i.index + " have no default value");
        }
        v.pop(ValueType.I32);
        pushReference(i.index);
      }
      case ARRAY_NEW_FIXED -> {
        ValueType element = array(i.index).element().type().unpacked();
        if (i.index2 < 0 || i.index2 > MAX_FIXED_ELEMENTS) {
          throw v.limit(
              "array.new_fixed takes at most "
                  + MAX_FIXED_ELEMENTS
                  + " operands, not "
                  + Integer.toUnsignedString(i.index2));
        }
        for (int k = 0; k < i.index2; k++) {
          v.pop(element);
        }
        pushReference(i.index);
      }
      case ARRAY_NEW_DATA -> {
        checkNumeric(array(i.index));
        v.checkData(i.index2);
        v.pop(ValueType.I32);
        v.pop(ValueType.I32);
        pushReference(i.index);
      }
      case ARRAY_NEW_ELEM -> {
        checkElements(i.index2, array(i.index));
        v.pop(ValueType.I32);
        v.pop(ValueType.I32);
        pushReference(i.index);
      }
      case ARRAY_GET, ARRAY_GET_S, ARRAY_GET_U -> {
        FieldType element = array(i.index).element();
        checkPacking(element.type(), opcode != Opcode.ARRAY_GET);
        v.pop(ValueType.I32);
        popReference(i.index);
        v.push(element.type().unpacked());
      }
      case ARRAY_SET -> {
        FieldType element = mutableArray(i.index).element();
        v.pop(element.type().unpacked());
        v.pop(ValueType.I32);
        popReference(i.index);
      }
      case ARRAY_LEN -> {
        v.pop(RefType.ARRAYREF);
        v.push(ValueType.I32);
      }
      case ARRAY_FILL -> {
        FieldType element = mutableArray(i.index).element();
        v.pop(ValueType.I32);
        v.pop(element.type().unpacked());
        v.pop(ValueType.I32);
        popReference(i.index);
      }
      case ARRAY_COPY -> {
        FieldType to = mutableArray(i.index).element();
        FieldType from = array(i.index2).element();
        if (!from.type().isStorageSubtypeOf(to.type())) {
          throw v.invalid("array types do not match", from.type() + " does not fit " + to.type());
        }
        v.pop(ValueType.I32);
        v.pop(ValueType.I32);
        popReference(i.index2);
        v.pop(ValueType.I32);
        popReference(i.index);
      }
      case ARRAY_INIT_DATA -> {
        checkNumeric(mutableArray(i.index));
        v.checkData(i.index2);
        popRange(i.index);
      }
      case ARRAY_INIT_ELEM -> {
        checkElements(i.index2, mutableArray(i.index));
        popRange(i.index);
      }
      case REF_TEST, REF_TEST_NULL -> {
        v.pop(topOf(i.refType));
        v.push(ValueType.I32);
      }
      case REF_CAST, REF_CAST_NULL -> {
        v.pop(topOf(i.refType));
        v.push(i.refType);
      }
      case ANY_CONVERT_EXTERN -> {
        RefType reference = externalised(RefType.EXTERNREF);
        v.push(RefType.of(reference.nullable(), AbstractHeapType.ANY));
      }
      case EXTERN_CONVERT_ANY -> {
        RefType reference = externalised(RefType.ANYREF);
        v.push(RefType.of(reference.nullable(), AbstractHeapType.EXTERN));
      }
      case REF_I31 -> {
        v.pop(ValueType.I32);
        v.push(RefType.of(false, AbstractHeapType.I31));
      }
      case I31_GET_S, I31_GET_U -> {
        v.pop(RefType.I31REF);
        v.push(ValueType.I32);
      }
      default -> throw new AssertionError("no typing rule for " + opcode);
    }
  }

  private RefType externalised(RefType expected) {
    ValueType actual = v.pop(expected);
    return actual instanceof RefType reference ? reference : RefType.BOTTOM_REF;
  }

  private static RefType topOf(RefType type) {
    AbstractHeapType top =
        type.heap() instanceof DefinedType defined
            ? defined.top()
            : ((AbstractHeapType) type.heap()).top();
    return RefType.of(true, top);
  }

  /** Operands of the array.init instructions: array, index, offset in the segment, length. */
  private void popRange(int type) {
    v.pop(ValueType.I32);
    v.pop(ValueType.I32);
    v.pop(ValueType.I32);
    popReference(type);
  }

  private void pushReference(int type) {
    v.push(RefType.of(false, module.type(type)));
  }

  private void popReference(int type) {
    v.pop(RefType.of(true, module.type(type)));
  }

  private StructType struct(int index) {
    if (v.definedType(index).composite() instanceof StructType struct) {
      return struct;
    }
    throw v.invalid("type mismatch", "type " + index + " is not a structure type");
  }

  private FieldType field(Instruction i) {
    StructType struct = struct(i.index);
    if (Integer.compareUnsigned(i.index2, struct.fieldCount()) >= 0) {
      throw v.invalid("unknown field " + Integer.toUnsignedString(i.index2), "of type " + i.index);
    }
    return struct.field(i.index2);
  }

  private ArrayType array(int index) {
    if (v.definedType(index).composite() instanceof ArrayType array) {
      return array;
    }
    throw v.invalid("type mismatch", "type " + index + " is not an array type");
  }

  private ArrayType mutableArray(int index) {
    ArrayType array = array(index);
    if (!array.element().mutable()) {
      throw v.invalid("immutable array", "type " + index);
    }
    return array;
  }

  private void checkPacking(StorageType type, boolean signed) {
    if (type instanceof PackedType != signed) {
      throw v.invalid(
          "type mismatch",
          signed ? "only packed fields have a sign" : "packed fields are read with a sign");
    }
  }

  private void checkNumeric(ArrayType array) {
    if (array.element().type() instanceof ValueType type && type.isRef()) {
      throw v.invalid("array type is not numeric or vector", type.toString());
    }
  }

  private void checkElements(int segment, ArrayType array) {
    RefType from = v.elementType(segment);
    if (!(array.element().type() instanceof ValueType to) || !from.isSubtypeOf(to)) {
      throw v.invalid(
          "type mismatch", "elements of type " + from + " do not fit " + array.element().type());
    }
  }
}
