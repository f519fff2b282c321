// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.module.Module;
import dev.weft.opcode.Feature;
import dev.weft.opcode.Opcode;
import dev.weft.types.ValueKind;
import dev.weft.types.ValueType;

/** Emits the operators that have nothing to do with control, locals or calls. */
final class OperatorEmitter {
  private static final String OPERATORS = "dev/weft/bytecode/Operators";
  private static final String MEMORY = "L" + Kinds.MEMORY + ";";
  private static final String INSTANCE = "L" + Kinds.INSTANCE + ";";
  private static final String OBJECT = "Ljava/lang/Object;";

  /** The helper of each operator that is not one JVM instruction, made at its first use. */
  private static final Helper[] HELPERS = new Helper[Opcode.values().length];

  private record Helper(String name, String type) {}

  /** The methods of each load and store, made at its first use. */
  private static final Access[] ACCESSES = new Access[Opcode.values().length];

  /**
   * The methods of a load or store.
   *
   * @param noOffset the type of that for 32-bit addresses and the offset 0
   * @param intOffset of that for 32-bit addresses and other offsets below 2^31
   * @param longOffset of that for 32-bit addresses and offsets from 2^31 on
   * @param longAddress of that for 64-bit addresses
   * @param proved of that for addresses that are in the memory for sure
   */
  private record Access(
      String name,
      ValueKind kind,
      boolean isStore,
      String noOffset,
      String intOffset,
      String longOffset,
      String longAddress,
      String proved) {
    static Access of(Opcode opcode) {
      String text = opcode.text();
      ValueKind kind =
          switch (text.substring(0, 3)) {
            case "i32" -> ValueKind.I32;
            case "i64" -> ValueKind.I64;
            case "f32" -> ValueKind.F32;
            case "f64" -> ValueKind.F64;
            default -> throw new NotEmittable(text);
          };
      boolean isStore = text.contains(".store");
      String value = Kinds.descriptor(kind);
      String operands = (isStore ? value : "") + MEMORY;
      String result = isStore ? ")V" : ")" + value;
      return new Access(
          camel(text),
          kind,
          isStore,
          "(I" + operands + result,
          "(I" + operands + "I" + result,
          "(I" + operands + "J" + result,
          "(J" + operands + "J" + result,
          "(I" + (isStore ? value : "") + "J" + MEMORY + "I" + result);
    }
  }

  private final Emitter emitter;
  private final MethodCode code;
  private final FunctionIr ir;
  private final Module module;

  OperatorEmitter(Emitter emitter) {
    this.emitter = emitter;
    this.code = emitter.code;
    this.ir = emitter.ir;
    this.module = emitter.module;
  }

  // Comparisons

  static boolean isComparison(Opcode opcode) {
    return switch (opcode) {
      case I32_EQZ,
          I32_EQ,
          I32_NE,
          I32_LT_S,
          I32_LT_U,
          I32_GT_S,
          I32_GT_U,
          I32_LE_S,
          I32_LE_U,
          I32_GE_S,
          I32_GE_U,
          I64_EQZ,
          I64_EQ,
          I64_NE,
          I64_LT_S,
          I64_LT_U,
          I64_GT_S,
          I64_GT_U,
          I64_LE_S,
          I64_LE_U,
          I64_GE_S,
          I64_GE_U,
          F32_EQ,
          F32_NE,
          F32_LT,
          F32_GT,
          F32_LE,
          F32_GE,
          F64_EQ,
          F64_NE,
          F64_LT,
          F64_GT,
          F64_LE,
          F64_GE,
          REF_IS_NULL,
          REF_EQ ->
          true;
      default -> false;
    };
  }

  static int operandCount(Opcode opcode) {
    return switch (opcode) {
      case I32_EQZ, I64_EQZ, REF_IS_NULL -> 1;
      default -> 2;
    };
  }

