// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

/** What happens to a segment at instantiation. */
public enum SegmentMode {
  /** It is copied into its table or memory. */
  ACTIVE,
  /** It waits for table.init, memory.init and the like. */
  PASSIVE,
  /** It only declares functions for ref.func (element segments). */
  DECLARATIVE
}
