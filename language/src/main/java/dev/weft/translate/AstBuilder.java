// SPDX-License-Identifier: Apache-2.0
package dev.weft.translate;

import dev.weft.binary.Instruction;
import dev.weft.module.Module;
import dev.weft.runtime.CodeLimits;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.ModuleCode;
import com.oracle.truffle.api.frame.FrameDescriptor;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.nodes.BodyNode;
import dev.weft.nodes.CallNode;
import dev.weft.nodes.ConstNodes;
import dev.weft.nodes.ControlNodes;
import dev.weft.nodes.Effects;
import dev.weft.nodes.ExpressionNode;
import dev.weft.nodes.FunctionBodyNode;
import dev.weft.nodes.FunctionRootNode;
import dev.weft.nodes.LocalNodes;
import dev.weft.nodes.LoopEntries;
import dev.weft.nodes.LoopsRootNode;
import dev.weft.nodes.MeterNode;
import dev.weft.nodes.RefNodes;
import dev.weft.nodes.SelectNodes;
import dev.weft.nodes.StatementNode;
import dev.weft.opcode.Opcode;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.ValueKind;
import dev.weft.types.ValueType;
import dev.weft.validation.FunctionSink;
import dev.weft.validation.FunctionValidator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the tree of a function while the validator goes through its body: structured control
 * becomes a graph of basic blocks, the operand stack becomes expression trees.
 */
final class AstBuilder implements FunctionSink {

  private static final ExpressionNode[] NO_VALUES = {};

  private final ModuleCode code;
  private final Module module;
  private final int functionIndex;
  private DataOperators dataOperators;

  /** Counts fuel; null if it is not counted. */
  private FuelMeter meter;

  private FrameLayout layout;
  private OperandStack stack;
  private ValueKind[] localKinds;
  private FuncType type;

  private final List<BlockBuilder> blocks = new ArrayList<>();
  private final ArrayList<Control> controls = new ArrayList<>();
  private BlockBuilder entry;

  /** The block being filled; null in code that cannot be reached. */
  private BlockBuilder current;

  private boolean tailCalls;
  private RootNode root;

  /** The loops at which the tree is entered and left; null for one that is called. */
  private final LoopPoints loops;

  private final LoopStart[] loopStarts;
  private final int trialRounds;

  /** The start of a loop: its block and the slots of the operands. */
  private record LoopStart(BlockBuilder block, int[] operands) {}

  /** Null if statements have their markers. */
  private final BodyNode.Retranslation again;

  private FunctionBodyNode markedBody;

  /** Whether the instruction before this one ended a block or an arm of one. */
  private boolean endsBefore = true;

  /**
   * Creates the builder of a tree.
   *
   * @param loops the loops at whose start it is entered; null for a tree that is called
   * @param trialRounds how many rounds the tree runs before it is compiled
   * @param again translates the function once more; null if this is to mark statements
   */
  AstBuilder(
      ModuleCode code,
      int functionIndex,
      LoopPoints loops,
      int trialRounds,
      BodyNode.Retranslation again) {
    this.again = again;
    this.trialRounds = trialRounds;
    this.code = code;
    this.module = code.module();
    this.functionIndex = functionIndex;
    this.loops = loops;
    this.loopStarts = loops == null ? null : new LoopStart[loops.offsets().length];
  }

  /**
   * The translated function, once the validator has gone through it; null if it is to be entered at
   * loops and that is not possible.
   */
  RootNode root() {
    return root;
  }

  /** The body in one piece with markers of statements, if that was wanted. */
  FunctionBodyNode markedBody() {
    return markedBody;
  }

  /** A structured control instruction that is open. */
  private static final class Control {
    final Opcode opcode;

    /** Operand height below the parameters. */
    final int height;

    final FuncType type;

    /** Where the label leads, unless this is the function itself; null until it is needed. */
    BlockBuilder end;

    BlockBuilder header;

    /** The block to run if the condition of an if without else so far does not hold. */
    BlockBuilder otherwise;

    final boolean dead;

