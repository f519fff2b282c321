// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import java.util.HashMap;

/**
 * Writes one class file: no more than generated code needs, because loading and warming up {@code
 * java.lang.classfile} would cost more than most programs' code.
 */
final class ClassWriter {
  static final int PUBLIC = 1;
  static final int STATIC = 8;
  static final int FINAL = 16;
  static final int SUPER = 32;
  static final int ABSTRACT = 0x400;
  private static final int SYNTHETIC = 0x1000;

  /** Java 8's: stack map frames are required, nothing newer is used. */
  private static final int VERSION = 52;

  private final Bytes pool = new Bytes(1024);
  private final HashMap<Object, Integer> poolIndex = new HashMap<>();
  private int poolCount = 1;
  private final Bytes methods = new Bytes(2048);
  private int methodCount;
  private final Bytes fields = new Bytes(16);
  private int fieldCount;
  private final int access;
  private final int thisClass;
  private final int superClass;

  private record Ref(int tag, int first, int second) {}

  private record Descriptor(String name, String type) {}

  private record Member(int tag, String owner, String name, String type) {}

  private record ClassName(String name) {}

  private record TextConstant(String text) {}

  private record TextBytes(String text) {}

  /**
   * Starts a class.
   *
   * @param access its flags
   * @param name the internal name, with slashes
   * @param superName that of the superclass
   */
  ClassWriter(int access, String name, String superName) {
    this.access = access | SUPER | SYNTHETIC;
    this.thisClass = classRef(name);
    this.superClass = classRef(superName);
  }

  int utf8(String text) {
    Integer known = poolIndex.get(text);
    if (known != null) {
      return known;
    }
    pool.u1(1);
    int lengthAt = pool.size;
    pool.u2(0);
    for (int i = 0; i < text.length(); i++) {
      pool.u1(text.charAt(i)); // all names of generated code are ASCII
    }
    pool.putU2(lengthAt, pool.size - lengthAt - 2);
    return next(text, 1);
  }

  private int next(Object key, int slots) {
    int index = poolCount;
    poolCount += slots;
    if (poolCount > 0xFFFF) {
      throw new NotEmittable("constant pool too large");
    }
    poolIndex.put(key, index);
    return index;
  }

  /** A string of any characters, of which each becomes one to three bytes. */
  int text(String text) {
    TextConstant key = new TextConstant(text);
    Integer known = poolIndex.get(key);
    if (known != null) {
      return known;
    }
    pool.u1(1);
    int lengthAt = pool.size;
    pool.u2(0);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != 0 && c < 0x80) {
        pool.u1(c);
      } else if (c < 0x800) {
        pool.u1(0xC0 | c >> 6);
        pool.u1(0x80 | c & 0x3F);
      } else {
        pool.u1(0xE0 | c >> 12);
        pool.u1(0x80 | c >> 6 & 0x3F);
        pool.u1(0x80 | c & 0x3F);
      }
    }
    int length = pool.size - lengthAt - 2;
    if (length > 0xFFFF) {
      throw new NotEmittable("constant too large");
    }
    pool.putU2(lengthAt, length);
    return ref(key, 8, next(new TextBytes(text), 1), -1);
  }

  int classRef(String name) {
    ClassName key = new ClassName(name);
    Integer known = poolIndex.get(key);
    return known != null ? known : ref(key, 7, utf8(name), -1);
  }

  private int ref(Object key, int tag, int first, int second) {
    pool.u1(tag);
    pool.u2(first);
    if (second >= 0) {
      pool.u2(second);
    }
    return next(key, 1);
  }

  private int nameAndType(String name, String type) {
    Descriptor key = new Descriptor(name, type);
    Integer known = poolIndex.get(key);
    return known != null ? known : ref(key, 12, utf8(name), utf8(type));
  }

  int field(String owner, String name, String type) {
    return member(9, owner, name, type);
  }

  int method(String owner, String name, String type) {
    return member(10, owner, name, type);
  }

  private int member(int tag, String owner, String name, String type) {
    Member key = new Member(tag, owner, name, type);
    Integer known = poolIndex.get(key);
    return known != null ? known : ref(key, tag, classRef(owner), nameAndType(name, type));
  }

  int string(String text) {
    Ref key = new Ref(8, utf8(text), 0);
    Integer known = poolIndex.get(key);
    return known != null ? known : ref(key, 8, utf8(text), -1);
  }

  int integer(int value) {
    Integer known = poolIndex.get(value);
    if (known != null) {
      return known;
    }
    pool.u1(3);
    pool.u4(value);
    return next(value, 1);
  }

  int longNumber(long value) {
    Integer known = poolIndex.get(value);
    if (known != null) {
      return known;
    }
    pool.u1(5);
    pool.u8(value);
    return next(value, 2);
  }

  int floatBits(int bits) {
    Ref key = new Ref(4, bits, 0);
    Integer known = poolIndex.get(key);
    if (known != null) {
      return known;
    }
    pool.u1(4);
    pool.u4(bits);
    return next(key, 1);
  }

  int doubleBits(long bits) {
    Ref key = new Ref(6, (int) (bits >> 32), (int) bits);
    Integer known = poolIndex.get(key);
    if (known != null) {
      return known;
    }
    pool.u1(6);
    pool.u8(bits);
    return next(key, 2);
  }

  /** Adds a field. */
  void addField(int flags, String name, String type) {
    fields.u2(flags);
    fields.u2(utf8(name));
    fields.u2(utf8(type));
    fields.u2(0);
    fieldCount++;
  }

  /** Adds a method without code. */
  void abstractMethod(String name, String type) {
    methods.u2(PUBLIC | ABSTRACT);
    methods.u2(utf8(name));
    methods.u2(utf8(type));
    methods.u2(0);
    methodCount++;
  }

  /** Adds a method. */
  void method(int flags, String name, String type, MethodCode code) {
    methods.u2(flags);
    methods.u2(utf8(name));
    methods.u2(utf8(type));
    methods.u2(1);
    code.writeAttribute(methods);
    methodCount++;
  }

  byte[] finish() {
    Bytes out = new Bytes(pool.size + methods.size + 64);
    out.u4(0xCAFEBABE);
    out.u2(0);
    out.u2(VERSION);
    out.u2(poolCount);
    out.bytes(pool);
    out.u2(access);
    out.u2(thisClass);
    out.u2(superClass);
    out.u2(0);
    out.u2(fieldCount);
    out.bytes(fields);
    out.u2(methodCount);
    out.bytes(methods);
    out.u2(0);
    return out.toArray();
  }
}
