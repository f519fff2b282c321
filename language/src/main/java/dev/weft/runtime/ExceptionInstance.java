// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import dev.weft.WasmLanguage;

/**
 * An exception instance (specification, "Exception Instances"): a tag and values of its parameter
 * types, which other languages see as the elements of an array.
 */
@ExportLibrary(InteropLibrary.class)
public final class ExceptionInstance extends AbstractTruffleException {
  private static final long serialVersionUID = 1L;

  private final transient Tag tag;
  private final transient Object[] fields;
  private transient Object embedderData;

  /**
   * Makes an exception.
   *
   * @param tag its tag
   * @param fields boxed values of exactly the tag's parameter types; not copied
   */
  public ExceptionInstance(Tag tag, Object... fields) {
    super("WebAssembly exception");
    this.tag = tag;
    this.fields = fields;
  }

  /** The tag. */
  public Tag tag() {
    return tag;
  }

  /** The values. Not to be changed. */
  public Object[] fields() {
    return fields;
  }

  /** What {@link #setEmbedderData} was given last; null before. */
  public Object embedderData() {
    return embedderData;
  }

  /** Keeps an object of the embedder with this exception, as with {@link ExternObject}s. */
  public void setEmbedderData(Object data) {
    this.embedderData = data;
  }

  @ExportMessage
  boolean hasArrayElements() {
    return true;
  }

  @ExportMessage
  long getArraySize() {
    return fields.length;
  }

  @ExportMessage
  boolean isArrayElementReadable(long index) {
    return index >= 0 && index < fields.length;
  }

  @ExportMessage
  Object readArrayElement(long index) throws InvalidArrayIndexException {
    if (!isArrayElementReadable(index)) {
      throw InvalidArrayIndexException.create(index);
    }
    return fields[(int) index];
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
  boolean hasMetaObject() {
    return true;
  }

  @ExportMessage
  Object getMetaObject() {
    return MetaType.EXCEPTION;
  }

  @ExportMessage
  @TruffleBoundary
  Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
    return getMessage();
  }
}