    Control(Opcode opcode, FuncType type, int height, boolean dead) {
      this.opcode = opcode;
      this.type = type;
      this.height = height;
      this.dead = dead;
    }

    boolean isFunction() {
      return opcode == null;
    }

    int branchArity() {
      return opcode == Opcode.LOOP ? type.paramCount() : type.resultCount();
    }

    ValueType branchType(int i) {
      return opcode == Opcode.LOOP ? type.param(i) : type.result(i);
    }

    BlockBuilder branchTarget() {
      if (opcode == Opcode.LOOP) {
        return header;
      }
      if (end == null) {
        end = new BlockBuilder();
      }
      return end;
    }
  }

  @Override
  public void begin(FunctionValidator v) {
    type = v.type();
    int locals = v.localCount();
    localKinds = new ValueKind[locals];
    for (int i = 0; i < locals; i++) {
      localKinds[i] = v.localType(i).kind();
    }
    layout = new FrameLayout(localKinds);
    stack = new OperandStack(layout);
    if (again == null) {
      stack.markStatements();
    }
    FuelCosts costs = code.limits().fuel();
    meter = costs == null ? null : new FuelMeter(costs, layout.extra(ValueKind.I64));
    dataOperators = new DataOperators(code, meter);
    controls.add(new Control(null, type, 0, false));
    entry = new BlockBuilder();
    start(entry);
  }

  @Override
  public void finish(FunctionValidator v) {
    List<BlockBuilder> live = new BlockGraph(blocks, entry).order();
    FrameDescriptor descriptor = layout.descriptor();
    CodeLimits limits = code.limits();
    int fuelSlot = meter == null ? MeterNode.NO_SLOT : meter.slot();
    BodyMaker maker = new BodyMaker(code, functionIndex, descriptor, layout, fuelSlot, again);
    if (loops != null) {
      LoopEntries entries = limits.needsCounting() ? null : loopEntries(live.size());
      FunctionBodyNode body = entries == null ? null : maker.make(live, entries);
      if (again == null) {
        markedBody = body;
      } else if (body != null) {
        root = new LoopsRootNode(descriptor, code, functionIndex, body, tailCalls);
      }
      return;
    }
    BodyNode body = maker.make(live);
    if (again == null) {
      markedBody = (FunctionBodyNode) body;
      return;
    }
    root =
        new FunctionRootNode(
            descriptor,
            code,
            functionIndex,
            type.paramCount(),
            localKinds,
            body,
            tailCalls,
            limits.needsCounting()
                ? new MeterNode(
                    fuelSlot, limits.fuel() == null ? 0 : limits.fuel().entry(), limits.maxFrames())
                : null);
  }

  private LoopEntries loopEntries(int blockCount) {
    int[] starts = new int[loopStarts.length];
    int[][] operands = new int[loopStarts.length][];
    for (int k = 0; k < starts.length; k++) {
      LoopStart start = loopStarts[k];
      int block = start == null ? -1 : BlockGraph.skipEmpty(start.block).index;
      if (block < 0) {
        return null;
      }
      starts[k] = block;
      operands[k] = start.operands;
    }
    return new LoopEntries(
        starts,
        loops.entries(),
        operands,
        layout.kinds(),
        localKinds.length,
        blockCount,
        loops.isLeft(),
        trialRounds);
  }

  /** Notes the start of a loop at which the tree can be entered: all operands are in temps. */
  private void noteLoop(BlockBuilder header, int offset) {
    int k = loops == null ? -1 : Arrays.binarySearch(loops.offsets(), offset);
    if (k >= 0) {
      int[] operands = new int[stack.height()];
      for (int p = 0; p < operands.length; p++) {
        operands[p] = layout.temp(p, stack.get(p).kind());
      }
      loopStarts[k] = new LoopStart(header, operands);
    }
  }

  private void start(BlockBuilder block) {
    blocks.add(block);
    current = block;
    stack.into(block);
    if (meter != null) {
      meter.split();
    }
  }

  private Control control(int depth) {
    return controls.get(controls.size() - 1 - depth);
  }

