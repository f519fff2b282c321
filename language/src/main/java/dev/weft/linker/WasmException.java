// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.List;

/** An exception that WebAssembly code threw and did not catch, or that the host throws into it. */
public final class WasmException extends WasmError {
  private static final long serialVersionUID = 1L;

  private final transient Tag tag;
  private final transient List<Val> payload;
  private final transient Backtrace backtrace;

  WasmException(Tag tag, List<Val> payload, String message, Backtrace backtrace, Throwable guest) {
    super(message, null, guest);
    this.tag = tag;
    this.payload = List.copyOf(payload);
    this.backtrace = backtrace;
  }

  /** What kind of exception it is. */
  public Tag tag() {
    return tag;
  }

  /** What it carries. */
  public List<Val> payload() {
    return payload;
  }

  /** Where it was thrown; empty if the host made it. */
  public Backtrace backtrace() {
    return backtrace;
  }
}
