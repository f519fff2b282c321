// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.module.Module;
import dev.weft.types.FuncType;
import dev.weft.types.ValueKind;

/** Emits calls of functions and what a function returns. */
final class CallEmitter {
  private static final String SUPPORT = "dev/weft/bytecode/CallSupport";

  private final Emitter emitter;
  private final MethodCode code;
  private final FunctionIr ir;
  private final Module module;
  private final PieceHooks hooks;
  private final Signatures signatures;
  private final Homes homes;
  private int calleeSlot = -1;

  CallEmitter(Emitter emitter, PieceHooks hooks, Signatures signatures, Homes homes) {
    this.emitter = emitter;
    this.code = emitter.code;
    this.ir = emitter.ir;
    this.module = emitter.module;
    this.hooks = hooks;
    this.signatures = signatures;
    this.homes = homes;
  }

  /** Emits one of the operators that call a function. */
  void emit(int i) {
    switch (ir.opcodes[i]) {
      case CALL -> call(i);
      case CALL_INDIRECT, CALL_REF -> {
        FuncType type = module.type(ir.a[i]).funcType();
        emitter.mark(i);
        callee(i);
        callFunction(type);
      }
      case RETURN_CALL -> {
        if (ir.a[i] == ir.functionIndex) {
          callSelf();
        } else {
          emitter.mark(i);
          boxArguments(module.functionType(ir.a[i]).funcType());
          emitter.loadInstance();
          code.intConstant(ir.a[i]);
          code.invokeStatic(
              SUPPORT,
              "tailCall",
              "([Ljava/lang/Object;L" + Kinds.INSTANCE + ";I)Ljava/lang/Object;");
          returnReference();
        }
      }
      case RETURN_CALL_INDIRECT, RETURN_CALL_REF -> {
        emitter.mark(i);
        callee(i);
        boxArguments(module.type(ir.a[i]).funcType());
        code.load(Kinds.FUNCTION, calleeSlot);
        code.invokeStatic(
            SUPPORT, "tailCall", "([Ljava/lang/Object;L" + Kinds.FUNCTION + ";)Ljava/lang/Object;");
        returnReference();
      }
      default -> throw new NotEmittable(ir.opcodes[i].text());
    }
  }

  /** Loads the results and returns them from the method. */
  void returnResults() {
    FuncType type = ir.type;
    int count = type.resultCount();
    if (ir.tailCalls) {
      if (count == 0) {
        code.op(0x01, 1); // aconst_null
      } else if (count == 1) {
        emitter.materialize(1);
        box(type.result(0).kind());
      } else {
        boxAll(count, 0);
      }
      returnReference();
      return;
    }
    if (count == 0) {
      hooks.leave(emitter, null);
      return;
    }
    emitter.materialize(count);
    for (int k = count - 1; k > 0; k--) {
      ValueKind kind = type.result(k).kind();
      emitter.loadInstance();
      code.intConstant(k);
      code.invokeStatic(
          SUPPORT, "setResult", "(" + Kinds.descriptor(kind) + "L" + Kinds.INSTANCE + ";I)V");
    }
    hooks.leave(emitter, type.result(0).kind());
  }

  private void returnReference() {
    hooks.leave(emitter, ValueKind.REF);
    code.endOfPath();
  }

  /** Boxes the value on the JVM's stack. */
  private void box(ValueKind kind) {
    Signatures.box(code, kind);
  }

  /** Makes an array of the topmost operands, boxed, behind so many free elements. */
  private void boxAll(int count, int free) {
    boxAll(count, free, 0);
  }

  private void boxAll(int count, int free, int freeAtEnd) {
    int first = emitter.height() - count;
    emitter.spillFrom(first);
    code.intConstant(count + free + freeAtEnd);
    code.newArray(Kinds.OBJECT);
    for (int k = 0; k < count; k++) {
      ValueKind kind = emitter.kind(first + k);
      code.op(0x59, 1); // dup
      code.intConstant(k + free);
      code.load(Kinds.type(kind), emitter.tempSlot(first + k, kind));
      box(kind);
      code.op(0x53, -3); // aastore
    }
  }

