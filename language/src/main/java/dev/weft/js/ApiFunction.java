// SPDX-License-Identifier: Apache-2.0
package dev.weft.js;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import dev.weft.WasmLanguage;

/** A function of the {@link WebAssemblyObject}: free of any context, so there is one of each. */
@ExportLibrary(InteropLibrary.class)
final class ApiFunction implements TruffleObject {
  /** What a function does. Those that JavaScript calls often are compiled with their callers. */
  @FunctionalInterface
  interface Body {
    Object call(Object[] arguments);
  }

  private final String name;
  private final int arity;
  private final Body body;

  /** Names a function that needs at least {@code arity} arguments; further ones are optional. */
  ApiFunction(String name, int arity, Body body) {
    this.name = name;
    this.arity = arity;
    this.body = body;
  }

  String name() {
    return name;
  }

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  @ExportMessage
  Object execute(Object[] arguments) {
    if (arguments.length < arity) {
      CompilerDirectives.transferToInterpreter();
      throw Arguments.usage(
          name, "it takes at least " + arity + " arguments, not " + arguments.length);
    }
    return body.call(arguments);
  }

  @ExportMessage
  boolean hasExecutableName() {
    return true;
  }

  @ExportMessage
  Object getExecutableName() {
    return name;
  }

  @ExportMessage
  boolean hasLanguage() {
    return true;
  }

  @ExportMessage
  Class<? extends TruffleLanguage<?>> getLanguage() {
    return WasmLanguage.class;
  }

  @ExportMessage
  @TruffleBoundary
  Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
    return name + "()";
  }
}
