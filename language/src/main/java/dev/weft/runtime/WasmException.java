// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.binary.WasmFormatException;

/**
 * A failure that guests and hosts see: traps, malformed, invalid and unlinkable modules, and values
 * that cannot cross the border. Its message starts with the specification's phrase where there is
 * one.
 */
@SuppressWarnings("serial") // guest exceptions are never serialised
public final class WasmException extends AbstractTruffleException {
  private static final long serialVersionUID = 1L;

  private final FailureType failureType;
  private final TrapCode code;
  private final String failure;

  private WasmException(
      FailureType failureType,
      TrapCode code,
      String failure,
      String message,
      Throwable cause,
      Node location) {
    super(message, cause, UNLIMITED_STACK_TRACE, location);
    this.failureType = failureType;
    this.code = code;
    this.failure = failure;
  }

  /**
   * A trap.
   *
   * @param code why
   * @param location the node that trapped, or null where the caller's position has to do
   */
  @TruffleBoundary
  public static WasmException trap(TrapCode code, Node location) {
    return new WasmException(
        code == TrapCode.CALL_STACK_EXHAUSTED ? FailureType.EXHAUSTION : FailureType.TRAP,
        code,
        code.phrase(),
        code.phrase(),
        null,
        location);
  }

  /**
   * A failure that is no trap.
   *
   * @param failureType its class
   * @param phrase the specification's phrase, or a short one of ours
   * @param detail what follows the phrase in the message, or null
   * @param cause the Java exception behind it, or null
   */
  @TruffleBoundary
  public static WasmException failure(
      FailureType failureType, String phrase, String detail, Throwable cause) {
    String message = detail == null ? phrase : phrase + ": " + detail;
    return new WasmException(failureType, null, phrase, message, cause, null);
  }

  /** The failure to decode or validate a module. */
  @TruffleBoundary
  public static WasmException badModule(WasmFormatException e) {
    FailureType type =
        e.kind() == WasmFormatException.Kind.INVALID ? FailureType.INVALID : FailureType.MALFORMED;
    return new WasmException(type, null, e.phrase(), e.getMessage(), e, null);
  }

  /** Leaves compiled code and throws the trap {@code code} at {@code location}. */
  public static WasmException raise(TrapCode code, Node location) {
    CompilerDirectives.transferToInterpreter();
    throw trap(code, location);
  }

  /** The class of this failure. */
  public FailureType failureType() {
    return failureType;
  }

  /** Why it trapped; null unless this is a trap. */
  public TrapCode code() {
    return code;
  }

  /** The phrase alone, without the details of the message. */
  public String failure() {
    return failure;
  }
}
