// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.binary.Instruction;
import dev.weft.binary.InstructionReader;
import dev.weft.binary.WasmFormatException;
import dev.weft.module.ConstExpr;
import dev.weft.module.Module;
import dev.weft.module.Unsupported;
import dev.weft.opcode.Feature;
import dev.weft.opcode.FeatureSet;
import dev.weft.opcode.Immediate;
import dev.weft.opcode.Opcode;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.GlobalType;
import dev.weft.types.RefType;
import dev.weft.types.TableType;
import dev.weft.types.ValueType;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Validates function bodies and constant expressions, instruction by instruction (specification,
 * appendix A.3), and hands each instruction to a {@link FunctionSink}. One object serves any number
 * of functions, one after the other.
 */
public final class FunctionValidator extends OperandTypes {

  private static final ValueType[] NO_TYPES = {};

  private final Module module;
  private final InstructionReader reader;
  private final FeatureSet features;
  private final BitSet declaredFunctions;
  private final Instruction instruction = new Instruction();
  private final DataRules data;

  private FunctionSink sink;
  private int functionIndex = -1;
  private FuncType type;

  private ValueType[] locals = new ValueType[32];
  private int localCount;

  /**
   * Which locals without a default value have been set; indexes of them in the order of setting.
   */
  private boolean[] initialised = new boolean[32];

  private int[] initialisations = new int[8];
  private int initialisationCount;

  private boolean unsupportedNoted;
  private boolean vectorTypeNoted;
  private boolean wasReachable;
  private boolean constant;
  private int visibleGlobals;

  /**
   * Creates a validator for functions that are known to be valid: it drives sinks.
   *
   * @param module the module
   * @param features the enabled features
   */
  public FunctionValidator(Module module, FeatureSet features) {
    this(module, features, null);
  }

  /**
   * Creates a validator.
   *
   * @param module the module
   * @param features the enabled features
   * @param declaredFunctions the functions that ref.func may name in bodies, to which constant
   *     expressions add theirs; null leaves that unchecked
   */
  public FunctionValidator(Module module, FeatureSet features, BitSet declaredFunctions) {
    this.module = module;
    this.features = features;
    this.reader = new InstructionReader(module, features, 0, 0);
    this.declaredFunctions = declaredFunctions;
    this.data = new DataRules(this, module);
  }

  /**
   * Validates a function and hands its instructions to the sink.
   *
   * @param index a function defined in the module (not an import)
   * @param newSink the receiver, or null to validate only
   * @throws WasmFormatException if the body is malformed or invalid
   */
  public void run(int index, FunctionSink newSink) {
    functionIndex = index;
    sink = newSink;
    constant = false;
    type = module.functionType(index).funcType();
    clear();
    initialisationCount = 0;
    localCount = 0;
    for (int i = 0; i < type.paramCount(); i++) {
      addLocal(type.param(i), true);
    }
    reader.reset(module.codeStart(index), module.codeEnd(index));
    try {
      readLocals();
      Label label = pushLabel(NO_TYPES, type.results());
      label.opcode = Opcode.BLOCK;
      label.type = type;
      label.initialisedHeight = 0;
      if (sink != null) {
        sink.begin(this);
      }
      while (reader.next(instruction)) {
        if (labelCount() == 0) {
          throw malformed("section size mismatch");
        }
        step();
      }
      if (labelCount() != 0) {
        throw malformed("unexpected end of section or function");
      }
    } catch (WasmFormatException e) {
      throw bodyError(e);
    }
    if (reader.vectorTypeOffset() >= 0) {
      noteVectorType();
    }
    if (sink != null) {
      sink.finish(this);
    }
  }

  /**
   * Validates a constant expression.
   *
   * @param expression the expression
   * @param expected the type it must have
   * @param globals how many globals, from index 0, it may use
   * @throws WasmFormatException if it is malformed or invalid
   */
  public void checkConstant(ConstExpr expression, ValueType expected, int globals) {
    functionIndex = -1;
    sink = null;
    constant = true;
    visibleGlobals = globals;
    clear();
    localCount = 0;
    initialisationCount = 0;
    Label label = pushLabel(NO_TYPES, FuncType.ofResult(expected).results());
    label.opcode = Opcode.BLOCK;
    label.initialisedHeight = 0;
    reader.reset(expression.start(), expression.end());
    while (labelCount() > 0 && reader.next(instruction)) {
      step();
    }
  }

