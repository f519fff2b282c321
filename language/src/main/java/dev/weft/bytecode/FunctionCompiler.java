// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.translate.LoopPoints;
import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import dev.weft.validation.FunctionValidator;

/** Makes the class files of functions. */
final class FunctionCompiler {
  /** HotSpot does not compile methods above this many bytes. */
  static final int HUGE_METHOD = 8000;

  /** The most bytes of a method; less than HotSpot's limit only to test division. */
  static volatile int methodLimit = Integer.getInteger("weft.methodLimit", HUGE_METHOD);

  private final Module module;
  private final FeatureSet features;
  private final String memoryAccess;
  private final TierPolicy policy;

  /**
   * Creates the compiler of a module.
   *
   * @param features those that the module was validated with
   * @param memoryAccess the class that has the loads and stores
   * @param policy which functions become trees in a loop
   */
  FunctionCompiler(Module module, FeatureSet features, String memoryAccess, TierPolicy policy) {
    this.policy = policy;
    this.module = module;
    this.features = features;
    this.memoryAccess = memoryAccess;
  }

  /** Compiles a function, or says why that is impossible. */
  CompiledFunction compile(int index) {
    try {
      // What is surely small is not prepared for division.
      int size = module.codeEnd(index) - module.codeStart(index);
      FunctionIr ir = record(index, size > methodLimit / 3);
      try {
        return emit(ir);
      } catch (TooLarge e) {
        return emitDivided(ir.shapes != null ? ir : record(index, true));
      }
    } catch (NotEmittable e) {
      return CompiledFunction.asTree(e.getMessage());
    }
  }

  private FunctionIr record(int index, boolean withShapes) {
    Recorder recorder = new Recorder(module, withShapes);
    new FunctionValidator(module, features).run(index, recorder);
    return recorder.ir();
  }

  private ClassWriter classOf(FunctionIr ir) {
    return new ClassWriter(
        ClassWriter.PUBLIC | ClassWriter.FINAL,
        GeneratedCode.className(ir.functionIndex),
        Kinds.OBJECT);
  }

  private CompiledFunction emit(FunctionIr ir) {
    ClassWriter writer = classOf(ir);
    Positions positions = new Positions();
    MethodCode method = new MethodCode(writer);
    int[] importsCalled = policy.importsOfTree(ir, module.importedFunctionCount());
    Emitter emitter =
        new Emitter(
            module,
            ir,
            Piece.of(ir),
            new WholeFunction(),
            null,
            Signatures.INSTANCE_OF_VM,
            positions,
            memoryAccess,
            policy,
            importsCalled != null,
            method);
    emitter.emit();
    if (method.size() > methodLimit) {
      throw new TooLarge();
    }
    int flags = ClassWriter.PUBLIC | ClassWriter.STATIC;
    writer.method(flags, methodName(ir), methodType(ir), method);
    CompiledFunction compiled = finish(writer, ir, positions, 1, emitter.loopPoints());
    compiled.importsCalled = importsCalled;
    return compiled;
  }

  /** Emits a function as several methods. */
  private CompiledFunction emitDivided(FunctionIr ir) {
    ClassWriter writer = classOf(ir);
    Positions positions = new Positions();
    DividedFunction function =
        new DividedFunction(
            module,
            ir,
            GeneratedCode.className(ir.functionIndex),
            writer,
            positions,
            memoryAccess,
            policy,
            methodLimit);
    function.write(methodName(ir), methodType(ir));
    return finish(writer, ir, positions, function.pieces(), null);
  }

  private static String methodName(FunctionIr ir) {
    return ir.tailCalls ? "raw" : "call";
  }

  private static String methodType(FunctionIr ir) {
    return ir.tailCalls ? Kinds.rawCall(ir.type) : Kinds.call(ir.type);
  }

  private static CompiledFunction finish(
      ClassWriter writer, FunctionIr ir, Positions positions, int methods, LoopPoints loopPoints) {
    if (ir.tailCalls) {
      tailCallingEntry(writer, ir);
    }
    return new CompiledFunction(
        writer.finish(), positions.offsets(), ir.tailCalls, methods, loopPoints, null);
  }

  /** Of a function that may ask for a tail call: the method that makes it. */
  private static void tailCallingEntry(ClassWriter writer, FunctionIr ir) {
    MethodCode code = new MethodCode(writer);
    int[] slots = Signatures.parameters(code, ir.type);
    int instance = code.local(Kinds.INSTANCE);
    code.endParameters();
    for (int i = 0; i < slots.length; i++) {
      code.load(Kinds.type(ir.type.param(i).kind()), slots[i]);
    }
    code.load(Kinds.INSTANCE, instance);
    code.invokeStatic(GeneratedCode.className(ir.functionIndex), "raw", Kinds.rawCall(ir.type));
    code.invokeStatic(
        "dev/weft/bytecode/CallSupport", "finish", "(Ljava/lang/Object;)Ljava/lang/Object;");
    Signatures.unboxResult(code, ir.type);
    writer.method(ClassWriter.PUBLIC | ClassWriter.STATIC, "call", Kinds.call(ir.type), code);
  }
}
