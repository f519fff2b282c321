// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.interop.TruffleObject;

/**
 * What a function returns instead of its results when it ended in {@code return_call}, {@code
 * return_call_indirect} or {@code return_call_ref}: the call that its caller has to make for it.
 * Only call nodes and {@link FunctionInstance#call} see it.
 */
public final class TailCall implements TruffleObject {
  /** The code to call. */
  public final RootCallTarget target;

  /** Its arguments, the environment first. */
  public final Object[] arguments;

  /** Makes the request to call {@code target} with {@code arguments} (environment first). */
  public TailCall(RootCallTarget target, Object[] arguments) {
    this.target = target;
    this.arguments = arguments;
  }
}
