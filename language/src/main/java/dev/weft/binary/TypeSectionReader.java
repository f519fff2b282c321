// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import dev.weft.opcode.Feature;
import dev.weft.types.ArrayType;
import dev.weft.types.CompositeType;
import dev.weft.types.DefinedType;
import dev.weft.types.FieldType;
import dev.weft.types.FuncType;
import dev.weft.types.PackedType;
import dev.weft.types.RecGroup;
import dev.weft.types.StorageType;
import dev.weft.types.StructType;
import dev.weft.types.ValueType;
import java.util.Arrays;

/** Reads the type section: recursive groups, subtypes and the types themselves. */
final class TypeSectionReader {
  private static final int MAX_TYPES = 1_000_000;
  private static final int MAX_PARAMS = 1_000;
  private static final int MAX_RESULTS = 1_000;
  private static final int MAX_FIELDS = 10_000;
  private static final int MAX_DEPTH = 63;

  private static final int FUNC = 0x60;
  private static final int STRUCT = 0x5F;
  private static final int ARRAY = 0x5E;
  private static final int SUB = 0x50;
  private static final int SUB_FINAL = 0x4F;
  private static final int REC = 0x4E;

  private final ModuleDecoder in;

  TypeSectionReader(ModuleDecoder in) {
    this.in = in;
  }

  /** Reads the contents of the section into the decoder's list of types. */
  void read() {
    int groups = in.readCount("types", MAX_TYPES);
    in.types = new DefinedType[groups];
    in.typeCount = 0;
    for (int i = 0; i < groups; i++) {
      int at = in.position;
      int size = 1;
      if (at < in.limit && in.bytes[at] == REC) {
        in.require(Feature.GC, "malformed definition type", at);
        in.position = at + 1;
        size = in.readCount("types in a recursive group", MAX_TYPES);
      }
      readGroup(size, at);
    }
    in.types = Arrays.copyOf(in.types, in.typeCount);
  }

  private void readGroup(int size, int offset) {
    int first = in.typeCount;
    if (size > MAX_TYPES - first) {
      throw ByteReader.limit("types", (long) first + size, MAX_TYPES, offset);
    }
    if (first + size > in.types.length) {
      in.types = Arrays.copyOf(in.types, Math.max(first + size, 2 * in.types.length));
    }
    RecGroup.Builder builder = new RecGroup.Builder(size);
    for (int i = 0; i < size; i++) {
      in.types[first + i] = builder.member(i);
    }
    in.typeCount = first + size;
    int[] offsets = new int[size];
    for (int i = 0; i < size; i++) {
      offsets[i] = in.position;
      readSubType(builder, i, first + i);
    }
    System.arraycopy(builder.build(), 0, in.types, first, size);
    // Only now: fields and parameters may have types that stand further on in the group.
    for (int i = 0; i < size; i++) {
      DefinedType type = in.types[first + i];
      DefinedType superType = type.superType();
      if (superType != null
          && (superType.isFinal() || !type.composite().matches(superType.composite()))) {
        String detail = "type " + (first + i) + " does not match its supertype";
        in.defer("sub type", detail, offsets[i]);
      }
    }
  }

  private void readSubType(RecGroup.Builder builder, int member, int index) {
    int at = in.position;
    int form = in.readByte();
    boolean isFinal = true;
    DefinedType superType = null;
    if (form == SUB || form == SUB_FINAL) {
      in.require(Feature.GC, "malformed definition type", at);
      isFinal = form == SUB_FINAL;
      int supers = in.readLength();
      for (int i = 0; i < supers; i++) {
        int superAt = in.position;
        int superIndex = in.readU32();
        if (i > 0) {
          in.defer("sub type", "type " + index + " has several supertypes", superAt);
        } else if (superIndex < 0 || superIndex >= index) {
          in.defer("unknown type", Integer.toUnsignedString(superIndex), superAt);
        } else {
          superType = in.types[superIndex];
          if (superType.depth() >= MAX_DEPTH) {
            throw ByteReader.limit("supertypes", superType.depth() + 1L, MAX_DEPTH, superAt);
          }
        }
      }
      at = in.position;
      form = in.readByte();
    }
    CompositeType composite = readComposite(form, at);
    builder.define(member, composite, isFinal, superType);
  }

  private CompositeType readComposite(int form, int at) {
    switch (form) {
      case FUNC -> {
        ValueType[] params = readTypes("parameters", MAX_PARAMS);
        int resultsAt = in.position;
        ValueType[] results = readTypes("results", MAX_RESULTS);
        if (results.length > 1) {
          in.require(Feature.MULTI_VALUE, "invalid result arity", resultsAt);
        }
        return new FuncType(params, results);
      }
      case STRUCT -> {
        in.require(Feature.GC, "malformed definition type", at);
        FieldType[] fields = new FieldType[in.readCount("fields", MAX_FIELDS)];
        for (int i = 0; i < fields.length; i++) {
          fields[i] = readField();
        }
        return new StructType(fields);
      }
      case ARRAY -> {
        in.require(Feature.GC, "malformed definition type", at);
        return new ArrayType(readField());
      }
      default -> throw ByteReader.malformedType("malformed definition type", form, at);
    }
  }

  private ValueType[] readTypes(String what, int maximum) {
    int count = in.readCount(what, maximum);
    ValueType[] types = new ValueType[count];
    for (int i = 0; i < count; i++) {
      types[i] = in.readValueType();
    }
    return types;
  }

  private FieldType readField() {
    StorageType type;
    int at = in.position;
    int code = at < in.limit ? in.bytes[at] : 0;
    if (code == 0x78 || code == 0x77) {
      in.position = at + 1;
      type = code == 0x78 ? PackedType.I8 : PackedType.I16;
    } else {
      type = in.readValueType();
    }
    return new FieldType(type, in.readMutability());
  }
}
