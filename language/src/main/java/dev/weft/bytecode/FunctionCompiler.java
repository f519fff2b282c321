// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import dev.weft.opcode.Opcode;
import dev.weft.types.FuncType;
import dev.weft.validation.FunctionValidator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Makes the class files of functions. */
final class FunctionCompiler {
  /** HotSpot does not compile methods above this many bytes. */
  static final int HUGE_METHOD = 8000;

  /**
   * The most bytes of a method. HotSpot stops inlining into one that comes to 8000 bytes with what
   * was inlined: a function nearly as large as that has all its loads and stores as calls, and is
   * faster in pieces. Also C2 is done with pieces sooner, since it compiles those only that are
   * often called. Under {@code -XX:-ClipInlining} whole functions are faster in the end, so who
   * sets that flag may set this property to 8000. Tests of division set it to little.
   */
  static final int METHOD_LIMIT =
      Math.min(Integer.getInteger("weft.methodLimit", 6000), HUGE_METHOD);

  /** That, but for tests. */
  static volatile int methodLimit = METHOD_LIMIT;

  private final Module module;
  private final FeatureSet features;
  private final String memoryAccess;
  private final TierPolicy policy;
  private final Homes homes;

  /** Whether loops get versions without checks. */
  private final boolean versions;

  /** A function of a class that is being made; its operators are null if they are not known. */
  private record Member(int index, FunctionIr ir) {}

