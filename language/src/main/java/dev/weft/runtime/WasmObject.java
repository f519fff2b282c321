// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.utilities.TriState;
import dev.weft.WasmLanguage;

/** What all our objects tell other languages and the host: language, kind and a text. */
@ExportLibrary(InteropLibrary.class)
public abstract class WasmObject implements TruffleObject {
  WasmObject() {}

  /** The kind of object. */
  abstract MetaType metaType();

  /** A short text that says what this is. */
  abstract String display();

  @ExportMessage
  final boolean hasLanguage() {
    return true;
  }

  @ExportMessage
  final Class<? extends TruffleLanguage<?>> getLanguage() {
    return WasmLanguage.class;
  }

  @ExportMessage
  final boolean hasMetaObject() {
    return true;
  }

  @ExportMessage
  final Object getMetaObject() {
    return metaType();
  }

  @ExportMessage
  final TriState isIdenticalOrUndefined(Object other) {
    return TriState.valueOf(this == other);
  }

  @ExportMessage
  @TruffleBoundary
  final int identityHashCode() {
    return System.identityHashCode(this);
  }

  @ExportMessage
  @TruffleBoundary
  final Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
    return display();
  }

  @Override
  public final String toString() {
    return display();
  }
}
