// SPDX-License-Identifier: Apache-2.0
package dev.weft;

import com.oracle.truffle.api.Assumption;
import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.TruffleLanguage.ContextPolicy;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.instrumentation.ProvidedTags;
import com.oracle.truffle.api.instrumentation.StandardTags;
import com.oracle.truffle.api.source.Source;
import dev.weft.binary.ModuleDecoder;
import dev.weft.bytecode.BytecodeTranslator;
import dev.weft.bytecode.TierPolicy;
import dev.weft.binary.WasmFormatException;
import dev.weft.module.Module;
import dev.weft.module.Unsupported;
import dev.weft.opcode.FeatureSet;
import dev.weft.runtime.CodeLimits;
import dev.weft.runtime.FailureType;
import dev.weft.runtime.FunctionTranslator;
import dev.weft.runtime.ModuleCode;
import dev.weft.runtime.ModuleObject;
import dev.weft.runtime.Tools;
import dev.weft.runtime.WasmException;
import dev.weft.text.TextFormatException;
import dev.weft.text.TextParser;
import dev.weft.text.TextValidator;
import dev.weft.translate.AstTranslator;
import dev.weft.validation.ModuleValidator;
import dev.weft.wasi.WasiModule;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import org.graalvm.options.OptionDescriptors;
import org.graalvm.options.OptionValues;
import org.graalvm.polyglot.SandboxPolicy;

/**
 * The language {@code wasm}.
 *
 * <p>Evaluating a source decodes and validates the whole module and yields a module object, which
 * is the same for all contexts that share code. Function bodies are translated when they are first
 * called.
 */
@TruffleLanguage.Registration(
    id = WasmLanguage.ID,
    name = "WebAssembly",
    implementationName = "Weft",
    defaultMimeType = WasmLanguage.MIME_TYPE,
    byteMimeTypes = WasmLanguage.MIME_TYPE,
    characterMimeTypes = {WasmLanguage.TEXT_MIME_TYPE, "application/wasm-text"},
    contextPolicy = ContextPolicy.SHARED,
    fileTypeDetectors = WasmFileDetector.class,
    sandbox = SandboxPolicy.CONSTRAINED)
@ProvidedTags({
  StandardTags.RootTag.class,
  StandardTags.RootBodyTag.class,
  StandardTags.StatementTag.class
})
public final class WasmLanguage extends TruffleLanguage<WasmContext> {
  /** The id by which the polyglot API knows the language. */
  public static final String ID = "wasm";

  /** The MIME type of binary modules. */
  public static final String MIME_TYPE = "application/wasm";

  /** The MIME type of modules in the text format. */
  public static final String TEXT_MIME_TYPE = "text/wat";

  private final WasiModule wasi = new WasiModule(this);

  private final Assumption noCallHooks = Assumption.create("no context has a call hook");

  private volatile boolean severalContexts;

  /** Made with the first module. */
  private Tools tools;

  /** Code for modules that other language instances decoded. */
  private final Map<Module, WeakReference<ModuleObject>> adopted = new WeakHashMap<>();

  /** Made by the polyglot engine. */
  public WasmLanguage() {}

  /** Holds until {@link WasmContext#callHook} is set in a context for the first time. */
  public Assumption noCallHooks() {
    return noCallHooks;
  }

  /** Whether instruments look at the code of this language instance. */
  private synchronized Tools tools() {
    if (tools == null) {
      tools = new Tools(this);
    }
    return tools;
  }

  @Override
  protected void initializeMultipleContexts() {
    severalContexts = true;
  }

  /** Whether code of this language instance may run in several contexts. */
  public boolean hasSeveralContexts() {
    return severalContexts;
  }

  @Override
  protected OptionDescriptors getOptionDescriptors() {
    return WasmOptions.descriptors();
  }

  @Override
  protected OptionDescriptors getSourceOptionDescriptors() {
    return WasmSourceOptions.descriptors();
  }

  @Override
  protected WasmContext createContext(Env env) {
    return new WasmContext(this, env);
  }

  @Override
  protected boolean patchContext(WasmContext context, Env newEnv) {
    context.patch(newEnv);
    return true;
  }

  @Override
  protected boolean areOptionsCompatible(OptionValues firstOptions, OptionValues newOptions) {
    return WasmOptions.sameCode(firstOptions, newOptions);
  }

  /**
   * One thread at a time: memories that are not shared may move when they grow, and instances are
   * not guarded against concurrent use.
   */
  @Override
  protected boolean isThreadAccessAllowed(Thread thread, boolean singleThreaded) {
    return singleThreaded;
  }

  /** The code of WASI's functions, shared by all contexts of this language instance. */
  public WasiModule wasi() {
    return wasi;
  }

