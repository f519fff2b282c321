// SPDX-License-Identifier: Apache-2.0
package dev.weft.nodes;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.GenerateWrapper;
import com.oracle.truffle.api.instrumentation.InstrumentableNode;
import com.oracle.truffle.api.instrumentation.ProbeNode;
import com.oracle.truffle.api.instrumentation.StandardTags.StatementTag;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.api.source.SourceSection;

/**
 * Stands in front of a statement or of the end of a block, for instruments: does nothing. Trees
 * have markers when an instrument wants statements.
 */
@GenerateWrapper
public class StatementMarker extends StatementNode implements InstrumentableNode, HasOffset {
  private final int offset;

  /**
   * Creates a marker.
   *
   * @param offset byte offset of the instruction in the module
   */
  public StatementMarker(int offset) {
    this.offset = offset;
  }

  /** Creates the wrapper of a marker. */
  StatementMarker(StatementMarker delegate) {
    this.offset = delegate.offset;
  }

  @Override
  public void execute(VirtualFrame frame) {}

  @Override
  public final int offset() {
    return offset;
  }

  @Override
  public final boolean isInstrumentable() {
    return true;
  }

  @Override
  public WrapperNode createWrapper(ProbeNode probe) {
    return new StatementMarkerWrapper(this, this, probe);
  }

  @Override
  public final boolean hasTag(Class<? extends Tag> tag) {
    return tag == StatementTag.class;
  }

  @Override
  public SourceSection getSourceSection() {
    return getRootNode() instanceof CodeRootNode root
        ? root.code().instructionSection(offset)
        : null;
  }
}
