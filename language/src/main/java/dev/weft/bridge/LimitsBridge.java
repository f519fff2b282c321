// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import dev.weft.WasmContext;
import dev.weft.linker.spi.EngineLimiter;
import dev.weft.linker.spi.EngineLimits;
import dev.weft.runtime.Interruption;

/** Limits and interruption of a context. */
final class LimitsBridge implements EngineLimits {
  private final WasmContext context;

  LimitsBridge(WasmContext context) {
    this.context = context;
  }

  @Override
  public boolean countsFuel() {
    return context.options().codeLimits().fuel() != null;
  }

  @Override
  public long fuel() {
    return context.metering().remaining();
  }

  @Override
  public void fuel(long units) {
    context.metering().set(units);
  }

  @Override
  public void fuelInterval(long units, Runnable atEnd) {
    context.metering().interval(units, atEnd == null ? null : atEnd::run);
  }

  @Override
  public void limiter(EngineLimiter limiter) {
    context.account().limiter(limiter);
  }

  @Override
  public void interrupt(Interrupt handler) {
    Interruption.request(context, handler::goesOn);
  }
}
