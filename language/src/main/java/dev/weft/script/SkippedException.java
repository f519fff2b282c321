// SPDX-License-Identifier: Apache-2.0
package dev.weft.script;

/** A command cannot be run because of something the engine does not execute yet. */
final class SkippedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Takes what is not executed yet: the name of a proposal. */
  SkippedException(String what) {
    super(what, null, false, false);
  }
}
