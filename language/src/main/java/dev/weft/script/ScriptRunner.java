// SPDX-License-Identifier: Apache-2.0
package dev.weft.script;

import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.TruffleLanguage.Env;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import dev.weft.binary.WasmFormatException;
import dev.weft.module.Export;
import dev.weft.module.Import;
import dev.weft.module.Module;
import dev.weft.module.Unsupported;
import dev.weft.runtime.FailureType;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Global;
import dev.weft.runtime.Instance;
import dev.weft.runtime.WasmException;
import dev.weft.script.ScriptResult.Outcome;
import dev.weft.script.ScriptResult.Status;
import dev.weft.text.Script;
import dev.weft.text.ScriptReader;
import dev.weft.text.TextFormatException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs test scripts: the language of the official test suite's {@code .wast} files.
 *
 * <p>It works on the engine's own objects, because results must be compared to the last bit, and
 * therefore runs where a context is entered whose language is initialised. One runner runs one
 * script; what a script registers is unknown to other scripts.
 */
public final class ScriptRunner {
  private final String name;
  private final boolean failFast;
  private final ScriptEngine engine = new ScriptEngine();
  private final ScriptValues values = new ScriptValues();
  private final List<Outcome> outcomes = new ArrayList<>();
  private final Scope scope;

  /** Reads the script, while it runs; null in threads, whose commands were read before. */
  private ScriptReader reader;

  private ScriptRunner(String name, boolean failFast) {
    this.name = name;
    this.failFast = failFast;
    scope = new Scope(engine);
  }

  /**
   * Runs a script in the current context, to its end.
   *
   * @param name the script's name in the result
   * @param utf8 its text
   */
  public static ScriptResult run(String name, byte[] utf8) {
    return run(name, utf8, false);
  }

  /**
   * Runs a script in the current context.
   *
   * @param name the script's name in the result
   * @param utf8 its text
   * @param failFast whether commands after one that failed are left out
   */
  public static ScriptResult run(String name, byte[] utf8, boolean failFast) {
    return new ScriptRunner(name, failFast).run(utf8);
  }

  private ScriptResult run(byte[] utf8) {
    reader = new ScriptReader(utf8);
    Script.Command command;
    boolean goesOn = true;
    while (goesOn && (command = reader.next()) != null) {
      int before = outcomes.size();
      perform(command, scope);
      goesOn = !failFast || !failedSince(before);
    }
    awaitThreads(scope);
    return new ScriptResult(name, outcomes);
  }

  private boolean failedSince(int outcome) {
    return outcomes.subList(outcome, outcomes.size()).stream()
        .anyMatch(each -> each.status() == Status.FAILED);
  }

  /** What names mean at some place of a script, and which instance is the last. */
  private static final class Scope {
    final Map<String, Loaded> modules = new HashMap<>();
    final Map<String, Made> instances = new HashMap<>();
    final Map<String, Made> registered = new HashMap<>();
    final Map<String, Running> threads = new LinkedHashMap<>();
    final SpecTest specTest;
    Loaded lastModule;
    Made lastInstance;

    Scope(ScriptEngine engine) {
      specTest = new SpecTest(engine);
    }

    Made instance(String id) throws SkippedException {
      Made made = id == null ? lastInstance : instances.get(id);
      if (made == null) {
        throw new ScriptFailure(id == null ? "there is no instance" : "unknown instance $" + id);
      }
      return made.required();
    }
  }

  /** A module that was loaded, or why it could not be. */
  private record Loaded(Module module, String failure) {
    Module required() {
      if (failure != null) {
        throw new ScriptFailure("the module could not be loaded: " + failure);
      }
      return module;
    }
  }

  /** An instance, or why there is none. */
  private record Made(Instance instance, String failure, String skipped) {
    Made required() throws SkippedException {
      if (skipped != null) {
        throw new SkippedException(skipped);
      }
      if (failure != null) {
        throw new ScriptFailure("the module could not be instantiated: " + failure);
      }
      return this;
    }
  }

