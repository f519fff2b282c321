// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;

/**
 * The null reference of every reference type. There is exactly one, compared by identity; Java's
 * {@code null} never is a WebAssembly value.
 */
@ExportLibrary(InteropLibrary.class)
public final class WasmNull extends WasmObject {
  /** The only null reference. */
  public static final WasmNull INSTANCE = new WasmNull();

  private WasmNull() {}

  @ExportMessage
  boolean isNull() {
    return true;
  }

  @Override
  MetaType metaType() {
    return MetaType.NULL;
  }

  @Override
  String display() {
    return "ref.null";
  }
}