  @Override
  public void instruction(Instruction i, FunctionValidator v) {
    boolean ends = i.opcode == Opcode.ELSE || i.opcode == Opcode.END;
    if (!ends) {
      stack.at(i.offset);
    }
    translateAny(i);
    endsBefore = ends;
  }

  private void translateAny(Instruction i) {
    switch (i.opcode) {
      case BLOCK, LOOP, IF -> open(i);
      case ELSE -> startElse();
      case END -> close();
      default -> {
        if (current != null) {
          if (meter != null) {
            meter.count(i.opcode, current);
          }
          translate(i);
        }
      }
    }
  }

  private void open(Instruction i) {
    FuncType blockType = i.blockType;
    if (current == null) {
      controls.add(new Control(i.opcode, blockType, stack.height(), true));
      return;
    }
    if (meter != null) {
      meter.count(i.opcode, current);
    }
    ExpressionNode condition = i.opcode == Opcode.IF ? stack.pop() : null;
    stack.spillAll();
    Control control =
        new Control(i.opcode, blockType, stack.height() - blockType.paramCount(), false);
    controls.add(control);
    if (i.opcode == Opcode.LOOP) {
      control.header = new BlockBuilder();
      noteLoop(control.header, i.offset);
      current.jump(control.header);
      start(control.header);
      if (meter != null) {
        meter.check(current, i.offset);
      }
    } else if (i.opcode == Opcode.IF) {
      BlockBuilder then = new BlockBuilder();
      control.otherwise = new BlockBuilder();
      stack.mark();
      current.branch(condition, then, control.otherwise);
      start(then);
    }
  }

  private void startElse() {
    Control control = control(0);
    if (control.dead) {
      return;
    }
    if (current != null) {
      leaveArm(control);
    }
    startOtherwise(control);
  }

  private void startOtherwise(Control control) {
    stack.truncate(control.height);
    start(control.otherwise);
    control.otherwise = null;
    pushTemps(control.type.params());
  }

  /** Ends an arm of a block: its results go to where the label expects them. */
  private void leaveArm(Control control) {
    stack.moveTo(control.height, control.type.resultCount());
    if (control.end == null) {
      control.end = new BlockBuilder();
    }
    current.jump(control.end);
    current = null;
  }

  private void close() {
    Control control = controls.remove(controls.size() - 1);
    if (control.dead) {
      return;
    }
    if (control.isFunction()) {
      if (current != null) {
        if (!endsBefore) {
          stack.mark();
        }
        current.leave(stack.pop(type.resultCount()));
        current = null;
      }
      return;
    }
    if (control.otherwise != null) {
      if (current != null) {
        leaveArm(control);
      }
      startOtherwise(control);
      leaveArm(control);
    }
    if (control.end == null) {
      // No branch leads here: the code goes on, or what follows cannot be reached.
      if (current == null) {
        stack.truncate(control.height);
      }
      return;
    }
    if (current != null) {
      leaveArm(control);
    }
    stack.truncate(control.height);
    start(control.end);
    pushTemps(control.type.results());
  }

  private void pushTemps(ValueType[] types) {
    for (ValueType t : types) {
      stack.pushTemp(t.kind());
    }
  }

