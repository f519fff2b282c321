// SPDX-License-Identifier: Apache-2.0
/** Weft: the language {@code wasm} of GraalVM's polyglot engine. */
@SuppressWarnings("module") // the launcher is not always there
module dev.weft {
  requires jdk.unsupported;
  requires org.graalvm.collections;
  requires transitive org.graalvm.polyglot;
  requires org.graalvm.truffle;

  exports dev.weft.linker;
  exports dev.weft.script to
      dev.weft.launcher;
  exports dev.weft.text to
      dev.weft.launcher;

  uses dev.weft.linker.spi.TypeSystem;

  provides com.oracle.truffle.api.provider.TruffleLanguageProvider with
      dev.weft.WasmLanguageProvider;
  provides dev.weft.linker.spi.TypeSystem with
      dev.weft.bridge.TypeBridge;
}
