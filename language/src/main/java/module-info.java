// SPDX-License-Identifier: Apache-2.0
/** Weft: the language {@code wasm} of GraalVM's polyglot engine. */
@SuppressWarnings("module") // the launcher is not always there
module dev.weft {
  requires jdk.unsupported;
  requires org.graalvm.collections;
  requires org.graalvm.polyglot;
  requires org.graalvm.truffle;

  exports dev.weft.script to
      dev.weft.launcher;
  exports dev.weft.text to
      dev.weft.launcher;

  provides com.oracle.truffle.api.provider.TruffleLanguageProvider with
      dev.weft.WasmLanguageProvider;
}
