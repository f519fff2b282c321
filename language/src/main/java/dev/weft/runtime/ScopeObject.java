// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import dev.weft.WasmContext;
import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.WasmFormatException;
import dev.weft.linker.spi.EngineContext;
import dev.weft.module.Module;
import dev.weft.validation.ModuleValidator;
import java.util.ArrayList;
import java.util.List;

/**
 * The bindings of the language: the constructors {@code Module}, {@code Memory}, {@code Table},
 * {@code Global}, {@code Tag} and {@code Function}, the function {@code validate(bytes)}, and the
 * instances made under {@code wasm.EvalReturnsInstance} by the names of their sources, which go
 * first. One more member, not listed, is for {@code dev.weft.linker}.
 */
@ExportLibrary(InteropLibrary.class)
public final class ScopeObject extends WasmObject {
  private static final String VALIDATE = "validate";

  private final WasmContext context;

  /** Makes the bindings of a context. */
  public ScopeObject(WasmContext context) {
    this.context = context;
  }

  private Object find(String name) {
    if (name.equals(EngineContext.MEMBER)) {
      return context.env().asGuestValue(context.bridge());
    }
    Object instance = context.evaluatedInstance(name);
    return instance == null ? constructor(name) : instance;
  }

  /** The constructor or function with a name, or null. */
  public Object constructor(String name) {
    for (MetaType type : MetaType.values()) {
      if (type.constructible() && type.text().equals(name)) {
        return type;
      }
    }
    return name.equals(VALIDATE) ? new MethodObject(VALIDATE, 1, 1, this::validate) : null;
  }

  /** Whether bytes, given as a buffer or an array of numbers, are a valid module. */
  private Object validate(Object[] arguments) {
    byte[] bytes = Types.bytes(arguments[0]);
    if (bytes == null) {
      throw HostError.notA(VALIDATE, "a buffer or an array of bytes", arguments[0]);
    }
    try {
      Module module = ModuleDecoder.decode(bytes, VALIDATE, context.options().features());
      ModuleValidator.validate(module, context.options().features());
      return true;
    } catch (WasmFormatException e) {
      return false;
    }
  }

  @ExportMessage
  boolean isScope() {
    return true;
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    List<Object> names = new ArrayList<>(context.evaluatedNames());
    for (String name : constructors()) {
      if (!names.contains(name)) {
        names.add(name);
      }
    }
    return new ListObject(names.toArray());
  }

  /** The names of the constructors and functions. */
  public static List<String> constructors() {
    List<String> names = new ArrayList<>();
    for (MetaType type : MetaType.values()) {
      if (type.constructible()) {
        names.add(type.text());
      }
    }
    names.add(VALIDATE);
    return names;
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String name) {
    return find(name) != null;
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String name) throws UnknownIdentifierException {
    Object value = find(name);
    if (value == null) {
      throw UnknownIdentifierException.create(name);
    }
    return value;
  }

  @Override
  MetaType metaType() {
    return MetaType.SCOPE;
  }

  @Override
  String display() {
    return "WebAssembly bindings";
  }
}