  private static final int IFEQ = 0x99;
  private static final int IFNE = 0x9A;
  private static final int IFLT = 0x9B;
  private static final int IFGE = 0x9C;
  private static final int IFGT = 0x9D;
  private static final int IFLE = 0x9E;

  /** Compares what is on the JVM's stack; returns the jump to take if the comparison holds. */
  int compare(Opcode opcode) {
    return switch (opcode) {
      case I32_EQZ -> IFEQ;
      case I32_EQ -> 0x9F;
      case I32_NE -> 0xA0;
      case I32_LT_S -> 0xA1;
      case I32_GE_S -> 0xA2;
      case I32_GT_S -> 0xA3;
      case I32_LE_S -> 0xA4;
      case I32_LT_U -> unsignedInt(IFLT);
      case I32_GE_U -> unsignedInt(IFGE);
      case I32_GT_U -> unsignedInt(IFGT);
      case I32_LE_U -> unsignedInt(IFLE);
      case I64_EQZ -> {
        code.op(0x09, 2); // lconst_0
        yield lcmp(IFEQ);
      }
      case I64_EQ -> lcmp(IFEQ);
      case I64_NE -> lcmp(IFNE);
      case I64_LT_S -> lcmp(IFLT);
      case I64_GE_S -> lcmp(IFGE);
      case I64_GT_S -> lcmp(IFGT);
      case I64_LE_S -> lcmp(IFLE);
      case I64_LT_U -> unsignedLong(IFLT);
      case I64_GE_U -> unsignedLong(IFGE);
      case I64_GT_U -> unsignedLong(IFGT);
      case I64_LE_U -> unsignedLong(IFLE);
      // A NaN has to give the answer no: fcmpl makes it less, fcmpg greater.
      case F32_EQ -> floats(0x95, -1, IFEQ);
      case F32_NE -> floats(0x95, -1, IFNE);
      case F32_LT -> floats(0x96, -1, IFLT);
      case F32_LE -> floats(0x96, -1, IFLE);
      case F32_GT -> floats(0x95, -1, IFGT);
      case F32_GE -> floats(0x95, -1, IFGE);
      case F64_EQ -> floats(0x97, -3, IFEQ);
      case F64_NE -> floats(0x97, -3, IFNE);
      case F64_LT -> floats(0x98, -3, IFLT);
      case F64_LE -> floats(0x98, -3, IFLE);
      case F64_GT -> floats(0x97, -3, IFGT);
      case F64_GE -> floats(0x97, -3, IFGE);
      case REF_IS_NULL -> {
        emitter.loadNull();
        yield 0xA5;
      }
      case REF_EQ -> 0xA5;
      default -> throw new IllegalArgumentException(opcode.text());
    };
  }

  private int unsignedInt(int jump) {
    code.invokeStatic("java/lang/Integer", "compareUnsigned", "(II)I");
    return jump;
  }

  private int unsignedLong(int jump) {
    code.invokeStatic("java/lang/Long", "compareUnsigned", "(JJ)I");
    return jump;
  }

  private int lcmp(int jump) {
    code.op(0x94, -3);
    return jump;
  }

  private int floats(int opcode, int change, int jump) {
    code.op(opcode, change);
    return jump;
  }

  // All others

