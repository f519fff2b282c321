// SPDX-License-Identifier: Apache-2.0
package dev.weft.opcode;

import dev.weft.types.ValueType;
import java.util.HashMap;
import java.util.Map;

/**
 * Every instruction of WebAssembly 3.0, of the threads, relaxed SIMD and wide arithmetic proposals
 * and of the deprecated exception handling: its name in the text format, its encoding, its
 * immediates, its type where that is a plain one, and the proposal it came with.
 *
 * <p>Signatures are written {@code params:results} with one letter for each value: i (i32), l
 * (i64), f (f32), d (f64), v (v128).
 */
public enum Opcode {
  // Control instructions
  UNREACHABLE("unreachable", 0, 0x00),
  NOP("nop", 0, 0x01, ":"),
  BLOCK("block", 0, 0x02, Immediate.BLOCK),
  LOOP("loop", 0, 0x03, Immediate.BLOCK),
  IF("if", 0, 0x04, Immediate.BLOCK),
  ELSE("else", 0, 0x05),
  TRY("try", 0, 0x06, Immediate.BLOCK, Feature.LEGACY_EXCEPTIONS),
  CATCH("catch", 0, 0x07, Immediate.TAG, Feature.LEGACY_EXCEPTIONS),
  THROW("throw", 0, 0x08, Immediate.TAG, Feature.EXCEPTIONS),
  RETHROW("rethrow", 0, 0x09, Immediate.LABEL, Feature.LEGACY_EXCEPTIONS),
  THROW_REF("throw_ref", 0, 0x0A, Feature.EXCEPTIONS),
  END("end", 0, 0x0B),
  BR("br", 0, 0x0C, Immediate.LABEL),
  BR_IF("br_if", 0, 0x0D, Immediate.LABEL),
  BR_TABLE("br_table", 0, 0x0E, Immediate.LABEL_TABLE),
  RETURN("return", 0, 0x0F),
  CALL("call", 0, 0x10, Immediate.FUNC),
  CALL_INDIRECT("call_indirect", 0, 0x11, Immediate.CALL_INDIRECT),
  RETURN_CALL("return_call", 0, 0x12, Immediate.FUNC, Feature.TAIL_CALL),
  RETURN_CALL_INDIRECT("return_call_indirect", 0, 0x13, Immediate.CALL_INDIRECT, Feature.TAIL_CALL),
  CALL_REF("call_ref", 0, 0x14, Immediate.TYPE, Feature.FUNCTION_REFERENCES),
  RETURN_CALL_REF("return_call_ref", 0, 0x15, Immediate.TYPE, Feature.FUNCTION_REFERENCES),
  DELEGATE("delegate", 0, 0x18, Immediate.LABEL, Feature.LEGACY_EXCEPTIONS),
  CATCH_ALL("catch_all", 0, 0x19, Feature.LEGACY_EXCEPTIONS),
  DROP("drop", 0, 0x1A),
  SELECT("select", 0, 0x1B),
  SELECT_T("select", 0, 0x1C, Immediate.SELECT_TYPES, Feature.REFERENCE_TYPES),
  TRY_TABLE("try_table", 0, 0x1F, Immediate.TRY_TABLE, Feature.EXCEPTIONS),

  // Variables and tables
  LOCAL_GET("local.get", 0, 0x20, Immediate.LOCAL),
  LOCAL_SET("local.set", 0, 0x21, Immediate.LOCAL),
  LOCAL_TEE("local.tee", 0, 0x22, Immediate.LOCAL),
  GLOBAL_GET("global.get", 0, 0x23, Immediate.GLOBAL),
  GLOBAL_SET("global.set", 0, 0x24, Immediate.GLOBAL),
  TABLE_GET("table.get", 0, 0x25, Immediate.TABLE, Feature.REFERENCE_TYPES),
  TABLE_SET("table.set", 0, 0x26, Immediate.TABLE, Feature.REFERENCE_TYPES),

  // Memory
  I32_LOAD("i32.load", 0, 0x28, Immediate.MEMARG, 4),
  I64_LOAD("i64.load", 0, 0x29, Immediate.MEMARG, 8),
  F32_LOAD("f32.load", 0, 0x2A, Immediate.MEMARG, 4),
  F64_LOAD("f64.load", 0, 0x2B, Immediate.MEMARG, 8),
  I32_LOAD8_S("i32.load8_s", 0, 0x2C, Immediate.MEMARG, 1),
  I32_LOAD8_U("i32.load8_u", 0, 0x2D, Immediate.MEMARG, 1),
  I32_LOAD16_S("i32.load16_s", 0, 0x2E, Immediate.MEMARG, 2),
  I32_LOAD16_U("i32.load16_u", 0, 0x2F, Immediate.MEMARG, 2),
  I64_LOAD8_S("i64.load8_s", 0, 0x30, Immediate.MEMARG, 1),
  I64_LOAD8_U("i64.load8_u", 0, 0x31, Immediate.MEMARG, 1),
  I64_LOAD16_S("i64.load16_s", 0, 0x32, Immediate.MEMARG, 2),
  I64_LOAD16_U("i64.load16_u", 0, 0x33, Immediate.MEMARG, 2),
  I64_LOAD32_S("i64.load32_s", 0, 0x34, Immediate.MEMARG, 4),
  I64_LOAD32_U("i64.load32_u", 0, 0x35, Immediate.MEMARG, 4),
  I32_STORE("i32.store", 0, 0x36, Immediate.MEMARG, 4),
  I64_STORE("i64.store", 0, 0x37, Immediate.MEMARG, 8),
  F32_STORE("f32.store", 0, 0x38, Immediate.MEMARG, 4),
  F64_STORE("f64.store", 0, 0x39, Immediate.MEMARG, 8),
  I32_STORE8("i32.store8", 0, 0x3A, Immediate.MEMARG, 1),
  I32_STORE16("i32.store16", 0, 0x3B, Immediate.MEMARG, 2),
  I64_STORE8("i64.store8", 0, 0x3C, Immediate.MEMARG, 1),
  I64_STORE16("i64.store16", 0, 0x3D, Immediate.MEMARG, 2),
  I64_STORE32("i64.store32", 0, 0x3E, Immediate.MEMARG, 4),
  MEMORY_SIZE("memory.size", 0, 0x3F, Immediate.MEMORY),
  MEMORY_GROW("memory.grow", 0, 0x40, Immediate.MEMORY),

  // Constants
  I32_CONST("i32.const", 0, 0x41, Immediate.I32, ":i"),
  I64_CONST("i64.const", 0, 0x42, Immediate.I64, ":l"),
  F32_CONST("f32.const", 0, 0x43, Immediate.F32, ":f"),
  F64_CONST("f64.const", 0, 0x44, Immediate.F64, ":d"),

