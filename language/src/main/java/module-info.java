// SPDX-License-Identifier: Apache-2.0
/** Weft: the language {@code wasm} of GraalVM's polyglot engine. */
module dev.weft {
  requires jdk.unsupported;
  requires org.graalvm.collections;
  requires org.graalvm.polyglot;
  requires org.graalvm.truffle;

  provides com.oracle.truffle.api.provider.TruffleLanguageProvider with
      dev.weft.WasmLanguageProvider;
}