  void emit(int i) {
    Opcode opcode = ir.opcodes[i];
    switch (opcode) {
      case I32_CONST -> emitter.pushConstant(ValueKind.I32, (int) ir.values[i]);
      case I64_CONST -> emitter.pushConstant(ValueKind.I64, ir.values[i]);
      case F32_CONST -> emitter.pushConstant(ValueKind.F32, (int) ir.values[i]);
      case F64_CONST -> emitter.pushConstant(ValueKind.F64, ir.values[i]);
      case REF_NULL -> emitter.pushConstant(ValueKind.REF, 0);

      case I32_ADD -> instruction(0x60, ValueKind.I32);
      case I32_SUB -> instruction(0x64, ValueKind.I32);
      case I32_MUL -> instruction(0x68, ValueKind.I32);
      case I32_AND -> instruction(0x7E, ValueKind.I32);
      case I32_OR -> instruction(0x80, ValueKind.I32);
      case I32_XOR -> instruction(0x82, ValueKind.I32);
      // The JVM masks the distance of shifts like WebAssembly.
      case I32_SHL -> instruction(0x78, ValueKind.I32);
      case I32_SHR_S -> instruction(0x7A, ValueKind.I32);
      case I32_SHR_U -> instruction(0x7C, ValueKind.I32);
      case I64_ADD -> instruction(0x61, ValueKind.I64);
      case I64_SUB -> instruction(0x65, ValueKind.I64);
      case I64_MUL -> instruction(0x69, ValueKind.I64);
      case I64_AND -> instruction(0x7F, ValueKind.I64);
      case I64_OR -> instruction(0x81, ValueKind.I64);
      case I64_XOR -> instruction(0x83, ValueKind.I64);
      case I64_SHL -> longShift(0x79);
      case I64_SHR_S -> longShift(0x7B);
      case I64_SHR_U -> longShift(0x7D);
      case F32_ADD -> arithmetic(0x62, ValueKind.F32);
      case F32_SUB -> arithmetic(0x66, ValueKind.F32);
      case F32_MUL -> arithmetic(0x6A, ValueKind.F32);
      case F32_DIV -> arithmetic(0x6E, ValueKind.F32);
      case F64_ADD -> arithmetic(0x63, ValueKind.F64);
      case F64_SUB -> arithmetic(0x67, ValueKind.F64);
      case F64_MUL -> arithmetic(0x6B, ValueKind.F64);
      case F64_DIV -> arithmetic(0x6F, ValueKind.F64);
      case F32_NEG -> unary(0x76, 0, ValueKind.F32);
      case F64_NEG -> unary(0x77, 0, ValueKind.F64);
      case I32_WRAP_I64 -> unary(0x88, -1, ValueKind.I32);
      case I64_EXTEND_I32_S -> unary(0x85, 1, ValueKind.I64);
      case I32_EXTEND8_S -> unary(0x91, 0, ValueKind.I32);
      case I32_EXTEND16_S -> unary(0x93, 0, ValueKind.I32);
      case F32_CONVERT_I32_S -> unary(0x86, 0, ValueKind.F32);
      case F32_CONVERT_I64_S -> unary(0x89, -1, ValueKind.F32);
      case F64_CONVERT_I32_S -> unary(0x87, 1, ValueKind.F64);
      case F64_CONVERT_I64_S -> unary(0x8A, 0, ValueKind.F64);
      case F64_PROMOTE_F32 -> unary(0x8D, 1, ValueKind.F64);
      case I32_TRUNC_SAT_F32_S -> unary(0x8B, 0, ValueKind.I32);
      case I32_TRUNC_SAT_F64_S -> unary(0x8E, -1, ValueKind.I32);
      case I64_TRUNC_SAT_F32_S -> unary(0x8C, 1, ValueKind.I64);
      case I64_TRUNC_SAT_F64_S -> unary(0x8F, 0, ValueKind.I64);

      case SELECT -> {
        ValueKind kind = ValueKind.values()[ir.a[i]];
        String type = Kinds.descriptor(kind);
        call(3, OPERATORS, "select", "(" + type + type + "I)" + type, kind);
      }
      case GLOBAL_GET -> {
        ValueKind kind = module.globalType(ir.a[i]).type().kind();
        emitter.loadInstance();
        code.intConstant(ir.a[i]);
        String type = Kinds.descriptor(kind);
        code.invokeStatic(OPERATORS, "global" + kind.name(), "(" + INSTANCE + "I)" + type);
        emitter.pushResult(kind);
      }
      case GLOBAL_SET -> {
        ValueKind kind = emitter.kind(emitter.height() - 1);
        emitter.materialize(1);
        emitter.loadInstance();
        code.intConstant(ir.a[i]);
        String type = Kinds.descriptor(kind);
        code.invokeStatic(OPERATORS, "setGlobal", "(" + type + INSTANCE + "I)V");
        emitter.drop(1);
      }
      case REF_FUNC -> {
        emitter.loadInstance();
        code.intConstant(ir.a[i]);
        code.invokeStatic(OPERATORS, "refFunc", "(" + INSTANCE + "I)" + OBJECT);
        emitter.pushResult(ValueKind.REF);
      }
      case REF_IS_NULL -> call(1, OPERATORS, "refIsNull", "(" + OBJECT + ")I", ValueKind.I32);
      case REF_EQ -> call(2, OPERATORS, "refEq", "(" + OBJECT + OBJECT + ")I", ValueKind.I32);
      case REF_AS_NON_NULL -> {
        emitter.mark(i);
        call(1, OPERATORS, "refAsNonNull", "(" + OBJECT + ")" + OBJECT, ValueKind.REF);
      }
      case MEMORY_SIZE -> {
        emitter.loadMemory(ir.a[i]);
        boolean is64 = memory64(ir.a[i]);
        code.invokeStatic(
            OPERATORS,
            is64 ? "memorySize64" : "memorySize",
            "(" + MEMORY + ")" + (is64 ? "J" : "I"));
        emitter.pushResult(is64 ? ValueKind.I64 : ValueKind.I32);
      }
      case MEMORY_GROW -> {
        emitter.materialize(1);
        emitter.loadMemory(ir.a[i]);
        String type = memory64(ir.a[i]) ? "J" : "I";
        code.invokeStatic(OPERATORS, "memoryGrow", "(" + type + MEMORY + ")" + type);
        emitter.drop(1);
        emitter.pushResult(type.equals("J") ? ValueKind.I64 : ValueKind.I32);
      }
      case MEMORY_FILL -> bulk(i, "memoryFill", ir.a[i], -1);
      case MEMORY_COPY -> bulk(i, "memoryCopy", ir.a[i], ir.b[i]);
      case MEMORY_INIT -> bulk(i, "memoryInit", ir.a[i], ir.b[i]);
      case TABLE_FILL -> bulk(i, "tableFill", ir.a[i], -1);
      case TABLE_COPY -> bulk(i, "tableCopy", ir.a[i], ir.b[i]);
      case TABLE_INIT -> bulk(i, "tableInit", ir.a[i], ir.b[i]);
      case DATA_DROP -> indexed("dataDrop", ir.a[i]);
      case ELEM_DROP -> indexed("elemDrop", ir.a[i]);
      case TABLE_SIZE -> {
        indexedResult("tableSize", ir.a[i]);
        emitter.pushResult(ValueKind.I32);
        widen(table64(ir.a[i]));
      }
      case TABLE_GET -> {
        emitter.mark(i);
        emitter.materialize(1);
        String type = Kinds.descriptor(emitter.kind(emitter.height() - 1));
        emitter.loadInstance();
        code.intConstant(ir.a[i]);
        code.invokeStatic(OPERATORS, "tableGet", "(" + type + INSTANCE + "I)" + OBJECT);
        emitter.drop(1);
        emitter.pushResult(ValueKind.REF);
      }
      case TABLE_SET -> {
        emitter.mark(i);
        emitter.materialize(2);
        String type = Kinds.descriptor(emitter.kind(emitter.height() - 2));
        emitter.loadInstance();
        code.intConstant(ir.a[i]);
        code.invokeStatic(OPERATORS, "tableSet", "(" + type + OBJECT + INSTANCE + "I)V");
        emitter.drop(2);
      }
      case TABLE_GROW -> {
        emitter.materialize(2);
        ValueKind kind = emitter.kind(emitter.height() - 1);
        String type = Kinds.descriptor(kind);
        emitter.loadInstance();
        code.intConstant(ir.a[i]);
        code.invokeStatic(OPERATORS, "tableGrow", "(" + OBJECT + type + INSTANCE + "I)" + type);
        emitter.drop(2);
        emitter.pushResult(kind);
      }
      default -> {
        if (opcode.feature() == Feature.THREADS) {
          AtomicEmitter.emit(emitter, i);
        } else if (opcode.accessBytes() > 0 && opcode.prefix() == 0) {
          memoryAccess(i, opcode);
        } else if (opcode.params() != null) {
          helper(i, opcode);
        } else {
          throw new NotEmittable(opcode.text());
        }
      }
    }
  }

