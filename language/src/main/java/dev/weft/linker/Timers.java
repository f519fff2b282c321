// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The thread of timeouts and tickers; it does not keep the JVM alive. */
final class Timers {
  static final ScheduledThreadPoolExecutor EXECUTOR = create();

  private Timers() {}

  private static ScheduledThreadPoolExecutor create() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "weft-timers");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}