  /** Completes an error with the function; looks for the cause of an unexpected end. */
  private WasmFormatException bodyError(WasmFormatException found) {
    WasmFormatException error = found;
    if (found.phrase().startsWith("unexpected end")) {
      int end = module.codeEnd(functionIndex);
      WasmFormatException cause = reader.bodyError(module.codeStart(functionIndex), end);
      error = cause == null ? found : cause;
    }
    return error.function() >= 0 ? error : error.inFunction(functionIndex);
  }

  private void readLocals() {
    int groups = reader.localGroupCount();
    for (int g = 0; g < groups; g++) {
      int count = reader.localGroup();
      ValueType t = reader.localType();
      boolean defaultable = t.isDefaultable();
      for (int i = 0; i < count; i++) {
        addLocal(t, defaultable);
      }
    }
  }

  private void addLocal(ValueType t, boolean hasValue) {
    if (localCount == locals.length) {
      locals = Arrays.copyOf(locals, 2 * localCount);
      initialised = Arrays.copyOf(initialised, 2 * localCount);
    }
    locals[localCount] = t;
    initialised[localCount++] = hasValue;
  }

  @Override
  void forgetLocals(int initialisedHeight) {
    while (initialisationCount > initialisedHeight) {
      initialised[initialisations[--initialisationCount]] = false;
    }
  }

  private void initialise(int local) {
    if (!initialised[local]) {
      initialised[local] = true;
      if (initialisationCount == initialisations.length) {
        initialisations = Arrays.copyOf(initialisations, 2 * initialisationCount);
      }
      initialisations[initialisationCount++] = local;
    }
  }

  // What sinks see

  /**
   * Tells whether the current instruction can be reached.
   *
   * @return reachability before it; for else and end, that of the end of the arm
   */
  public boolean wasReachable() {
    return wasReachable;
  }

  /** Returns the index of the function. */
  public int functionIndex() {
    return functionIndex;
  }

  /** Returns the number of parameters and locals. */
  public int localCount() {
    return localCount;
  }

  /** Returns the type of a parameter or local. */
  public ValueType localType(int local) {
    return locals[local];
  }

  /** Returns the number of parameters. */
  public int paramCount() {
    return type.paramCount();
  }

  /** Returns the type of the function. */
  public FuncType type() {
    return type;
  }

  /** Returns the module. */
  public Module module() {
    return module;
  }

  // Errors

  @Override
  WasmFormatException invalid(String phrase, String detail) {
    return new WasmFormatException(
        WasmFormatException.Kind.INVALID, phrase, detail, instruction.offset, functionIndex);
  }

  private WasmFormatException malformed(String phrase) {
    return new WasmFormatException(
        WasmFormatException.Kind.MALFORMED, phrase, null, instruction.end, functionIndex);
  }

  WasmFormatException limit(String detail) {
    return new WasmFormatException(
        WasmFormatException.Kind.LIMIT,
        "limit exceeded",
        detail,
        instruction.offset,
        functionIndex);
  }

  WasmFormatException unknown(String what, int index) {
    return invalid("unknown " + what + " " + Integer.toUnsignedString(index), null);
  }

  /** Notes the first instruction that is not executable; later ones have higher offsets. */
  private void noteUnsupported(Opcode opcode) {
    if (!unsupportedNoted) {
      unsupportedNoted = true;
      module.noteUnsupported(new Unsupported(opcode.feature(), instruction.offset, opcode.text()));
    }
  }

  /** Notes the first v128 among the types of locals, blocks and select. */
  private void noteVectorType() {
    if (!vectorTypeNoted && !Feature.SIMD.executable()) {
      vectorTypeNoted = true;
      module.noteUnsupported(new Unsupported(Feature.SIMD, reader.vectorTypeOffset(), "v128"));
    }
  }