  private boolean memory64(int index) {
    return module.memoryType(index).limits().is64();
  }

  private boolean table64(int index) {
    return module.tableType(index).limits().is64();
  }

  /** Makes an i64 of the i32 on top, which is not negative. */
  private void widen(boolean wanted) {
    if (wanted) {
      code.op(0x85, 1);
      emitter.drop(1);
      emitter.pushResult(ValueKind.I64);
    }
  }

  private void instruction(int opcode, ValueKind kind) {
    emitter.materialize(2);
    code.op(opcode, Kinds.isWide(kind) ? -2 : -1);
    emitter.drop(2);
    emitter.pushResult(kind);
  }

  /** The distance is an i64 in WebAssembly and an int on the JVM. */
  private void longShift(int opcode) {
    if (emitter.isConstant(0)) {
      int distance = (int) emitter.constant(0);
      emitter.drop(1);
      emitter.materialize(1);
      code.intConstant(distance & 63);
      code.op(opcode, -1);
      emitter.drop(1);
    } else {
      emitter.materialize(2);
      code.op(0x88, -1); // l2i
      code.op(opcode, -1);
      emitter.drop(2);
    }
    emitter.pushResult(ValueKind.I64);
  }

  /**
   * Floating-point arithmetic. Compilers make x of {@code x * 1} and {@code x - 0}, where the
   * specification wants a quiet NaN of a signalling one.
   */
  private void arithmetic(int opcode, ValueKind kind) {
    boolean neutral = isNeutral(0, kind) || isNeutral(1, kind);
    instruction(opcode, kind);
    if (neutral) {
      quiet(kind);
    }
  }

