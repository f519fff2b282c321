// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import dev.weft.bridge.LinkTypes;
import dev.weft.linker.spi.EngineTag;
import dev.weft.types.TagType;

/** A tag instance; exceptions are matched by its identity. */
@ExportLibrary(InteropLibrary.class)
public final class Tag extends ExternObject implements EngineTag {
  private static final String TYPE = "type";

  private final TagType type;

  /** Makes a new tag, different from every other. */
  public Tag(TagType type) {
    this.type = type;
  }

  /** The type of this tag. */
  public TagType type() {
    return type;
  }

  @Override
  public dev.weft.linker.TagType externType() {
    return LinkTypes.tagType(type());
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return new ListObject(TYPE);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String member) {
    return member.equals(TYPE);
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    if (!isMemberReadable(member)) {
      throw UnknownIdentifierException.create(member);
    }
    return Types.describe(type);
  }

  @Override
  MetaType metaType() {
    return MetaType.TAG;
  }

  @Override
  @TruffleBoundary
  String display() {
    return type.toString();
  }
}
