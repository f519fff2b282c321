// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;

/** What a function without results returns to other languages: a null that is no reference. */
@ExportLibrary(InteropLibrary.class)
public final class WasmVoid extends WasmObject {
  /** The only one. */
  public static final WasmVoid INSTANCE = new WasmVoid();

  private WasmVoid() {}

  @ExportMessage
  boolean isNull() {
    return true;
  }

  @Override
  MetaType metaType() {
    return MetaType.VOID;
  }

  @Override
  String display() {
    return "void";
  }
}
