// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

/** The command line cannot be understood; the message is the sentence to print. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