  // Index spaces

  FuncType funcType(int index) {
    DefinedType t = definedType(index);
    if (!t.isFunc()) {
      throw invalid("type mismatch", "type " + index + " is not a function type");
    }
    return t.funcType();
  }

  DefinedType definedType(int index) {
    if (Integer.compareUnsigned(index, module.typeCount()) >= 0) {
      throw unknown("type", index);
    }
    return module.type(index);
  }

  private DefinedType function(int index) {
    if (Integer.compareUnsigned(index, module.functionCount()) >= 0) {
      throw unknown("function", index);
    }
    return module.functionType(index);
  }

  private int local(int index) {
    if (Integer.compareUnsigned(index, localCount) >= 0) {
      throw unknown("local", index);
    }
    return index;
  }

  private GlobalType global(int index) {
    if (Integer.compareUnsigned(index, constant ? visibleGlobals : module.globalCount()) >= 0) {
      throw unknown("global", index);
    }
    return module.globalType(index);
  }

  TableType table(int index) {
    if (Integer.compareUnsigned(index, module.tableCount()) >= 0) {
      throw unknown("table", index);
    }
    return module.tableType(index);
  }

  void checkData(int index) {
    if (module.declaredDataCount() < 0 && !module.data().isEmpty()) {
      throw malformed("data count section required");
    }
    if (module.declaredDataCount() < 0) {
      throw unknown("data segment", index);
    }
    if (Integer.compareUnsigned(index, module.declaredDataCount()) >= 0) {
      throw unknown("data segment", index);
    }
  }

  RefType elementType(int index) {
    if (Integer.compareUnsigned(index, module.elements().size()) >= 0) {
      throw unknown("elem segment", index);
    }
    return module.elements().get(index).type();
  }

  private FuncType tag(int index) {
    if (Integer.compareUnsigned(index, module.tagCount()) >= 0) {
      throw unknown("tag", index);
    }
    return module.tagType(index).type().funcType();
  }

  // Instructions

  private void step() {
    Instruction i = instruction;
    Opcode opcode = i.opcode;
    wasReachable = isReachable();
    if (!opcode.isExecutable()) {
      noteUnsupported(opcode);
    }
    if (constant && !ConstantRules.allows(opcode, features)) {
      throw invalid("constant expression required", opcode.text());
    }
    ValueType[] params = opcode.params();
    if (params != null) {
      plain(i, opcode, params);
    } else {
      special(i, opcode);
    }
    if (sink != null
        && opcode != Opcode.ELSE
        && opcode != Opcode.END
        && opcode != Opcode.CATCH
        && opcode != Opcode.CATCH_ALL
        && opcode != Opcode.DELEGATE) {
      sink.instruction(i, this);
    }
  }

  private void plain(Instruction i, Opcode opcode, ValueType[] params) {
    if (opcode.prefix() != 0) {
      if (opcode.immediate() == Immediate.LANE) {
        data.checkLane(i.index, LaneCounts.of(opcode));
      } else if (opcode == Opcode.I8X16_SHUFFLE) {
        data.checkShuffle(i);
      }
    }
    pop(params);
    push(opcode.results());
  }

