// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import dev.weft.ops.Conversions;
import dev.weft.ops.F32Ops;
import dev.weft.ops.F64Ops;
import dev.weft.ops.I32Ops;
import dev.weft.ops.I64Ops;
import dev.weft.ops.MemoryOps;
import dev.weft.ops.RefOps;
import dev.weft.ops.TableOps;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Memory;
import dev.weft.runtime.WasmNull;

/**
 * What generated code calls for operators that are no JVM instruction. A numeric operator is a
 * method of its name (i32.div_s is {@code i32DivS}) with its operands; comparisons give 0 or 1. All
 * are small, so that HotSpot inlines them; what they compute is defined in {@code dev.weft.ops}.
 * Traps find their position in the generated frame above. Not an interface for others.
 */
@SuppressWarnings("javadoc") // names say it
public final class Operators {
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private Operators() {}

  private static int bool(boolean value) {
    return value ? 1 : 0;
  }

  /** {@code i32.eqz}. */
  public static int i32Eqz(int a) {
    return bool(a == 0);
  }

  /** {@code i32.eq}. */
  public static int i32Eq(int a, int b) {
    return bool(a == b);
  }

  /** {@code i32.ne}. */
  public static int i32Ne(int a, int b) {
    return bool(a != b);
  }

  /** {@code i32.lt_s}. */
  public static int i32LtS(int a, int b) {
    return bool(a < b);
  }

  /** {@code i32.gt_s}. */
  public static int i32GtS(int a, int b) {
    return bool(a > b);
  }

  /** {@code i32.le_s}. */
  public static int i32LeS(int a, int b) {
    return bool(a <= b);
  }

  /** {@code i32.ge_s}. */
  public static int i32GeS(int a, int b) {
    return bool(a >= b);
  }

  /** {@code i32.lt_u}. */
  public static int i32LtU(int a, int b) {
    return bool(I32Ops.ltU(a, b));
  }

  /** {@code i32.gt_u}. */
  public static int i32GtU(int a, int b) {
    return bool(I32Ops.gtU(a, b));
  }

  /** {@code i32.le_u}. */
  public static int i32LeU(int a, int b) {
    return bool(I32Ops.leU(a, b));
  }

  /** {@code i32.ge_u}. */
  public static int i32GeU(int a, int b) {
    return bool(I32Ops.geU(a, b));
  }

  /** {@code i32.clz}. */
  public static int i32Clz(int a) {
    return I32Ops.clz(a);
  }

  /** {@code i32.ctz}. */
  public static int i32Ctz(int a) {
    return I32Ops.ctz(a);
  }

  /** {@code i32.popcnt}. */
  public static int i32Popcnt(int a) {
    return I32Ops.popcnt(a);
  }

  /** {@code i32.rotl}. */
  public static int i32Rotl(int a, int b) {
    return I32Ops.rotl(a, b);
  }

  /** {@code i32.rotr}. */
  public static int i32Rotr(int a, int b) {
    return I32Ops.rotr(a, b);
  }

  /** {@code i32.div_s}. */
  public static int i32DivS(int a, int b) {
    return I32Ops.divS(a, b, null);
  }

  /** {@code i32.div_u}. */
  public static int i32DivU(int a, int b) {
    return I32Ops.divU(a, b, null);
  }

  /** {@code i32.rem_s}. */
  public static int i32RemS(int a, int b) {
    return I32Ops.remS(a, b, null);
  }

  /** {@code i32.rem_u}. */
  public static int i32RemU(int a, int b) {
    return I32Ops.remU(a, b, null);
  }

  /** {@code i64.eqz}. */
  public static int i64Eqz(long a) {
    return bool(a == 0);
  }

  /** {@code i64.eq}. */
  public static int i64Eq(long a, long b) {
    return bool(a == b);
  }

  /** {@code i64.ne}. */
  public static int i64Ne(long a, long b) {
    return bool(a != b);
  }

  /** {@code i64.lt_s}. */
  public static int i64LtS(long a, long b) {
    return bool(a < b);
  }

  /** {@code i64.gt_s}. */
  public static int i64GtS(long a, long b) {
    return bool(a > b);
  }

  /** {@code i64.le_s}. */
  public static int i64LeS(long a, long b) {
    return bool(a <= b);
  }

  /** {@code i64.ge_s}. */
  public static int i64GeS(long a, long b) {
    return bool(a >= b);
  }

  /** {@code i64.lt_u}. */
  public static int i64LtU(long a, long b) {
    return bool(I64Ops.ltU(a, b));
  }

