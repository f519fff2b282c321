// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;

/** Throws an exception of the engine when it is executed, so that the polyglot API converts it. */
@ExportLibrary(InteropLibrary.class)
final class Thrower implements TruffleObject {
  private final Throwable thrown;

  Thrower(Throwable thrown) {
    this.thrown = thrown;
  }

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object execute(@SuppressWarnings("unused") Object[] arguments) {
    throw Sneaky.rethrow(thrown);
  }
}