  private void quiet(ValueKind kind) {
    String type = Kinds.type(kind);
    String owner = kind == ValueKind.F32 ? "dev/weft/ops/F32Ops" : "dev/weft/ops/F64Ops";
    code.invokeStatic(owner, "quieted", "(" + type + ")" + type);
  }

  private boolean isNeutral(int fromTop, ValueKind kind) {
    if (!emitter.isConstant(fromTop)) {
      return false;
    }
    long bits = emitter.constant(fromTop);
    double value =
        Math.abs(
            kind == ValueKind.F32
                ? Float.intBitsToFloat((int) bits)
                : Double.longBitsToDouble(bits));
    return value == 0 || value == 1;
  }

  private void unary(int opcode, int change, ValueKind result) {
    emitter.materialize(1);
    code.op(opcode, change);
    emitter.drop(1);
    emitter.pushResult(result);
  }

  private void call(int operands, String owner, String name, String type, ValueKind result) {
    emitter.materialize(operands);
    code.invokeStatic(owner, name, type);
    emitter.drop(operands);
    emitter.pushResult(result);
  }

  /** An operator with three operands and up to two indices, on the instance. */
  private void bulk(int i, String name, int first, int second) {
    emitter.mark(i);
    emitter.materialize(3);
    StringBuilder type = new StringBuilder("(");
    for (int k = 3; k > 0; k--) {
      type.append(Kinds.descriptor(emitter.kind(emitter.height() - k)));
    }
    emitter.loadInstance();
    code.intConstant(first);
    type.append(INSTANCE).append('I');
    if (second >= 0) {
      code.intConstant(second);
      type.append('I');
    }
    code.invokeStatic(OPERATORS, name, type.append(")V").toString());
    emitter.drop(3);
  }