  /** {@code i64.gt_u}. */
  public static int i64GtU(long a, long b) {
    return bool(I64Ops.gtU(a, b));
  }

  /** {@code i64.le_u}. */
  public static int i64LeU(long a, long b) {
    return bool(I64Ops.leU(a, b));
  }

  /** {@code i64.ge_u}. */
  public static int i64GeU(long a, long b) {
    return bool(I64Ops.geU(a, b));
  }

  /** {@code i64.clz}. */
  public static long i64Clz(long a) {
    return I64Ops.clz(a);
  }

  /** {@code i64.ctz}. */
  public static long i64Ctz(long a) {
    return I64Ops.ctz(a);
  }

  /** {@code i64.popcnt}. */
  public static long i64Popcnt(long a) {
    return I64Ops.popcnt(a);
  }

  /** {@code i64.rotl}. */
  public static long i64Rotl(long a, long b) {
    return I64Ops.rotl(a, b);
  }

  /** {@code i64.rotr}. */
  public static long i64Rotr(long a, long b) {
    return I64Ops.rotr(a, b);
  }

  /** {@code i64.div_s}. */
  public static long i64DivS(long a, long b) {
    return I64Ops.divS(a, b, null);
  }

  /** {@code i64.div_u}. */
  public static long i64DivU(long a, long b) {
    return I64Ops.divU(a, b, null);
  }

  /** {@code i64.rem_s}. */
  public static long i64RemS(long a, long b) {
    return I64Ops.remS(a, b, null);
  }

  /** {@code i64.rem_u}. */
  public static long i64RemU(long a, long b) {
    return I64Ops.remU(a, b, null);
  }

  /** {@code i64.extend8_s}. */
  public static long i64Extend8S(long a) {
    return (byte) a;
  }

  /** {@code i64.extend16_s}. */
  public static long i64Extend16S(long a) {
    return (short) a;
  }

  /** {@code i64.extend32_s}. */
  public static long i64Extend32S(long a) {
    return (int) a;
  }

  /** {@code i64.extend_i32_u}. */
  public static long i64ExtendI32U(int a) {
    return a & UNSIGNED;
  }

  /** {@code f32.eq}. */
  public static int f32Eq(float a, float b) {
    return bool(a == b);
  }

  /** {@code f32.ne}. */
  public static int f32Ne(float a, float b) {
    return bool(a != b);
  }

  /** {@code f32.lt}. */
  public static int f32Lt(float a, float b) {
    return bool(a < b);
  }

  /** {@code f32.gt}. */
  public static int f32Gt(float a, float b) {
    return bool(a > b);
  }

  /** {@code f32.le}. */
  public static int f32Le(float a, float b) {
    return bool(a <= b);
  }

  /** {@code f32.ge}. */
  public static int f32Ge(float a, float b) {
    return bool(a >= b);
  }

  /** {@code f32.abs}. */
  public static float f32Abs(float a) {
    return F32Ops.abs(a);
  }

  /** {@code f32.ceil}. */
  public static float f32Ceil(float a) {
    return F32Ops.ceil(a);
  }

  /** {@code f32.floor}. */
  public static float f32Floor(float a) {
    return F32Ops.floor(a);
  }

  /** {@code f32.trunc}. */
  public static float f32Trunc(float a) {
    return F32Ops.trunc(a);
  }

  /** {@code f32.nearest}. */
  public static float f32Nearest(float a) {
    return F32Ops.nearest(a);
  }

  /** {@code f32.sqrt}. */
  public static float f32Sqrt(float a) {
    return F32Ops.sqrt(a);
  }

  /** {@code f32.min}. */
  public static float f32Min(float a, float b) {
    return F32Ops.min(a, b);
  }

  /** {@code f32.max}. */
  public static float f32Max(float a, float b) {
    return F32Ops.max(a, b);
  }

  /** {@code f32.copysign}. */
  public static float f32Copysign(float a, float b) {
    return F32Ops.copysign(a, b);
  }

  /** {@code f64.eq}. */
  public static int f64Eq(double a, double b) {
    return bool(a == b);
  }

  /** {@code f64.ne}. */
  public static int f64Ne(double a, double b) {
    return bool(a != b);
  }

  /** {@code f64.lt}. */
  public static int f64Lt(double a, double b) {
    return bool(a < b);
  }

  /** {@code f64.gt}. */
  public static int f64Gt(double a, double b) {
    return bool(a > b);
  }