  @Override
  protected void finalizeContext(WasmContext context) {
    context.closeWasi();
    context.tellStatistics();
  }

  @Override
  protected void disposeContext(WasmContext context) {
    context.dispose();
  }

  @Override
  protected Object getScope(WasmContext context) {
    return context.scope();
  }

  @Override
  protected CallTarget parse(ParsingRequest request) {
    Source source = request.getSource();
    WasmContext context = WasmContext.get(null);
    ModuleCode code;
    if (source.hasBytes()) {
      code = loadBytes(source, context.options());
    } else {
      code = loadText(source, context.options());
    }
    return WasmSourceOptions.runs(request.getOptionValues())
        ? new ProgramRootNode(this, code).getCallTarget()
        : new ModuleRootNode(this, new ModuleObject(code)).getCallTarget();
  }

  /** Decodes and validates a module; errors tell which source it was. */
  private ModuleCode loadBytes(Source source, WasmOptions options) {
    try {
      return load(source.getBytes().toByteArray(), source.getName(), options);
    } catch (WasmException e) {
      throw e.getCause() instanceof WasmFormatException error
          ? WasmException.badModule(error, source)
          : e;
    }
  }

  /**
   * Translates a module of the text format to the binary format, decodes and validates it; errors
   * tell the place in the text.
   *
   * @param source the text
   * @param options which proposals are accepted, and how memories are accessed
   * @throws WasmException if the module is malformed, invalid, or uses what cannot be executed
   */
  public ModuleCode loadText(Source source, WasmOptions options) {
    byte[] text = TextParser.encode(source.getCharacters());
    try {
      byte[] bytes = TextParser.parse(text);
      try {
        return load(bytes, source.getName(), options, source);
      } catch (WasmException e) {
        if (e.getCause() instanceof WasmFormatException error) {
          throw WasmException.badText(TextValidator.locate(text, error), source);
        }
        throw e;
      }
    } catch (TextFormatException e) {
      throw WasmException.badText(e, source);
    }
  }

  /**
   * Decodes and validates a module.
   *
   * @param bytes the binary format; not to be changed afterwards
   * @param name what the module is called where it has no name of its own
   * @param options which proposals are accepted, and how memories are accessed
   * @throws WasmException if the module is malformed, invalid, or uses what cannot be executed
   */
  public ModuleCode load(byte[] bytes, String name, WasmOptions options) {
    return load(bytes, name, options, null);
  }

  private ModuleCode load(byte[] bytes, String name, WasmOptions options, Source text) {
    FeatureSet features = options.features();
    Module module;
    try {
      module = ModuleDecoder.decode(bytes, name, features);
      ModuleValidator.validate(module, features);
    } catch (WasmFormatException e) {
      throw WasmException.badModule(e);
    }
    Unsupported unsupported = module.firstUnsupported();
    if (unsupported != null) {
      throw WasmException.failure(
          FailureType.UNSUPPORTED,
          "unsupported proposal",
          unsupported.what()
              + " needs "
              + unsupported.feature().text()
              + ", which Weft cannot execute yet (at offset 0x"
              + Integer.toHexString(unsupported.offset())
              + ")",
          null);
    }
    return code(module, options, text);
  }

  /**
   * The code of a valid module that is executable, of which nothing is translated yet.
   *
   * @param module the module
   * @param options what it was validated with, and how it is to run
   */
  public ModuleCode code(Module module, WasmOptions options) {
    return code(module, options, null);
  }

  private ModuleCode code(Module module, WasmOptions options, Source text) {
    FeatureSet features = options.features();
    CodeLimits limits = options.codeLimits();
    TierPolicy policy = new TierPolicy(options.tier(), limits, options.tierStress());
    FunctionTranslator translator =
        policy.usesBytecode()
            ? new BytecodeTranslator(features, policy)
            : new AstTranslator(features);
    return new ModuleCode(
        this, module, features, options.memoryAccess(), translator, limits, tools(), text);
  }

  /**
   * A module that another language instance decoded, with code for this one: the same object for
   * the same module while it is in use. Decoded again only if other proposals are accepted here.
   *
   * @param code the module and its code
   * @param options the options of the current context
   * @throws WasmException if the module is not valid under these options
   */
  public ModuleObject adopt(ModuleCode code, WasmOptions options) {
    synchronized (adopted) {
      WeakReference<ModuleObject> reference = adopted.get(code.module());
      ModuleObject known = reference == null ? null : reference.get();
      if (known == null) {
        FeatureSet features = options.features();
        known =
            new ModuleObject(
                features.equals(code.features())
                    ? code(code.module(), options, code.text())
                    : load(code.module().bytes(), code.sourceName(), options, code.text()));
        adopted.put(code.module(), new WeakReference<>(known));
      }
      return known;
    }
  }
}