  /** A command did not do what it was to do. */
  private static final class ScriptFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScriptFailure(String message) {
      super(message, null, false, false);
    }
  }

  private void perform(Script.Command command, Scope in) {
    boolean assertion =
        command instanceof Script.AssertReturn
            || command instanceof Script.AssertFailure
            || command instanceof Script.AssertRefused;
    Status status = Status.PASSED;
    String reason = null;
    try {
      execute(command, in);
    } catch (SkippedException e) {
      status = Status.SKIPPED;
      reason = e.getMessage();
    } catch (ScriptFailure e) {
      status = Status.FAILED;
      reason = e.getMessage();
    } catch (AbstractTruffleException e) {
      status = Status.FAILED;
      reason = "failed: " + message(e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
      status = Status.FAILED;
      reason = "internal error: " + describe(e);
    }
    if (status == Status.FAILED && reader != null) {
      Superseded superseded = Superseded.find(reader.commandText(), reason);
      if (superseded != null) {
        status = Status.SUPERSEDED;
        reason = superseded.reason();
      }
    }
    outcomes.add(new Outcome(command.line(), assertion, status, reason));
  }

  private static String describe(Throwable e) {
    StackTraceElement[] trace = e.getStackTrace();
    return trace.length == 0 ? e.toString() : e + " at " + trace[0];
  }

  private static String message(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  private void execute(Script.Command command, Scope in) throws SkippedException {
    switch (command) {
      case Script.DefineModule define -> defineModule(define, in);
      case Script.DefineInstance define -> defineInstance(define, in);
      case Script.Register register -> {
        Made made =
            register.instance() == null ? in.lastInstance : in.instances.get(register.instance());
        if (made == null) {
          throw new ScriptFailure("there is no instance to register");
        }
        in.registered.put(register.name(), made);
        made.required();
      }
      case Script.Perform perform -> run(perform.action(), in);
      case Script.AssertReturn assertion -> {
        Object result = run(assertion.action(), in);
        String mismatch = ScriptValues.mismatch(assertion.expected(), result);
        if (mismatch != null) {
          throw new ScriptFailure(mismatch);
        }
      }
      case Script.AssertFailure assertion -> assertFailure(assertion, in);
      case Script.AssertRefused assertion -> assertRefused(assertion);
      case Script.StartThread thread -> startThread(thread, in);
      case Script.AwaitThread thread -> awaitThread(thread, in);
      case Script.Unreadable unreadable ->
          throw new ScriptFailure("cannot be read: " + unreadable.error().getMessage());
    }
  }

  // --- modules

  private void defineModule(Script.DefineModule define, Scope in) throws SkippedException {
    Script.ModuleSource source = define.module();
    Loaded loaded;
    try {
      loaded = new Loaded(load(source), null);
    } catch (WasmFormatException | TextFormatException e) {
      loaded = new Loaded(null, message(e));
    } catch (RuntimeException | StackOverflowError e) {
      loaded = new Loaded(null, describe(e));
    }
    in.lastModule = loaded;
    if (source.id() != null) {
      in.modules.put(source.id(), loaded);
    }
    if (!define.definitionOnly()) {
      defineInstance(source.id(), loaded, in);
    }
    loaded.required();
  }

  private void defineInstance(Script.DefineInstance define, Scope in) throws SkippedException {
    Loaded loaded =
        define.definition() == null ? in.lastModule : in.modules.get(define.definition());
    if (loaded == null) {
      throw new ScriptFailure("unknown module");
    }
    defineInstance(define.id(), loaded, in);
    if (in.lastInstance.skipped == null) {
      in.lastInstance.required();
    }
  }

  /**
   * Instantiates a module. One that is valid but not executable is no failure here: what uses the
   * instance is skipped.
   */
  private void defineInstance(String id, Loaded loaded, Scope in) {
    Made made;
    if (loaded.failure != null) {
      made = new Made(null, loaded.failure, null);
    } else {
      try {
        made = new Made(instantiate(loaded.module, in), null, null);
      } catch (SkippedException e) {
        made = new Made(null, null, e.getMessage());
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        made = new Made(null, e instanceof WasmException ? message(e) : describe(e), null);
      }
    }
    in.lastInstance = made;
    if (id != null) {
      in.instances.put(id, made);
    }
    loaded.required();
    if (made.failure != null) {
      throw new ScriptFailure("instantiation failed: " + made.failure);
    }
  }

  private Module load(Script.ModuleSource source) {
    if (source.error() != null) {
      throw source.error();
    }
    return engine.load(source.bytes(), name);
  }

  private Instance instantiate(Module module, Scope in) throws SkippedException {
    Unsupported unsupported = module.firstUnsupported();
    if (unsupported != null) {
      throw new SkippedException(unsupported.feature().text());
    }
    Namespace imports = new Namespace();
    for (Import required : module.imports()) {
      String from = required.module();
      Made made = in.registered.get(from);
      if (made != null) {
        imports.put(from, made.required().instance);
      } else if (from.equals("spectest")) {
        imports.put(from, in.specTest.items());
      }
    }
    return engine.instantiate(module, imports);
  }

  /** The function, table, memory, global or tag that an instance exports, or null. */
  private static Object exported(Instance instance, String name) {
    for (Export export : instance.module.exports()) {
      if (export.name().equals(name)) {
        int index = export.index();
        return switch (export.kind()) {
          case FUNCTION -> instance.function(index);
          case TABLE -> instance.tables[index];
          case MEMORY -> instance.memories[index];
          case GLOBAL -> instance.globals[index];
          case TAG -> instance.tags[index];
        };
      }
    }
    return null;
  }

  // --- actions

  private Object run(Script.Action action, Scope in) throws SkippedException {
    return switch (action) {
      case Script.Invoke invoke -> {
        Instance instance = in.instance(invoke.instance()).instance;
        if (!(exported(instance, invoke.name()) instanceof FunctionInstance function)) {
          throw new ScriptFailure("no exported function \"" + invoke.name() + "\"");
        }
        Object[] arguments = values.arguments(invoke.arguments());
        if (arguments.length != function.funcType().paramCount()) {
          throw new ScriptFailure("wrong number of arguments");
        }
        yield engine.call(function, arguments);
      }
      case Script.Get get -> {
        Instance instance = in.instance(get.instance()).instance;
        if (!(exported(instance, get.name()) instanceof Global global)) {
          throw new ScriptFailure("no exported global \"" + get.name() + "\"");
        }
        yield value(global);
      }
      case Script.Instantiate instantiate -> instantiate(load(instantiate.module()), in);
    };
  }

  private static Object value(Global global) throws SkippedException {
    return switch (global.type().type().kind()) {
      case I32 -> (int) global.bits;
      case I64 -> global.bits;
      case F32 -> Float.intBitsToFloat((int) global.bits);
      case F64 -> Double.longBitsToDouble(global.bits);
      case REF -> global.ref;
      case V128 -> throw new SkippedException("SIMD");
    };
  }

  // --- assertions

  private void assertFailure(Script.AssertFailure assertion, Scope in) throws SkippedException {
    String expected =
        switch (assertion.failure()) {
          case TRAP -> "trap";
          case EXHAUSTION -> "exhaustion";
          case EXCEPTION -> "exception";
          case UNLINKABLE -> "link error";
        };
    Object result;
    try {
      result = run(assertion.action(), in);
    } catch (AbstractTruffleException e) {
      if (!isFailure(assertion.failure(), e)) {
        throw new ScriptFailure("expected " + expected + ", failed: " + message(e));
      }
      checkMessage(assertion.message(), message(e), message(e));
      return;
    } catch (WasmFormatException | TextFormatException e) {
      throw new ScriptFailure("expected " + expected + ", but the module is bad: " + message(e));
    }
    throw new ScriptFailure("expected " + expected + ", but it succeeded: " + show(result));
  }

  private static String show(Object result) {
    return result instanceof Object[] several ? Arrays.toString(several) : String.valueOf(result);
  }

  private static boolean isFailure(Script.Failure failure, AbstractTruffleException e) {
    FailureType type = e instanceof WasmException wasm ? wasm.failureType() : null;
    return switch (failure) {
      case TRAP -> type == FailureType.TRAP;
      case EXHAUSTION -> type == FailureType.EXHAUSTION;
      case UNLINKABLE -> type == FailureType.UNLINKABLE;
      case EXCEPTION -> type == null;
    };
  }

  /** The specification's phrase must begin the message, as for the reference interpreter. */
  private static void checkMessage(String expected, String actual, String alternative) {
    if (expected != null && !actual.startsWith(expected) && !alternative.startsWith(expected)) {
      throw new ScriptFailure("expected message \"" + expected + "\", got \"" + actual + "\"");
    }
  }

  private void assertRefused(Script.AssertRefused assertion) {
    String what = assertion.malformed() ? "malformed" : "invalid";
    try {
      load(assertion.module());
    } catch (TextFormatException e) {
      if (e.isInvalid() == assertion.malformed()) {
        throw new ScriptFailure("expected a module that is " + what + ", got: " + message(e));
      }
      checkMessage(assertion.message(), message(e), message(e));
      return;
    } catch (WasmFormatException e) {
      // A limit of ours may come before the specification's own: both refuse the module.
      WasmFormatException.Kind other =
          assertion.malformed()
              ? WasmFormatException.Kind.INVALID
              : WasmFormatException.Kind.MALFORMED;
      if (e.kind() == other) {
        throw new ScriptFailure("expected a module that is " + what + ", got: " + message(e));
      }
      // Our messages put a colon between phrase and detail.
      checkMessage(assertion.message(), message(e), e.phrase() + " " + e.detail());
      return;
    }
    throw new ScriptFailure(
        "expected \"" + assertion.message() + "\", but the module is not " + what);
  }

  // --- threads

  /** A thread of a script: in a context of its own, so with a runner of its own. */
  private record Running(Thread thread, TruffleContext context, ScriptRunner runner) {}

  /**
   * Starts a thread's commands. What it shares with the script are instances, and of these it can
   * only use the shared memories.
   */
  private void startThread(Script.StartThread command, Scope in) {
    Env env = engine.context().env();
    if (!env.isCreateThreadAllowed()) {
      throw new ScriptFailure("the context does not allow to create threads");
    }
    TruffleContext context =
        env.newInnerContextBuilder().initializeCreatorContext(true).inheritAllAccess(true).build();
    ScriptRunner runner = runnerIn(context);
    for (String id : command.shared()) {
      Made made = in.instances.get(id);
      if (made == null) {
        throw new ScriptFailure("unknown instance $" + id);
      }
      runner.scope.instances.put(id, made);
    }
    Runnable commands =
        () -> {
          command.commands().forEach(c -> runner.perform(c, runner.scope));
          runner.awaitThreads(runner.scope);
        };
    Thread thread = env.newTruffleThreadBuilder(commands).context(context).build();
    Running before = in.threads.put(command.id(), new Running(thread, context, runner));
    thread.start();
    if (before != null) {
      await(before);
    }
  }

  private ScriptRunner runnerIn(TruffleContext context) {
    Object previous = context.enter(null);
    try {
      return new ScriptRunner(name, failFast);
    } finally {
      context.leave(null, previous);
    }
  }

  private void awaitThread(Script.AwaitThread command, Scope in) {
    Running running = in.threads.remove(command.id());
    if (running == null) {
      throw new ScriptFailure("unknown thread $" + command.id());
    }
    await(running);
  }

  /** Waits for the threads that no command waited for: what they assert counts as well. */
  private void awaitThreads(Scope in) {
    in.threads.values().forEach(this::await);
    in.threads.clear();
  }

  private void await(Running running) {
    TruffleSafepoint.setBlockedThreadInterruptible(null, Thread::join, running.thread);
    running.context.close();
    outcomes.addAll(running.runner.outcomes);
  }
}
