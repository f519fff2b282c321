// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

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

  private final ConstantPool pool = new ConstantPool();
  private final Bytes methods = new Bytes(2048);
  private int methodCount;
  private final Bytes fields = new Bytes(16);
  private int fieldCount;
  private final int access;
  private final int thisClass;
  private final int superClass;

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
    return pool.utf8(text);
  }

  /** A string of any characters, of which each becomes one to three bytes. */
  int text(String text) {
    return pool.string(text);
  }

  int classRef(String name) {
    return pool.classRef(name);
  }

  int field(String owner, String name, String type) {
    return pool.field(owner, name, type);
  }

  int method(String owner, String name, String type) {
    return pool.method(owner, name, type);
  }

  int string(String text) {
    return pool.string(text);
  }

  int integer(int value) {
    return pool.integer(value);
  }

  int longNumber(long value) {
    return pool.longNumber(value);
  }

  int floatBits(int bits) {
    return pool.floatBits(bits);
  }

  int doubleBits(long bits) {
    return pool.doubleBits(bits);
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
    Bytes out = new Bytes(pool.size() + fields.size + methods.size + 64);
    out.u4(0xCAFEBABE);
    out.u2(0);
    out.u2(VERSION);
    pool.write(out);
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
