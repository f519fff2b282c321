// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.FuncType;
import dev.weft.types.ValueKind;

/**
 * The hooks of a function that goes on at the start of a loop, coming back from its tree. It is a
 * method of its own, because of what HotSpot makes of ways into loops: with them in the function
 * itself, a matrix multiplication took 113 to 130 ms instead of 92 for ever after it had been tried
 * as a tree. The parameters are the {@code LoopState}, the number of the loop and the instance.
 */
final class ResumedFunction extends WholeFunction {
  private int stateSlot;
  private int loopSlot;

  @Override
  public void begin(Emitter emitter) {
    stateSlot = emitter.code.local(Kinds.LOOP_STATE);
    loopSlot = emitter.code.local("I");
    emitter.parameterInstance();
  }

  @Override
  public void enter(Emitter emitter) {
    emitter.resume(loopSlot);
  }

  /** The JVM local of the state. */
  int stateSlot() {
    return stateSlot;
  }

  /** The JVM local of the loop's number. */
  int loopSlot() {
    return loopSlot;
  }

  /** Its type; the result is that of the function itself. */
  static String type(FunctionIr ir) {
    String call = ir.tailCalls ? Kinds.rawCall(ir.type) : Kinds.call(ir.type);
    String parameters = "(L" + Kinds.LOOP_STATE + ";IL" + Kinds.INSTANCE + ";)";
    return parameters + call.substring(call.indexOf(')') + 1);
  }

  /** Returns what a method has left on the JVM's stack that returns what the function does. */
  static void returnResult(MethodCode code, FunctionIr ir) {
    if (ir.tailCalls) {
      Signatures.returnKind(code, ValueKind.REF);
    } else if (ir.type.resultCount() == 0) {
      code.op(0xB1, 0);
    } else {
      Signatures.returnKind(code, ir.type.result(0).kind());
    }
  }

  /** Locals are parameters only of the function itself. */
  @Override
  public void restart(Emitter emitter) {
    FunctionIr ir = emitter.ir;
    FuncType type = ir.type;
    for (int i = 0; i < type.paramCount(); i++) {
      emitter.code.load(Kinds.type(type.param(i).kind()), emitter.localSlot(i));
    }
    emitter.loadInstance();
    emitter.code.line(0); // the frame is the callee's from now on
    emitter.code.invokeStatic(
        GeneratedCode.className(ir.functionIndex),
        FunctionCompiler.methodName(ir),
        FunctionCompiler.methodType(ir));
    returnResult(emitter.code, ir);
  }
}
