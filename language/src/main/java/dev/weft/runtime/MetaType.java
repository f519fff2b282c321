// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import dev.weft.WasmLanguage;

/**
 * The kinds of our objects, as meta objects. Those that a host can make are members of the
 * language's bindings and can be instantiated, see {@link Constructors}.
 */
@ExportLibrary(InteropLibrary.class)
enum MetaType implements TruffleObject {
  MODULE("Module", Constructors::module),
  INSTANCE("Instance", null),
  EXPORTS("Exports", null),
  FUNCTION("Function", Constructors::function),
  MEMORY("Memory", Constructors::memory),
  TABLE("Table", Constructors::table),
  GLOBAL("Global", Constructors::global),
  TAG("Tag", Constructors::tag),
  EXCEPTION("Exception", null),
  NULL("Null", null),
  VOID("Void", null),
  LIST("List", null),
  RECORD("Record", null),
  BYTES("Bytes", null),
  METHOD("Method", null),
  SCOPE("Scope", null);

  /** Makes an object from arguments of another language. */
  @FunctionalInterface
  interface Constructor {
    Object construct(Object[] arguments) throws ArityException, UnsupportedTypeException;
  }

  private final String text;
  private final Constructor constructor;

  MetaType(String text, Constructor constructor) {
    this.text = text;
    this.constructor = constructor;
  }

  /** The simple name. */
  String text() {
    return text;
  }

  /** Whether hosts can make such objects. */
  boolean constructible() {
    return constructor != null;
  }

  @ExportMessage
  boolean isInstantiable() {
    return constructor != null;
  }

  @ExportMessage
  @TruffleBoundary
  Object instantiate(Object[] arguments)
      throws UnsupportedMessageException, ArityException, UnsupportedTypeException {
    if (constructor == null) {
      throw UnsupportedMessageException.create();
    }
    return constructor.construct(arguments);
  }

  @ExportMessage
  boolean isMetaObject() {
    return true;
  }

  @ExportMessage
  Object getMetaQualifiedName() {
    return text;
  }

  @ExportMessage
  Object getMetaSimpleName() {
    return text;
  }

  @ExportMessage
  boolean isMetaInstance(Object object) {
    return switch (this) {
      case EXCEPTION -> object instanceof WasmException;
      case NULL -> object == WasmNull.INSTANCE;
      default -> object instanceof WasmObject o && o.metaType() == this;
    };
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
    return "WebAssembly " + text;
  }
}
