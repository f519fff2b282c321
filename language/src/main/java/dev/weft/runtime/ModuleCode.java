// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;
import dev.weft.WasmLanguage;
import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A module together with the code of its functions in one language instance: translated at first
 * call, shared by all instances of the module in all contexts of the engine.
 */
public final class ModuleCode {
  private final WasmLanguage language;
  private final Module module;
  private final FeatureSet features;
  private final MemoryAccess memoryAccess;
  private final FunctionTranslator translator;
  private final CodeLimits limits;
  private final AtomicReferenceArray<RootCallTarget> targets;
  private final AtomicReferenceArray<RootCallTarget> hostTargets;
  private final Node location;
  private final SourceSection section;
  private final Tools tools;

  /** What the module was evaluated from, if that was a text; null if not. */
  private final Source text;

  /** Null until a tool wants it. */
  private volatile ModuleSource source;

  private final AtomicInteger translations = new AtomicInteger();

  /**
   * Pairs {@code module} with code that {@code translator} will make for {@code language} and that
   * observes {@code limits}.
   *
   * @param tools tells whether instruments look at the code
   * @param text what the module was evaluated from, if that was a text; null if not
   */
  public ModuleCode(
      WasmLanguage language,
      Module module,
      FeatureSet features,
      MemoryAccess memoryAccess,
      FunctionTranslator translator,
      CodeLimits limits,
      Tools tools,
      Source text) {
    this.tools = tools;
    this.text = text;
    this.limits = limits;
    this.language = language;
    this.module = module;
    this.features = features;
    this.memoryAccess = memoryAccess;
    this.translator = translator;
    this.targets =
        new AtomicReferenceArray<>(module.functionCount() - module.importedFunctionCount());
    this.section = Source.newBuilder("wasm", "", sourceName()).build().createUnavailableSection();
    this.location = RootNode.createConstantNode(WasmNull.INSTANCE);
    this.hostTargets = new AtomicReferenceArray<>(module.importedFunctionCount());
  }

  /** The language instance that root nodes belong to. */
  public WasmLanguage language() {
    return language;
  }

  /** The module. */
  public Module module() {
    return module;
  }

  /** What the module is called: by its name section, or by its source. */
  @TruffleBoundary
  public String name() {
    String name = module.name();
    if (name == null) {
      name = module.sourceName();
    }
    return name == null ? "module" : name;
  }

  /** What the source was called that the module came from. */
  public String sourceName() {
    String name = module.sourceName();
    return name == null ? name() : name;
  }

  /** Whether imports may call the module so: by its own name, or by that of its source. */
  boolean isCalled(String name) {
    return name.equals(name()) || name.equals(sourceName());
  }

  /** The proposals that were accepted when the module was validated. */
  public FeatureSet features() {
    return features;
  }

  /** How the code accesses memories. */
  public MemoryAccess memoryAccess() {
    return memoryAccess;
  }

  /** The limits that the code observes by itself. */
  public CodeLimits limits() {
    return limits;
  }

  /** What turns functions into something callable. */
  public FunctionTranslator translator() {
    return translator;
  }

  /** A node that stands for the module's code where no instruction is known. */
  public Node location() {
    return location;
  }

  /** Tells whether instruments look at the code. */
  public Tools tools() {
    return tools;
  }

  /** What the module was evaluated from, if that was a text; null if not. */
  public Source text() {
    return text;
  }

  /** Finds the instructions in a text, for instruments, unless that was done before. */
  @TruffleBoundary
  public void prepareSource() {
    if (source == null) {
      synchronized (this) {
        if (source == null) {
          source = new ModuleSource(module, text, sourceName());
        }
      }
    }
  }

  /**
   * The instructions of a function in the text; without characters as long as there is no
   * instrument, or if there is nothing in the text: profilers leave out functions that come from no
   * source.
   */
  @TruffleBoundary
  public SourceSection section(int functionIndex) {
    ModuleSource s = source;
    return s == null ? section : s.function(functionIndex);
  }

  /**
   * An instruction in the text; without characters as long as there is no instrument.
   *
   * @param offset its byte offset in the module
   */
  @TruffleBoundary
  public SourceSection instructionSection(int offset) {
    ModuleSource s = source;
    return s == null ? section : s.instruction(offset);
  }

  /** How many functions have been translated so far. */
  public int translations() {
    return translator.translations(translations.get());
  }

  /**
   * The code of a function, translated if this is its first use. Two threads may translate the same
   * function at a time; one result is kept.
   *
   * @param functionIndex an index in the function index space, of no imported function
   */
  @TruffleBoundary
  public RootCallTarget target(int functionIndex) {
    int slot = functionIndex - module.importedFunctionCount();
    RootCallTarget target = targets.get(slot);
    if (target == null) {
      RootCallTarget translated = translator.translate(this, functionIndex);
      if (targets.compareAndSet(slot, null, translated)) {
        translations.incrementAndGet();
        return translated;
      }
      target = targets.get(slot);
    }
    return target;
  }

  /**
   * The code that calls whatever callable of the host an import resolves to.
   *
   * @param functionIndex an index in the function index space, of an imported function
   */
  @TruffleBoundary
  RootCallTarget hostTarget(int functionIndex) {
    RootCallTarget target = hostTargets.get(functionIndex);
    if (target == null) {
      target =
          new HostFunctionRootNode(language, module.functionType(functionIndex)).getCallTarget();
      if (!hostTargets.compareAndSet(functionIndex, null, target)) {
        target = hostTargets.get(functionIndex);
      }
    }
    return target;
  }
}