  private void special(Instruction i, Opcode opcode) {
    switch (opcode) {
      case UNREACHABLE -> unreachable();
      case BLOCK, LOOP, TRY -> open(i);
      case TRY_TABLE -> {
        checkCatches(i);
        open(i);
      }
      case IF -> {
        pop(ValueType.I32);
        open(i);
      }
      case ELSE -> {
        if (label(0).opcode != Opcode.IF) {
          throw malformed("END opcode expected");
        }
        endArm();
        restartLabel(label(0).startTypes);
        label(0).opcode = Opcode.ELSE;
      }
      case CATCH, CATCH_ALL -> {
        Opcode open = label(0).opcode;
        if (open != Opcode.TRY && open != Opcode.CATCH) {
          throw malformed("END opcode expected");
        }
        endArm();
        restartLabel(opcode == Opcode.CATCH ? tag(i.index).params() : NO_TYPES);
        label(0).opcode = opcode;
      }
      case END -> {
        Label label = label(0);
        endArm();
        if (label.opcode == Opcode.IF && !sameTypes(label.startTypes, label.endTypes)) {
          throw invalid("type mismatch", "if without else must leave its parameters");
        }
        push(popLabel().endTypes);
      }
      case DELEGATE -> {
        if (label(0).opcode != Opcode.TRY) {
          throw malformed("END opcode expected");
        }
        endArm();
        ValueType[] results = popLabel().endTypes;
        target(i.index);
        push(results);
      }
      case THROW -> {
        pop(tag(i.index).params());
        unreachable();
      }
      case RETHROW -> {
        Opcode open = target(i.index).opcode;
        if (open != Opcode.CATCH && open != Opcode.CATCH_ALL) {
          throw invalid("invalid rethrow label", null);
        }
        unreachable();
      }
      case THROW_REF -> {
        pop(RefType.EXNREF);
        unreachable();
      }
      case BR -> {
        pop(target(i.index).branchTypes());
        unreachable();
      }
      case BR_IF -> {
        pop(ValueType.I32);
        ValueType[] types = target(i.index).branchTypes();
        pop(types);
        push(types);
      }
      case BR_TABLE -> branchTable(i);
      case BR_ON_NULL -> {
        RefType reference = popReference();
        ValueType[] types = target(i.index).branchTypes();
        pop(types);
        push(types);
        push(RefType.of(false, reference.heap()));
      }
      case BR_ON_NON_NULL -> {
        RefType reference = popReference();
        ValueType[] types = target(i.index).branchTypes();
        push(RefType.of(false, reference.heap()));
        popWithReference(types);
        push(types, types.length - 1);
      }
      case BR_ON_CAST, BR_ON_CAST_FAIL -> branchOnCast(i, opcode == Opcode.BR_ON_CAST);
      case RETURN -> {
        pop(type.results());
        unreachable();
      }
      case CALL -> call(function(i.index).funcType());
      case CALL_INDIRECT -> call(indirect(i));
      case CALL_REF -> {
        FuncType callee = funcType(i.index);
        pop(RefType.of(true, module.type(i.index)));
        call(callee);
      }
      case RETURN_CALL -> returnCall(function(i.index).funcType());
      case RETURN_CALL_INDIRECT -> returnCall(indirect(i));
      case RETURN_CALL_REF -> {
        FuncType callee = funcType(i.index);
        pop(RefType.of(true, module.type(i.index)));
        returnCall(callee);
      }
      case DROP -> pop();
      case SELECT -> select();
      case SELECT_T -> {
        if (i.types.length != 1) {
          throw invalid("invalid result arity", "select must have one type");
        }
        pop(ValueType.I32);
        pop(i.types[0]);
        pop(i.types[0]);
        push(i.types[0]);
      }
      case LOCAL_GET -> {
        int local = local(i.index);
        if (!initialised[local]) {
          throw invalid("uninitialized local", "local " + local);
        }
        push(locals[local]);
      }
      case LOCAL_SET -> {
        pop(locals[local(i.index)]);
        initialise(i.index);
      }
      case LOCAL_TEE -> {
        ValueType t = locals[local(i.index)];
        pop(t);
        initialise(i.index);
        push(t);
      }
      case GLOBAL_GET -> {
        GlobalType global = global(i.index);
        if (constant && global.mutable()) {
          throw invalid("constant expression required", "global " + i.index + " is mutable");
        }
        push(global.type());
      }
      case GLOBAL_SET -> {
        GlobalType global = global(i.index);
        if (!global.mutable()) {
          throw invalid("immutable global", "global " + i.index);
        }
        pop(global.type());
      }
      case REF_FUNC -> {
        DefinedType callee = function(i.index);
        if (declaredFunctions != null) {
          if (constant) {
            declaredFunctions.set(i.index);
          } else if (!declaredFunctions.get(i.index)) {
            throw invalid("undeclared function reference", "function " + i.index);
          }
        }
        push(RefType.of(false, callee));
      }
      default -> data.check(i, opcode);
    }
  }