  private void indexed(String name, int index) {
    emitter.loadInstance();
    code.intConstant(index);
    code.invokeStatic(OPERATORS, name, "(" + INSTANCE + "I)V");
  }

  private void indexedResult(String name, int index) {
    emitter.loadInstance();
    code.intConstant(index);
    code.invokeStatic(OPERATORS, name, "(" + INSTANCE + "I)I");
  }

  private void memoryAccess(int i, Opcode opcode) {
    Access access = ACCESSES[opcode.ordinal()];
    if (access == null) {
      access = Access.of(opcode);
      ACCESSES[opcode.ordinal()] = access;
    }
    int operands = access.isStore ? 2 : 1;
    long offset = ir.values[i];
    emitter.materialize(operands);
    LoopVersions versions = emitter.versions();
    if (versions != null && versions.isUnchecked(i)) {
      versions.pushAddress(i);
      code.invokeStatic("dev/weft/runtime/ProvedAccess", access.name, access.proved);
      finish(access, operands);
      return;
    }
    emitter.mark(i);
    emitter.loadMemory(ir.a[i]);
    String type;
    if (memory64(ir.a[i])) {
      code.longConstant(offset);
      type = access.longAddress;
    } else if (offset == 0) {
      type = access.noOffset;
    } else if (offset > 0 && offset <= Integer.MAX_VALUE) {
      code.intConstant((int) offset);
      type = access.intOffset;
    } else {
      code.longConstant(offset);
      type = access.longOffset;
    }
    code.invokeStatic(emitter.memoryAccess, access.name, type);
    finish(access, operands);
  }

  private void finish(Access access, int operands) {
    emitter.drop(operands);
    if (!access.isStore) {
      emitter.pushResult(access.kind);
    }
  }

  /** An operator that is a static method of {@link Operators} with its name. */
  private void helper(int i, Opcode opcode) {
    Helper helper = HELPERS[opcode.ordinal()];
    if (helper == null) {
      StringBuilder type = new StringBuilder("(");
      for (ValueType param : opcode.params()) {
        type.append(Kinds.descriptor(param.kind()));
      }
      ValueType[] results = opcode.results();
      if (!isPlain(opcode.feature())) {
        throw new NotEmittable(opcode.text());
      }
      type.append(')').append(Kinds.descriptor(results[0].kind()));
      helper = new Helper(camel(opcode.text()), type.toString());
      HELPERS[opcode.ordinal()] = helper;
    }
    switch (opcode) {
      case I32_DIV_S,
          I32_DIV_U,
          I32_REM_S,
          I32_REM_U,
          I64_DIV_S,
          I64_DIV_U,
          I64_REM_S,
          I64_REM_U,
          I32_TRUNC_F32_S,
          I32_TRUNC_F32_U,
          I32_TRUNC_F64_S,
          I32_TRUNC_F64_U,
          I64_TRUNC_F32_S,
          I64_TRUNC_F32_U,
          I64_TRUNC_F64_S,
          I64_TRUNC_F64_U ->
          emitter.mark(i);
      default -> {}
    }
    call(opcode.params().length, OPERATORS, helper.name, helper.type, opcode.results()[0].kind());
  }

  /** Whether {@link Operators} has the operators of a proposal. */
  private static boolean isPlain(Feature feature) {
    return feature == Feature.MVP
        || feature == Feature.SIGN_EXTENSION
        || feature == Feature.SATURATING_CONVERSION;
  }

  /** The name of an instruction as Java writes names: i32.load8_s becomes i32Load8S. */
  static String camel(String text) {
    StringBuilder name = new StringBuilder(text.length());
    boolean up = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == '_') {
        up = true;
      } else {
        name.append(up ? Character.toUpperCase(c) : c);
        up = false;
      }
    }
    return name.toString();
  }
}
