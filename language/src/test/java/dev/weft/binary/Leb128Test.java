// SPDX-License-Identifier: Apache-2.0
package dev.weft.binary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.opcode.FeatureSet;
import dev.weft.testing.Bytes;
import dev.weft.types.AbstractHeapType;
import dev.weft.types.HeapType;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class Leb128Test {
  private static final class Reader extends ByteReader {
    Reader(byte[] bytes) {
      super(bytes, FeatureSet.ALL, 0, bytes.length);
    }

    @Override
    HeapType unknownType(long index, int offset) {
      return AbstractHeapType.ANY;
    }
  }

  private static long read(ToLongFunction<ByteReader> method, int... bytes) {
    Reader reader = new Reader(new Bytes().raw(bytes).toArray());
    long value = method.applyAsLong(reader);
    assertEquals(bytes.length, reader.position);
    return value;
  }

  private static void fails(String phrase, ToLongFunction<ByteReader> method, int... bytes) {
    Reader reader = new Reader(new Bytes().raw(bytes).toArray());
    WasmFormatException e =
        assertThrows(WasmFormatException.class, () -> method.applyAsLong(reader));
    assertEquals(phrase, e.phrase());
    assertEquals(WasmFormatException.Kind.MALFORMED, e.kind());
  }

  @Test
  void numbersSurviveARoundTrip() {
    long[] values = {
      0,
      1,
      -1,
      63,
      64,
      -64,
      -65,
      127,
      128,
      8191,
      8192,
      -8192,
      -8193,
      1 << 20,
      1L << 31,
      (1L << 32) - 1,
      Integer.MIN_VALUE,
      Integer.MAX_VALUE,
      1L << 35,
      Long.MIN_VALUE,
      Long.MAX_VALUE
    };
    for (long value : values) {
      assertEquals(value, new Reader(new Bytes().s(value).toArray()).readS64());
      assertEquals(value, new Reader(new Bytes().u(value).toArray()).readU64());
      int low = (int) value;
      assertEquals(low, new Reader(new Bytes().s(low).toArray()).readS32());
      assertEquals(low, new Reader(new Bytes().u(low & 0xFFFFFFFFL).toArray()).readU32());
      if (value >= -(1L << 32) && value < 1L << 32) {
        assertEquals(value, new Reader(new Bytes().s(value).toArray()).readS33());
      }
    }
  }

  @Test
  void longerFormsAreAllowedUpToTheWidth() {
    assertEquals(2, read(ByteReader::readU32, 0x82, 0x80, 0x80, 0x80, 0x00));
    assertEquals(-1, read(ByteReader::readS32, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F));
    assertEquals(0, read(ByteReader::readS32, 0x80, 0x80, 0x80, 0x80, 0x00));
    assertEquals(Integer.MIN_VALUE, read(ByteReader::readS32, 0x80, 0x80, 0x80, 0x80, 0x78));
    assertEquals(
        -1, read(ByteReader::readS64, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F));
    assertEquals(
        -1, read(ByteReader::readU64, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01));
  }

  @Test
  void tooManyBytes() {
    String phrase = "integer representation too long";
    fails(phrase, ByteReader::readU32, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00);
    fails(phrase, ByteReader::readS32, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F);
    fails(phrase, ByteReader::readS33, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00);
    int[] ten = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00};
    fails(phrase, ByteReader::readU64, ten);
    fails(phrase, ByteReader::readS64, ten);
  }

  @Test
  void bitsBeyondTheWidth() {
    String phrase = "integer too large";
    fails(phrase, ByteReader::readU32, 0x80, 0x80, 0x80, 0x80, 0x10);
    fails(phrase, ByteReader::readU32, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F);
    fails(phrase, ByteReader::readS32, 0x80, 0x80, 0x80, 0x80, 0x08);
    fails(phrase, ByteReader::readS32, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F);
    fails(phrase, ByteReader::readS32, 0x80, 0x80, 0x80, 0x80, 0x70);
    fails(phrase, ByteReader::readS33, 0x80, 0x80, 0x80, 0x80, 0x10);
    fails(phrase, ByteReader::readU64, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02);
    fails(phrase, ByteReader::readS64, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01);
    fails(phrase, ByteReader::readS64, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7E);
  }

  @Test
  void theEndInTheMiddle() {
    String phrase = "unexpected end of section or function";
    fails(phrase, ByteReader::readU32);
    fails(phrase, ByteReader::readU32, 0x80);
    fails(phrase, ByteReader::readS32, 0xFF, 0xFF);
    fails(phrase, ByteReader::readS64, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80);
    fails(phrase, ByteReader::readInt32, 1, 2, 3);
    fails(phrase, ByteReader::readInt64, 1, 2, 3, 4, 5, 6, 7);
  }
}
