// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineLimiter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The limiters of a store, as the engine asks them: all have to agree. */
final class StoreLimiter implements EngineLimiter {
  private final List<Supplier<? extends ResourceLimiter>> limiters = new ArrayList<>();
  private final OptionalLong totalMemoryBytes;

  StoreLimiter(Store<?> store, Store.Builder<?> builder) {
    if (builder.limits != null) {
      limiters.add(() -> builder.limits);
    }
    if (builder.limiter != null) {
      limiters.add(() -> find(store, builder));
    }
    totalMemoryBytes =
        builder.limits == null ? OptionalLong.empty() : builder.limits.totalMemoryBytes();
  }

  @SuppressWarnings("unchecked")
  private static <T> ResourceLimiter find(Store<?> store, Store.Builder<T> builder) {
    ResourceLimiter limiter = builder.limiter.apply((T) store.data());
    if (limiter == null) {
      throw new IllegalStateException("there is no limiter in the data of the store");
    }
    return limiter;
  }

  private static OptionalLong optional(long maximum) {
    return maximum == -1 ? OptionalLong.empty() : OptionalLong.of(maximum);
  }

  @Override
  public boolean memoryGrowing(long current, long desired, long maximum) throws Exception {
    for (Supplier<? extends ResourceLimiter> limiter : limiters) {
      if (!limiter.get().memoryGrowing(current, desired, optional(maximum))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean tableGrowing(long current, long desired, long maximum) throws Exception {
    for (Supplier<? extends ResourceLimiter> limiter : limiters) {
      if (!limiter.get().tableGrowing(current, desired, optional(maximum))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void memoryGrowFailed(String why) throws Exception {
    for (Supplier<? extends ResourceLimiter> limiter : limiters) {
      limiter.get().memoryGrowFailed(new ResourceLimitException(why, null, null));
    }
  }

  @Override
  public void tableGrowFailed(String why) throws Exception {
    for (Supplier<? extends ResourceLimiter> limiter : limiters) {
      limiter.get().tableGrowFailed(new ResourceLimitException(why, null, null));
    }
  }

  private long least(ToLongFunction<ResourceLimiter> limit) {
    long least = -1;
    for (Supplier<? extends ResourceLimiter> limiter : limiters) {
      long one = limit.applyAsLong(limiter.get());
      least = Long.compareUnsigned(one, least) < 0 ? one : least;
    }
    return least;
  }

  @Override
  public long instances() {
    return least(ResourceLimiter::instances);
  }

  @Override
  public long tables() {
    return least(ResourceLimiter::tables);
  }

  @Override
  public long memories() {
    return least(ResourceLimiter::memories);
  }

  @Override
  public long totalMemoryBytes() {
    return totalMemoryBytes.orElse(-1);
  }
}
