// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineContext;
import dev.weft.linker.spi.LinkerAccess;

/** What the engine may do with objects of this package. */
final class Access extends LinkerAccess {
  @Override
  public FuncType funcType(Object canonical) {
    return FuncType.ofCanonical(canonical);
  }

  @Override
  public Object canonical(FuncType type) {
    return type.canonical();
  }

  @Override
  public Throwable guestException(Throwable failure, EngineContext context) {
    return failure instanceof WasmError error ? error.guest(context) : null;
  }
}
