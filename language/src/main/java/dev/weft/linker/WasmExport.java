// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a method that {@link Linker#funcWrapAll} defines. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface WasmExport {
  /** The name of the function; the method's if empty. */
  String value() default "";
}
