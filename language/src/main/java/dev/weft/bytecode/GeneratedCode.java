// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.translate.LoopPoints;
import com.oracle.truffle.api.RootCallTarget;
import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import dev.weft.runtime.ModuleCode;
import dev.weft.runtime.TypedEntry;
import dev.weft.translate.AstTranslator;
import dev.weft.types.FuncType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The generated classes of one module. A function is a static method of a class {@code
 * weft.F<index>}, often with small functions that it calls ({@link Homes}), which the class loader
 * of the module makes when a caller is first linked to it: compilation is as lazy as the JVM's
 * linking. Nothing but the loader refers to the classes for ever, so they are unloaded with the
 * module.
 */
final class GeneratedCode {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** The loaders by name, by which stack trace elements name them. */
  private static final ConcurrentHashMap<String, WeakReference<GeneratedCode>> BY_NAME =
      new ConcurrentHashMap<>();

  private final ModuleCode code;
  private final Module module;
  private final FunctionCompiler compiler;
  private final Homes homes;
  private final Loader loader;
  private final AtomicReferenceArray<CompiledFunction> functions;
  private final AtomicReferenceArray<TypedEntry> entries;
  private final CodeStatistics statistics;

  /** What translates functions that are wanted as trees. */
  private final AstTranslator trees;

  private final TierPolicy policy;

  /** The roots of functions in traces, made when they are wanted. */
  private final AtomicReferenceArray<ReplayRootNode> replayRoots;

  GeneratedCode(ModuleCode code, FeatureSet features, AstTranslator trees, TierPolicy policy) {
    this.trees = trees;
    this.policy = policy;
    this.code = code;
    this.module = code.module();
    this.statistics = new CodeStatistics(code);
    String memoryAccess =
        TierPolicy.isDirect(code.memoryAccess()) ? "DirectMemory" : "IndirectMemory";
    this.compiler = new FunctionCompiler(module, features, Kinds.RUNTIME + memoryAccess, policy);
    this.homes = compiler.homes();
    this.functions = new AtomicReferenceArray<>(module.functionCount());
    this.entries = new AtomicReferenceArray<>(module.functionCount());
    this.replayRoots = new AtomicReferenceArray<>(module.functionCount());
    String name = "weft-" + NUMBERS.incrementAndGet();
    this.loader = new Loader(this, name);
    GeneratedFrames.activate();
    BY_NAME.put(name, new WeakReference<>(this));
    BY_NAME.values().removeIf(reference -> reference.refersTo(null));
  }

  /** Lets generated code see the packages it calls. */
  static void openTo(java.lang.Module generated) {
    java.lang.Module weft = GeneratedCode.class.getModule();
    if (weft.isNamed()) {
      weft.addExports("dev.weft", generated);
      weft.addExports("dev.weft.bytecode", generated);
      weft.addExports("dev.weft.host", generated);
      weft.addExports("dev.weft.ops", generated);
      weft.addExports("dev.weft.runtime", generated);
    }
  }

  /** The generated code that a class loader belongs to, or null. */
  static GeneratedCode of(ClassLoader loader) {
    return loader instanceof Loader ours ? ours.generated : null;
  }

  /** The generated code whose class loader has a name, or null. */
  static GeneratedCode named(String loaderName) {
    WeakReference<GeneratedCode> reference = loaderName == null ? null : BY_NAME.get(loaderName);
    return reference == null ? null : reference.get();
  }

  ModuleCode code() {
    return code;
  }

  /** Which functions go on as trees. */
  TierPolicy policy() {
    return policy;
  }

  /** Takes a function over to its tree in a loop; null if it cannot be. */
  LoopPromotion loopPromotion(int index) {
    return functions.get(index).promotion;
  }

  /** Whether a function may be running as a tree that it went over to in a loop. */
  boolean hasLoopTree(int index) {
    CompiledFunction function = functions.get(index);
    return function != null && function.promotion != null && function.promotion.hasTree();
  }

  /** Makes the tree of a function that is entered at loops; null if that is not possible. */
  RootCallTarget loopTree(int index, LoopPoints loops) {
    statistics.promotedInLoop();
    return trees.translateLoops(code, index, loops, policy.trialRounds());
  }

  /** Makes the tree of a function. */
  RootCallTarget tree(int index) {
    return trees.translate(code, index);
  }

  /** The root that stands for a function in traces. */
  ReplayRootNode replayRoot(int index) {
    ReplayRootNode root = replayRoots.get(index);
    if (root == null) {
      root = new ReplayRootNode(this, index);
      if (!replayRoots.compareAndSet(index, null, root)) {
        root = replayRoots.get(index);
      }
    }
    return root;
  }

