// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.dsl.Bind;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.WasmContext;
import dev.weft.bridge.LinkTypes;
import dev.weft.js.BigInts;
import dev.weft.linker.spi.EngineGlobal;
import dev.weft.types.GlobalType;

/**
 * A global instance. Numbers live in {@link #bits}, references in {@link #ref}; which of the two
 * counts follows from the type.
 */
@ExportLibrary(InteropLibrary.class)
public final class Global extends ExternObject implements EngineGlobal {
  private static final String VALUE = "value";
  private static final String MUTABLE = "mutable";
  private static final String TYPE = "type";

  private final GlobalType type;

  /** The raw bits of an i32 (sign-extended), i64, f32 (low half) or f64; the low half of a v128. */
  public long bits;

  /** A reference, {@link WasmNull#INSTANCE} for null; unused by numbers. */
  public Object ref;

  /** Makes a global that holds a number. */
  public Global(GlobalType type, long bits) {
    this.type = type;
    this.bits = bits;
    this.ref = WasmNull.INSTANCE;
  }

  /** Makes a global that holds a reference (or a vector object). */
  public Global(GlobalType type, Object ref) {
    this.type = type;
    this.ref = ref;
  }

  /** The type of this global. */
  public GlobalType type() {
    return type;
  }

  /** Makes a global that holds a boxed number or a reference of its type. */
  public static Global of(GlobalType type, Object value) {
    Global global = new Global(type, WasmNull.INSTANCE);
    global.setBoxed(value);
    return global;
  }

  /** The value: {@link Integer}, {@link Long}, {@link Float}, {@link Double} or a reference. */
  @Override
  public Object getBoxed() {
    return switch (type.type().kind()) {
      case I32 -> (int) bits;
      case I64 -> bits;
      case F32 -> Float.intBitsToFloat((int) bits);
      case F64 -> Double.longBitsToDouble(bits);
      case V128, REF -> ref;
    };
  }

  /** Sets the value, a boxed number or a reference of exactly this global's type. */
  @Override
  public void setBoxed(Object value) {
    switch (type.type().kind()) {
      case I32 -> bits = (int) value;
      case I64 -> bits = (long) value;
      case F32 -> bits = Float.floatToRawIntBits((float) value);
      case F64 -> bits = Double.doubleToRawLongBits((double) value);
      case V128, REF -> ref = value;
    }
  }

  @Override
  public dev.weft.linker.GlobalType externType() {
    return LinkTypes.globalType(type());
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return new ListObject(VALUE, MUTABLE, TYPE);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String member) {
    return member.equals(VALUE) || member.equals(MUTABLE) || member.equals(TYPE);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberModifiable(String member) {
    return type.mutable() && member.equals(VALUE);
  }

  @ExportMessage
  boolean isMemberInsertable(@SuppressWarnings("unused") String member) {
    return false;
  }

  @ExportMessage
  Object readMember(String member, @Bind Node node) throws UnknownIdentifierException {
    return read(member, node);
  }

  @TruffleBoundary
  private Object read(String member, Node node) throws UnknownIdentifierException {
    return switch (member) {
      case VALUE ->
          BigInts.isAskedByJavaScript(node)
              ? WasmContext.get(node)
                  .bigInts()
                  .toJavaScript(getBoxed(), InteropLibrary.getUncached())
              : getBoxed();
      case MUTABLE -> type.mutable();
      case TYPE -> Types.describe(type);
      default -> throw UnknownIdentifierException.create(member);
    };
  }

  @ExportMessage
  @TruffleBoundary
  void writeMember(String member, Object value)
      throws UnknownIdentifierException, UnsupportedMessageException, UnsupportedTypeException {
    if (!isMemberReadable(member)) {
      throw UnknownIdentifierException.create(member);
    }
    if (!isMemberModifiable(member)) {
      throw UnsupportedMessageException.create();
    }
    Object converted = Conversion.toWasm(type.type(), value);
    if (converted == null) {
      throw UnsupportedTypeException.create(
          new Object[] {value},
          "The global is " + type.type() + " and cannot be " + Conversion.describe(value) + ".");
    }
    setBoxed(converted);
  }

  @Override
  MetaType metaType() {
    return MetaType.GLOBAL;
  }

  @Override
  @TruffleBoundary
  String display() {
    return type + " = " + Conversion.describe(getBoxed());
  }
}