  private void boxArguments(FuncType callee) {
    boxAll(callee.paramCount(), 1, 1);
    emitter.drop(callee.paramCount());
    code.op(0x59, 1); // dup
    code.intConstant(callee.paramCount() + 1);
    emitter.loadInstance();
    code.op(0x53, -3); // aastore
  }

  private void call(int i) {
    int index = ir.a[i];
    FuncType type = module.functionType(index).funcType();
    emitter.mark(i);
    if (index < module.importedFunctionCount()) {
      emitter.loadInstance();
      code.intConstant(index);
      code.invokeStatic(SUPPORT, "imported", "(L" + Kinds.INSTANCE + ";I)L" + Kinds.FUNCTION + ";");
      storeCallee();
      callFunction(type);
      return;
    }
    emitter.materialize(type.paramCount());
    emitter.loadInstance();
    code.invokeStatic(homes.className(index), homes.methodName(index), Kinds.call(type));
    results(type);
  }

  private void storeCallee() {
    if (calleeSlot < 0) {
      calleeSlot = emitter.newLocal(Kinds.FUNCTION, EmitterStack.Value.ZERO);
    }
    code.store(Kinds.FUNCTION, calleeSlot);
  }

  /** Finds the function that is called through a table or reference, which is on top. */
  private void callee(int i) {
    emitter.materialize(1);
    switch (ir.opcodes[i]) {
      case CALL_INDIRECT, RETURN_CALL_INDIRECT -> {
        boolean table64 = module.tableType(ir.b[i]).limits().is64();
        emitter.loadInstance();
        code.intConstant(ir.b[i]);
        code.intConstant(ir.a[i]);
        code.invokeStatic(
            SUPPORT,
            "indirect",
            "(" + (table64 ? "J" : "I") + "L" + Kinds.INSTANCE + ";II)L" + Kinds.FUNCTION + ";");
      }
      default ->
          code.invokeStatic(SUPPORT, "reference", "(Ljava/lang/Object;)L" + Kinds.FUNCTION + ";");
    }
    emitter.drop(1);
    storeCallee();
  }

  /** Calls the function object found before with the topmost operands. */
  private void callFunction(FuncType type) {
    int params = type.paramCount();
    String signature = signatures.entryClass(type);
    emitter.clearTop(params); // the receiver comes below them
    code.load(Kinds.FUNCTION, calleeSlot);
    code.invokeStatic(SUPPORT, "entry", "(L" + Kinds.FUNCTION + ";)Ldev/weft/runtime/TypedEntry;");
    code.checkCast(signature);
    emitter.materialize(params);
    code.load(Kinds.FUNCTION, calleeSlot);
    emitter.loadInstance();
    code.invokeStatic(
        SUPPORT,
        "environment",
        "(L" + Kinds.FUNCTION + ";L" + Kinds.INSTANCE + ";)L" + Kinds.INSTANCE + ";");
    code.invokeVirtual(signature, "call", Kinds.call(type));
    results(type);
  }

  private void results(FuncType type) {
    emitter.drop(type.paramCount());
    for (int k = 0; k < type.resultCount(); k++) {
      ValueKind kind = type.result(k).kind();
      if (k > 0) {
        emitter.loadInstance();
        code.intConstant(k);
        code.invokeStatic(
            SUPPORT,
            "result" + kind.name(),
            "(L" + Kinds.INSTANCE + ";I)" + Kinds.descriptor(kind));
      }
      emitter.pushResult(kind);
    }
  }

  /** A tail call of the function itself is a loop. */
  private void callSelf() {
    int params = ir.type.paramCount();
    emitter.materialize(params);
    for (int k = params - 1; k >= 0; k--) {
      ValueKind kind = ir.locals[k];
      code.store(Kinds.type(kind), emitter.localSlot(k));
    }
    emitter.drop(params);
    emitter.popRest(emitter.height());
    hooks.restart(emitter);
    code.endOfPath();
  }
}
