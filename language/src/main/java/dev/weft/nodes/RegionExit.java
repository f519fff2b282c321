// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.interop.TruffleObject;

/** What a region of a function returns when the function goes on at a block of another region. */
final class RegionExit implements TruffleObject {

  /** The block to go on at. */
  final int block;

  RegionExit(int block) {
    this.block = block;
  }
}
