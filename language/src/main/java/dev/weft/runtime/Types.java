// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.InvalidBufferOffsetException;
import com.oracle.truffle.api.interop.StopIterationException;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnknownKeyException;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import dev.weft.types.DefinedType;
import dev.weft.types.ExternType;
import dev.weft.types.FuncType;
import dev.weft.types.FunctionExternType;
import dev.weft.types.GlobalType;
import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import dev.weft.types.RefType;
import dev.weft.types.TableType;
import dev.weft.types.TagType;
import dev.weft.types.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * Types as objects of other languages, in the shapes of the JavaScript interface's type reflection:
 * {@code {parameters, results}}, {@code {minimum, maximum, address, shared}}, {@code {element,
 * ...}}, {@code {value, mutable}}. Both directions.
 */
final class Types {
  private static final ValueType[] NAMED = {
    ValueType.I32,
    ValueType.I64,
    ValueType.F32,
    ValueType.F64,
    ValueType.V128,
    RefType.FUNCREF,
    RefType.EXTERNREF,
    RefType.ANYREF,
    RefType.EQREF,
    RefType.I31REF,
    RefType.STRUCTREF,
    RefType.ARRAYREF,
    RefType.EXNREF,
    RefType.NULLREF,
    RefType.NULLFUNCREF,
    RefType.NULLEXTERNREF,
    RefType.NULLEXNREF
  };

  private Types() {}

  static Object describe(ExternType type) {
    // No switch on patterns, which would have to be linked at each start.
    if (type instanceof FunctionExternType f) {
      return describe(f.type());
    } else if (type instanceof TagType t) {
      return new RecordObject().with("parameters", names(t.type().funcType().params()));
    } else if (type instanceof GlobalType g) {
      return new RecordObject().with("value", g.type().toString()).with("mutable", g.mutable());
    } else if (type instanceof MemoryType m) {
      return limits(m.limits()).with("shared", m.limits().shared()).with("pageSize", m.pageSize());
    } else {
      TableType t = (TableType) type;
      return limits(t.limits()).with("element", t.element().toString());
    }
  }

  static Object describe(DefinedType type) {
    FuncType function = type.funcType();
    return new RecordObject()
        .with("parameters", names(function.params()))
        .with("results", names(function.results()));
  }

  private static RecordObject limits(Limits limits) {
    RecordObject result = new RecordObject().with("minimum", limits.min());
    if (limits.hasMax()) {
      result.with("maximum", limits.max());
    }
    return result.with("address", limits.is64() ? "i64" : "i32");
  }

  private static ListObject names(ValueType[] types) {
    Object[] names = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      names[i] = types[i].toString();
    }
    return new ListObject(names);
  }

  /** The value type with a name, or null; {@code anyfunc} is {@code funcref}. */
  static ValueType byName(String name) {
    if (name.equals("anyfunc")) {
      return RefType.FUNCREF;
    }
    for (ValueType type : NAMED) {
      if (type.toString().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /**
   * Reads a hash entry of an object that has such, a member of any other; null if there is none.
   * The members of dictionaries and maps are their methods: "get" is no import of theirs.
   */
  static Object read(Object object, String key) {
    InteropLibrary interop = InteropLibrary.getUncached(object);
    try {
      if (interop.hasHashEntries(object)) {
        return interop.isHashEntryReadable(object, key) ? interop.readHashValue(object, key) : null;
      }
      if (interop.hasMembers(object) && interop.isMemberReadable(object, key)) {
        return interop.readMember(object, key);
      }
    } catch (UnsupportedMessageException | UnknownKeyException | UnknownIdentifierException e) {
      return null;
    }
    return null;
  }

  /** Whether {@link #read} may find something in an object. */
  static boolean hasKeys(Object object) {
    InteropLibrary interop = InteropLibrary.getUncached(object);
    return interop.hasMembers(object) || interop.hasHashEntries(object);
  }

  /** The names that {@link #read} finds in an object, as far as they can be listed. */
  static List<String> keys(Object object) {
    List<String> keys = new ArrayList<>();
    InteropLibrary interop = InteropLibrary.getUncached();
    try {
      if (interop.hasHashEntries(object)) {
        Object iterator = interop.getHashKeysIterator(object);
        while (interop.hasIteratorNextElement(iterator)) {
          addText(keys, interop.getIteratorNextElement(iterator));
        }
      } else if (interop.hasMembers(object)) {
        Object[] members = elements(interop.getMembers(object));
        for (Object member : members == null ? new Object[0] : members) {
          addText(keys, member);
        }
      }
    } catch (UnsupportedMessageException | StopIterationException e) {
      return keys;
    }
    return keys;
  }

  private static void addText(List<String> keys, Object key) {
    String text = text(key);
    if (text != null) {
      keys.add(text);
    }
  }

  /** The text of a string of any language, or null if the value is none. */
  static String text(Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    try {
      return interop.isString(value) ? interop.asString(value) : null;
    } catch (UnsupportedMessageException e) {
      return null;
    }
  }

  /** The elements of an array of any language, or null if the value is none. */
  static Object[] elements(Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    if (!interop.hasArrayElements(value)) {
      return null;
    }
    try {
      Object[] elements = new Object[Math.toIntExact(interop.getArraySize(value))];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = interop.readArrayElement(value, i);
      }
      return elements;
    } catch (UnsupportedMessageException | InvalidArrayIndexException | ArithmeticException e) {
      return null;
    }
  }

  /** A copy of the bytes of a buffer or an array of numbers, or null if the value is neither. */
  static byte[] bytes(Object value) {
    InteropLibrary interop = InteropLibrary.getUncached(value);
    if (interop.hasBufferElements(value)) {
      try {
        byte[] bytes = new byte[Math.toIntExact(interop.getBufferSize(value))];
        interop.readBuffer(value, 0, bytes, 0, bytes.length);
        return bytes;
      } catch (UnsupportedMessageException | InvalidBufferOffsetException | ArithmeticException e) {
        return null;
      }
    }
    Object[] elements = elements(value);
    if (elements == null) {
      return null;
    }
    byte[] bytes = new byte[elements.length];
    for (int i = 0; i < bytes.length; i++) {
      if (!(Conversion.toByte(elements[i]) instanceof Integer b)) {
        return null;
      }
      bytes[i] = (byte) (int) b;
    }
    return bytes;
  }
}