  /** {@code f64.le}. */
  public static int f64Le(double a, double b) {
    return bool(a <= b);
  }

  /** {@code f64.ge}. */
  public static int f64Ge(double a, double b) {
    return bool(a >= b);
  }

  /** {@code f64.abs}. */
  public static double f64Abs(double a) {
    return F64Ops.abs(a);
  }

  /** {@code f64.ceil}. */
  public static double f64Ceil(double a) {
    return F64Ops.ceil(a);
  }

  /** {@code f64.floor}. */
  public static double f64Floor(double a) {
    return F64Ops.floor(a);
  }

  /** {@code f64.trunc}. */
  public static double f64Trunc(double a) {
    return F64Ops.trunc(a);
  }

  /** {@code f64.nearest}. */
  public static double f64Nearest(double a) {
    return F64Ops.nearest(a);
  }

  /** {@code f64.sqrt}. */
  public static double f64Sqrt(double a) {
    return F64Ops.sqrt(a);
  }

  /** {@code f64.min}. */
  public static double f64Min(double a, double b) {
    return F64Ops.min(a, b);
  }

  /** {@code f64.max}. */
  public static double f64Max(double a, double b) {
    return F64Ops.max(a, b);
  }

  /** {@code f64.copysign}. */
  public static double f64Copysign(double a, double b) {
    return F64Ops.copysign(a, b);
  }

  /** {@code i32.trunc_f32_s}. */
  public static int i32TruncF32S(float a) {
    return Conversions.truncF32ToI32S(a, null);
  }

  /** {@code i32.trunc_f32_u}. */
  public static int i32TruncF32U(float a) {
    return Conversions.truncF32ToI32U(a, null);
  }

  /** {@code i32.trunc_sat_f32_u}. */
  public static int i32TruncSatF32U(float a) {
    return Conversions.truncSatF32ToI32U(a);
  }

  /** {@code f32.convert_i32_u}. */
  public static float f32ConvertI32U(int a) {
    return Conversions.i32UToF32(a);
  }

  /** {@code i32.trunc_f64_s}. */
  public static int i32TruncF64S(double a) {
    return Conversions.truncF64ToI32S(a, null);
  }

  /** {@code i32.trunc_f64_u}. */
  public static int i32TruncF64U(double a) {
    return Conversions.truncF64ToI32U(a, null);
  }

  /** {@code i32.trunc_sat_f64_u}. */
  public static int i32TruncSatF64U(double a) {
    return Conversions.truncSatF64ToI32U(a);
  }

  /** {@code f64.convert_i32_u}. */
  public static double f64ConvertI32U(int a) {
    return Conversions.i32UToF64(a);
  }

  /** {@code i64.trunc_f32_s}. */
  public static long i64TruncF32S(float a) {
    return Conversions.truncF32ToI64S(a, null);
  }

  /** {@code i64.trunc_f32_u}. */
  public static long i64TruncF32U(float a) {
    return Conversions.truncF32ToI64U(a, null);
  }

  /** {@code i64.trunc_sat_f32_u}. */
  public static long i64TruncSatF32U(float a) {
    return Conversions.truncSatF32ToI64U(a);
  }

  /** {@code f32.convert_i64_u}. */
  public static float f32ConvertI64U(long a) {
    return Conversions.i64UToF32(a);
  }

  /** {@code i64.trunc_f64_s}. */
  public static long i64TruncF64S(double a) {
    return Conversions.truncF64ToI64S(a, null);
  }

  /** {@code i64.trunc_f64_u}. */
  public static long i64TruncF64U(double a) {
    return Conversions.truncF64ToI64U(a, null);
  }

  /** {@code i64.trunc_sat_f64_u}. */
  public static long i64TruncSatF64U(double a) {
    return Conversions.truncSatF64ToI64U(a);
  }

  /** {@code f64.convert_i64_u}. */
  public static double f64ConvertI64U(long a) {
    return Conversions.i64UToF64(a);
  }

  /** {@code f32.demote_f64}; compilers elide the demotion of a promoted number. */
  public static float f32DemoteF64(double a) {
    return F32Ops.quieted((float) a);
  }

  /** {@code i32.reinterpret_f32}. */
  public static int i32ReinterpretF32(float a) {
    return Float.floatToRawIntBits(a);
  }

  /** {@code i64.reinterpret_f64}. */
  public static long i64ReinterpretF64(double a) {
    return Double.doubleToRawLongBits(a);
  }

  /** {@code f32.reinterpret_i32}. */
  public static float f32ReinterpretI32(int a) {
    return Float.intBitsToFloat(a);
  }

