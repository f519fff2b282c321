// SPDX-License-Identifier: Apache-2.0
package dev.weft.js;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import dev.weft.WasmContext;
import dev.weft.WasmLanguage;
import dev.weft.runtime.Memory;
import dev.weft.runtime.ListObject;
import dev.weft.runtime.ScopeObject;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.FailureType;
import dev.weft.runtime.WasmNull;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The value of {@code WebAssembly} in the polyglot bindings: functions and {@code ref_null} for the
 * JavaScript engine, and for all other guests the constructors of the language's bindings, which
 * only hosts can reach by themselves. There is one for each context; it keeps what the JavaScript
 * engine wants to be told of.
 */
@ExportLibrary(InteropLibrary.class)
public final class WebAssemblyObject implements TruffleObject {
  /** The name of the object in the polyglot bindings. */
  public static final String SYMBOL = "WebAssembly";

  private static final String REF_NULL = "ref_null";

  /** Read when a JavaScript engine starts, and only by those later than 25.0. */
  private static final String MARK_OF_LATER_ENGINES = "tag_alloc";

  private static final Map<String, Object> MEMBERS = new LinkedHashMap<>();

  static {
    for (ApiFunction function : ApiFunctions.all()) {
      MEMBERS.put(function.name(), function);
    }
    MEMBERS.put(REF_NULL, WasmNull.INSTANCE);
  }

  private TypeText typeText = new TypeText(false);
  private Object growCallback;

  /** Makes the object of a context. */
  public WebAssemblyObject() {}

  /** How the JavaScript engine of this context spells types. */
  TypeText typeText() {
    return typeText;
  }

  /** Whether the JavaScript engine of this context tells an exhausted stack from other traps. */
  public boolean knowsExhaustion() {
    return typeText.later();
  }

  void setGrowCallback(Object callback) {
    this.growCallback = callback;
  }

  /**
   * Tells the JavaScript engine that a memory has grown, so that it detaches the buffer it made of
   * it. To be called after every growth of a memory with embedder data, also by no page.
   */
  @TruffleBoundary
  public void memoryGrown(Memory memory) {
    if (growCallback == null) {
      return;
    }
    try {
      InteropLibrary.getUncached(growCallback).execute(growCallback, memory);
    } catch (UnsupportedTypeException | ArityException | UnsupportedMessageException e) {
      throw WasmException.failure(
          FailureType.USAGE, "mem_set_grow_callback", "the callback cannot be called", e);
    }
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    List<Object> names = new ArrayList<>(MEMBERS.keySet());
    names.addAll(ScopeObject.constructors());
    return new ListObject(names.toArray());
  }

  private static Object member(String name) {
    Object member = MEMBERS.get(name);
    return member == null ? WasmContext.get(null).scope().constructor(name) : member;
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String name) {
    return member(name) != null;
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String name) throws UnknownIdentifierException {
    Object member = member(name);
    if (member == null) {
      throw UnknownIdentifierException.create(name);
    }
    if (name.equals(MARK_OF_LATER_ENGINES)) {
      typeText = new TypeText(true);
    }
    return member;
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberInvocable(String name) {
    Object member = member(name);
    return member != null && InteropLibrary.getUncached(member).isExecutable(member);
  }

  @ExportMessage
  @TruffleBoundary
  Object invokeMember(String name, Object[] arguments)
      throws UnknownIdentifierException,
          UnsupportedMessageException,
          UnsupportedTypeException,
          ArityException {
    Object member = member(name);
    if (member == null) {
      throw UnknownIdentifierException.create(name);
    }
    return InteropLibrary.getUncached(member).execute(member, arguments);
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
  Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
    return SYMBOL;
  }
}
