// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import dev.weft.binary.WasmFormatException.Kind;
import dev.weft.module.Utf8;
import dev.weft.opcode.Feature;
import dev.weft.opcode.FeatureSet;
import dev.weft.types.AbstractHeapType;
import dev.weft.types.DefinedType;
import dev.weft.types.HeapType;
import dev.weft.types.RefType;
import dev.weft.types.ValueType;

/**
 * Reads the values and types of the binary format (specification, "Values" and "Types" under
 * "Binary format") from a range of bytes.
 */
abstract class ByteReader {
  static final int ENCODING_REF = -0x1C;
  static final int ENCODING_REF_NULL = -0x1D;

  final byte[] bytes;
  final FeatureSet features;
  int position;
  int limit;

  /** The types that an index may refer to: those below {@link #typeCount}. */
  DefinedType[] types;

  int typeCount;

  /** The offset of the first v128 type read, or -1. */
  int vectorTypeOffset = -1;

  ByteReader(byte[] bytes, FeatureSet features, int start, int end) {
    this.bytes = bytes;
    this.features = features;
    this.position = start;
    this.limit = end;
  }

  static WasmFormatException malformed(String phrase, String detail, int offset) {
    return new WasmFormatException(Kind.MALFORMED, phrase, detail, offset, -1);
  }

  static WasmFormatException invalid(String phrase, String detail, int offset) {
    return new WasmFormatException(Kind.INVALID, phrase, detail, offset, -1);
  }

  static WasmFormatException limit(String what, long count, long maximum, int offset) {
    return new WasmFormatException(
        Kind.LIMIT,
        "limit exceeded",
        what + ": " + Long.toUnsignedString(count) + ", at most " + maximum + " are allowed",
        offset,
        -1);
  }

  /** Throws unless the feature is enabled. */
  final void require(Feature feature, String phrase, int offset) {
    if (!features.has(feature)) {
      throw malformed(phrase, "it needs the proposal " + feature.text() + ", which is off", offset);
    }
  }

  final WasmFormatException unexpectedEnd() {
    return malformed("unexpected end of section or function", null, limit);
  }

  final int readByte() {
    if (position >= limit) {
      throw unexpectedEnd();
    }
    return bytes[position++] & 0xFF;
  }

  /** Reads an unsigned 32-bit LEB128 number; the result is negative from 2^31 on. */
  final int readU32() {
    int at = position;
    if (at < limit) {
      int b = bytes[at];
      if (b >= 0) {
        position = at + 1;
        return b;
      }
    }
    return readLongU32();
  }

  private int readLongU32() {
    int start = position;
    int result = 0;
    for (int shift = 0; ; shift += 7) {
      int b = readByte();
      if (shift == 28) {
        if (b >= 0x80) {
          throw malformed("integer representation too long", null, start);
        }
        if (b > 0x0F) {
          throw malformed("integer too large", null, start);
        }
      }
      result |= (b & 0x7F) << shift;
      if (b < 0x80) {
        return result;
      }
    }
  }

