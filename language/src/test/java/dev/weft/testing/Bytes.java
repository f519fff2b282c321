// SPDX-License-Identifier: Apache-2.0
package dev.weft.testing;

import dev.weft.opcode.Opcode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the values of the binary format; every method returns this object. */
public final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Writes bytes given as numbers from -128 to 255. */
  public Bytes raw(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  /** Writes bytes. */
  public Bytes raw(byte[] values) {
    out.writeBytes(values);
    return this;
  }

  /** Writes what another object holds. */
  public Bytes append(Bytes other) {
    return raw(other.toArray());
  }

  /** Writes an unsigned LEB128 number. */
  public Bytes u(long value) {
    long rest = value;
    while (Long.compareUnsigned(rest, 0x7F) > 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  /** Writes a signed LEB128 number. */
  public Bytes s(long value) {
    long rest = value;
    while (rest < -64 || rest > 63) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>= 7;
    }
    out.write((int) (rest & 0x7F));
    return this;
  }

  /** Writes a 32-bit number, lowest byte first. */
  public Bytes i32(int value) {
    return raw(value, value >> 8, value >> 16, value >> 24);
  }

  /** Writes a 64-bit number, lowest byte first. */
  public Bytes i64(long value) {
    return i32((int) value).i32((int) (value >> 32));
  }

  /** Writes a name: its length and its UTF-8 bytes. */
  public Bytes name(String name) {
    return sized(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a range of bytes after its length. */
  public Bytes sized(byte[] contents) {
    return u(contents.length).raw(contents);
  }

  /** Writes a range of bytes after its length. */
  public Bytes sized(Bytes contents) {
    return sized(contents.toArray());
  }

  /** Writes an opcode without immediates. */
  public Bytes op(Opcode opcode) {
    return opcode.prefix() == 0 ? raw(opcode.code()) : raw(opcode.prefix()).u(opcode.code());
  }

  /** Writes an opcode and immediates that are unsigned numbers. */
  public Bytes op(Opcode opcode, long... immediates) {
    op(opcode);
    for (long immediate : immediates) {
      u(immediate);
    }
    return this;
  }

  /** Writes i32.const. */
  public Bytes i32Const(int value) {
    return op(Opcode.I32_CONST).s(value);
  }

  /** Returns the number of bytes written. */
  public int size() {
    return out.size();
  }

  /** Returns what was written. */
  public byte[] toArray() {
    return out.toByteArray();
  }
}
