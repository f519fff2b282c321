// SPDX-License-Identifier: Apache-2.0
package dev.weft.ops;

import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.WasmNull;

/** The reference instructions (specification, "Instructions": <i>Reference Instructions</i>). */
public final class RefOps {

  private RefOps() {}

  /**
   * {@code ref.as_non_null}.
   *
   * @param reference any reference
   * @param location what a trap is attributed to, or null
   * @return the same reference
   * @throws WasmException the trap "null reference"
   */
  public static Object asNonNull(Object reference, Node location) {
    if (reference == WasmNull.INSTANCE) {
      throw WasmException.raise(TrapCode.NULL_REFERENCE, location);
    }
    return reference;
  }
}
