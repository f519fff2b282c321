// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

/** The representation of a value at run time. */
public enum ValueKind {
  /** A 32-bit integer. */
  I32,
  /** A 64-bit integer. */
  I64,
  /** A 32-bit floating-point number. */
  F32,
  /** A 64-bit floating-point number. */
  F64,
  /** A 128-bit vector. */
  V128,
  /** A reference of any type. */
  REF
}