  private void translate(Instruction i) {
    switch (i.opcode) {
      case NOP -> {}
      case UNREACHABLE -> {
        stack.dropRange(0, stack.height());
        append(new ControlNodes.Unreachable(i.offset), Effects.CAN_TRAP);
        current.stop();
        current = null;
      }
      case BR -> branch(control(i.index));
      case BR_IF -> branchIf(control(i.index), stack.pop());
      case BR_TABLE -> branchTable(i);
      case BR_ON_NULL -> branchOnNull(control(i.index));
      case BR_ON_NON_NULL -> branchOnNonNull(control(i.index));
      case RETURN -> returnValues();
      case CALL -> call(calleeType(i.index), direct(i));
      case CALL_INDIRECT -> call(indirectType(i), indirect(i));
      case CALL_REF -> call(module.type(i.index).funcType(), reference(i));
      case RETURN_CALL -> {
        if (i.index == functionIndex) {
          callSelf(i.offset);
        } else {
          tailCall(direct(i), calleeType(i.index));
        }
      }
      case RETURN_CALL_INDIRECT -> tailCall(indirect(i), indirectType(i));
      case RETURN_CALL_REF -> tailCall(reference(i), module.type(i.index).funcType());
      case DROP -> stack.drop(stack.pop());
      case SELECT, SELECT_T -> {
        ExpressionNode condition = stack.pop();
        ExpressionNode b = stack.pop();
        ExpressionNode a = stack.pop();
        stack.push(SelectNodes.create(a, b, condition));
      }
      case LOCAL_GET -> stack.push(stack.read(localKinds[i.index], i.index));
      case LOCAL_SET -> stack.assign(i.index, stack.pop());
      case LOCAL_TEE -> {
        stack.assign(i.index, stack.pop());
        stack.push(stack.read(localKinds[i.index], i.index));
      }
      default -> dataOperators.translate(i, stack);
    }
  }

  private void append(StatementNode statement, int effects) {
    stack.append(statement, effects);
  }

  // Branches

  private void branch(Control label) {
    if (label.isFunction()) {
      returnValues();
      return;
    }
    int arity = label.branchArity();
    stack.dropRange(label.height, stack.height() - arity);
    stack.moveTo(label.height, arity);
    current.jump(label.branchTarget());
    current = null;
  }

  private void branchIf(Control label, ExpressionNode condition) {
    BlockBuilder taken;
    if (label.branchArity() == 0) {
      stack.spillNoticeable();
      stack.prepareFor(condition);
    } else {
      stack.spillAll();
    }
    taken = edge(label);
    BlockBuilder next = new BlockBuilder();
    stack.mark();
    current.branch(condition, taken, next);
    start(next);
  }

  private void branchOnNull(Control label) {
    stack.spillAll();
    ExpressionNode reference = stack.pop();
    BlockBuilder taken = edge(label);
    BlockBuilder next = new BlockBuilder();
    stack.mark();
    current.branch(RefNodes.isNull(reference), taken, next);
    stack.pushTemp(ValueKind.REF);
    start(next);
  }

  private void branchOnNonNull(Control label) {
    stack.spillAll();
    BlockBuilder taken = edge(label);
    ExpressionNode reference = stack.pop();
    BlockBuilder next = new BlockBuilder();
    stack.mark();
    current.branch(RefNodes.isNull(reference), next, taken);
    start(next);
  }

  private void branchTable(Instruction i) {
    ExpressionNode index = stack.pop();
    stack.spillAll();
    Map<Control, BlockBuilder> edges = new HashMap<>();
    BlockBuilder[] targets = new BlockBuilder[i.labelCount + 1];
    for (int k = 0; k < targets.length; k++) {
      Control label = control(k < i.labelCount ? i.labels[k] : i.index);
      targets[k] = edges.computeIfAbsent(label, this::edge);
    }
    stack.mark();
    current.choose(index, targets);
    current = null;
  }

  /**
   * Returns the block that a conditional branch goes to: the label's, or one in between that moves
   * the values. The values are in the temps of their positions.
   */
  private BlockBuilder edge(Control label) {
    int arity = label.branchArity();
    int source = stack.height() - arity;
    if (label.isFunction()) {
      BlockBuilder edge = new BlockBuilder();
      blocks.add(edge);
      ExpressionNode[] results = new ExpressionNode[arity];
      for (int k = 0; k < arity; k++) {
        results[k] = temp(edge, source + k, label.branchType(k).kind());
      }
      edge.leave(results);
      return edge;
    }
    if (arity == 0 || source == label.height) {
      return label.branchTarget();
    }
    BlockBuilder edge = new BlockBuilder();
    blocks.add(edge);
    for (int k = 0; k < arity; k++) {
      ValueKind kind = label.branchType(k).kind();
      int slot = layout.temp(label.height + k, kind);
      edge.statements.add(LocalNodes.set(slot, temp(edge, source + k, kind)));
      edge.writes.set(slot);
    }
    edge.jump(label.branchTarget());
    return edge;
  }

