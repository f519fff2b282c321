// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import java.util.List;

/**
 * What an exception thrown by the engine means.
 *
 * @param kind what it is
 * @param trap the name of the {@code TrapCode}, for traps
 * @param message the message
 * @param host the exception of the host, for {@link Kind#HOST}
 * @param status the exit status, for {@link Kind#EXIT}
 * @param frames the WebAssembly frames, innermost first
 * @param thrown the exception of the engine
 */
public record GuestFailure(
    Kind kind,
    String trap,
    String message,
    Throwable host,
    int status,
    List<Frame> frames,
    Throwable thrown) {
  /** Kinds of failures. */
  public enum Kind {
    /** A trap. */
    TRAP,
    /** A limit was reached. */
    LIMIT,
    /** An exception of the host. */
    HOST,
    /** A program ended itself. */
    EXIT,
    /** A value that cannot cross the border. */
    CONVERSION,
    /** A malformed module. */
    MALFORMED,
    /** An invalid module. */
    INVALID,
    /** A module that needs what cannot be executed. */
    UNSUPPORTED,
    /** A wrong use of an object. */
    USAGE,
    /** An exception of another language, or that the context was cancelled or interrupted. */
    FOREIGN
  }

  /**
   * A frame.
   *
   * @param module the module
   * @param functionIndex the index of the function
   * @param functionName its name in the name section or among the exports, or null
   * @param functionOffset the offset of the instruction in its body, or -1
   * @param moduleOffset the offset of the instruction in the module, or -1
   */
  public record Frame(
      EngineModule module,
      int functionIndex,
      String functionName,
      long functionOffset,
      long moduleOffset) {}
}