  // Numeric instructions
  I32_EQZ("i32.eqz", 0, 0x45, "i:i"),
  I32_EQ("i32.eq", 0, 0x46, "ii:i"),
  I32_NE("i32.ne", 0, 0x47, "ii:i"),
  I32_LT_S("i32.lt_s", 0, 0x48, "ii:i"),
  I32_LT_U("i32.lt_u", 0, 0x49, "ii:i"),
  I32_GT_S("i32.gt_s", 0, 0x4A, "ii:i"),
  I32_GT_U("i32.gt_u", 0, 0x4B, "ii:i"),
  I32_LE_S("i32.le_s", 0, 0x4C, "ii:i"),
  I32_LE_U("i32.le_u", 0, 0x4D, "ii:i"),
  I32_GE_S("i32.ge_s", 0, 0x4E, "ii:i"),
  I32_GE_U("i32.ge_u", 0, 0x4F, "ii:i"),
  I64_EQZ("i64.eqz", 0, 0x50, "l:i"),
  I64_EQ("i64.eq", 0, 0x51, "ll:i"),
  I64_NE("i64.ne", 0, 0x52, "ll:i"),
  I64_LT_S("i64.lt_s", 0, 0x53, "ll:i"),
  I64_LT_U("i64.lt_u", 0, 0x54, "ll:i"),
  I64_GT_S("i64.gt_s", 0, 0x55, "ll:i"),
  I64_GT_U("i64.gt_u", 0, 0x56, "ll:i"),
  I64_LE_S("i64.le_s", 0, 0x57, "ll:i"),
  I64_LE_U("i64.le_u", 0, 0x58, "ll:i"),
  I64_GE_S("i64.ge_s", 0, 0x59, "ll:i"),
  I64_GE_U("i64.ge_u", 0, 0x5A, "ll:i"),
  F32_EQ("f32.eq", 0, 0x5B, "ff:i"),
  F32_NE("f32.ne", 0, 0x5C, "ff:i"),
  F32_LT("f32.lt", 0, 0x5D, "ff:i"),
  F32_GT("f32.gt", 0, 0x5E, "ff:i"),
  F32_LE("f32.le", 0, 0x5F, "ff:i"),
  F32_GE("f32.ge", 0, 0x60, "ff:i"),
  F64_EQ("f64.eq", 0, 0x61, "dd:i"),
  F64_NE("f64.ne", 0, 0x62, "dd:i"),
  F64_LT("f64.lt", 0, 0x63, "dd:i"),
  F64_GT("f64.gt", 0, 0x64, "dd:i"),
  F64_LE("f64.le", 0, 0x65, "dd:i"),
  F64_GE("f64.ge", 0, 0x66, "dd:i"),
  I32_CLZ("i32.clz", 0, 0x67, "i:i"),
  I32_CTZ("i32.ctz", 0, 0x68, "i:i"),
  I32_POPCNT("i32.popcnt", 0, 0x69, "i:i"),
  I32_ADD("i32.add", 0, 0x6A, "ii:i"),
  I32_SUB("i32.sub", 0, 0x6B, "ii:i"),
  I32_MUL("i32.mul", 0, 0x6C, "ii:i"),
  I32_DIV_S("i32.div_s", 0, 0x6D, "ii:i"),
  I32_DIV_U("i32.div_u", 0, 0x6E, "ii:i"),
  I32_REM_S("i32.rem_s", 0, 0x6F, "ii:i"),
  I32_REM_U("i32.rem_u", 0, 0x70, "ii:i"),
  I32_AND("i32.and", 0, 0x71, "ii:i"),
  I32_OR("i32.or", 0, 0x72, "ii:i"),
  I32_XOR("i32.xor", 0, 0x73, "ii:i"),
  I32_SHL("i32.shl", 0, 0x74, "ii:i"),
  I32_SHR_S("i32.shr_s", 0, 0x75, "ii:i"),
  I32_SHR_U("i32.shr_u", 0, 0x76, "ii:i"),
  I32_ROTL("i32.rotl", 0, 0x77, "ii:i"),
  I32_ROTR("i32.rotr", 0, 0x78, "ii:i"),
  I64_CLZ("i64.clz", 0, 0x79, "l:l"),
  I64_CTZ("i64.ctz", 0, 0x7A, "l:l"),
  I64_POPCNT("i64.popcnt", 0, 0x7B, "l:l"),
  I64_ADD("i64.add", 0, 0x7C, "ll:l"),
  I64_SUB("i64.sub", 0, 0x7D, "ll:l"),
  I64_MUL("i64.mul", 0, 0x7E, "ll:l"),
  I64_DIV_S("i64.div_s", 0, 0x7F, "ll:l"),
  I64_DIV_U("i64.div_u", 0, 0x80, "ll:l"),
  I64_REM_S("i64.rem_s", 0, 0x81, "ll:l"),
  I64_REM_U("i64.rem_u", 0, 0x82, "ll:l"),
  I64_AND("i64.and", 0, 0x83, "ll:l"),
  I64_OR("i64.or", 0, 0x84, "ll:l"),
  I64_XOR("i64.xor", 0, 0x85, "ll:l"),
  I64_SHL("i64.shl", 0, 0x86, "ll:l"),
  I64_SHR_S("i64.shr_s", 0, 0x87, "ll:l"),
  I64_SHR_U("i64.shr_u", 0, 0x88, "ll:l"),
  I64_ROTL("i64.rotl", 0, 0x89, "ll:l"),
  I64_ROTR("i64.rotr", 0, 0x8A, "ll:l"),
  F32_ABS("f32.abs", 0, 0x8B, "f:f"),
  F32_NEG("f32.neg", 0, 0x8C, "f:f"),
  F32_CEIL("f32.ceil", 0, 0x8D, "f:f"),
  F32_FLOOR("f32.floor", 0, 0x8E, "f:f"),
  F32_TRUNC("f32.trunc", 0, 0x8F, "f:f"),
  F32_NEAREST("f32.nearest", 0, 0x90, "f:f"),
  F32_SQRT("f32.sqrt", 0, 0x91, "f:f"),
  F32_ADD("f32.add", 0, 0x92, "ff:f"),
  F32_SUB("f32.sub", 0, 0x93, "ff:f"),
  F32_MUL("f32.mul", 0, 0x94, "ff:f"),
  F32_DIV("f32.div", 0, 0x95, "ff:f"),
  F32_MIN("f32.min", 0, 0x96, "ff:f"),
  F32_MAX("f32.max", 0, 0x97, "ff:f"),
  F32_COPYSIGN("f32.copysign", 0, 0x98, "ff:f"),
  F64_ABS("f64.abs", 0, 0x99, "d:d"),
  F64_NEG("f64.neg", 0, 0x9A, "d:d"),
  F64_CEIL("f64.ceil", 0, 0x9B, "d:d"),
  F64_FLOOR("f64.floor", 0, 0x9C, "d:d"),
  F64_TRUNC("f64.trunc", 0, 0x9D, "d:d"),
  F64_NEAREST("f64.nearest", 0, 0x9E, "d:d"),
  F64_SQRT("f64.sqrt", 0, 0x9F, "d:d"),
  F64_ADD("f64.add", 0, 0xA0, "dd:d"),
  F64_SUB("f64.sub", 0, 0xA1, "dd:d"),
  F64_MUL("f64.mul", 0, 0xA2, "dd:d"),
  F64_DIV("f64.div", 0, 0xA3, "dd:d"),
  F64_MIN("f64.min", 0, 0xA4, "dd:d"),
  F64_MAX("f64.max", 0, 0xA5, "dd:d"),
  F64_COPYSIGN("f64.copysign", 0, 0xA6, "dd:d"),
  I32_WRAP_I64("i32.wrap_i64", 0, 0xA7, "l:i"),
  I32_TRUNC_F32_S("i32.trunc_f32_s", 0, 0xA8, "f:i"),
  I32_TRUNC_F32_U("i32.trunc_f32_u", 0, 0xA9, "f:i"),
  I32_TRUNC_F64_S("i32.trunc_f64_s", 0, 0xAA, "d:i"),
  I32_TRUNC_F64_U("i32.trunc_f64_u", 0, 0xAB, "d:i"),
  I64_EXTEND_I32_S("i64.extend_i32_s", 0, 0xAC, "i:l"),
  I64_EXTEND_I32_U("i64.extend_i32_u", 0, 0xAD, "i:l"),
  I64_TRUNC_F32_S("i64.trunc_f32_s", 0, 0xAE, "f:l"),
  I64_TRUNC_F32_U("i64.trunc_f32_u", 0, 0xAF, "f:l"),
  I64_TRUNC_F64_S("i64.trunc_f64_s", 0, 0xB0, "d:l"),
  I64_TRUNC_F64_U("i64.trunc_f64_u", 0, 0xB1, "d:l"),
  F32_CONVERT_I32_S("f32.convert_i32_s", 0, 0xB2, "i:f"),
  F32_CONVERT_I32_U("f32.convert_i32_u", 0, 0xB3, "i:f"),
  F32_CONVERT_I64_S("f32.convert_i64_s", 0, 0xB4, "l:f"),
  F32_CONVERT_I64_U("f32.convert_i64_u", 0, 0xB5, "l:f"),
  F32_DEMOTE_F64("f32.demote_f64", 0, 0xB6, "d:f"),
  F64_CONVERT_I32_S("f64.convert_i32_s", 0, 0xB7, "i:d"),
  F64_CONVERT_I32_U("f64.convert_i32_u", 0, 0xB8, "i:d"),
  F64_CONVERT_I64_S("f64.convert_i64_s", 0, 0xB9, "l:d"),
  F64_CONVERT_I64_U("f64.convert_i64_u", 0, 0xBA, "l:d"),
  F64_PROMOTE_F32("f64.promote_f32", 0, 0xBB, "f:d"),
  I32_REINTERPRET_F32("i32.reinterpret_f32", 0, 0xBC, "f:i"),
  I64_REINTERPRET_F64("i64.reinterpret_f64", 0, 0xBD, "d:l"),
  F32_REINTERPRET_I32("f32.reinterpret_i32", 0, 0xBE, "i:f"),
  F64_REINTERPRET_I64("f64.reinterpret_i64", 0, 0xBF, "l:d"),
  I32_EXTEND8_S("i32.extend8_s", 0, 0xC0, "i:i", Feature.SIGN_EXTENSION),
  I32_EXTEND16_S("i32.extend16_s", 0, 0xC1, "i:i", Feature.SIGN_EXTENSION),
  I64_EXTEND8_S("i64.extend8_s", 0, 0xC2, "l:l", Feature.SIGN_EXTENSION),
  I64_EXTEND16_S("i64.extend16_s", 0, 0xC3, "l:l", Feature.SIGN_EXTENSION),
  I64_EXTEND32_S("i64.extend32_s", 0, 0xC4, "l:l", Feature.SIGN_EXTENSION),

  // References
  REF_NULL("ref.null", 0, 0xD0, Immediate.HEAP_TYPE, Feature.REFERENCE_TYPES),
  REF_IS_NULL("ref.is_null", 0, 0xD1, Feature.REFERENCE_TYPES),
  REF_FUNC("ref.func", 0, 0xD2, Immediate.FUNC, Feature.REFERENCE_TYPES),
  REF_EQ("ref.eq", 0, 0xD3, Feature.GC),
  REF_AS_NON_NULL("ref.as_non_null", 0, 0xD4, Feature.FUNCTION_REFERENCES),
  BR_ON_NULL("br_on_null", 0, 0xD5, Immediate.LABEL, Feature.FUNCTION_REFERENCES),
  BR_ON_NON_NULL("br_on_non_null", 0, 0xD6, Immediate.LABEL, Feature.FUNCTION_REFERENCES),

