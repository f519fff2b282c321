// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.TypedEntry;
import dev.weft.types.FuncType;
import dev.weft.types.ValueKind;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The classes by which generated code calls functions it knows only the signature of: for each list
 * of kinds an abstract subclass of {@link TypedEntry}, and one of that which boxes, for functions
 * that are not generated. They are the same in the whole virtual machine, so that functions can go
 * from one module to any other.
 */
final class Signatures {
  private static final String ENTRY = Kinds.RUNTIME + "TypedEntry";
  private static final String SUPPORT = "dev/weft/bytecode/CallSupport";
  private static final String PACKAGE = "weft/sig/";
  private static final String INSTANCE = "L" + Kinds.INSTANCE + ";";
  private static final String FUNCTION = "L" + Kinds.FUNCTION + ";";

  static final Signatures INSTANCE_OF_VM = new Signatures();

  private final Loader loader = new Loader();

  /** The types whose classes were asked for, by class name with dots. */
  private final ConcurrentHashMap<String, FuncType> types = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<String, MethodHandle> boxed = new ConcurrentHashMap<>();

  private Signatures() {
    // As a named module we read only what we say.
    Signatures.class.getModule().addReads(loader.getUnnamedModule());
  }

  ClassLoader loader() {
    return loader;
  }

  /** The internal name of the class of entries for a type. */
  String entryClass(FuncType type) {
    return register("E", type);
  }

  /** The internal name of the class that calls functions of a type as trees. */
  String treeCallingClass(FuncType type) {
    return register("T", type);
  }

  /**
   * The internal name of the class that calls the tree of a function from the middle of it.
   *
   * @param values what is handed over, as parameters
   */
  String leavingClass(FuncType values) {
    return register("L", values);
  }

  private String register(String prefix, FuncType type) {
    StringBuilder name = new StringBuilder(PACKAGE).append(prefix).append('_');
    for (int i = 0; i < type.paramCount(); i++) {
      name.append(Kinds.letter(type.param(i).kind()));
    }
    name.append('_');
    for (int i = 0; i < type.resultCount(); i++) {
      name.append(Kinds.letter(type.result(i).kind()));
    }
    String internal = name.toString();
    types.putIfAbsent(internal.replace('/', '.'), type);
    return internal;
  }

  /** The internal name of the class of entries that box, for a type. */
  String boxingClass(FuncType type) {
    register("E", type);
    return register("B", type);
  }

  /** The entry of a function that is not generated: it boxes. */
  TypedEntry boxedEntry(FunctionInstance function) {
    String name = boxingClass(function.funcType());
    MethodHandle constructor =
        boxed.computeIfAbsent(
            name,
            n -> {
              try {
                Class<?> c = Class.forName(n.replace('/', '.'), true, loader);
                return MethodHandles.publicLookup()
                    .findConstructor(c, MethodType.methodType(void.class, FunctionInstance.class))
                    .asType(MethodType.methodType(TypedEntry.class, FunctionInstance.class));
              } catch (ReflectiveOperationException e) {
                throw new LinkageError("generated class", e);
              }
            });
    try {
      return (TypedEntry) constructor.invokeExact(function);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("generated class", e);
    }
  }

  /** Finds the classes of signatures. */
  private final class Loader extends ClassLoader {
    static {
      registerAsParallelCapable();
    }

