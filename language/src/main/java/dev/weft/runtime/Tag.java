// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.interop.TruffleObject;
import dev.weft.types.TagType;

/** A tag instance; exceptions are matched by its identity. */
public final class Tag implements TruffleObject {
  private final TagType type;

  /** Makes a new tag, different from every other. */
  public Tag(TagType type) {
    this.type = type;
  }

  /** The type of this tag. */
  public TagType type() {
    return type;
  }
}
