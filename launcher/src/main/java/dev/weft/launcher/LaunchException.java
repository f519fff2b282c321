// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

/** The program cannot be started; the message is the sentence to print. */
final class LaunchException extends Exception {
  private static final long serialVersionUID = 1L;

  LaunchException(String message) {
    super(message);
  }
}
