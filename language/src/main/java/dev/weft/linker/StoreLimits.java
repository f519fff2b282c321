// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.OptionalLong;

/**
 * Fixed limits.
 *
 * @param memoryBytes the most bytes of each memory
 * @param totalMemoryBytes the most bytes of all memories of a store together
 * @param tableElements the most elements of each table
 * @param instances the most instances
 * @param tables the most tables
 * @param memories the most memories
 * @param trapOnGrowFailure whether growth that is refused ends the code that asked
 */
public record StoreLimits(
    OptionalLong memoryBytes,
    OptionalLong totalMemoryBytes,
    OptionalLong tableElements,
    long instances,
    long tables,
    long memories,
    boolean trapOnGrowFailure)
    implements ResourceLimiter {
  /** Starts without limits, but for 10 000 instances, tables and memories. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public boolean memoryGrowing(long current, long desired, OptionalLong maximum) {
    return granted(memoryBytes, desired, "memory", "bytes");
  }

  private boolean granted(OptionalLong limit, long desired, String what, String units) {
    if (limit.isEmpty() || Long.compareUnsigned(desired, limit.getAsLong()) <= 0) {
      return true;
    }
    if (trapOnGrowFailure) {
      throw new ResourceLimitException(
          "forcing a failure to grow a "
              + what
              + " to "
              + Long.toUnsignedString(desired)
              + " "
              + units
              + " to end the call",
          null,
          null);
    }
    return false;
  }

  @Override
  public void memoryGrowFailed(Throwable why) {
    growFailed(why);
  }

  @Override
  public void tableGrowFailed(Throwable why) {
    growFailed(why);
  }

  private void growFailed(Throwable why) {
    if (trapOnGrowFailure) {
      throw new ResourceLimitException(
          "forcing a failure to grow to end the call: " + why.getMessage(), why, null);
    }
  }

  @Override
  public boolean tableGrowing(long current, long desired, OptionalLong maximum) {
    return granted(tableElements, desired, "table", "elements");
  }

  /** Collects limits. */
  public static final class Builder {
    private OptionalLong memoryBytes = OptionalLong.empty();
    private OptionalLong totalMemoryBytes = OptionalLong.empty();
    private OptionalLong tableElements = OptionalLong.empty();
    private long instances = 10_000;
    private long tables = 10_000;
    private long memories = 10_000;
    private boolean trapOnGrowFailure;

    private Builder() {}

    /** The most bytes of each memory. */
    public Builder memoryBytes(long n) {
      memoryBytes = OptionalLong.of(n);
      return this;
    }

    /**
     * The most bytes of all memories of a store together. Memories that nobody can reach any more
     * do not count; they are looked for when the limit is reached.
     */
    public Builder totalMemoryBytes(long n) {
      totalMemoryBytes = OptionalLong.of(n);
      return this;
    }

    /** The most elements of each table. */
    public Builder tableElements(long n) {
      tableElements = OptionalLong.of(n);
      return this;
    }

    /** The most instances. */
    public Builder instances(long n) {
      instances = n;
      return this;
    }

    /** The most tables. */
    public Builder tables(long n) {
      tables = n;
      return this;
    }

    /** The most memories. */
    public Builder memories(long n) {
      memories = n;
      return this;
    }

    /** Whether growth that is refused ends the code that asked. */
    public Builder trapOnGrowFailure(boolean t) {
      trapOnGrowFailure = t;
      return this;
    }

    /** The limits. */
    public StoreLimits build() {
      return new StoreLimits(
          memoryBytes,
          totalMemoryBytes,
          tableElements,
          instances,
          tables,
          memories,
          trapOnGrowFailure);
    }
  }
}