  final long readU64() {
    int start = position;
    long result = 0;
    for (int shift = 0; ; shift += 7) {
      int b = readByte();
      if (shift == 63) {
        if (b >= 0x80) {
          throw malformed("integer representation too long", null, start);
        }
        if (b > 1) {
          throw malformed("integer too large", null, start);
        }
      }
      result |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        return result;
      }
    }
  }

  final int readS32() {
    int at = position;
    if (at < limit) {
      int b = bytes[at];
      if (b >= 0) {
        position = at + 1;
        return b << 25 >> 25;
      }
    }
    return (int) readSigned(32);
  }

  /** Reads a block or heap type: a signed 33-bit number. */
  final long readS33() {
    return readSigned(33);
  }

  final long readS64() {
    return readSigned(64);
  }

  private long readSigned(int bits) {
    int start = position;
    long result = 0;
    for (int shift = 0; ; shift += 7) {
      int b = readByte();
      int left = bits - shift;
      if (left < 8) {
        if (b >= 0x80) {
          throw malformed("integer representation too long", null, start);
        }
        // The bits above the number's must all equal its sign bit.
        int above = (b << 25 >> 25) >> left - 1;
        if (above != 0 && above != -1) {
          throw malformed("integer too large", null, start);
        }
      }
      result |= (long) (b & 0x7F) << shift;
      if (b < 0x80) {
        int used = shift + 7;
        return used >= 64 ? result : result << 64 - used >> 64 - used;
      }
    }
  }

  final int readInt32() {
    if (limit - position < 4) {
      throw unexpectedEnd();
    }
    int at = position;
    position = at + 4;
    return bytes[at] & 0xFF
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | bytes[at + 3] << 24;
  }

  final long readInt64() {
    long low = readInt32() & 0xFFFFFFFFL;
    return low | (long) readInt32() << 32;
  }

  /**
   * Reads the length of a vector or of a range of bytes. Each element takes a byte at least, so a
   * length beyond the end is malformed at once.
   */
  final int readLength() {
    int start = position;
    int length = readU32();
    if (length < 0 || length > limit - start) {
      throw malformed("length out of bounds", Integer.toUnsignedString(length), start);
    }
    return length;
  }

  /** Reads a length that the engine limits. */
  final int readCount(String what, int maximum) {
    int start = position;
    int count = readLength();
    if (count > maximum) {
      throw limit(what, count, maximum, start);
    }
    return count;
  }

  final String readName() {
    int length = readLength();
    int start = position;
    if (length > limit - start) {
      throw unexpectedEnd();
    }
    if (!Utf8.isValid(bytes, start, start + length)) {
      throw malformed("malformed UTF-8 encoding", null, start);
    }
    position = start + length;
    return length == 0 ? "" : Utf8.decode(bytes, start, position);
  }

  /** Called for an index that is not below {@link #typeCount}: gives a type or an exception. */
  abstract HeapType unknownType(long index, int offset);

  final ValueType readValueType() {
    int at = position;
    int code = readByte();
    switch (code) {
      case 0x7F -> {
        return ValueType.I32;
      }
      case 0x7E -> {
        return ValueType.I64;
      }
      case 0x7D -> {
        return ValueType.F32;
      }
      case 0x7C -> {
        return ValueType.F64;
      }
      default -> {
        ValueType type = otherValueType(code, at);
        if (type == null) {
          throw malformedType("malformed value type", code, at);
        }
        return type;
      }
    }
  }

  final RefType readRefType() {
    int at = position;
    int code = readByte();
    RefType type = refType(code, at);
    if (type == null) {
      throw malformedType("malformed reference type", code, at);
    }
    return type;
  }

  /** Types are written as negative one-byte LEB128 numbers: a continuation bit is an error. */
  static WasmFormatException malformedType(String phrase, int code, int offset) {
    if (code >= 0x80) {
      return malformed("integer representation too long", null, offset);
    }
    return malformed(phrase, String.format("0x%02x", code), offset);
  }

  /** Returns the type whose first byte was read; null if there is none. */
  final ValueType otherValueType(int code, int at) {
    if (code == 0x7B) {
      require(Feature.SIMD, "malformed value type", at);
      if (vectorTypeOffset < 0) {
        vectorTypeOffset = at;
      }
      return ValueType.V128;
    }
    return refType(code, at);
  }

  private RefType refType(int code, int at) {
    if (code >= 0x80 || code < 0x40) {
      return null;
    }
    int encoding = code - 0x80;
    if (encoding == ENCODING_REF || encoding == ENCODING_REF_NULL) {
      require(Feature.FUNCTION_REFERENCES, "malformed reference type", at);
      return RefType.of(encoding == ENCODING_REF_NULL, readHeapType());
    }
    AbstractHeapType heap = AbstractHeapType.byEncoding(encoding);
    if (heap == null) {
      return null;
    }
    requireHeapType(heap, at);
    return RefType.of(true, heap);
  }

  final HeapType readHeapType() {
    int at = position;
    long code = readS33();
    if (code >= 0) {
      require(Feature.FUNCTION_REFERENCES, "malformed heap type", at);
      return typeAt(code, at);
    }
    AbstractHeapType heap = AbstractHeapType.byEncoding(code);
    if (heap == null) {
      throw malformed("malformed heap type", null, at);
    }
    requireHeapType(heap, at);
    return heap;
  }

  private void requireHeapType(AbstractHeapType heap, int at) {
    if (heap == AbstractHeapType.FUNC) {
      return;
    }
    Feature feature = Feature.GC;
    if (heap == AbstractHeapType.EXTERN) {
      feature = Feature.REFERENCE_TYPES;
    } else if (heap == AbstractHeapType.EXN || heap == AbstractHeapType.NOEXN) {
      feature = Feature.EXCEPTIONS;
    }
    require(feature, "malformed reference type", at);
  }

  final HeapType typeAt(long index, int offset) {
    return index < typeCount ? types[(int) index] : unknownType(index, offset);
  }
}
