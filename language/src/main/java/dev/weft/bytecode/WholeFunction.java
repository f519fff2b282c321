// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

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
  public boolean isApart(IrBlock block) {
    return false;
  }

  @Override
  public void call(Emitter emitter, IrBlock block) {
    throw new IllegalStateException("no block is apart");
  }

  @Override
  public void leave(Emitter emitter, IrBlock target) {
    throw new IllegalStateException("all labels are inside");
  }

  @Override
  public void returnResults(Emitter emitter) {
    emitter.returnResults();
  }

  @Override
  public void restart(Emitter emitter) {
    emitter.code.jumpToStart();
  }

  @Override
  public void end(Emitter emitter) {}
}
