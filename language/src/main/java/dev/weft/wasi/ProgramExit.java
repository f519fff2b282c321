// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.interop.ExceptionType;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;

/** A program ended itself; unwinds to the host, whose context stays open. */
@ExportLibrary(InteropLibrary.class)
final class ProgramExit extends AbstractTruffleException {
  private static final long serialVersionUID = 1L;

  private final int status;

  ProgramExit(int status, Node location) {
    super("exit with status " + status, location);
    this.status = status;
  }

  @ExportMessage
  ExceptionType getExceptionType() {
    return ExceptionType.EXIT;
  }

  @ExportMessage
  int getExceptionExitStatus() {
    return status;
  }
}
