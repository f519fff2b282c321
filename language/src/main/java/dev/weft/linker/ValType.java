// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** The type of a value: a number, a vector or a reference. */
public sealed interface ValType permits ValType.Num, ValType.Vec, RefType {
  /** The type {@code i32}. */
  ValType I32 = Num.I32;

  /** The type {@code i64}. */
  ValType I64 = Num.I64;

  /** The type {@code f32}. */
  ValType F32 = Num.F32;

  /** The type {@code f64}. */
  ValType F64 = Num.F64;

  /** The type {@code v128}. */
  ValType V128 = Vec.V128;

  /** The type {@code funcref}. */
  ValType FUNCREF = RefType.FUNCREF;

  /** The type {@code externref}. */
  ValType EXTERNREF = RefType.EXTERNREF;

  /** Whether a value of this type can be used where {@code expected} is wanted. */
  boolean matches(ValType expected); // no default method: enums would initialise the constants

  /** The types of numbers. */
  enum Num implements ValType {
    /** 32-bit integers. */
    I32,
    /** 64-bit integers. */
    I64,
    /** 32-bit floating-point numbers. */
    F32,
    /** 64-bit floating-point numbers. */
    F64;

    @Override
    public boolean matches(ValType expected) {
      return this == expected;
    }

    @Override
    public String toString() {
      return switch (this) {
        case I32 -> "i32";
        case I64 -> "i64";
        case F32 -> "f32";
        case F64 -> "f64";
      };
    }
  }

  /** The types of vectors. */
  enum Vec implements ValType {
    /** 128-bit vectors. */
    V128;

    @Override
    public boolean matches(ValType expected) {
      return this == expected;
    }

    @Override
    public String toString() {
      return "v128";
    }
  }
}
