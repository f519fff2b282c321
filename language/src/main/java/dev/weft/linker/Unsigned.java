// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a parameter, a result or a component of a record as an unsigned number in a wider Java
 * type: a {@code long} is an i32 between 0 and 2<sup>32</sup>-1, a {@link java.math.BigInteger} an
 * i64 between 0 and 2<sup>64</sup>-1. Without the annotation a {@code long} is an i64.
 *
 * <p>Values that go to WebAssembly and are outside of the range are refused with {@link
 * IllegalArgumentException}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({
  ElementType.TYPE_USE,
  ElementType.PARAMETER,
  ElementType.METHOD,
  ElementType.RECORD_COMPONENT,
  ElementType.FIELD
})
public @interface Unsigned {}
