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
 * The generated classes of one module. Each function is a class {@code weft.F<index>} with a static
 * method {@code call}, which the class loader of the module makes when a caller is first linked to
 * it: compilation is as lazy as the JVM's linking. Nothing but the loader refers to the classes for
 * ever, so they are unloaded with the module.
 */
final class GeneratedCode {
  private static final String FUNCTION_PREFIX = "weft/F";
  private static final String ENTRY_PREFIX = "weft/E";
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  /** The loaders by name, by which stack trace elements name them. */
  private static final ConcurrentHashMap<String, WeakReference<GeneratedCode>> BY_NAME =
      new ConcurrentHashMap<>();

  private final ModuleCode code;
  private final Module module;
  private final FunctionCompiler compiler;
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
    this.functions = new AtomicReferenceArray<>(module.functionCount());
    this.entries = new AtomicReferenceArray<>(module.functionCount());
    this.replayRoots = new AtomicReferenceArray<>(module.functionCount());
    String name = "weft-" + NUMBERS.incrementAndGet();
    this.loader = new Loader(this, name);
    GeneratedFrames.activate();
    BY_NAME.put(name, new WeakReference<>(this));
    BY_NAME.values().removeIf(reference -> reference.refersTo(null));
  }

  /** The internal name of the class of a function. */
  static String className(int index) {
    return FUNCTION_PREFIX + index;
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
    statistics.promoted();
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

  /** The index of the function that a class is, by its name with dots; -1 for other classes. */
  static int functionIndex(String className) {
    String prefix = "weft.F";
    return className.startsWith(prefix)
        ? Integer.parseInt(className.substring(prefix.length()))
        : -1;
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

  /** A function, compiled if this is its first use. */
  CompiledFunction function(int index) {
    CompiledFunction known = functions.get(index);
    if (known != null) {
      return known;
    }
    long start = System.nanoTime();
    CompiledFunction function = compiler.compile(index);
    if (function.loopPoints != null) {
      function.promotion =
          new LoopPromotion(this, index, function.loopPoints, function.importsCalled);
    }
    long time = System.nanoTime() - start;
    if (functions.compareAndSet(index, null, function)) {
      statistics.add(index, function, time);
      return function;
    }
    return functions.get(index);
  }

  /** The class of a function that is not emitted: it calls the tree. */
  private byte[] treeCaller(int index) {
    FuncType type = module.functionType(index).funcType();
    ClassWriter writer =
        new ClassWriter(ClassWriter.PUBLIC | ClassWriter.FINAL, className(index), Kinds.OBJECT);
    MethodCode method = new MethodCode(writer);
    int[] slots = Signatures.parameters(method, type);
    int instance = method.local(Kinds.INSTANCE);
    method.endParameters();
    method.load(Kinds.INSTANCE, instance);
    method.intConstant(index);
    method.invokeStatic(
        "dev/weft/bytecode/CallSupport",
        "function",
        "(L" + Kinds.INSTANCE + ";I)L" + Kinds.FUNCTION + ";");
    Signatures.boxCall(method, type, slots, instance);
    writer.method(ClassWriter.PUBLIC | ClassWriter.STATIC, "call", Kinds.call(type), method);
    return writer.finish();
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
    if (function(index).isTree()) {
      return null;
    }
    try {
      Class<?> c = Class.forName("weft.E" + index, true, loader);
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

  /** The class of the entry of a function. */
  private byte[] entryClass(int index) {
    FuncType type = module.functionType(index).funcType();
    boolean tailCalls = function(index).tailCalls;
    String superName = Signatures.INSTANCE_OF_VM.entryClass(type);
    ClassWriter writer =
        new ClassWriter(ClassWriter.PUBLIC | ClassWriter.FINAL, ENTRY_PREFIX + index, superName);
    Signatures.constructor(writer, superName);
    MethodCode call = new MethodCode(writer);
    call.local(superName);
    int[] slots = Signatures.parameters(call, type);
    int instance = call.local(Kinds.INSTANCE);
    call.endParameters();
    for (int i = 0; i < slots.length; i++) {
      call.load(Kinds.type(type.param(i).kind()), slots[i]);
    }
    call.load(Kinds.INSTANCE, instance);
    call.invokeStatic(className(index), "call", Kinds.call(type));
    if (type.resultCount() == 0) {
      call.op(0xB1, 0);
    } else {
      Signatures.returnKind(call, type.result(0).kind());
    }
    writer.method(ClassWriter.PUBLIC, "call", Kinds.call(type), call);
    if (tailCalls) {
      MethodCode invoke = new MethodCode(writer);
      invoke.local(superName);
      int arguments = invoke.local("[Ljava/lang/Object;");
      invoke.endParameters();
      Signatures.unbox(invoke, arguments, type);
      invoke.load(Kinds.OBJECT, arguments);
      invoke.op(0x03, 1);
      invoke.op(0x32, -1);
      invoke.checkCast(Kinds.INSTANCE);
      invoke.invokeStatic(className(index), "raw", Kinds.rawCall(type));
      invoke.op(0xB0, -1);
      writer.method(
          ClassWriter.PUBLIC, "invoke", "([Ljava/lang/Object;)Ljava/lang/Object;", invoke);
    }
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
        CompiledFunction function = generated.function(index);
        bytes = function.isTree() ? generated.treeCaller(index) : function.takeBytes();
      } else if (name.startsWith("weft.E")) {
        bytes = generated.entryClass(Integer.parseInt(name.substring(6)));
      } else {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
