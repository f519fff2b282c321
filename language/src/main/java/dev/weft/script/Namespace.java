// SPDX-License-Identifier: Apache-2.0
package dev.weft.script;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object whose members are modules, or the items of a module, for imports. */
@ExportLibrary(InteropLibrary.class)
final class Namespace implements TruffleObject {
  private final Map<String, Object> members = new LinkedHashMap<>();

  void put(String name, Object value) {
    members.put(name, value);
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return new Names(members.keySet().toArray(new String[0]));
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String member) {
    return members.containsKey(member);
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    Object value = members.get(member);
    if (value == null) {
      throw UnknownIdentifierException.create(member);
    }
    return value;
  }

  /** The names of the members. */
  @ExportLibrary(InteropLibrary.class)
  static final class Names implements TruffleObject {
    private final String[] names;

    Names(String[] names) {
      this.names = names;
    }

    @ExportMessage
    boolean hasArrayElements() {
      return true;
    }

    @ExportMessage
    long getArraySize() {
      return names.length;
    }

    @ExportMessage
    boolean isArrayElementReadable(long index) {
      return index >= 0 && index < names.length;
    }

    @ExportMessage
    Object readArrayElement(long index) throws InvalidArrayIndexException {
      if (!isArrayElementReadable(index)) {
        throw InvalidArrayIndexException.create(index);
      }
      return names[(int) index];
    }
  }
}
