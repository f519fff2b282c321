// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;

/** An operation on one of our objects that other languages can call, such as a memory's grow. */
@ExportLibrary(InteropLibrary.class)
final class MethodObject extends WasmObject {
  /** What an operation does. */
  @FunctionalInterface
  interface Body {
    Object call(Object[] arguments) throws ArityException, UnsupportedTypeException;
  }

  private final String name;
  private final int minArity;
  private final int maxArity;
  private final Body body;

  MethodObject(String name, int minArity, int maxArity, Body body) {
    this.name = name;
    this.minArity = minArity;
    this.maxArity = maxArity;
    this.body = body;
  }

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object execute(Object[] arguments) throws ArityException, UnsupportedTypeException {
    if (arguments.length < minArity || arguments.length > maxArity) {
      throw ArityException.create(minArity, maxArity, arguments.length);
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

  @Override
  MetaType metaType() {
    return MetaType.METHOD;
  }

  @Override
  String display() {
    return name + "()";
  }
}