  private ExpressionNode temp(BlockBuilder block, int position, ValueKind kind) {
    int slot = layout.temp(position, kind);
    block.reads(slot);
    return LocalNodes.get(kind, slot);
  }

  private void returnValues() {
    int arity = type.resultCount();
    stack.dropRange(0, stack.height() - arity);
    stack.mark();
    current.leave(stack.pop(arity));
    current = null;
  }

  // Calls

  private FuncType calleeType(int index) {
    return module.functionType(index).funcType();
  }

  private FuncType indirectType(Instruction i) {
    return module.type(i.index).funcType();
  }

  private static ValueKind resultKind(FuncType type) {
    return type.resultCount() == 1 ? type.result(0).kind() : null;
  }

  private CallNode direct(Instruction i) {
    FuncType callee = calleeType(i.index);
    ExpressionNode[] operands = stack.pop(callee.paramCount());
    return i.index < module.importedFunctionCount()
        ? new CallNode.Imported(i.index, operands, resultKind(callee), i.offset)
        : new CallNode.Direct(code, i.index, operands, resultKind(callee), i.offset);
  }

  private CallNode indirect(Instruction i) {
    DefinedType callee = module.type(i.index);
    FuncType signature = callee.funcType();
    ExpressionNode index = stack.pop();
    ExpressionNode[] operands = stack.pop(signature.paramCount());
    return new CallNode.Indirect(
        i.index2,
        module.tableType(i.index2).limits().is64(),
        callee,
        operands,
        index,
        resultKind(signature),
        i.offset);
  }

  private CallNode reference(Instruction i) {
    FuncType signature = module.type(i.index).funcType();
    ExpressionNode reference = stack.pop();
    ExpressionNode[] operands = stack.pop(signature.paramCount());
    return new CallNode.Reference(operands, reference, resultKind(signature), i.offset);
  }

  private void call(FuncType callee, CallNode call) {
    if (meter != null) {
      call.meter(meter.slot());
      meter.split();
    }
    int results = callee.resultCount();
    if (results == 1) {
      stack.push(call);
      if (meter != null) {
        // Now, so that what comes next is paid for after the call.
        stack.evaluateTop();
      }
    } else if (results == 0) {
      append(new ControlNodes.Drop(call), call.effects());
    } else {
      int[] slots = new int[results];
      ValueKind[] kinds = new ValueKind[results];
      for (int k = 0; k < results; k++) {
        kinds[k] = callee.result(k).kind();
        slots[k] = layout.temp(stack.height() + k, kinds[k]);
      }
      stack.append(new ControlNodes.CallMany(call, slots, kinds), call.effects(), slots);
      pushTemps(callee.results());
    }
  }

  private void tailCall(CallNode call, FuncType callee) {
    tailCalls = true;
    // The arguments are evaluated by the terminator, after everything that is dropped.
    stack.dropRange(0, stack.height());
    stack.mark();
    current.leave(new ExpressionNode[] {new ControlNodes.TailCallResult(call)});
    current = null;
  }

  /** A tail call of the function itself is a loop. */
  private void callSelf(int offset) {
    int parameters = type.paramCount();
    int source = stack.height() - parameters;
    stack.dropRange(0, source);
    stack.spillAll();
    stack.pop(parameters);
    for (int k = 0; k < parameters; k++) {
      stack.assign(k, temp(current, source + k, localKinds[k]));
    }
    for (int k = parameters; k < localKinds.length; k++) {
      stack.assign(k, zero(localKinds[k]));
    }
    if (meter != null) {
      meter.countEntry(current);
      meter.check(current, offset);
    }
    current.jump(entry);
    current = null;
  }

  /** The default value of a kind. */
  static ExpressionNode zero(ValueKind kind) {
    return switch (kind) {
      case I32 -> ConstNodes.i32(0);
      case I64 -> ConstNodes.i64(0);
      case F32 -> ConstNodes.f32(0);
      case F64 -> ConstNodes.f64(0);
      case V128, REF -> RefNodes.refNull();
    };
  }
}