  // 0xFB: structures, arrays and casts
  STRUCT_NEW("struct.new", 0xFB, 0x00, Immediate.TYPE, Feature.GC),
  STRUCT_NEW_DEFAULT("struct.new_default", 0xFB, 0x01, Immediate.TYPE, Feature.GC),
  STRUCT_GET("struct.get", 0xFB, 0x02, Immediate.TYPE_FIELD, Feature.GC),
  STRUCT_GET_S("struct.get_s", 0xFB, 0x03, Immediate.TYPE_FIELD, Feature.GC),
  STRUCT_GET_U("struct.get_u", 0xFB, 0x04, Immediate.TYPE_FIELD, Feature.GC),
  STRUCT_SET("struct.set", 0xFB, 0x05, Immediate.TYPE_FIELD, Feature.GC),
  ARRAY_NEW("array.new", 0xFB, 0x06, Immediate.TYPE, Feature.GC),
  ARRAY_NEW_DEFAULT("array.new_default", 0xFB, 0x07, Immediate.TYPE, Feature.GC),
  ARRAY_NEW_FIXED("array.new_fixed", 0xFB, 0x08, Immediate.TYPE_LENGTH, Feature.GC),
  ARRAY_NEW_DATA("array.new_data", 0xFB, 0x09, Immediate.TYPE_DATA, Feature.GC),
  ARRAY_NEW_ELEM("array.new_elem", 0xFB, 0x0A, Immediate.TYPE_ELEM, Feature.GC),
  ARRAY_GET("array.get", 0xFB, 0x0B, Immediate.TYPE, Feature.GC),
  ARRAY_GET_S("array.get_s", 0xFB, 0x0C, Immediate.TYPE, Feature.GC),
  ARRAY_GET_U("array.get_u", 0xFB, 0x0D, Immediate.TYPE, Feature.GC),
  ARRAY_SET("array.set", 0xFB, 0x0E, Immediate.TYPE, Feature.GC),
  ARRAY_LEN("array.len", 0xFB, 0x0F, Feature.GC),
  ARRAY_FILL("array.fill", 0xFB, 0x10, Immediate.TYPE, Feature.GC),
  ARRAY_COPY("array.copy", 0xFB, 0x11, Immediate.TYPE_TYPE, Feature.GC),
  ARRAY_INIT_DATA("array.init_data", 0xFB, 0x12, Immediate.TYPE_DATA, Feature.GC),
  ARRAY_INIT_ELEM("array.init_elem", 0xFB, 0x13, Immediate.TYPE_ELEM, Feature.GC),
  REF_TEST("ref.test", 0xFB, 0x14, Immediate.REF_CAST, Feature.GC),
  REF_TEST_NULL("ref.test", 0xFB, 0x15, Immediate.REF_CAST, Feature.GC),
  REF_CAST("ref.cast", 0xFB, 0x16, Immediate.REF_CAST, Feature.GC),
  REF_CAST_NULL("ref.cast", 0xFB, 0x17, Immediate.REF_CAST, Feature.GC),
  BR_ON_CAST("br_on_cast", 0xFB, 0x18, Immediate.BR_ON_CAST, Feature.GC),
  BR_ON_CAST_FAIL("br_on_cast_fail", 0xFB, 0x19, Immediate.BR_ON_CAST, Feature.GC),
  ANY_CONVERT_EXTERN("any.convert_extern", 0xFB, 0x1A, Feature.GC),
  EXTERN_CONVERT_ANY("extern.convert_any", 0xFB, 0x1B, Feature.GC),
  REF_I31("ref.i31", 0xFB, 0x1C, Feature.GC),
  I31_GET_S("i31.get_s", 0xFB, 0x1D, Feature.GC),
  I31_GET_U("i31.get_u", 0xFB, 0x1E, Feature.GC),

  // 0xFC: saturating conversions, bulk operations, wide arithmetic
  I32_TRUNC_SAT_F32_S("i32.trunc_sat_f32_s", 0xFC, 0x00, "f:i", Feature.SATURATING_CONVERSION),
  I32_TRUNC_SAT_F32_U("i32.trunc_sat_f32_u", 0xFC, 0x01, "f:i", Feature.SATURATING_CONVERSION),
  I32_TRUNC_SAT_F64_S("i32.trunc_sat_f64_s", 0xFC, 0x02, "d:i", Feature.SATURATING_CONVERSION),
  I32_TRUNC_SAT_F64_U("i32.trunc_sat_f64_u", 0xFC, 0x03, "d:i", Feature.SATURATING_CONVERSION),
  I64_TRUNC_SAT_F32_S("i64.trunc_sat_f32_s", 0xFC, 0x04, "f:l", Feature.SATURATING_CONVERSION),
  I64_TRUNC_SAT_F32_U("i64.trunc_sat_f32_u", 0xFC, 0x05, "f:l", Feature.SATURATING_CONVERSION),
  I64_TRUNC_SAT_F64_S("i64.trunc_sat_f64_s", 0xFC, 0x06, "d:l", Feature.SATURATING_CONVERSION),
  I64_TRUNC_SAT_F64_U("i64.trunc_sat_f64_u", 0xFC, 0x07, "d:l", Feature.SATURATING_CONVERSION),
  MEMORY_INIT("memory.init", 0xFC, 0x08, Immediate.DATA_MEMORY, Feature.BULK_MEMORY),
  DATA_DROP("data.drop", 0xFC, 0x09, Immediate.DATA, Feature.BULK_MEMORY),
  MEMORY_COPY("memory.copy", 0xFC, 0x0A, Immediate.MEMORY_MEMORY, Feature.BULK_MEMORY),
  MEMORY_FILL("memory.fill", 0xFC, 0x0B, Immediate.MEMORY, Feature.BULK_MEMORY),
  TABLE_INIT("table.init", 0xFC, 0x0C, Immediate.ELEM_TABLE, Feature.BULK_MEMORY),
  ELEM_DROP("elem.drop", 0xFC, 0x0D, Immediate.ELEM, Feature.BULK_MEMORY),
  TABLE_COPY("table.copy", 0xFC, 0x0E, Immediate.TABLE_TABLE, Feature.BULK_MEMORY),
  TABLE_GROW("table.grow", 0xFC, 0x0F, Immediate.TABLE, Feature.REFERENCE_TYPES),
  TABLE_SIZE("table.size", 0xFC, 0x10, Immediate.TABLE, Feature.REFERENCE_TYPES),
  TABLE_FILL("table.fill", 0xFC, 0x11, Immediate.TABLE, Feature.REFERENCE_TYPES),
  I64_ADD128("i64.add128", 0xFC, 0x13, "llll:ll", Feature.WIDE_ARITHMETIC),
  I64_SUB128("i64.sub128", 0xFC, 0x14, "llll:ll", Feature.WIDE_ARITHMETIC),
  I64_MUL_WIDE_S("i64.mul_wide_s", 0xFC, 0x15, "ll:ll", Feature.WIDE_ARITHMETIC),
  I64_MUL_WIDE_U("i64.mul_wide_u", 0xFC, 0x16, "ll:ll", Feature.WIDE_ARITHMETIC),

