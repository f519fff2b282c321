// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

/** What {@link Memory} and {@link SharedMemory} have in common. */
public interface LinearMemory {
  /** The type, with the present size as minimum. */
  MemoryType type();
}