  // Control

  private void open(Instruction i) {
    FuncType blockType = i.blockType;
    pop(blockType.params());
    int mark = initialisationCount;
    Label label = pushLabel(blockType.params(), blockType.results());
    label.opcode = i.opcode;
    label.type = blockType;
    label.initialisedHeight = mark;
  }

  /** Checks the end of an arm and tells the sink, for which the label is still there. */
  private void endArm() {
    checkEnd();
    if (sink != null) {
      sink.instruction(instruction, this);
    }
  }

  private static boolean sameTypes(ValueType[] params, ValueType[] results) {
    if (params.length != results.length) {
      return false;
    }
    for (int k = 0; k < params.length; k++) {
      if (params[k] != results[k] && !params[k].isSubtypeOf(results[k])) {
        return false;
      }
    }
    return true;
  }

  private void branchTable(Instruction i) {
    pop(ValueType.I32);
    ValueType[] types = target(i.index).branchTypes();
    for (int k = 0; k < i.labelCount; k++) {
      ValueType[] others = target(i.labels[k]).branchTypes();
      if (others.length != types.length) {
        throw invalid("type mismatch", "labels of br_table take different numbers of values");
      }
      if (others != types) {
        check(others);
      }
    }
    pop(types);
    unreachable();
  }

  private void popWithReference(ValueType[] types) {
    if (types.length == 0 || !types[types.length - 1].isRef()) {
      throw invalid("type mismatch", "the label does not take a reference");
    }
    pop(types);
  }

  private void branchOnCast(Instruction i, boolean branchOnSuccess) {
    ValueType[] types = target(i.index).branchTypes();
    RefType source = i.refType;
    RefType cast = i.refType2;
    if (!cast.isSubtypeOf(source)) {
      throw invalid("type mismatch", cast + " is not a subtype of " + source);
    }
    RefType rest = source.minus(cast);
    pop(source);
    push(branchOnSuccess ? cast : rest);
    popWithReference(types);
    push(types, types.length - 1);
    push(branchOnSuccess ? rest : cast);
  }

  private void checkCatches(Instruction i) {
    for (int k = 0; k < i.catchCount; k++) {
      ValueType[] types = target(i.catchLabels[k]).branchTypes();
      int kind = i.catchKinds[k];
      ValueType[] caught =
          kind == Instruction.CATCH || kind == Instruction.CATCH_REF
              ? tag(i.catchTags[k]).params()
              : NO_TYPES;
      if (kind == Instruction.CATCH_REF || kind == Instruction.CATCH_ALL_REF) {
        caught = Arrays.copyOf(caught, caught.length + 1);
        caught[caught.length - 1] = RefType.of(false, RefType.EXNREF.heap());
      }
      if (!sameTypes(caught, types)) {
        throw invalid("type mismatch", "a catch clause does not fit its label");
      }
    }
  }

  // Calls

  private void call(FuncType callee) {
    pop(callee.params());
    push(callee.results());
  }

  private FuncType indirect(Instruction i) {
    TableType table = table(i.index2);
    if (!table.element().isSubtypeOf(RefType.FUNCREF)) {
      throw invalid("type mismatch", "table " + i.index2 + " does not hold functions");
    }
    FuncType callee = funcType(i.index);
    pop(table.limits().addressType());
    return callee;
  }

  private void returnCall(FuncType callee) {
    if (!sameTypes(callee.results(), type.results())) {
      throw invalid("type mismatch", "the callee returns other types than the function");
    }
    pop(callee.params());
    unreachable();
  }

  private void select() {
    pop(ValueType.I32);
    ValueType b = pop();
    ValueType a = pop();
    if (a.isRef() || b.isRef()) {
      throw invalid("type mismatch", "select without a type cannot choose between references");
    }
    if (a != b && a != ValueType.BOTTOM && b != ValueType.BOTTOM) {
      throw invalid("type mismatch", "select between " + a + " and " + b);
    }
    push(a == ValueType.BOTTOM ? b : a);
  }
}
