// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.OptionalLong;

/** Is asked before memories and tables grow, and limits how many objects a store has. */
public interface ResourceLimiter {
  /**
   * Whether a memory may be made or grow.
   *
   * @param currentBytes its size; 0 for a new one
   * @param desiredBytes its size afterwards
   * @param maximumBytes its declared maximum
   * @throws Exception to end the code that asked with this exception
   */
  boolean memoryGrowing(long currentBytes, long desiredBytes, OptionalLong maximumBytes)
      throws Exception;

  /**
   * Whether a table may be made or grow.
   *
   * @param current its number of elements; 0 for a new one
   * @param desired its number of elements afterwards
   * @param maximum its declared maximum
   * @throws Exception to end the code that asked with this exception
   */
  boolean tableGrowing(long current, long desired, OptionalLong maximum) throws Exception;

  /** A memory was allowed to grow but could not. */
  default void memoryGrowFailed(Throwable why) throws Exception {}

  /** A table was allowed to grow but could not. */
  default void tableGrowFailed(Throwable why) throws Exception {}

  /** The most instances. */
  default long instances() {
    return 10_000;
  }

  /** The most tables. */
  default long tables() {
    return 10_000;
  }

  /** The most memories. */
  default long memories() {
    return 10_000;
  }
}
