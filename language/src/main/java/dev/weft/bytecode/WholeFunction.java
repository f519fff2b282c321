// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.types.ValueKind;

/** The hooks of a piece that is a whole function. */
final class WholeFunction implements PieceHooks {

  @Override
  public void begin(Emitter emitter) {
    for (int i = 0; i < emitter.ir.type.paramCount(); i++) {
      emitter.parameterOfLocal(i);
    }
    emitter.parameterInstance();
  }

  @Override
  public void enter(Emitter emitter) {}

  @Override
  public String fieldOfLocal(int local) {
    return null;
  }

  @Override
  public void loadField(MethodCode code, String field, String descriptor) {
    throw new IllegalStateException("there is no frame");
  }

  @Override
  public void call(Emitter emitter, Piece child) {
    throw new IllegalStateException("there are no children");
  }

  @Override
  public int labelOutside(Emitter emitter, int position) {
    throw new IllegalStateException("all positions are inside");
  }

  @Override
  public void largeTable(Emitter emitter, int[] positions, int[] labels) {
    throw new IllegalStateException("the function is not divided");
  }

  @Override
  public void leave(Emitter emitter, ValueKind kind) {
    if (kind == null) {
      emitter.code.op(0xB1, 0); // return
    } else {
      Signatures.returnKind(emitter.code, kind);
    }
  }

  @Override
  public void restart(Emitter emitter) {
    emitter.code.jumpToStart();
  }

  @Override
  public void end(Emitter emitter) {}
}
