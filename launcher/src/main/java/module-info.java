// SPDX-License-Identifier: Apache-2.0
/** The command {@code weft}. */
module dev.weft.launcher {
  requires dev.weft;
  requires org.graalvm.launcher;
  requires org.graalvm.polyglot;
}