  // 0xFD: vector instructions
  V128_LOAD("v128.load", 0xFD, 0x00, Immediate.MEMARG, 16, Feature.SIMD),
  V128_LOAD8X8_S("v128.load8x8_s", 0xFD, 0x01, Immediate.MEMARG, 8, Feature.SIMD),
  V128_LOAD8X8_U("v128.load8x8_u", 0xFD, 0x02, Immediate.MEMARG, 8, Feature.SIMD),
  V128_LOAD16X4_S("v128.load16x4_s", 0xFD, 0x03, Immediate.MEMARG, 8, Feature.SIMD),
  V128_LOAD16X4_U("v128.load16x4_u", 0xFD, 0x04, Immediate.MEMARG, 8, Feature.SIMD),
  V128_LOAD32X2_S("v128.load32x2_s", 0xFD, 0x05, Immediate.MEMARG, 8, Feature.SIMD),
  V128_LOAD32X2_U("v128.load32x2_u", 0xFD, 0x06, Immediate.MEMARG, 8, Feature.SIMD),
  V128_LOAD8_SPLAT("v128.load8_splat", 0xFD, 0x07, Immediate.MEMARG, 1, Feature.SIMD),
  V128_LOAD16_SPLAT("v128.load16_splat", 0xFD, 0x08, Immediate.MEMARG, 2, Feature.SIMD),
  V128_LOAD32_SPLAT("v128.load32_splat", 0xFD, 0x09, Immediate.MEMARG, 4, Feature.SIMD),
  V128_LOAD64_SPLAT("v128.load64_splat", 0xFD, 0x0A, Immediate.MEMARG, 8, Feature.SIMD),
  V128_STORE("v128.store", 0xFD, 0x0B, Immediate.MEMARG, 16, Feature.SIMD),
  V128_CONST("v128.const", 0xFD, 0x0C, Immediate.V128, ":v", Feature.SIMD),
  I8X16_SHUFFLE("i8x16.shuffle", 0xFD, 0x0D, Immediate.LANES16, "vv:v", Feature.SIMD),
  I8X16_SWIZZLE("i8x16.swizzle", 0xFD, 0x0E, "vv:v", Feature.SIMD),
  I8X16_SPLAT("i8x16.splat", 0xFD, 0x0F, "i:v", Feature.SIMD),
  I16X8_SPLAT("i16x8.splat", 0xFD, 0x10, "i:v", Feature.SIMD),
  I32X4_SPLAT("i32x4.splat", 0xFD, 0x11, "i:v", Feature.SIMD),
  I64X2_SPLAT("i64x2.splat", 0xFD, 0x12, "l:v", Feature.SIMD),
  F32X4_SPLAT("f32x4.splat", 0xFD, 0x13, "f:v", Feature.SIMD),
  F64X2_SPLAT("f64x2.splat", 0xFD, 0x14, "d:v", Feature.SIMD),
  I8X16_EXTRACT_LANE_S("i8x16.extract_lane_s", 0xFD, 0x15, Immediate.LANE, "v:i", Feature.SIMD),
  I8X16_EXTRACT_LANE_U("i8x16.extract_lane_u", 0xFD, 0x16, Immediate.LANE, "v:i", Feature.SIMD),
  I8X16_REPLACE_LANE("i8x16.replace_lane", 0xFD, 0x17, Immediate.LANE, "vi:v", Feature.SIMD),
  I16X8_EXTRACT_LANE_S("i16x8.extract_lane_s", 0xFD, 0x18, Immediate.LANE, "v:i", Feature.SIMD),
  I16X8_EXTRACT_LANE_U("i16x8.extract_lane_u", 0xFD, 0x19, Immediate.LANE, "v:i", Feature.SIMD),
  I16X8_REPLACE_LANE("i16x8.replace_lane", 0xFD, 0x1A, Immediate.LANE, "vi:v", Feature.SIMD),
  I32X4_EXTRACT_LANE("i32x4.extract_lane", 0xFD, 0x1B, Immediate.LANE, "v:i", Feature.SIMD),
  I32X4_REPLACE_LANE("i32x4.replace_lane", 0xFD, 0x1C, Immediate.LANE, "vi:v", Feature.SIMD),
  I64X2_EXTRACT_LANE("i64x2.extract_lane", 0xFD, 0x1D, Immediate.LANE, "v:l", Feature.SIMD),
  I64X2_REPLACE_LANE("i64x2.replace_lane", 0xFD, 0x1E, Immediate.LANE, "vl:v", Feature.SIMD),
  F32X4_EXTRACT_LANE("f32x4.extract_lane", 0xFD, 0x1F, Immediate.LANE, "v:f", Feature.SIMD),
  F32X4_REPLACE_LANE("f32x4.replace_lane", 0xFD, 0x20, Immediate.LANE, "vf:v", Feature.SIMD),
  F64X2_EXTRACT_LANE("f64x2.extract_lane", 0xFD, 0x21, Immediate.LANE, "v:d", Feature.SIMD),
  F64X2_REPLACE_LANE("f64x2.replace_lane", 0xFD, 0x22, Immediate.LANE, "vd:v", Feature.SIMD),
  I8X16_EQ("i8x16.eq", 0xFD, 0x23, "vv:v", Feature.SIMD),
  I8X16_NE("i8x16.ne", 0xFD, 0x24, "vv:v", Feature.SIMD),
  I8X16_LT_S("i8x16.lt_s", 0xFD, 0x25, "vv:v", Feature.SIMD),
  I8X16_LT_U("i8x16.lt_u", 0xFD, 0x26, "vv:v", Feature.SIMD),
  I8X16_GT_S("i8x16.gt_s", 0xFD, 0x27, "vv:v", Feature.SIMD),
  I8X16_GT_U("i8x16.gt_u", 0xFD, 0x28, "vv:v", Feature.SIMD),
  I8X16_LE_S("i8x16.le_s", 0xFD, 0x29, "vv:v", Feature.SIMD),
  I8X16_LE_U("i8x16.le_u", 0xFD, 0x2A, "vv:v", Feature.SIMD),
  I8X16_GE_S("i8x16.ge_s", 0xFD, 0x2B, "vv:v", Feature.SIMD),
  I8X16_GE_U("i8x16.ge_u", 0xFD, 0x2C, "vv:v", Feature.SIMD),
  I16X8_EQ("i16x8.eq", 0xFD, 0x2D, "vv:v", Feature.SIMD),
  I16X8_NE("i16x8.ne", 0xFD, 0x2E, "vv:v", Feature.SIMD),
  I16X8_LT_S("i16x8.lt_s", 0xFD, 0x2F, "vv:v", Feature.SIMD),
  I16X8_LT_U("i16x8.lt_u", 0xFD, 0x30, "vv:v", Feature.SIMD),
  I16X8_GT_S("i16x8.gt_s", 0xFD, 0x31, "vv:v", Feature.SIMD),
  I16X8_GT_U("i16x8.gt_u", 0xFD, 0x32, "vv:v", Feature.SIMD),
  I16X8_LE_S("i16x8.le_s", 0xFD, 0x33, "vv:v", Feature.SIMD),
  I16X8_LE_U("i16x8.le_u", 0xFD, 0x34, "vv:v", Feature.SIMD),
  I16X8_GE_S("i16x8.ge_s", 0xFD, 0x35, "vv:v", Feature.SIMD),
  I16X8_GE_U("i16x8.ge_u", 0xFD, 0x36, "vv:v", Feature.SIMD),
  I32X4_EQ("i32x4.eq", 0xFD, 0x37, "vv:v", Feature.SIMD),
  I32X4_NE("i32x4.ne", 0xFD, 0x38, "vv:v", Feature.SIMD),
  I32X4_LT_S("i32x4.lt_s", 0xFD, 0x39, "vv:v", Feature.SIMD),
  I32X4_LT_U("i32x4.lt_u", 0xFD, 0x3A, "vv:v", Feature.SIMD),
  I32X4_GT_S("i32x4.gt_s", 0xFD, 0x3B, "vv:v", Feature.SIMD),
  I32X4_GT_U("i32x4.gt_u", 0xFD, 0x3C, "vv:v", Feature.SIMD),
  I32X4_LE_S("i32x4.le_s", 0xFD, 0x3D, "vv:v", Feature.SIMD),
  I32X4_LE_U("i32x4.le_u", 0xFD, 0x3E, "vv:v", Feature.SIMD),
  I32X4_GE_S("i32x4.ge_s", 0xFD, 0x3F, "vv:v", Feature.SIMD),
  I32X4_GE_U("i32x4.ge_u", 0xFD, 0x40, "vv:v", Feature.SIMD),
  F32X4_EQ("f32x4.eq", 0xFD, 0x41, "vv:v", Feature.SIMD),
  F32X4_NE("f32x4.ne", 0xFD, 0x42, "vv:v", Feature.SIMD),
  F32X4_LT("f32x4.lt", 0xFD, 0x43, "vv:v", Feature.SIMD),
  F32X4_GT("f32x4.gt", 0xFD, 0x44, "vv:v", Feature.SIMD),
  F32X4_LE("f32x4.le", 0xFD, 0x45, "vv:v", Feature.SIMD),
  F32X4_GE("f32x4.ge", 0xFD, 0x46, "vv:v", Feature.SIMD),
  F64X2_EQ("f64x2.eq", 0xFD, 0x47, "vv:v", Feature.SIMD),
  F64X2_NE("f64x2.ne", 0xFD, 0x48, "vv:v", Feature.SIMD),
  F64X2_LT("f64x2.lt", 0xFD, 0x49, "vv:v", Feature.SIMD),
  F64X2_GT("f64x2.gt", 0xFD, 0x4A, "vv:v", Feature.SIMD),
  F64X2_LE("f64x2.le", 0xFD, 0x4B, "vv:v", Feature.SIMD),
  F64X2_GE("f64x2.ge", 0xFD, 0x4C, "vv:v", Feature.SIMD),
  V128_NOT("v128.not", 0xFD, 0x4D, "v:v", Feature.SIMD),
  V128_AND("v128.and", 0xFD, 0x4E, "vv:v", Feature.SIMD),
  V128_ANDNOT("v128.andnot", 0xFD, 0x4F, "vv:v", Feature.SIMD),
  V128_OR("v128.or", 0xFD, 0x50, "vv:v", Feature.SIMD),
  V128_XOR("v128.xor", 0xFD, 0x51, "vv:v", Feature.SIMD),
  V128_BITSELECT("v128.bitselect", 0xFD, 0x52, "vvv:v", Feature.SIMD),
  V128_ANY_TRUE("v128.any_true", 0xFD, 0x53, "v:i", Feature.SIMD),
  V128_LOAD8_LANE("v128.load8_lane", 0xFD, 0x54, Immediate.MEMARG_LANE, 1, Feature.SIMD),
  V128_LOAD16_LANE("v128.load16_lane", 0xFD, 0x55, Immediate.MEMARG_LANE, 2, Feature.SIMD),
  V128_LOAD32_LANE("v128.load32_lane", 0xFD, 0x56, Immediate.MEMARG_LANE, 4, Feature.SIMD),
  V128_LOAD64_LANE("v128.load64_lane", 0xFD, 0x57, Immediate.MEMARG_LANE, 8, Feature.SIMD),
  V128_STORE8_LANE("v128.store8_lane", 0xFD, 0x58, Immediate.MEMARG_LANE, 1, Feature.SIMD),
  V128_STORE16_LANE("v128.store16_lane", 0xFD, 0x59, Immediate.MEMARG_LANE, 2, Feature.SIMD),
  V128_STORE32_LANE("v128.store32_lane", 0xFD, 0x5A, Immediate.MEMARG_LANE, 4, Feature.SIMD),
  V128_STORE64_LANE("v128.store64_lane", 0xFD, 0x5B, Immediate.MEMARG_LANE, 8, Feature.SIMD),
  V128_LOAD32_ZERO("v128.load32_zero", 0xFD, 0x5C, Immediate.MEMARG, 4, Feature.SIMD),
  V128_LOAD64_ZERO("v128.load64_zero", 0xFD, 0x5D, Immediate.MEMARG, 8, Feature.SIMD),
  F32X4_DEMOTE_F64X2_ZERO("f32x4.demote_f64x2_zero", 0xFD, 0x5E, "v:v", Feature.SIMD),
  F64X2_PROMOTE_LOW_F32X4("f64x2.promote_low_f32x4", 0xFD, 0x5F, "v:v", Feature.SIMD),
  I8X16_ABS("i8x16.abs", 0xFD, 0x60, "v:v", Feature.SIMD),
  I8X16_NEG("i8x16.neg", 0xFD, 0x61, "v:v", Feature.SIMD),
  I8X16_POPCNT("i8x16.popcnt", 0xFD, 0x62, "v:v", Feature.SIMD),
  I8X16_ALL_TRUE("i8x16.all_true", 0xFD, 0x63, "v:i", Feature.SIMD),
  I8X16_BITMASK("i8x16.bitmask", 0xFD, 0x64, "v:i", Feature.SIMD),
  I8X16_NARROW_I16X8_S("i8x16.narrow_i16x8_s", 0xFD, 0x65, "vv:v", Feature.SIMD),
  I8X16_NARROW_I16X8_U("i8x16.narrow_i16x8_u", 0xFD, 0x66, "vv:v", Feature.SIMD),
  F32X4_CEIL("f32x4.ceil", 0xFD, 0x67, "v:v", Feature.SIMD),
  F32X4_FLOOR("f32x4.floor", 0xFD, 0x68, "v:v", Feature.SIMD),
  F32X4_TRUNC("f32x4.trunc", 0xFD, 0x69, "v:v", Feature.SIMD),
  F32X4_NEAREST("f32x4.nearest", 0xFD, 0x6A, "v:v", Feature.SIMD),
  I8X16_SHL("i8x16.shl", 0xFD, 0x6B, "vi:v", Feature.SIMD),
  I8X16_SHR_S("i8x16.shr_s", 0xFD, 0x6C, "vi:v", Feature.SIMD),
  I8X16_SHR_U("i8x16.shr_u", 0xFD, 0x6D, "vi:v", Feature.SIMD),
  I8X16_ADD("i8x16.add", 0xFD, 0x6E, "vv:v", Feature.SIMD),
  I8X16_ADD_SAT_S("i8x16.add_sat_s", 0xFD, 0x6F, "vv:v", Feature.SIMD),
  I8X16_ADD_SAT_U("i8x16.add_sat_u", 0xFD, 0x70, "vv:v", Feature.SIMD),
  I8X16_SUB("i8x16.sub", 0xFD, 0x71, "vv:v", Feature.SIMD),
  I8X16_SUB_SAT_S("i8x16.sub_sat_s", 0xFD, 0x72, "vv:v", Feature.SIMD),
  I8X16_SUB_SAT_U("i8x16.sub_sat_u", 0xFD, 0x73, "vv:v", Feature.SIMD),
  F64X2_CEIL("f64x2.ceil", 0xFD, 0x74, "v:v", Feature.SIMD),
  F64X2_FLOOR("f64x2.floor", 0xFD, 0x75, "v:v", Feature.SIMD),
  I8X16_MIN_S("i8x16.min_s", 0xFD, 0x76, "vv:v", Feature.SIMD),
  I8X16_MIN_U("i8x16.min_u", 0xFD, 0x77, "vv:v", Feature.SIMD),
  I8X16_MAX_S("i8x16.max_s", 0xFD, 0x78, "vv:v", Feature.SIMD),
  I8X16_MAX_U("i8x16.max_u", 0xFD, 0x79, "vv:v", Feature.SIMD),
  F64X2_TRUNC("f64x2.trunc", 0xFD, 0x7A, "v:v", Feature.SIMD),
  I8X16_AVGR_U("i8x16.avgr_u", 0xFD, 0x7B, "vv:v", Feature.SIMD),
  I16X8_EXTADD_PAIRWISE_I8X16_S("i16x8.extadd_pairwise_i8x16_s", 0xFD, 0x7C, "v:v", Feature.SIMD),
  I16X8_EXTADD_PAIRWISE_I8X16_U("i16x8.extadd_pairwise_i8x16_u", 0xFD, 0x7D, "v:v", Feature.SIMD),
  I32X4_EXTADD_PAIRWISE_I16X8_S("i32x4.extadd_pairwise_i16x8_s", 0xFD, 0x7E, "v:v", Feature.SIMD),
  I32X4_EXTADD_PAIRWISE_I16X8_U("i32x4.extadd_pairwise_i16x8_u", 0xFD, 0x7F, "v:v", Feature.SIMD),
  I16X8_ABS("i16x8.abs", 0xFD, 0x80, "v:v", Feature.SIMD),
  I16X8_NEG("i16x8.neg", 0xFD, 0x81, "v:v", Feature.SIMD),
  I16X8_Q15MULR_SAT_S("i16x8.q15mulr_sat_s", 0xFD, 0x82, "vv:v", Feature.SIMD),
  I16X8_ALL_TRUE("i16x8.all_true", 0xFD, 0x83, "v:i", Feature.SIMD),
  I16X8_BITMASK("i16x8.bitmask", 0xFD, 0x84, "v:i", Feature.SIMD),
  I16X8_NARROW_I32X4_S("i16x8.narrow_i32x4_s", 0xFD, 0x85, "vv:v", Feature.SIMD),
  I16X8_NARROW_I32X4_U("i16x8.narrow_i32x4_u", 0xFD, 0x86, "vv:v", Feature.SIMD),
  I16X8_EXTEND_LOW_I8X16_S("i16x8.extend_low_i8x16_s", 0xFD, 0x87, "v:v", Feature.SIMD),
  I16X8_EXTEND_HIGH_I8X16_S("i16x8.extend_high_i8x16_s", 0xFD, 0x88, "v:v", Feature.SIMD),
  I16X8_EXTEND_LOW_I8X16_U("i16x8.extend_low_i8x16_u", 0xFD, 0x89, "v:v", Feature.SIMD),
  I16X8_EXTEND_HIGH_I8X16_U("i16x8.extend_high_i8x16_u", 0xFD, 0x8A, "v:v", Feature.SIMD),
  I16X8_SHL("i16x8.shl", 0xFD, 0x8B, "vi:v", Feature.SIMD),
  I16X8_SHR_S("i16x8.shr_s", 0xFD, 0x8C, "vi:v", Feature.SIMD),
  I16X8_SHR_U("i16x8.shr_u", 0xFD, 0x8D, "vi:v", Feature.SIMD),
  I16X8_ADD("i16x8.add", 0xFD, 0x8E, "vv:v", Feature.SIMD),
  I16X8_ADD_SAT_S("i16x8.add_sat_s", 0xFD, 0x8F, "vv:v", Feature.SIMD),
  I16X8_ADD_SAT_U("i16x8.add_sat_u", 0xFD, 0x90, "vv:v", Feature.SIMD),
  I16X8_SUB("i16x8.sub", 0xFD, 0x91, "vv:v", Feature.SIMD),
  I16X8_SUB_SAT_S("i16x8.sub_sat_s", 0xFD, 0x92, "vv:v", Feature.SIMD),
  I16X8_SUB_SAT_U("i16x8.sub_sat_u", 0xFD, 0x93, "vv:v", Feature.SIMD),
  F64X2_NEAREST("f64x2.nearest", 0xFD, 0x94, "v:v", Feature.SIMD),
  I16X8_MUL("i16x8.mul", 0xFD, 0x95, "vv:v", Feature.SIMD),
  I16X8_MIN_S("i16x8.min_s", 0xFD, 0x96, "vv:v", Feature.SIMD),
  I16X8_MIN_U("i16x8.min_u", 0xFD, 0x97, "vv:v", Feature.SIMD),
  I16X8_MAX_S("i16x8.max_s", 0xFD, 0x98, "vv:v", Feature.SIMD),
  I16X8_MAX_U("i16x8.max_u", 0xFD, 0x99, "vv:v", Feature.SIMD),
  I16X8_AVGR_U("i16x8.avgr_u", 0xFD, 0x9B, "vv:v", Feature.SIMD),
  I16X8_EXTMUL_LOW_I8X16_S("i16x8.extmul_low_i8x16_s", 0xFD, 0x9C, "vv:v", Feature.SIMD),
  I16X8_EXTMUL_HIGH_I8X16_S("i16x8.extmul_high_i8x16_s", 0xFD, 0x9D, "vv:v", Feature.SIMD),
  I16X8_EXTMUL_LOW_I8X16_U("i16x8.extmul_low_i8x16_u", 0xFD, 0x9E, "vv:v", Feature.SIMD),
  I16X8_EXTMUL_HIGH_I8X16_U("i16x8.extmul_high_i8x16_u", 0xFD, 0x9F, "vv:v", Feature.SIMD),
  I32X4_ABS("i32x4.abs", 0xFD, 0xA0, "v:v", Feature.SIMD),
  I32X4_NEG("i32x4.neg", 0xFD, 0xA1, "v:v", Feature.SIMD),
  I32X4_ALL_TRUE("i32x4.all_true", 0xFD, 0xA3, "v:i", Feature.SIMD),
  I32X4_BITMASK("i32x4.bitmask", 0xFD, 0xA4, "v:i", Feature.SIMD),
  I32X4_EXTEND_LOW_I16X8_S("i32x4.extend_low_i16x8_s", 0xFD, 0xA7, "v:v", Feature.SIMD),
  I32X4_EXTEND_HIGH_I16X8_S("i32x4.extend_high_i16x8_s", 0xFD, 0xA8, "v:v", Feature.SIMD),
  I32X4_EXTEND_LOW_I16X8_U("i32x4.extend_low_i16x8_u", 0xFD, 0xA9, "v:v", Feature.SIMD),
  I32X4_EXTEND_HIGH_I16X8_U("i32x4.extend_high_i16x8_u", 0xFD, 0xAA, "v:v", Feature.SIMD),
  I32X4_SHL("i32x4.shl", 0xFD, 0xAB, "vi:v", Feature.SIMD),
  I32X4_SHR_S("i32x4.shr_s", 0xFD, 0xAC, "vi:v", Feature.SIMD),
  I32X4_SHR_U("i32x4.shr_u", 0xFD, 0xAD, "vi:v", Feature.SIMD),
  I32X4_ADD("i32x4.add", 0xFD, 0xAE, "vv:v", Feature.SIMD),
  I32X4_SUB("i32x4.sub", 0xFD, 0xB1, "vv:v", Feature.SIMD),
  I32X4_MUL("i32x4.mul", 0xFD, 0xB5, "vv:v", Feature.SIMD),
  I32X4_MIN_S("i32x4.min_s", 0xFD, 0xB6, "vv:v", Feature.SIMD),
  I32X4_MIN_U("i32x4.min_u", 0xFD, 0xB7, "vv:v", Feature.SIMD),
  I32X4_MAX_S("i32x4.max_s", 0xFD, 0xB8, "vv:v", Feature.SIMD),
  I32X4_MAX_U("i32x4.max_u", 0xFD, 0xB9, "vv:v", Feature.SIMD),
  I32X4_DOT_I16X8_S("i32x4.dot_i16x8_s", 0xFD, 0xBA, "vv:v", Feature.SIMD),
  I32X4_EXTMUL_LOW_I16X8_S("i32x4.extmul_low_i16x8_s", 0xFD, 0xBC, "vv:v", Feature.SIMD),
  I32X4_EXTMUL_HIGH_I16X8_S("i32x4.extmul_high_i16x8_s", 0xFD, 0xBD, "vv:v", Feature.SIMD),
  I32X4_EXTMUL_LOW_I16X8_U("i32x4.extmul_low_i16x8_u", 0xFD, 0xBE, "vv:v", Feature.SIMD),
  I32X4_EXTMUL_HIGH_I16X8_U("i32x4.extmul_high_i16x8_u", 0xFD, 0xBF, "vv:v", Feature.SIMD),
  I64X2_ABS("i64x2.abs", 0xFD, 0xC0, "v:v", Feature.SIMD),
  I64X2_NEG("i64x2.neg", 0xFD, 0xC1, "v:v", Feature.SIMD),
  I64X2_ALL_TRUE("i64x2.all_true", 0xFD, 0xC3, "v:i", Feature.SIMD),
  I64X2_BITMASK("i64x2.bitmask", 0xFD, 0xC4, "v:i", Feature.SIMD),
  I64X2_EXTEND_LOW_I32X4_S("i64x2.extend_low_i32x4_s", 0xFD, 0xC7, "v:v", Feature.SIMD),
  I64X2_EXTEND_HIGH_I32X4_S("i64x2.extend_high_i32x4_s", 0xFD, 0xC8, "v:v", Feature.SIMD),
  I64X2_EXTEND_LOW_I32X4_U("i64x2.extend_low_i32x4_u", 0xFD, 0xC9, "v:v", Feature.SIMD),
  I64X2_EXTEND_HIGH_I32X4_U("i64x2.extend_high_i32x4_u", 0xFD, 0xCA, "v:v", Feature.SIMD),
  I64X2_SHL("i64x2.shl", 0xFD, 0xCB, "vi:v", Feature.SIMD),
  I64X2_SHR_S("i64x2.shr_s", 0xFD, 0xCC, "vi:v", Feature.SIMD),
  I64X2_SHR_U("i64x2.shr_u", 0xFD, 0xCD, "vi:v", Feature.SIMD),
  I64X2_ADD("i64x2.add", 0xFD, 0xCE, "vv:v", Feature.SIMD),
  I64X2_SUB("i64x2.sub", 0xFD, 0xD1, "vv:v", Feature.SIMD),
  I64X2_MUL("i64x2.mul", 0xFD, 0xD5, "vv:v", Feature.SIMD),
  I64X2_EQ("i64x2.eq", 0xFD, 0xD6, "vv:v", Feature.SIMD),
  I64X2_NE("i64x2.ne", 0xFD, 0xD7, "vv:v", Feature.SIMD),
  I64X2_LT_S("i64x2.lt_s", 0xFD, 0xD8, "vv:v", Feature.SIMD),
  I64X2_GT_S("i64x2.gt_s", 0xFD, 0xD9, "vv:v", Feature.SIMD),
  I64X2_LE_S("i64x2.le_s", 0xFD, 0xDA, "vv:v", Feature.SIMD),
  I64X2_GE_S("i64x2.ge_s", 0xFD, 0xDB, "vv:v", Feature.SIMD),
  I64X2_EXTMUL_LOW_I32X4_S("i64x2.extmul_low_i32x4_s", 0xFD, 0xDC, "vv:v", Feature.SIMD),
  I64X2_EXTMUL_HIGH_I32X4_S("i64x2.extmul_high_i32x4_s", 0xFD, 0xDD, "vv:v", Feature.SIMD),
  I64X2_EXTMUL_LOW_I32X4_U("i64x2.extmul_low_i32x4_u", 0xFD, 0xDE, "vv:v", Feature.SIMD),
  I64X2_EXTMUL_HIGH_I32X4_U("i64x2.extmul_high_i32x4_u", 0xFD, 0xDF, "vv:v", Feature.SIMD),
  F32X4_ABS("f32x4.abs", 0xFD, 0xE0, "v:v", Feature.SIMD),
  F32X4_NEG("f32x4.neg", 0xFD, 0xE1, "v:v", Feature.SIMD),
  F32X4_SQRT("f32x4.sqrt", 0xFD, 0xE3, "v:v", Feature.SIMD),
  F32X4_ADD("f32x4.add", 0xFD, 0xE4, "vv:v", Feature.SIMD),
  F32X4_SUB("f32x4.sub", 0xFD, 0xE5, "vv:v", Feature.SIMD),
  F32X4_MUL("f32x4.mul", 0xFD, 0xE6, "vv:v", Feature.SIMD),
  F32X4_DIV("f32x4.div", 0xFD, 0xE7, "vv:v", Feature.SIMD),
  F32X4_MIN("f32x4.min", 0xFD, 0xE8, "vv:v", Feature.SIMD),
  F32X4_MAX("f32x4.max", 0xFD, 0xE9, "vv:v", Feature.SIMD),
  F32X4_PMIN("f32x4.pmin", 0xFD, 0xEA, "vv:v", Feature.SIMD),
  F32X4_PMAX("f32x4.pmax", 0xFD, 0xEB, "vv:v", Feature.SIMD),
  F64X2_ABS("f64x2.abs", 0xFD, 0xEC, "v:v", Feature.SIMD),
  F64X2_NEG("f64x2.neg", 0xFD, 0xED, "v:v", Feature.SIMD),
  F64X2_SQRT("f64x2.sqrt", 0xFD, 0xEF, "v:v", Feature.SIMD),
  F64X2_ADD("f64x2.add", 0xFD, 0xF0, "vv:v", Feature.SIMD),
  F64X2_SUB("f64x2.sub", 0xFD, 0xF1, "vv:v", Feature.SIMD),
  F64X2_MUL("f64x2.mul", 0xFD, 0xF2, "vv:v", Feature.SIMD),
  F64X2_DIV("f64x2.div", 0xFD, 0xF3, "vv:v", Feature.SIMD),
  F64X2_MIN("f64x2.min", 0xFD, 0xF4, "vv:v", Feature.SIMD),
  F64X2_MAX("f64x2.max", 0xFD, 0xF5, "vv:v", Feature.SIMD),
  F64X2_PMIN("f64x2.pmin", 0xFD, 0xF6, "vv:v", Feature.SIMD),
  F64X2_PMAX("f64x2.pmax", 0xFD, 0xF7, "vv:v", Feature.SIMD),
  I32X4_TRUNC_SAT_F32X4_S("i32x4.trunc_sat_f32x4_s", 0xFD, 0xF8, "v:v", Feature.SIMD),
  I32X4_TRUNC_SAT_F32X4_U("i32x4.trunc_sat_f32x4_u", 0xFD, 0xF9, "v:v", Feature.SIMD),
  F32X4_CONVERT_I32X4_S("f32x4.convert_i32x4_s", 0xFD, 0xFA, "v:v", Feature.SIMD),
  F32X4_CONVERT_I32X4_U("f32x4.convert_i32x4_u", 0xFD, 0xFB, "v:v", Feature.SIMD),
  I32X4_TRUNC_SAT_F64X2_S_ZERO("i32x4.trunc_sat_f64x2_s_zero", 0xFD, 0xFC, "v:v", Feature.SIMD),
  I32X4_TRUNC_SAT_F64X2_U_ZERO("i32x4.trunc_sat_f64x2_u_zero", 0xFD, 0xFD, "v:v", Feature.SIMD),
  F64X2_CONVERT_LOW_I32X4_S("f64x2.convert_low_i32x4_s", 0xFD, 0xFE, "v:v", Feature.SIMD),
  F64X2_CONVERT_LOW_I32X4_U("f64x2.convert_low_i32x4_u", 0xFD, 0xFF, "v:v", Feature.SIMD),