  /** The function's byte offset that a line number stands for, or -1. */
  int offset(int functionIndex, int line) {
    CompiledFunction function = functions.get(functionIndex);
    int[] offsets = function == null ? null : function.offsets;
    return offsets == null || line <= 0 || line > offsets.length ? -1 : offsets[line - 1];
  }

  /** What became of the functions so far. */
  CodeStatistics statistics() {
    return statistics;
  }

  /**
   * A function, compiled if this is its first use.
   *
   * @param wantsEntry whether its entry will be asked for: a new class is that as well, then
   */
  CompiledFunction function(int index, boolean wantsEntry) {
    CompiledFunction known = functions.get(index);
    if (known != null) {
      return known;
    }
    int home = homes.home(index);
    if (home != index) {
      makeClass(home, false);
      known = functions.get(index);
      // Of one that could not be in that class, what is there calls a class of its own.
      return known != null ? known : makeClass(index, wantsEntry);
    }
    return makeClass(index, wantsEntry);
  }

  /** Compiles the class made for a function, unless that was done. */
  private CompiledFunction makeClass(int index, boolean isEntry) {
    CompiledFunction known = functions.get(index);
    if (known != null) {
      return known;
    }
    long start = System.nanoTime();
    CompiledFunction function = compiler.compile(index, isEntry);
    long time = System.nanoTime() - start;
    // The others first: who finds the first looks for them no more.
    function.members.forEach((member, compiled) -> add(member, compiled, 0));
    function.members = null;
    add(index, function, time);
    return functions.get(index);
  }

  private void add(int index, CompiledFunction function, long time) {
    if (function.loopPoints != null) {
      function.promotion =
          new LoopPromotion(this, index, function.loopPoints, function.importsCalled);
    }
    if (functions.compareAndSet(index, null, function)) {
      statistics.add(index, function, time);
    }
  }

  /**
   * The entry of a function for those who know its signature only.
   *
   * @return null if the function is not emitted
   */
  TypedEntry entry(int index) {
    TypedEntry entry = entries.get(index);
    if (entry != null) {
      return entry;
    }
    CompiledFunction function = function(index, true);
    if (function.isTree()) {
      return null;
    }
    try {
      String name = function.isEntry ? "weft.F" : "weft.E";
      Class<?> c = Class.forName(name + index, true, loader);
      entry =
          (TypedEntry)
              MethodHandles.publicLookup()
                  .findConstructor(c, MethodType.methodType(void.class))
                  .asType(MethodType.methodType(TypedEntry.class))
                  .invokeExact();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("generated class", e);
    }
    return entries.compareAndSet(index, null, entry) ? entry : entries.get(index);
  }

  /** The class of the entry of a function whose own class is none. */
  private byte[] entryClass(int index) {
    FuncType type = module.functionType(index).funcType();
    CompiledFunction function = function(index, false);
    String superName = Signatures.INSTANCE_OF_VM.entryClass(type);
    ClassWriter writer =
        new ClassWriter(
            ClassWriter.PUBLIC | ClassWriter.FINAL, Homes.className(index, 'E'), superName);
    Signatures.constructor(writer, superName);
    Forwarders.entry(
        writer,
        superName,
        type,
        Homes.className(function.home, 'F'),
        Homes.methodName(index, function.home),
        function.tailCalls ? Homes.rawName(index, function.home) : null);
    return writer.finish();
  }

  /** Makes the classes of a module. */
  private static final class Loader extends ClassLoader {
    static {
      registerAsParallelCapable();
    }

    final GeneratedCode generated;

    Loader(GeneratedCode generated, String name) {
      super(name, Signatures.INSTANCE_OF_VM.loader());
      this.generated = generated;
      openTo(getUnnamedModule());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      // Callees do not exist anywhere else: asking the parents first would cost more than this.
      if (name.startsWith("weft.F") || name.startsWith("weft.E")) {
        synchronized (getClassLoadingLock(name)) {
          Class<?> known = findLoadedClass(name);
          return known != null ? known : findClass(name);
        }
      }
      return super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes;
      if (name.startsWith("weft.F")) {
        int index = Integer.parseInt(name.substring(6));
        bytes = generated.makeClass(index, false).takeBytes();
      } else if (name.startsWith("weft.E")) {
        bytes = generated.entryClass(Integer.parseInt(name.substring(6)));
      } else {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
