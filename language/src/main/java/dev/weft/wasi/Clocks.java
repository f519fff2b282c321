// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import dev.weft.linker.spi.WasiConfiguration;
import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The four clocks of WASI preview 1.
 *
 * <p>The CPU-time clocks are an approximation: the time since the context first used WASI, less the
 * time its guest has waited in {@code poll_oneoff} or for standard input. The host's own CPU clocks
 * would count the compiler's and the collector's threads, and all other contexts.
 */
final class Clocks {
  static final int REALTIME = 0;
  static final int MONOTONIC = 1;
  static final int PROCESS_CPUTIME = 2;
  static final int THREAD_CPUTIME = 3;

  private static final long SECOND = 1_000_000_000L;

  private final Clock wall;
  private final LongSupplier monotonic;
  private final long origin = System.nanoTime() - 1; // a clock that shows 0 looks unset to some
  private long waited;

  /** The clocks of a configuration; the host's if it is null or does not say. */
  Clocks(WasiConfiguration configuration) {
    wall = configuration == null ? null : configuration.wall();
    monotonic = configuration == null ? null : configuration.monotonic();
  }

  private long wallTime() {
    return wall == null ? realtime() : nanos(wall.instant());
  }

  private static long nanos(Instant now) {
    return now.getEpochSecond() * SECOND + now.getNano();
  }

  /** Nanoseconds since 1970. */
  static long realtime() {
    return nanos(Instant.now());
  }

  /** The time of a clock in nanoseconds; fails with {@code inval} if there is no such clock. */
  long time(int id) {
    return switch (id) {
      case REALTIME -> wallTime();
      case MONOTONIC -> monotonic == null ? System.nanoTime() - origin : monotonic.getAsLong();
      case PROCESS_CPUTIME, THREAD_CPUTIME -> System.nanoTime() - origin - waited;
      default -> throw Errno.INVAL.exception();
    };
  }

  /** The resolution of a clock in nanoseconds; fails with {@code inval} if there is none. */
  static long resolution(int id) {
    return switch (id) {
      case REALTIME -> 1000;
      case MONOTONIC, PROCESS_CPUTIME, THREAD_CPUTIME -> 1;
      default -> throw Errno.INVAL.exception();
    };
  }

  /**
   * The point of {@link System#nanoTime} that lies some nanoseconds ahead; the points compare by
   * their difference to one another.
   */
  static long deadline(long nanos) {
    return System.nanoTime() + Math.min(nanos, Long.MAX_VALUE / 4);
  }

  /** Tells that the guest has waited. */
  void addWaited(long nanos) {
    waited += nanos;
  }
}
