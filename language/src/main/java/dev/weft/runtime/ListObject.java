// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.Arrays;

/** A read-only array for other languages: several results, names, imports and the like. */
@ExportLibrary(InteropLibrary.class)
public final class ListObject extends WasmObject {
  private final Object[] items;

  /** Makes a list of interop values; the array is not copied. */
  public ListObject(Object... items) {
    this.items = items;
  }

  /** The items. Not to be changed. */
  Object[] items() {
    return items;
  }

  @ExportMessage
  boolean hasArrayElements() {
    return true;
  }

  @ExportMessage
  long getArraySize() {
    return items.length;
  }

  @ExportMessage
  boolean isArrayElementReadable(long index) {
    return index >= 0 && index < items.length;
  }

  @ExportMessage
  Object readArrayElement(long index) throws InvalidArrayIndexException {
    if (!isArrayElementReadable(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    return items[(int) index];
  }

  @Override
  MetaType metaType() {
    return MetaType.LIST;
  }

  @Override
  @TruffleBoundary
  String display() {
    return Arrays.toString(items);
  }
}
