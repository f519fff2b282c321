// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.GenerateWrapper;
import com.oracle.truffle.api.instrumentation.InstrumentableNode;
import com.oracle.truffle.api.instrumentation.ProbeNode;
import com.oracle.truffle.api.instrumentation.StandardTags.RootBodyTag;
import com.oracle.truffle.api.instrumentation.StandardTags.RootTag;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.source.SourceSection;
import dev.weft.runtime.Conversion;
import dev.weft.runtime.FailureType;
import dev.weft.runtime.ListObject;
import dev.weft.runtime.ModuleCode;
import dev.weft.runtime.TailCall;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.WasmVoid;
import dev.weft.types.FuncType;

/** The body of a function: what is executed once its locals are in the frame. */
@GenerateWrapper
public abstract class BodyNode extends Node implements InstrumentableNode {

  /** Translates a function once more, to a tree with the same slots and blocks. */
  @FunctionalInterface
  public interface Retranslation {
    /** Makes a body in one piece, with a {@link StatementMarker} in front of each statement. */
    FunctionBodyNode withStatements();
  }

  /** The module's code. */
  final ModuleCode code;

  private final int functionIndex;

  /**
   * Creates an unadopted node.
   *
   * @param code the module's code
   * @param functionIndex index of the function in its module
   */
  protected BodyNode(ModuleCode code, int functionIndex) {
    this.code = code;
    this.functionIndex = functionIndex;
  }

  /** Creates the wrapper of a body. */
  BodyNode(BodyNode delegate) {
    this(delegate.code, delegate.functionIndex);
  }

  /**
   * Runs the function.
   *
   * @param frame the frame of the function
   * @return null, the boxed result, or an array of boxed results
   */
  public abstract Object execute(VirtualFrame frame);

  @Override
  public boolean isInstrumentable() {
    return true;
  }

  @Override
  public WrapperNode createWrapper(ProbeNode probe) {
    return new BodyNodeWrapper(this, this, probe);
  }

  @Override
  public boolean hasTag(Class<? extends Tag> tag) {
    return tag == RootTag.class || tag == RootBodyTag.class;
  }

  @Override
  public SourceSection getSourceSection() {
    return code.section(functionIndex);
  }

  /** The result that an instrument has a function return. */
  @GenerateWrapper.IncomingConverter
  @TruffleBoundary
  final Object resultFromInstruments(Object value) {
    FuncType type = code.module().functionType(functionIndex).funcType();
    if (type.resultCount() == 0) {
      return null;
    }
    Object result =
        type.resultCount() > 1 || value == null ? null : Conversion.toWasm(type.result(0), value);
    if (result == null) {
      throw WasmException.failure(
          FailureType.USAGE, "not a result of the function", Conversion.describe(value), null);
    }
    return result;
  }

  /** What instruments see of a result. */
  @GenerateWrapper.OutgoingConverter
  @TruffleBoundary
  final Object resultForInstruments(Object result) {
    return switch (result) {
      case null -> WasmVoid.INSTANCE;
      case Object[] several -> new ListObject(several.clone());
      case TailCall tail -> null;
      case LoopExit exit -> null;
      default -> result;
    };
  }
}
