// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

/**
 * Decides for the host about memories, tables and instances. What it throws ends the operation that
 * asked, and reaches the host as it is.
 */
public interface EngineLimiter {
  /**
   * Whether a memory may be made or grow. All numbers are unsigned.
   *
   * @param current its bytes; 0 for a new one
   * @param desired its bytes afterwards
   * @param maximum its declared maximum in bytes, or -1
   */
  boolean memoryGrowing(long current, long desired, long maximum) throws Exception;

  /**
   * Whether a table may be made or grow. All numbers are unsigned.
   *
   * @param current its elements; 0 for a new one
   * @param desired its elements afterwards
   * @param maximum its declared maximum, or -1
   */
  boolean tableGrowing(long current, long desired, long maximum) throws Exception;

  /** A memory was allowed to grow, and could not. */
  void memoryGrowFailed(String why) throws Exception;

  /** A table was allowed to grow, and could not. */
  void tableGrowFailed(String why) throws Exception;

  /** The most instances. */
  long instances();

  /** The most tables. */
  long tables();

  /** The most memories. */
  long memories();

  /** The most bytes of all memories together; negative for no limit. */
  long totalMemoryBytes();
}