  // 0xFD: relaxed vector instructions
  I8X16_RELAXED_SWIZZLE("i8x16.relaxed_swizzle", 0xFD, 0x100, "vv:v", Feature.RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F32X4_S(
      "i32x4.relaxed_trunc_f32x4_s", 0xFD, 0x101, "v:v", Feature.RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F32X4_U(
      "i32x4.relaxed_trunc_f32x4_u", 0xFD, 0x102, "v:v", Feature.RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F64X2_S_ZERO(
      "i32x4.relaxed_trunc_f64x2_s_zero", 0xFD, 0x103, "v:v", Feature.RELAXED_SIMD),
  I32X4_RELAXED_TRUNC_F64X2_U_ZERO(
      "i32x4.relaxed_trunc_f64x2_u_zero", 0xFD, 0x104, "v:v", Feature.RELAXED_SIMD),
  F32X4_RELAXED_MADD("f32x4.relaxed_madd", 0xFD, 0x105, "vvv:v", Feature.RELAXED_SIMD),
  F32X4_RELAXED_NMADD("f32x4.relaxed_nmadd", 0xFD, 0x106, "vvv:v", Feature.RELAXED_SIMD),
  F64X2_RELAXED_MADD("f64x2.relaxed_madd", 0xFD, 0x107, "vvv:v", Feature.RELAXED_SIMD),
  F64X2_RELAXED_NMADD("f64x2.relaxed_nmadd", 0xFD, 0x108, "vvv:v", Feature.RELAXED_SIMD),
  I8X16_RELAXED_LANESELECT("i8x16.relaxed_laneselect", 0xFD, 0x109, "vvv:v", Feature.RELAXED_SIMD),
  I16X8_RELAXED_LANESELECT("i16x8.relaxed_laneselect", 0xFD, 0x10A, "vvv:v", Feature.RELAXED_SIMD),
  I32X4_RELAXED_LANESELECT("i32x4.relaxed_laneselect", 0xFD, 0x10B, "vvv:v", Feature.RELAXED_SIMD),
  I64X2_RELAXED_LANESELECT("i64x2.relaxed_laneselect", 0xFD, 0x10C, "vvv:v", Feature.RELAXED_SIMD),
  F32X4_RELAXED_MIN("f32x4.relaxed_min", 0xFD, 0x10D, "vv:v", Feature.RELAXED_SIMD),
  F32X4_RELAXED_MAX("f32x4.relaxed_max", 0xFD, 0x10E, "vv:v", Feature.RELAXED_SIMD),
  F64X2_RELAXED_MIN("f64x2.relaxed_min", 0xFD, 0x10F, "vv:v", Feature.RELAXED_SIMD),
  F64X2_RELAXED_MAX("f64x2.relaxed_max", 0xFD, 0x110, "vv:v", Feature.RELAXED_SIMD),
  I16X8_RELAXED_Q15MULR_S("i16x8.relaxed_q15mulr_s", 0xFD, 0x111, "vv:v", Feature.RELAXED_SIMD),
  I16X8_RELAXED_DOT_I8X16_I7X16_S(
      "i16x8.relaxed_dot_i8x16_i7x16_s", 0xFD, 0x112, "vv:v", Feature.RELAXED_SIMD),
  I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S(
      "i32x4.relaxed_dot_i8x16_i7x16_add_s", 0xFD, 0x113, "vvv:v", Feature.RELAXED_SIMD),

  // 0xFE: atomic instructions
  MEMORY_ATOMIC_NOTIFY("memory.atomic.notify", 0xFE, 0x00, Immediate.MEMARG, 4, Feature.THREADS),
  MEMORY_ATOMIC_WAIT32("memory.atomic.wait32", 0xFE, 0x01, Immediate.MEMARG, 4, Feature.THREADS),
  MEMORY_ATOMIC_WAIT64("memory.atomic.wait64", 0xFE, 0x02, Immediate.MEMARG, 8, Feature.THREADS),
  ATOMIC_FENCE("atomic.fence", 0xFE, 0x03, Immediate.ATOMIC_FENCE, ":", Feature.THREADS),
  I32_ATOMIC_LOAD("i32.atomic.load", 0xFE, 0x10, Immediate.MEMARG, 4, Feature.THREADS),
  I64_ATOMIC_LOAD("i64.atomic.load", 0xFE, 0x11, Immediate.MEMARG, 8, Feature.THREADS),
  I32_ATOMIC_LOAD8_U("i32.atomic.load8_u", 0xFE, 0x12, Immediate.MEMARG, 1, Feature.THREADS),
  I32_ATOMIC_LOAD16_U("i32.atomic.load16_u", 0xFE, 0x13, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_LOAD8_U("i64.atomic.load8_u", 0xFE, 0x14, Immediate.MEMARG, 1, Feature.THREADS),
  I64_ATOMIC_LOAD16_U("i64.atomic.load16_u", 0xFE, 0x15, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_LOAD32_U("i64.atomic.load32_u", 0xFE, 0x16, Immediate.MEMARG, 4, Feature.THREADS),
  I32_ATOMIC_STORE("i32.atomic.store", 0xFE, 0x17, Immediate.MEMARG, 4, Feature.THREADS),
  I64_ATOMIC_STORE("i64.atomic.store", 0xFE, 0x18, Immediate.MEMARG, 8, Feature.THREADS),
  I32_ATOMIC_STORE8("i32.atomic.store8", 0xFE, 0x19, Immediate.MEMARG, 1, Feature.THREADS),
  I32_ATOMIC_STORE16("i32.atomic.store16", 0xFE, 0x1A, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_STORE8("i64.atomic.store8", 0xFE, 0x1B, Immediate.MEMARG, 1, Feature.THREADS),
  I64_ATOMIC_STORE16("i64.atomic.store16", 0xFE, 0x1C, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_STORE32("i64.atomic.store32", 0xFE, 0x1D, Immediate.MEMARG, 4, Feature.THREADS),
  I32_ATOMIC_RMW_ADD("i32.atomic.rmw.add", 0xFE, 0x1E, Immediate.MEMARG, 4, Feature.THREADS),
  I64_ATOMIC_RMW_ADD("i64.atomic.rmw.add", 0xFE, 0x1F, Immediate.MEMARG, 8, Feature.THREADS),
  I32_ATOMIC_RMW8_ADD_U("i32.atomic.rmw8.add_u", 0xFE, 0x20, Immediate.MEMARG, 1, Feature.THREADS),
  I32_ATOMIC_RMW16_ADD_U(
      "i32.atomic.rmw16.add_u", 0xFE, 0x21, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW8_ADD_U("i64.atomic.rmw8.add_u", 0xFE, 0x22, Immediate.MEMARG, 1, Feature.THREADS),
  I64_ATOMIC_RMW16_ADD_U(
      "i64.atomic.rmw16.add_u", 0xFE, 0x23, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW32_ADD_U(
      "i64.atomic.rmw32.add_u", 0xFE, 0x24, Immediate.MEMARG, 4, Feature.THREADS),
  I32_ATOMIC_RMW_SUB("i32.atomic.rmw.sub", 0xFE, 0x25, Immediate.MEMARG, 4, Feature.THREADS),
  I64_ATOMIC_RMW_SUB("i64.atomic.rmw.sub", 0xFE, 0x26, Immediate.MEMARG, 8, Feature.THREADS),
  I32_ATOMIC_RMW8_SUB_U("i32.atomic.rmw8.sub_u", 0xFE, 0x27, Immediate.MEMARG, 1, Feature.THREADS),
  I32_ATOMIC_RMW16_SUB_U(
      "i32.atomic.rmw16.sub_u", 0xFE, 0x28, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW8_SUB_U("i64.atomic.rmw8.sub_u", 0xFE, 0x29, Immediate.MEMARG, 1, Feature.THREADS),
  I64_ATOMIC_RMW16_SUB_U(
      "i64.atomic.rmw16.sub_u", 0xFE, 0x2A, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW32_SUB_U(
      "i64.atomic.rmw32.sub_u", 0xFE, 0x2B, Immediate.MEMARG, 4, Feature.THREADS),
  I32_ATOMIC_RMW_AND("i32.atomic.rmw.and", 0xFE, 0x2C, Immediate.MEMARG, 4, Feature.THREADS),
  I64_ATOMIC_RMW_AND("i64.atomic.rmw.and", 0xFE, 0x2D, Immediate.MEMARG, 8, Feature.THREADS),
  I32_ATOMIC_RMW8_AND_U("i32.atomic.rmw8.and_u", 0xFE, 0x2E, Immediate.MEMARG, 1, Feature.THREADS),
  I32_ATOMIC_RMW16_AND_U(
      "i32.atomic.rmw16.and_u", 0xFE, 0x2F, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW8_AND_U("i64.atomic.rmw8.and_u", 0xFE, 0x30, Immediate.MEMARG, 1, Feature.THREADS),
  I64_ATOMIC_RMW16_AND_U(
      "i64.atomic.rmw16.and_u", 0xFE, 0x31, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW32_AND_U(
      "i64.atomic.rmw32.and_u", 0xFE, 0x32, Immediate.MEMARG, 4, Feature.THREADS),
  I32_ATOMIC_RMW_OR("i32.atomic.rmw.or", 0xFE, 0x33, Immediate.MEMARG, 4, Feature.THREADS),
  I64_ATOMIC_RMW_OR("i64.atomic.rmw.or", 0xFE, 0x34, Immediate.MEMARG, 8, Feature.THREADS),
  I32_ATOMIC_RMW8_OR_U("i32.atomic.rmw8.or_u", 0xFE, 0x35, Immediate.MEMARG, 1, Feature.THREADS),
  I32_ATOMIC_RMW16_OR_U("i32.atomic.rmw16.or_u", 0xFE, 0x36, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW8_OR_U("i64.atomic.rmw8.or_u", 0xFE, 0x37, Immediate.MEMARG, 1, Feature.THREADS),
  I64_ATOMIC_RMW16_OR_U("i64.atomic.rmw16.or_u", 0xFE, 0x38, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW32_OR_U("i64.atomic.rmw32.or_u", 0xFE, 0x39, Immediate.MEMARG, 4, Feature.THREADS),
  I32_ATOMIC_RMW_XOR("i32.atomic.rmw.xor", 0xFE, 0x3A, Immediate.MEMARG, 4, Feature.THREADS),
  I64_ATOMIC_RMW_XOR("i64.atomic.rmw.xor", 0xFE, 0x3B, Immediate.MEMARG, 8, Feature.THREADS),
  I32_ATOMIC_RMW8_XOR_U("i32.atomic.rmw8.xor_u", 0xFE, 0x3C, Immediate.MEMARG, 1, Feature.THREADS),
  I32_ATOMIC_RMW16_XOR_U(
      "i32.atomic.rmw16.xor_u", 0xFE, 0x3D, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW8_XOR_U("i64.atomic.rmw8.xor_u", 0xFE, 0x3E, Immediate.MEMARG, 1, Feature.THREADS),
  I64_ATOMIC_RMW16_XOR_U(
      "i64.atomic.rmw16.xor_u", 0xFE, 0x3F, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW32_XOR_U(
      "i64.atomic.rmw32.xor_u", 0xFE, 0x40, Immediate.MEMARG, 4, Feature.THREADS),
  I32_ATOMIC_RMW_XCHG("i32.atomic.rmw.xchg", 0xFE, 0x41, Immediate.MEMARG, 4, Feature.THREADS),
  I64_ATOMIC_RMW_XCHG("i64.atomic.rmw.xchg", 0xFE, 0x42, Immediate.MEMARG, 8, Feature.THREADS),
  I32_ATOMIC_RMW8_XCHG_U(
      "i32.atomic.rmw8.xchg_u", 0xFE, 0x43, Immediate.MEMARG, 1, Feature.THREADS),
  I32_ATOMIC_RMW16_XCHG_U(
      "i32.atomic.rmw16.xchg_u", 0xFE, 0x44, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW8_XCHG_U(
      "i64.atomic.rmw8.xchg_u", 0xFE, 0x45, Immediate.MEMARG, 1, Feature.THREADS),
  I64_ATOMIC_RMW16_XCHG_U(
      "i64.atomic.rmw16.xchg_u", 0xFE, 0x46, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW32_XCHG_U(
      "i64.atomic.rmw32.xchg_u", 0xFE, 0x47, Immediate.MEMARG, 4, Feature.THREADS),
  I32_ATOMIC_RMW_CMPXCHG(
      "i32.atomic.rmw.cmpxchg", 0xFE, 0x48, Immediate.MEMARG, 4, Feature.THREADS),
  I64_ATOMIC_RMW_CMPXCHG(
      "i64.atomic.rmw.cmpxchg", 0xFE, 0x49, Immediate.MEMARG, 8, Feature.THREADS),
  I32_ATOMIC_RMW8_CMPXCHG_U(
      "i32.atomic.rmw8.cmpxchg_u", 0xFE, 0x4A, Immediate.MEMARG, 1, Feature.THREADS),
  I32_ATOMIC_RMW16_CMPXCHG_U(
      "i32.atomic.rmw16.cmpxchg_u", 0xFE, 0x4B, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW8_CMPXCHG_U(
      "i64.atomic.rmw8.cmpxchg_u", 0xFE, 0x4C, Immediate.MEMARG, 1, Feature.THREADS),
  I64_ATOMIC_RMW16_CMPXCHG_U(
      "i64.atomic.rmw16.cmpxchg_u", 0xFE, 0x4D, Immediate.MEMARG, 2, Feature.THREADS),
  I64_ATOMIC_RMW32_CMPXCHG_U(
      "i64.atomic.rmw32.cmpxchg_u", 0xFE, 0x4E, Immediate.MEMARG, 4, Feature.THREADS);

  private static final Opcode[] PLAIN = table(0, 0xD7);
  private static final Opcode[] GC = table(0xFB, 0x1F);
  private static final Opcode[] MISC = table(0xFC, 0x17);
  private static final Opcode[] VECTOR = table(0xFD, 0x114);
  private static final Opcode[] ATOMIC = table(0xFE, 0x4F);

  private final String text;
  private final int prefix;
  private final int code;
  private final Immediate immediate;
  private final int accessBytes;
  private final ValueType[] params;
  private final ValueType[] results;
  private final Feature feature;
  private final boolean executable;

  Opcode(
      String text,
      int prefix,
      int code,
      Immediate immediate,
      int accessBytes,
      String signature,
      Feature feature) {
    this.text = text;
    this.prefix = prefix;
    this.code = code;
    this.immediate = immediate;
    this.accessBytes = accessBytes;
    if (signature == null) {
      this.params = null;
      this.results = null;
    } else {
      int colon = signature.indexOf(':');
      this.params = Lists.of(signature.substring(0, colon));
      this.results = Lists.of(signature.substring(colon + 1));
    }
    this.feature = feature;
    this.executable = feature.executable();
  }

  Opcode(String text, int prefix, int code) {
    this(text, prefix, code, Immediate.NONE, 0, null, Feature.MVP);
  }

  Opcode(String text, int prefix, int code, Feature feature) {
    this(text, prefix, code, Immediate.NONE, 0, null, feature);
  }

  Opcode(String text, int prefix, int code, String signature) {
    this(text, prefix, code, Immediate.NONE, 0, signature, Feature.MVP);
  }

  Opcode(String text, int prefix, int code, String signature, Feature feature) {
    this(text, prefix, code, Immediate.NONE, 0, signature, feature);
  }

  Opcode(String text, int prefix, int code, Immediate immediate) {
    this(text, prefix, code, immediate, 0, null, Feature.MVP);
  }

  Opcode(String text, int prefix, int code, Immediate immediate, Feature feature) {
    this(text, prefix, code, immediate, 0, null, feature);
  }

  Opcode(String text, int prefix, int code, Immediate immediate, String signature) {
    this(text, prefix, code, immediate, 0, signature, Feature.MVP);
  }

  Opcode(
      String text, int prefix, int code, Immediate immediate, String signature, Feature feature) {
    this(text, prefix, code, immediate, 0, signature, feature);
  }

  Opcode(String text, int prefix, int code, Immediate immediate, int accessBytes) {
    this(text, prefix, code, immediate, accessBytes, null, Feature.MVP);
  }

  Opcode(String text, int prefix, int code, Immediate immediate, int accessBytes, Feature feature) {
    this(text, prefix, code, immediate, accessBytes, null, feature);
  }

  /**
   * Returns the instruction with the given encoding.
   *
   * @param prefix 0, 0xFB, 0xFC, 0xFD or 0xFE
   * @param code the byte, or the number after the prefix (unsigned)
   * @return the instruction, or null if there is none
   */
  public static Opcode of(int prefix, int code) {
    Opcode[] table;
    switch (prefix) {
      case 0 -> table = PLAIN;
      case 0xFB -> table = GC;
      case 0xFC -> table = MISC;
      case 0xFD -> table = VECTOR;
      case 0xFE -> table = ATOMIC;
      default -> {
        return null;
      }
    }
    return code >= 0 && code < table.length ? table[code] : null;
  }

  /**
   * Returns the instruction without prefix that a byte stands for.
   *
   * @param code the byte, 0 to 255
   * @return the instruction, or null if there is none
   */
  public static Opcode plain(int code) {
    return code < PLAIN.length ? PLAIN[code] : null;
  }

  /**
   * Returns the instruction with the given name in the text format, or null. Where several
   * instructions have one name (select, ref.test, ref.cast) it is the one with the lowest code.
   */
  public static Opcode byText(String text) {
    return Names.BY_TEXT.get(text);
  }

  /** Returns the name in the text format. */
  public String text() {
    return text;
  }

  /** Returns the prefix byte, or 0. */
  public int prefix() {
    return prefix;
  }

  /** Returns the byte, or the number after the prefix. */
  public int code() {
    return code;
  }

  /** Returns what follows the opcode. */
  public Immediate immediate() {
    return immediate;
  }

  /**
   * Returns the types of the operands of a plainly typed instruction; null where the validator has
   * a rule of its own. Callers must not change the array.
   */
  public ValueType[] params() {
    return params;
  }

  /** Returns the types of the results, or null like {@link #params}. */
  public ValueType[] results() {
    return results;
  }

  /** Returns the number of bytes in memory that the instruction accesses, 0 if it does not. */
  public int accessBytes() {
    return accessBytes;
  }

  /** Returns the proposal that the instruction came with. */
  public Feature feature() {
    return feature;
  }

  /** Returns whether the engine runs the instruction; see {@link Feature#executable}. */
  public boolean isExecutable() {
    return executable;
  }

  private static Opcode[] table(int prefix, int size) {
    Opcode[] table = new Opcode[size];
    for (Opcode opcode : values()) {
      if (opcode.prefix == prefix) {
        table[opcode.code] = opcode;
      }
    }
    return table;
  }

  /** Names are needed by the text format only. */
  private static final class Names {
    static final Map<String, Opcode> BY_TEXT = new HashMap<>();

    static {
      for (Opcode opcode : values()) {
        BY_TEXT.putIfAbsent(opcode.text, opcode);
      }
    }
  }

  /** Shares the lists of types between the instructions. */
  private static final class Lists {
    private static final Map<String, ValueType[]> LISTS = new HashMap<>();

    static ValueType[] of(String letters) {
      ValueType[] list = LISTS.get(letters);
      if (list == null) {
        list = new ValueType[letters.length()];
        for (int i = 0; i < list.length; i++) {
          list[i] =
              switch (letters.charAt(i)) {
                case 'i' -> ValueType.I32;
                case 'l' -> ValueType.I64;
                case 'f' -> ValueType.F32;
                case 'd' -> ValueType.F64;
                case 'v' -> ValueType.V128;
                default -> throw new AssertionError(letters);
              };
        }
        LISTS.put(letters, list);
      }
      return list;
    }
  }
}