    Loader() {
      super("weft-signatures", Signatures.class.getClassLoader());
      GeneratedCode.openTo(getUnnamedModule());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      FuncType type = types.get(name);
      if (type == null) {
        throw new ClassNotFoundException(name);
      }
      String internal = name.replace('.', '/');
      byte[] bytes =
          switch (internal.charAt(PACKAGE.length())) {
            case 'E' -> entry(internal, type);
            case 'T' -> treeCalling(internal, type);
            case 'L' -> leaving(internal, type);
            default -> boxing(internal, type);
          };
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  /** Writes the constructor that does nothing. */
  static void constructor(ClassWriter writer, String superName) {
    MethodCode code = new MethodCode(writer);
    code.local(superName);
    code.endParameters();
    code.load(superName, 0);
    code.invokeSpecial(superName, "<init>", "()V");
    code.op(0xB1, 0);
    writer.method(ClassWriter.PUBLIC, "<init>", "()V", code);
  }

  /** The abstract class: call, and invoke in terms of it. */
  private static byte[] entry(String name, FuncType type) {
    ClassWriter writer = new ClassWriter(ClassWriter.PUBLIC | ClassWriter.ABSTRACT, name, ENTRY);
    constructor(writer, ENTRY);
    writer.abstractMethod("call", Kinds.call(type));
    MethodCode code = new MethodCode(writer);
    int self = code.local(name);
    int arguments = code.local("[Ljava/lang/Object;");
    code.endParameters();
    code.load(name, self);
    unbox(code, arguments, type);
    code.load(Kinds.OBJECT, arguments);
    code.op(0x03, 1);
    code.op(0x32, -1);
    code.checkCast(Kinds.INSTANCE);
    code.invokeVirtual(name, "call", Kinds.call(type));
    boxResults(code, type, arguments);
    code.op(0xB0, -1);
    writer.method(ClassWriter.PUBLIC, "invoke", "([Ljava/lang/Object;)Ljava/lang/Object;", code);
    return writer.finish();
  }

  /** Pushes the parameters from an array of arguments. */
  static void unbox(MethodCode code, int arguments, FuncType type) {
    for (int i = 0; i < type.paramCount(); i++) {
      code.load("[Ljava/lang/Object;", arguments);
      code.intConstant(i + 1);
      code.op(0x32, -1); // aaload
      unbox(code, type.param(i).kind());
    }
  }

  /** Boxes what {@code call} returned and left in the results of the instance's context. */
  static void boxResults(MethodCode code, FuncType type, int arguments) {
    switch (type.resultCount()) {
      case 0 -> code.op(0x01, 1);
      case 1 -> box(code, type.result(0).kind());
      default -> {
        box(code, type.result(0).kind());
        code.load("[Ljava/lang/Object;", arguments);
        code.op(0x03, 1);
        code.op(0x32, -1);
        code.checkCast(Kinds.INSTANCE);
        StringBuilder kinds = new StringBuilder();
        for (int i = 0; i < type.resultCount(); i++) {
          kinds.append(Kinds.letter(type.result(i).kind()));
        }
        code.stringConstant(kinds.toString());
        code.invokeStatic(
            SUPPORT,
            "boxResults",
            "(Ljava/lang/Object;" + INSTANCE + "Ljava/lang/String;)Ljava/lang/Object;");
      }
    }
  }

  /** The class for functions that are not generated; {@link HostEntries} extends it. */
  private static byte[] boxing(String name, FuncType type) {
    String superName = INSTANCE_OF_VM.entryClass(type);
    ClassWriter writer = new ClassWriter(ClassWriter.PUBLIC, name, superName);
    writer.addField(ClassWriter.FINAL, "function", FUNCTION);
    MethodCode constructor = new MethodCode(writer);
    constructor.local(name);
    constructor.local(Kinds.FUNCTION);
    constructor.endParameters();
    constructor.load(name, 0);
    constructor.invokeSpecial(superName, "<init>", "()V");
    constructor.load(name, 0);
    constructor.load(Kinds.FUNCTION, 1);
    constructor.putField(name, "function", FUNCTION);
    constructor.op(0xB1, 0);
    writer.method(ClassWriter.PUBLIC, "<init>", "(" + FUNCTION + ")V", constructor);
    MethodCode code = new MethodCode(writer);
    int self = code.local(name);
    int[] slots = parameters(code, type);
    int caller = code.local(Kinds.INSTANCE);
    code.endParameters();
    code.load(name, self);
    code.getField(name, "function", FUNCTION);
    boxCall(code, type, slots, caller);
    writer.method(ClassWriter.PUBLIC, "call", Kinds.call(type), code);
    return writer.finish();
  }

  /** The class whose method {@code call} calls a function by its index in the instance. */
  private static byte[] treeCalling(String name, FuncType type) {
    ClassWriter writer = new ClassWriter(ClassWriter.PUBLIC, name, Kinds.OBJECT);
    MethodCode code = new MethodCode(writer);
    int[] slots = parameters(code, type);
    int instance = code.local(Kinds.INSTANCE);
    int index = code.local("I");
    code.endParameters();
    code.load(Kinds.INSTANCE, instance);
    code.load("I", index);
    code.invokeStatic(SUPPORT, "function", "(" + INSTANCE + "I)" + FUNCTION);
    boxCall(code, type, slots, instance);
    writer.method(ClassWriter.PUBLIC | ClassWriter.STATIC, "call", treeCall(type), code);
    return writer.finish();
  }

  /** The class whose method {@code call} goes on with the tree of a function from a loop on. */
  private static byte[] leaving(String name, FuncType values) {
    ClassWriter writer = new ClassWriter(ClassWriter.PUBLIC, name, Kinds.OBJECT);
    MethodCode code = new MethodCode(writer);
    int[] slots = parameters(code, values);
    int instance = code.local(Kinds.INSTANCE);
    int index = code.local("I");
    int loop = code.local("I");
    code.endParameters();
    int state = code.local(LoopRounds.STATE);
    code.intConstant(slots.length);
    code.invokeStatic(SUPPORT, "newState", "(I)L" + LoopRounds.STATE + ";");
    code.store(LoopRounds.STATE, state);
    for (int i = 0; i < slots.length; i++) {
      LoopRounds.storeState(code, state, i, values.param(i).kind(), slots[i]);
    }
    code.load(LoopRounds.STATE, state);
    code.load(Kinds.INSTANCE, instance);
    code.load("I", index);
    code.load("I", loop);
    code.invokeStatic(
        SUPPORT, "leaveLoop", "(L" + LoopRounds.STATE + ";" + INSTANCE + "II)Ljava/lang/Object;");
    code.op(0xB0, -1);
    writer.method(ClassWriter.PUBLIC | ClassWriter.STATIC, "call", leavingCall(values), code);
    return writer.finish();
  }

  /** The descriptor of the method of {@link #leavingClass}. */
  static String leavingCall(FuncType values) {
    return Kinds.call(values).replace(")V", "II)Ljava/lang/Object;");
  }

  /** The descriptor of the method of {@link #treeCallingClass}. */
  static String treeCall(FuncType type) {
    return Kinds.call(type).replace(")", "I)");
  }

  static int[] parameters(MethodCode code, FuncType type) {
    int[] slots = new int[type.paramCount()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = code.local(Kinds.type(type.param(i).kind()));
    }
    return slots;
  }

  /**
   * Calls the function object on the stack with boxed parameters and returns its results.
   *
   * @param caller the slot of the instance that calls, which is the last argument
   */
  static void boxCall(MethodCode code, FuncType type, int[] slots, int caller) {
    boxParameters(code, type, slots);
    code.op(0x59, 1);
    code.intConstant(slots.length + 1);
    code.load(Kinds.INSTANCE, caller);
    code.op(0x53, -3);
    code.invokeStatic(
        SUPPORT, "callBoxed", "(" + FUNCTION + "[Ljava/lang/Object;)Ljava/lang/Object;");
    unboxResult(code, type);
  }

  /** Makes the arguments of a call of boxed parameters; the first and the last stay free. */
  static void boxParameters(MethodCode code, FuncType type, int[] slots) {
    code.intConstant(slots.length + 2);
    code.newArray(Kinds.OBJECT);
    for (int i = 0; i < slots.length; i++) {
      ValueKind kind = type.param(i).kind();
      code.op(0x59, 1);
      code.intConstant(i + 1);
      code.load(Kinds.type(kind), slots[i]);
      box(code, kind);
      code.op(0x53, -3);
    }
  }

  /** Returns the results that are boxed on the stack from the method. */
  static void unboxResult(MethodCode code, FuncType type) {
    int count = type.resultCount();
    if (count == 0) {
      code.op(0x57, -1);
      code.op(0xB1, 0);
      return;
    }
    if (count > 1) {
      code.invokeStatic(SUPPORT, "spreadResults", "(Ljava/lang/Object;)Ljava/lang/Object;");
    }
    ValueKind kind = type.result(0).kind();
    unbox(code, kind);
    returnKind(code, kind);
  }

  /** Returns the value on the stack from the method. */
  static void returnKind(MethodCode code, ValueKind kind) {
    switch (kind) {
      case I32 -> code.op(0xAC, -1);
      case I64 -> code.op(0xAD, -2);
      case F32 -> code.op(0xAE, -1);
      case F64 -> code.op(0xAF, -2);
      default -> code.op(0xB0, -1);
    }
  }

  /** Boxes the value on the stack. */
  static void box(MethodCode code, ValueKind kind) {
    switch (kind) {
      case I32 -> code.invokeStatic("java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;");
      case I64 -> code.invokeStatic("java/lang/Long", "valueOf", "(J)Ljava/lang/Long;");
      case F32 -> code.invokeStatic("java/lang/Float", "valueOf", "(F)Ljava/lang/Float;");
      case F64 -> code.invokeStatic("java/lang/Double", "valueOf", "(D)Ljava/lang/Double;");
      default -> {}
    }
  }

  /** Takes the value on the stack out of its box. */
  static void unbox(MethodCode code, ValueKind kind) {
    switch (kind) {
      case I32 -> unbox(code, "java/lang/Integer", "intValue", "()I");
      case I64 -> unbox(code, "java/lang/Long", "longValue", "()J");
      case F32 -> unbox(code, "java/lang/Float", "floatValue", "()F");
      case F64 -> unbox(code, "java/lang/Double", "doubleValue", "()D");
      default -> {}
    }
  }

  private static void unbox(MethodCode code, String box, String name, String type) {
    code.checkCast(box);
    code.invokeVirtual(box, name, type);
  }
}