  /** {@code f64.reinterpret_i64}. */
  public static double f64ReinterpretI64(long a) {
    return Double.longBitsToDouble(a);
  }

  /** {@code select}. */
  public static int select(int a, int b, int condition) {
    return condition != 0 ? a : b;
  }

  /** {@code select}. */
  public static long select(long a, long b, int condition) {
    return condition != 0 ? a : b;
  }

  /** {@code select}. */
  public static float select(float a, float b, int condition) {
    return condition != 0 ? a : b;
  }

  /** {@code select}. */
  public static double select(double a, double b, int condition) {
    return condition != 0 ? a : b;
  }

  /** {@code select}. */
  public static Object select(Object a, Object b, int condition) {
    return condition != 0 ? a : b;
  }

  // Globals

  /** {@code global.get}. */
  public static int globalI32(Instance instance, int index) {
    return (int) instance.globals[index].bits;
  }

  /** {@code global.get}. */
  public static long globalI64(Instance instance, int index) {
    return instance.globals[index].bits;
  }

  /** {@code global.get}. */
  public static float globalF32(Instance instance, int index) {
    return Float.intBitsToFloat((int) instance.globals[index].bits);
  }

  /** {@code global.get}. */
  public static double globalF64(Instance instance, int index) {
    return Double.longBitsToDouble(instance.globals[index].bits);
  }

  /** {@code global.get}. */
  public static Object globalREF(Instance instance, int index) {
    return instance.globals[index].ref;
  }

  /** {@code global.set}. */
  public static void setGlobal(int value, Instance instance, int index) {
    instance.globals[index].bits = value;
  }

  /** {@code global.set}. */
  public static void setGlobal(long value, Instance instance, int index) {
    instance.globals[index].bits = value;
  }

  /** {@code global.set}. */
  public static void setGlobal(float value, Instance instance, int index) {
    instance.globals[index].bits = Float.floatToRawIntBits(value);
  }

  /** {@code global.set}. */
  public static void setGlobal(double value, Instance instance, int index) {
    instance.globals[index].bits = Double.doubleToRawLongBits(value);
  }

  /** {@code global.set}. */
  public static void setGlobal(Object value, Instance instance, int index) {
    instance.globals[index].ref = value;
  }

  // References

  /** {@code ref.func}. */
  public static Object refFunc(Instance instance, int index) {
    return instance.function(index);
  }

  /** {@code ref.is_null}. */
  public static int refIsNull(Object a) {
    return bool(a == WasmNull.INSTANCE);
  }

  /** {@code ref.eq}. */
  public static int refEq(Object a, Object b) {
    return bool(a == b);
  }

  /** {@code ref.as_non_null}. */
  public static Object refAsNonNull(Object a) {
    return RefOps.asNonNull(a, null);
  }

  // Memories

  /** {@code memory.size}. */
  public static int memorySize(Memory memory) {
    return (int) memory.pages();
  }

  /** {@code memory.size} of a memory with 64-bit addresses. */
  public static long memorySize64(Memory memory) {
    return memory.pages();
  }

  /** {@code memory.grow}. */
  public static int memoryGrow(int delta, Memory memory) {
    return (int) memory.grow(delta & UNSIGNED);
  }

  /** {@code memory.grow} of a memory with 64-bit addresses. */
  public static long memoryGrow(long delta, Memory memory) {
    return memory.grow(delta);
  }

  /** {@code memory.fill}. */
  public static void memoryFill(int to, int value, int count, Instance instance, int memory) {
    MemoryOps.fill(instance.memories[memory], to & UNSIGNED, (byte) value, count & UNSIGNED, null);
  }

  /** {@code memory.fill} of a memory with 64-bit addresses. */
  public static void memoryFill(long to, int value, long count, Instance instance, int memory) {
    MemoryOps.fill(instance.memories[memory], to, (byte) value, count, null);
  }

  /** {@code memory.copy}. */
  public static void memoryCopy(
      int to, int from, int count, Instance instance, int first, int second) {
    MemoryOps.copy(
        instance.memories[first],
        to & UNSIGNED,
        instance.memories[second],
        from & UNSIGNED,
        count & UNSIGNED,
        null);
  }

  /** {@code memory.copy}. */
  public static void memoryCopy(
      int to, long from, int count, Instance instance, int first, int second) {
    MemoryOps.copy(
        instance.memories[first],
        to & UNSIGNED,
        instance.memories[second],
        from,
        count & UNSIGNED,
        null);
  }

