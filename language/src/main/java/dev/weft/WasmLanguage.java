// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.TruffleLanguage.ContextPolicy;

/** The language {@code wasm}. */
@TruffleLanguage.Registration(
    id = WasmLanguage.ID,
    name = "WebAssembly",
    defaultMimeType = WasmLanguage.MIME_TYPE,
    byteMimeTypes = WasmLanguage.MIME_TYPE,
    contextPolicy = ContextPolicy.SHARED)
public final class WasmLanguage extends TruffleLanguage<TruffleLanguage.Env> {
  /** The id by which the polyglot API knows the language. */
  public static final String ID = "wasm";

  /** The MIME type of binary modules. */
  public static final String MIME_TYPE = "application/wasm";

  /** Made by the polyglot engine. */
  public WasmLanguage() {}

  @Override
  protected Env createContext(Env env) {
    return env;
  }
}
