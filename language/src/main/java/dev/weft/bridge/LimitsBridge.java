// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import dev.weft.WasmContext;
import dev.weft.linker.spi.EngineLimits;

/** Limits and interruption of a context. */
final class LimitsBridge implements EngineLimits {
  LimitsBridge(WasmContext context) {}
}
