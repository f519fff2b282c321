// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

/**
 * Ends a WASI function with an error number. Made once per number and without a stack trace: a
 * failing lookup is nothing unusual for a guest. Get one from {@link Errno#exception()}.
 */
final class WasiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  WasiException(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
