// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.FuncType;
import dev.weft.types.ValueKind;

/** Writes methods that only call others. They have no lines, so traces do not show them. */
final class Forwarders {
  private static final int STATIC = ClassWriter.PUBLIC | ClassWriter.STATIC;

  private Forwarders() {}

  /** Parameters and the instance are the arguments of the call that follows. */
  private static void loadAll(MethodCode code, FuncType type) {
    int[] slots = Signatures.parameters(code, type);
    int instance = code.local(Kinds.INSTANCE);
    code.endParameters();
    loadAll(code, type, slots, instance);
  }

  private static void loadAll(MethodCode code, FuncType type, int[] slots, int instance) {
    for (int i = 0; i < slots.length; i++) {
      code.load(Kinds.type(type.param(i).kind()), slots[i]);
    }
    code.load(Kinds.INSTANCE, instance);
  }

  private static void returnResult(MethodCode code, FuncType type) {
    if (type.resultCount() == 0) {
      code.op(0xB1, 0);
    } else {
      Signatures.returnKind(code, type.result(0).kind());
    }
  }

  private static void callTree(MethodCode code, FuncType type, int index) {
    code.intConstant(index);
    String owner = Signatures.INSTANCE_OF_VM.treeCallingClass(type);
    code.invokeStatic(owner, "call", Signatures.treeCall(type));
    returnResult(code, type);
  }

  /**
   * Ends a method of a function by calling the function as a tree, with the parameters as they are
   * in its locals.
   *
   * @param raw whether the method returns boxed results, or that its caller is to make the call
   */
  static void goOnAsTree(
      MethodCode code, FuncType type, int[] slots, int instance, int index, boolean raw) {
    if (!raw) {
      loadAll(code, type, slots, instance);
      callTree(code, type, index);
      return;
    }
    Signatures.boxParameters(code, type, slots);
    code.load(Kinds.INSTANCE, instance);
    code.intConstant(index);
    code.invokeStatic(
        "dev/weft/bytecode/CallSupport",
        "tailCall",
        "([Ljava/lang/Object;L" + Kinds.INSTANCE + ";I)Ljava/lang/Object;");
    Signatures.returnKind(code, ValueKind.REF);
  }

  /** A function that is in another class after all. */
  static void forward(ClassWriter writer, String name, FuncType type, String owner, String method) {
    MethodCode code = new MethodCode(writer);
    loadAll(code, type);
    code.invokeStatic(owner, method, Kinds.call(type));
    returnResult(code, type);
    writer.method(STATIC, name, Kinds.call(type), code);
  }

  /** A function that is not emitted: calls the tree. */
  static void callTree(ClassWriter writer, String name, FuncType type, int index) {
    MethodCode code = new MethodCode(writer);
    loadAll(code, type);
    callTree(code, type, index);
    writer.method(STATIC, name, Kinds.call(type), code);
  }

  /** Of a function that may ask for a tail call: the method that makes it. */
  static void finishTailCall(
      ClassWriter writer, String name, FuncType type, String owner, String raw) {
    MethodCode code = new MethodCode(writer);
    loadAll(code, type);
    code.invokeStatic(owner, raw, Kinds.rawCall(type));
    code.invokeStatic(
        "dev/weft/bytecode/CallSupport", "finish", "(Ljava/lang/Object;)Ljava/lang/Object;");
    Signatures.unboxResult(code, type);
    writer.method(STATIC, name, Kinds.call(type), code);
  }

  /**
   * What an entry does: calls the function.
   *
   * @param superName the class of entries for the type
   * @param owner the class of the function
   * @param method its name there
   * @param raw of a function with tail calls the method that returns boxed results, or null
   */
  static void entry(
      ClassWriter writer,
      String superName,
      FuncType type,
      String owner,
      String method,
      String raw) {
    MethodCode call = new MethodCode(writer);
    call.local(superName);
    loadAll(call, type);
    call.invokeStatic(owner, method, Kinds.call(type));
    returnResult(call, type);
    writer.method(ClassWriter.PUBLIC, "call", Kinds.call(type), call);
    if (raw != null) {
      MethodCode invoke = new MethodCode(writer);
      invoke.local(superName);
      int arguments = invoke.local("[Ljava/lang/Object;");
      invoke.endParameters();
      Signatures.unbox(invoke, arguments, type);
      invoke.load(Kinds.OBJECT, arguments);
      invoke.op(0x03, 1);
      invoke.op(0x32, -1);
      invoke.checkCast(Kinds.INSTANCE);
      invoke.invokeStatic(owner, raw, Kinds.rawCall(type));
      invoke.op(0xB0, -1);
      writer.method(
          ClassWriter.PUBLIC, "invoke", "([Ljava/lang/Object;)Ljava/lang/Object;", invoke);
    }
  }
}
