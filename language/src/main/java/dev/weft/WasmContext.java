// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage.ContextReference;
import com.oracle.truffle.api.TruffleLanguage.Env;
import com.oracle.truffle.api.TruffleLogger;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.bridge.ContextBridge;
import dev.weft.js.BigInts;
import dev.weft.js.WebAssemblyObject;
import dev.weft.host.HostExceptions;
import dev.weft.linker.spi.EngineHook;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Instantiation;
import dev.weft.runtime.MemoryAccess;
import dev.weft.runtime.MemoryBlock;
import dev.weft.runtime.Metering;
import dev.weft.runtime.ModuleCode;
import dev.weft.runtime.ModuleObject;
import dev.weft.runtime.ResultValues;
import dev.weft.runtime.ResourceAccount;
import dev.weft.runtime.ScopeObject;
import dev.weft.linker.spi.WasiConfiguration;
import dev.weft.wasi.Preopen;
import dev.weft.wasi.WasiState;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What belongs to one polyglot context: environment, options and native memory. */
public final class WasmContext {
  private static final ContextReference<WasmContext> REFERENCE =
      ContextReference.create(WasmLanguage.class);

  private final WasmLanguage language;
  private final Set<MemoryBlock> memoryBlocks = ConcurrentHashMap.newKeySet();
  private final Map<String, Instance> evaluated = new LinkedHashMap<>();
  private final ScopeObject scope = new ScopeObject(this);
  private final Metering metering = new Metering();
  private final ResourceAccount account =
      new ResourceAccount(failure -> HostExceptions.toGuest(this, failure));
  private final WebAssemblyObject javaScript = new WebAssemblyObject();
  private final BigInts bigInts = new BigInts(this);
  private final ResultValues results = new ResultValues();
  private Env env;
  private WasmOptions options;
  private WasiState wasi;

  /** The modules to tell about at the end; null if that was not asked for. */
  private Set<ModuleCode> told;

  private EngineHook callHook;

  /** By identity. */
  private final Map<WasiConfiguration, WasiState> configuredWasi = new IdentityHashMap<>();

  /** Whether that has anything. */
  private boolean hasConfiguredWasi;

  /** Whether there is, or ever was, something to do at calls of the host: one field to ask. */
  private boolean attendsHostCalls;

  private ContextBridge bridge;

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
    this.told = options.tierStatistics() ? new LinkedHashSet<>() : null;
    if (newEnv.isPolyglotBindingsAccessAllowed()) {
      newEnv.exportSymbol(WebAssemblyObject.SYMBOL, javaScript);
    }
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

  /** What {@code dev.weft.linker} works with. */
  public ContextBridge bridge() {
    if (bridge == null) {
      bridge = new ContextBridge(this);
    }
    return bridge;
  }

  /** How memories are accessed. */
  public MemoryAccess memoryAccess() {
    return options.memoryAccess();
  }

  /** What the functions of this context may still use up. */
  public Metering metering() {
    return metering;
  }

  /** What this context has made, and who decides about more. */
  public ResourceAccount account() {
    return account;
  }

  /** The bindings of the language. */
  public ScopeObject scope() {
    return scope;
  }

  /**
   * What JavaScript engines find in the polyglot bindings, if the context allows access to them.
   */
  public WebAssemblyObject javaScript() {
    return javaScript;
  }

  /** How JavaScript gets i64 where it uses polyglot values. */
  public BigInts bigInts() {
    return bigInts;
  }

  /**
   * The result of evaluating a module under {@code wasm.EvalReturnsInstance}: the instance made
   * when a source of this name was first evaluated in this context.
   *
   * @throws dev.weft.runtime.WasmException if it cannot be linked or traps
   */
  Instance evaluated(ModuleObject module) {
    String name = module.code().sourceName();
    Instance instance = evaluated.get(name);
    if (instance == null) {
      instance = Instantiation.instantiate(module.code(), this);
      evaluated.put(name, instance);
    }
    return instance;
  }

  /** An instance made by evaluating a source of this name, or null. */
  public Instance evaluatedInstance(String name) {
    return evaluated.get(name);
  }

  /** The names of the sources whose evaluation made instances, in order. */
  public Collection<String> evaluatedNames() {
    return evaluated.keySet();
  }

  /** Where generated functions leave further results. */
  public ResultValues results() {
    return results;
  }

  /** The native storage of all live memories. */
  public Set<MemoryBlock> memoryBlocks() {
    return memoryBlocks;
  }

  /**
   * What this context has of WASI: files, streams, arguments. Made when a guest first imports a
   * WASI function.
   *
   * @throws dev.weft.runtime.WasmException if a directory of {@code wasm.WasiMapDirs} cannot be
   *     opened
   */
  public WasiState wasi() {
    if (wasi == null) {
      attendsHostCalls = true;
      wasi =
          new WasiState(
              env,
              Preopen.parse(options.wasiMapDirs()),
              options.wasiTerminals(),
              options.wasiConstantRandomGet());
    }
    return wasi;
  }

  /**
   * What guests have of WASI under a configuration of the host; one for each configuration.
   *
   * @throws dev.weft.runtime.WasmException if a directory cannot be opened
   */
  public WasiState wasi(WasiConfiguration configuration) {
    hasConfiguredWasi = true;
    attendsHostCalls = true;
    return configuredWasi.computeIfAbsent(configuration, c -> new WasiState(env, c));
  }

  /** Whether a guest has imported a WASI function, without which there is no output to flush. */
  public boolean hasWasi() {
    return wasi != null || hasConfiguredWasi;
  }

  /**
   * Writes what WASI's standard output still holds in its buffer. To be called wherever control
   * leaves the guest: when a call from the host returns or throws, and before the host is called.
   * Cheap if there is nothing to write.
   */
  public void flushOutput() {
    WasiState w = wasi;
    if (w != null) {
      w.flush();
    }
    if (hasConfiguredWasi) {
      flushConfigured();
    }
  }

  @TruffleBoundary
  private void flushConfigured() {
    for (WasiState configured : configuredWasi.values()) {
      configured.flush();
    }
  }

  /**
   * Whether there may be output to flush or a hook to tell when the host is called; where this is
   * false, neither {@link #flushOutput} nor {@link #callHook()} has anything.
   */
  public boolean attendsHostCalls() {
    return attendsHostCalls;
  }

  /** What runs around calls of host functions and of start functions, or null. */
  public EngineHook callHook() {
    return callHook;
  }

  /** Sets what runs around calls of host functions and of start functions; null for nothing. */
  public void callHook(EngineHook hook) {
    if (hook != null) {
      attendsHostCalls = true;
      language.noCallHooks().invalidate();
    }
    callHook = hook;
  }

  /** Notes that a module is instantiated here. */
  public void instantiating(ModuleCode code) {
    if (told != null) {
      told.add(code);
    }
  }

  /** Logs what became of functions, if that was asked for and not done yet. */
  void tellStatistics() {
    if (told != null) {
      TruffleLogger logger = env.getLogger("Tiers");
      told.forEach(code -> code.translator().describe(code, logger::info));
      told = null;
    }
  }

  /** Ends WASI: writes its output, closes its files. */
  void closeWasi() {
    if (wasi != null) {
      wasi.close();
    }
    configuredWasi.values().forEach(WasiState::close);
  }

  /** Frees what lies outside the Java heap; nothing of this context runs any more. */
  void dispose() {
    closeWasi();
    for (MemoryBlock block : memoryBlocks) {
      block.close();
    }
  }
}