  /** A function as one method, not yet in its class. */
  private record Single(MethodCode method, CompiledFunction function) {}

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
    this.homes = new Homes(module);
    this.versions = module.memoryCount() > 0 && memoryAccess.endsWith("/DirectMemory");
  }

  /** In which class each function is. */
  Homes homes() {
    return homes;
  }

  /**
   * Compiles the class made for a function, or says why that is impossible.
   *
   * @param isEntry whether its objects are to be entries of the function
   */
  CompiledFunction compile(int index, boolean isEntry) {
    List<Member> members = new ArrayList<>();
    try {
      // What is surely small is not prepared for division.
      int size = module.codeEnd(index) - module.codeStart(index);
      FunctionIr ir = record(index, size > methodLimit / 3);
      findMembers(ir, members);
      CompiledFunction compiled;
      ClassWriter writer = newClass(index, isEntry);
      try {
        compiled = writeWhole(ir, writer, isEntry);
      } catch (TooLarge e) {
        writer = newClass(index, isEntry);
        compiled = writeDivided(ir.shapes != null ? ir : record(index, true), writer, isEntry);
      }
      for (Member member : members) {
        writeMember(writer, index, member, compiled);
      }
      compiled.bytes = writer.finish();
      return compiled;
    } catch (NotEmittable e) {
      return refused(index, members, e.getMessage());
    }
  }

  private FunctionIr record(int index, boolean withShapes) {
    Recorder recorder = new Recorder(module, withShapes);
    new FunctionValidator(module, features).run(index, recorder);
    FunctionIr ir = recorder.ir();
    if (policy.severalEntries()) {
      DirectJumps.find(ir);
    }
    return ir;
  }

  /** Finds those that join a function: small ones that it calls, or that those call. */
  private void findMembers(FunctionIr first, List<Member> members) {
    int home = first.functionIndex;
    FunctionIr ir = first;
    for (int next = 0; ; next++) {
      for (int i = 0; ir != null && i < ir.count; i++) {
        int callee = ir.opcodes[i] == Opcode.CALL ? ir.a[i] : home;
        if (callee != home
            && callee >= module.importedFunctionCount()
            && members.size() < Homes.maxMembers
            && members.stream().noneMatch(member -> member.index == callee)
            && homes.joins(callee, home)) {
          members.add(new Member(callee, recordMember(callee)));
        }
      }
      if (next == members.size()) {
        return;
      }
      ir = members.get(next).ir;
    }
  }

  private FunctionIr recordMember(int index) {
    try {
      return record(index, false);
    } catch (NotEmittable e) {
      return null;
    }
  }

  private String entryClass(int index) {
    return Signatures.INSTANCE_OF_VM.entryClass(module.functionType(index).funcType());
  }

  private ClassWriter newClass(int index, boolean isEntry) {
    return new ClassWriter(
        ClassWriter.PUBLIC | ClassWriter.FINAL,
        Homes.className(index, 'F'),
        isEntry ? entryClass(index) : Kinds.OBJECT);
  }

  /** Writes the function a class is made for as one method. */
  private CompiledFunction writeWhole(FunctionIr ir, ClassWriter writer, boolean isEntry) {
    Single single = emit(ir, writer);
    int index = ir.functionIndex;
    writeMethod(writer, index, ir, single.method);
    if (isEntry) {
      Signatures.constructor(writer, entryClass(index));
    }
    return finish(writer, ir, single.function, isEntry);
  }

  private void writeMethod(ClassWriter writer, int home, FunctionIr ir, MethodCode method) {
    writer.method(
        ClassWriter.PUBLIC | ClassWriter.STATIC, methodName(ir, home), methodType(ir), method);
  }

  private Single emit(FunctionIr ir, ClassWriter writer) {
    LinearLoop[] linear = versions ? LinearLoops.of(module, ir) : null;
    int[] importsCalled = policy.importsOfTree(ir, module.importedFunctionCount());
    if (importsCalled == null) {
      LoopLeaving.find(ir);
    }
    DispatchCopies copies =
        policy.severalEntries()
            ? DispatchCopies.of(ir, importsCalled != null, linear, methodLimit)
            : null;
    if (copies != null) {
      try {
        return emit(ir, importsCalled, linear, copies, writer);
      } catch (TooLarge e) {
        // With one copy of everything it may be small enough.
      }
    }
    if (linear != null) {
      try {
        return emit(ir, importsCalled, linear, null, writer);
      } catch (TooLarge e) {
        // Without the second versions it may be small enough.
      }
    }
    return emit(ir, importsCalled, null, null, writer);
  }

  private Single emit(
      FunctionIr ir,
      int[] importsCalled,
      LinearLoop[] linear,
      DispatchCopies copies,
      ClassWriter writer) {
    Positions positions = new Positions();
    MethodCode method = new MethodCode(writer, methodLimit);
    Emitter emitter =
        new Emitter(
            module,
            ir,
            Piece.of(ir),
            new WholeFunction(),
            null,
            Signatures.INSTANCE_OF_VM,
            positions,
            homes,
            memoryAccess,
            policy,
            importsCalled != null,
            linear,
            copies,
            method);
    emitter.emit();
    if (method.size() > methodLimit) {
      throw new TooLarge();
    }
    CompiledFunction function =
        new CompiledFunction(positions.offsets(), ir.tailCalls, 1, emitter.loopPoints(), null);
    function.importsCalled = importsCalled;
    if (linear != null) {
      function.linearLoops = (int) Arrays.stream(linear).filter(Objects::nonNull).count();
    }
    function.dispatches = copies == null ? 0 : copies.count();
    function.directJumps = emitter.directJumps();
    return new Single(method, function);
  }

  /** Writes the function a class is made for as several methods. */
  private CompiledFunction writeDivided(FunctionIr ir, ClassWriter writer, boolean isEntry) {
    int index = ir.functionIndex;
    Positions positions = new Positions();
    DividedFunction function =
        new DividedFunction(
            module,
            ir,
            Homes.className(index, 'F'),
            isEntry ? entryClass(index) : Kinds.OBJECT,
            writer,
            positions,
            homes,
            memoryAccess,
            policy,
            methodLimit);
    function.write(methodName(ir, index), methodType(ir));
    CompiledFunction compiled =
        new CompiledFunction(positions.offsets(), ir.tailCalls, function.pieces(), null, null);
    compiled.directJumps = function.directJumps();
    return finish(writer, ir, compiled, isEntry);
  }

  private static String methodName(FunctionIr ir, int home) {
    return ir.tailCalls
        ? Homes.rawName(ir.functionIndex, home)
        : Homes.methodName(ir.functionIndex, home);
  }

  private static String methodType(FunctionIr ir) {
    return ir.tailCalls ? Kinds.rawCall(ir.type) : Kinds.call(ir.type);
  }

  /** Adds what the class has beside the function that it is made for. */
  private CompiledFunction finish(
      ClassWriter writer, FunctionIr ir, CompiledFunction function, boolean isEntry) {
    int index = ir.functionIndex;
    String owner = Homes.className(index, 'F');
    String name = Homes.methodName(index, index);
    String raw = ir.tailCalls ? Homes.rawName(index, index) : null;
    if (raw != null) {
      Forwarders.finishTailCall(writer, name, ir.type, owner, raw);
    }
    if (isEntry) {
      Forwarders.entry(writer, entryClass(index), ir.type, owner, name, raw);
    }
    function.home = index;
    function.isEntry = isEntry;
    return function;
  }

  /** Writes a function that has joined another one. */
  private void writeMember(ClassWriter writer, int home, Member member, CompiledFunction first) {
    FunctionIr ir = member.ir;
    Single single = null;
    if (ir != null) {
      try {
        single = emit(ir, writer);
      } catch (NotEmittable e) {
        // It has a class of its own, and what is in its place here calls that.
      }
    }
    if (single == null) {
      forward(writer, home, member.index);
      return;
    }
    writeMethod(writer, home, ir, single.method);
    if (ir.tailCalls) {
      Forwarders.finishTailCall(
          writer,
          Homes.methodName(member.index, home),
          ir.type,
          Homes.className(home, 'F'),
          Homes.rawName(member.index, home));
    }
    single.function.home = home;
    first.members.put(member.index, single.function);
  }

  private void forward(ClassWriter writer, int home, int index) {
    Forwarders.forward(
        writer,
        Homes.methodName(index, home),
        module.functionType(index).funcType(),
        Homes.className(index, 'F'),
        Homes.methodName(index, index));
  }

  /** A function that runs as a tree, and the class that others call it by. */
  private CompiledFunction refused(int index, List<Member> members, String reason) {
    CompiledFunction function = CompiledFunction.asTree(reason);
    FuncType type = module.functionType(index).funcType();
    ClassWriter writer = newClass(index, false);
    try {
      Forwarders.callTree(writer, Homes.methodName(index, index), type, index);
    } catch (NotEmittable e) {
      // Too many parameters: nothing that is emitted can call it either.
    }
    for (Member member : members) {
      forward(writer, index, member.index);
    }
    function.bytes = writer.finish();
    return function;
  }
}
