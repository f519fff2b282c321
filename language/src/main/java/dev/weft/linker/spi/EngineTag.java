// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import dev.weft.linker.TagType;

/** A tag of the engine. */
public non-sealed interface EngineTag extends EngineExtern {
  @Override
  TagType externType();
}
