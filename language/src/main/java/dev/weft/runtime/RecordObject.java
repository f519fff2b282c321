// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/** A read-only object for other languages, with members in a fixed order. */
@ExportLibrary(InteropLibrary.class)
public final class RecordObject extends WasmObject {
  private final Map<String, Object> members = new LinkedHashMap<>();

  /** Makes an empty object, to be filled with {@link #with} before others see it. */
  public RecordObject() {}

  /** Adds a member. */
  @TruffleBoundary
  public RecordObject with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return new ListObject(members.keySet().toArray());
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String name) {
    return members.containsKey(name);
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String name) throws UnknownIdentifierException {
    Object value = members.get(name);
    if (value == null) {
      throw UnknownIdentifierException.create(name);
    }
    return value;
  }

  @Override
  MetaType metaType() {
    return MetaType.RECORD;
  }

  @Override
  @TruffleBoundary
  String display() {
    return members.toString();
  }
}
