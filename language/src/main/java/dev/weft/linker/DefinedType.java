// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** A type that a module or the host defines: at present a {@link FuncType}. */
public sealed interface DefinedType permits FuncType {
  /** Whether this type is {@code other} or declared below it. */
  boolean isSubtypeOf(DefinedType other);
}
