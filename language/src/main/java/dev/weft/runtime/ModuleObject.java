// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.interop.TruffleObject;

/** What evaluating a module yields: a module that can be instantiated. */
public final class ModuleObject implements TruffleObject {
  private final ModuleCode code;

  /** Makes the object that stands for {@code code}'s module. */
  public ModuleObject(ModuleCode code) {
    this.code = code;
  }

  /** The module and its code. */
  public ModuleCode code() {
    return code;
  }
}
