// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import com.oracle.truffle.api.TruffleLanguage.ContextReference;
import com.oracle.truffle.api.TruffleLanguage.Env;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.MemoryAccess;
import dev.weft.runtime.MemoryBlock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What belongs to one polyglot context: environment, options and native memory. */
public final class WasmContext {
  private static final ContextReference<WasmContext> REFERENCE =
      ContextReference.create(WasmLanguage.class);

  private final WasmLanguage language;
  private final Set<MemoryBlock> memoryBlocks = ConcurrentHashMap.newKeySet();
  private Env env;
  private WasmOptions options;

  WasmContext(WasmLanguage language, Env env) {
    this.language = language;
    patch(env);
  }

  /** The current context, as seen by {@code node} (which may be null). */
  public static WasmContext get(Node node) {
    return REFERENCE.get(node);
  }

  /** Takes over an environment that replaces the one of a pre-initialised context. */
  void patch(Env newEnv) {
    this.env = newEnv;
    this.options = WasmOptions.of(newEnv.getOptions());
  }

  /** The language instance. */
  public WasmLanguage language() {
    return language;
  }

  /** The environment that the polyglot engine gave this context. */
  public Env env() {
    return env;
  }

  /** The options of this context. */
  public WasmOptions options() {
    return options;
  }

  /** How memories are accessed. */
  public MemoryAccess memoryAccess() {
    return options.memoryAccess();
  }

  /** The native storage of all live memories. */
  public Set<MemoryBlock> memoryBlocks() {
    return memoryBlocks;
  }

  /** Frees what lies outside the Java heap; nothing of this context runs any more. */
  void dispose() {
    for (MemoryBlock block : memoryBlocks) {
      block.close();
    }
  }
}
