// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.TruffleLanguage.Env;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import dev.weft.WasmContext;
import dev.weft.linker.FuncType;
import dev.weft.linker.spi.EngineContext;
import dev.weft.linker.spi.EngineExtern;
import dev.weft.linker.spi.EngineFunction;
import dev.weft.linker.spi.EngineFunctions;
import dev.weft.linker.spi.EngineInstance;
import dev.weft.linker.spi.EngineLimits;
import dev.weft.linker.spi.EngineModule;
import dev.weft.linker.spi.EngineObjects;
import dev.weft.linker.spi.GuestFailure;
import dev.weft.runtime.Conversion;
import dev.weft.runtime.HostFunction;
import dev.weft.runtime.HostFunctionRootNode;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Instantiation;
import dev.weft.runtime.ModuleObject;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.WasmNull;
import dev.weft.text.TextFormatException;
import dev.weft.text.TextParser;
import dev.weft.types.DefinedType;
import dev.weft.types.RefType;
import java.util.List;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/** What {@code dev.weft.linker} works with in one context. */
public final class ContextBridge implements EngineContext {
  /** In place of the previous context: the context was entered already. */
  private static final Object ENTERED = new Object();

  private final WasmContext context;
  private final EngineFunctions functions;
  private final EngineObjects objects;
  private final EngineLimits limits;
  private final TruffleContext truffle;
  private Object store;

  /** Made by its context. */
  public ContextBridge(WasmContext context) {
    this.context = context;
    this.functions = new FunctionsBridge(context);
    this.objects = new ObjectsBridge(context);
    this.limits = new LimitsBridge(context);
    this.truffle = context.env().getContext();
  }

  private Env env() {
    return context.env();
  }

  @Override
  public Object enter() {
    // Not entered again: entering and leaving are no place to run out of stack, where recursion
    // through the host does, because a context that is left too seldom stays entered.
    return truffle.isEntered() ? ENTERED : truffle.enter(null);
  }

  @Override
  public void leave(Object previous) {
    context.flushOutput();
    if (previous != ENTERED) {
      truffle.leave(null, previous);
    }
  }

  @Override
  public Object store() {
    return store;
  }

  @Override
  public void store(Object newStore) {
    store = newStore;
  }

  @Override
  public Object unwrap(Value value) {
    return env().asGuestValue(value);
  }

  @Override
  public String languageOf(Value value) {
    Object guest = unwrap(value);
    InteropLibrary interop = InteropLibrary.getUncached(guest);
    try {
      return interop.hasLanguage(guest)
          ? env().getLanguageInfo(interop.getLanguage(guest)).getId()
          : null;
    } catch (UnsupportedMessageException e) {
      return null;
    }
  }

  @Override
  public Object toExternref(Object object) {
    if (object == null) {
      return WasmNull.INSTANCE;
    }
    // The null of another language is the null reference.
    return Conversion.toWasm(RefType.EXTERNREF, env().asGuestValue(object));
  }

  @Override
  public Object fromExternref(Object guest) {
    if (guest == WasmNull.INSTANCE) {
      return null;
    }
    return env().isHostObject(guest) ? env().asHostObject(guest) : guest;
  }

  @Override
  public Object nullReference() {
    return WasmNull.INSTANCE;
  }

  @Override
  public EngineModule decode(Source source) {
    byte[] bytes = source.hasBytes() ? source.getBytes().toByteArray() : translate(source);
    return new ModuleObject(context.language().load(bytes, source.getName(), context.options()));
  }

  private static byte[] translate(Source source) {
    try {
      return TextParser.parse(source.getCharacters());
    } catch (TextFormatException e) {
      throw WasmException.badText(
          e,
          com.oracle.truffle.api.source.Source.newBuilder(
                  "wasm", source.getCharacters(), source.getName())
              .build());
    }
  }

  @Override
  public EngineModule module(Object guest) {
    return guest instanceof ModuleObject module ? module : null;
  }

  @Override
  public Object codeKey() {
    return context.language();
  }

  @Override
  public EngineModule adopt(EngineModule module) {
    ModuleObject object = (ModuleObject) module;
    return object.code().language() == context.language()
        ? object
        : context.language().adopt(object.code(), context.options());
  }

  @Override
  public EngineInstance instantiate(EngineModule module, EngineExtern[] imports) {
    try {
      return Instantiation.link(((ModuleObject) module).code(), context, imports);
    } finally {
      context.flushOutput();
    }
  }

  @Override
  public EngineInstance instance(Object guest) {
    return guest instanceof Instance instance ? instance : null;
  }

  @Override
  public EngineFunction foreignFunction(FuncType type, String name, Value executable) {
    DefinedType canonical = LinkTypes.funcType(type);
    return HostFunction.wrap(
        context,
        unwrap(executable),
        canonical,
        name,
        new HostFunctionRootNode(context.language(), canonical).getCallTarget());
  }

  @Override
  public GuestFailure explain(Throwable thrown) {
    return FailureBridge.explain(context, thrown);
  }

  @Override
  @TruffleBoundary
  public Object thrower(Throwable thrown) {
    return new Thrower(thrown);
  }

  @Override
  public List<GuestFailure.Frame> frames() {
    return FailureBridge.currentFrames(context);
  }

  @Override
  public EngineFunctions functions() {
    return functions;
  }

  @Override
  public EngineObjects objects() {
    return objects;
  }

  @Override
  public EngineLimits limits() {
    return limits;
  }
}