  /** {@code memory.copy}. */
  public static void memoryCopy(
      long to, int from, int count, Instance instance, int first, int second) {
    MemoryOps.copy(
        instance.memories[first],
        to,
        instance.memories[second],
        from & UNSIGNED,
        count & UNSIGNED,
        null);
  }

  /** {@code memory.copy}. */
  public static void memoryCopy(
      long to, long from, long count, Instance instance, int first, int second) {
    MemoryOps.copy(instance.memories[first], to, instance.memories[second], from, count, null);
  }

  /** {@code table.copy}. */
  public static void tableCopy(
      int to, int from, int count, Instance instance, int first, int second) {
    TableOps.copy(
        instance.tables[first],
        to & UNSIGNED,
        instance.tables[second],
        from & UNSIGNED,
        count & UNSIGNED,
        null);
  }

  /** {@code table.copy}. */
  public static void tableCopy(
      int to, long from, int count, Instance instance, int first, int second) {
    TableOps.copy(
        instance.tables[first],
        to & UNSIGNED,
        instance.tables[second],
        from,
        count & UNSIGNED,
        null);
  }

  /** {@code table.copy}. */
  public static void tableCopy(
      long to, int from, int count, Instance instance, int first, int second) {
    TableOps.copy(
        instance.tables[first],
        to,
        instance.tables[second],
        from & UNSIGNED,
        count & UNSIGNED,
        null);
  }

  /** {@code table.copy}. */
  public static void tableCopy(
      long to, long from, long count, Instance instance, int first, int second) {
    TableOps.copy(instance.tables[first], to, instance.tables[second], from, count, null);
  }

  /** {@code memory.init}. */
  public static void memoryInit(
      int to, int from, int count, Instance instance, int data, int memory) {
    MemoryOps.init(instance, memory, data, to & UNSIGNED, from & UNSIGNED, count & UNSIGNED, null);
  }

  /** {@code table.init}. */
  public static void tableInit(
      int to, int from, int count, Instance instance, int element, int table) {
    TableOps.init(instance, table, element, to & UNSIGNED, from & UNSIGNED, count & UNSIGNED, null);
  }

  /** {@code table.get}. */
  public static Object tableGet(int index, Instance instance, int table) {
    return TableOps.get(instance.tables[table], index & UNSIGNED, null);
  }

  /** {@code table.set}. */
  public static void tableSet(int index, Object value, Instance instance, int table) {
    TableOps.set(instance.tables[table], index & UNSIGNED, value, null);
  }

  /** {@code table.grow}. */
  public static int tableGrow(Object value, int delta, Instance instance, int table) {
    return (int) instance.tables[table].grow(delta & UNSIGNED, value);
  }

  /** {@code table.fill}. */
  public static void tableFill(int index, Object value, int count, Instance instance, int table) {
    TableOps.fill(instance.tables[table], index & UNSIGNED, value, count & UNSIGNED, null);
  }

  /** {@code memory.init}. */
  public static void memoryInit(
      long to, int from, int count, Instance instance, int data, int memory) {
    MemoryOps.init(instance, memory, data, to, from & UNSIGNED, count & UNSIGNED, null);
  }

  /** {@code table.init}. */
  public static void tableInit(
      long to, int from, int count, Instance instance, int element, int table) {
    TableOps.init(instance, table, element, to, from & UNSIGNED, count & UNSIGNED, null);
  }

  /** {@code table.get}. */
  public static Object tableGet(long index, Instance instance, int table) {
    return TableOps.get(instance.tables[table], index, null);
  }

  /** {@code table.set}. */
  public static void tableSet(long index, Object value, Instance instance, int table) {
    TableOps.set(instance.tables[table], index, value, null);
  }

  /** {@code table.grow}. */
  public static long tableGrow(Object value, long delta, Instance instance, int table) {
    return instance.tables[table].grow(delta, value);
  }

  /** {@code table.fill}. */
  public static void tableFill(long index, Object value, long count, Instance instance, int table) {
    TableOps.fill(instance.tables[table], index, value, count, null);
  }

  /** {@code table.size}. */
  public static int tableSize(Instance instance, int table) {
    return instance.tables[table].size();
  }

  /** {@code data.drop}. */
  @TruffleBoundary
  public static void dataDrop(Instance instance, int data) {
    instance.droppedData[data] = true;
  }

  /** {@code elem.drop}. */
  public static void elemDrop(Instance instance, int element) {
    instance.elements[element] = null;
  }
}
