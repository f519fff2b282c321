// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

/** The keywords of modules and scripts that are not operators. */
enum Keyword {
  // Modules and their fields.
  MODULE("module"),
  TYPE("type"),
  REC("rec"),
  SUB("sub"),
  FINAL("final"),
  FUNC("func"),
  STRUCT("struct"),
  ARRAY("array"),
  FIELD("field"),
  MUT("mut"),
  PARAM("param"),
  RESULT("result"),
  LOCAL("local"),
  IMPORT("import"),
  EXPORT("export"),
  TABLE("table"),
  MEMORY("memory"),
  PAGESIZE("pagesize"),
  SHARED("shared"),
  GLOBAL("global"),
  TAG("tag"),
  START("start"),
  ELEM("elem"),
  ITEM("item"),
  OFFSET("offset"),
  DECLARE("declare"),
  DATA("data"),
  // Inside instructions.
  THEN("then"),
  DO("do"),
  CATCH_REF("catch_ref"),
  CATCH_ALL_REF("catch_all_ref"),
  I8X16("i8x16"),
  I16X8("i16x8"),
  I32X4("i32x4"),
  I64X2("i64x2"),
  F32X4("f32x4"),
  F64X2("f64x2"),
  // Types, with their code in the binary format.
  I32("i32", 0x7f),
  I64("i64", 0x7e),
  F32("f32", 0x7d),
  F64("f64", 0x7c),
  V128("v128", 0x7b),
  I8("i8", 0x78),
  I16("i16", 0x77),
  REF("ref"),
  NULL("null"),
  FUNCREF("funcref", 0x70),
  EXTERNREF("externref", 0x6f),
  ANYREF("anyref", 0x6e),
  EQREF("eqref", 0x6d),
  I31REF("i31ref", 0x6c),
  STRUCTREF("structref", 0x6b),
  ARRAYREF("arrayref", 0x6a),
  EXNREF("exnref", 0x69),
  NULLREF("nullref", 0x71),
  NULLEXTERNREF("nullexternref", 0x72),
  NULLFUNCREF("nullfuncref", 0x73),
  NULLEXNREF("nullexnref", 0x74),
  EXTERN("extern"),
  ANY("any"),
  EQ("eq"),
  I31("i31"),
  EXN("exn"),
  NONE("none"),
  NOEXTERN("noextern"),
  NOFUNC("nofunc"),
  NOEXN("noexn"),
  // Scripts.
  DEFINITION("definition"),
  INSTANCE("instance"),
  BINARY("binary"),
  QUOTE("quote"),
  REGISTER("register"),
  INVOKE("invoke"),
  GET("get"),
  THREAD("thread"),
  WAIT("wait"),
  EITHER("either"),
  REF_EXTERN("ref.extern"),
  REF_HOST("ref.host"),
  REF_STRUCT("ref.struct"),
  REF_ARRAY("ref.array"),
  REF_ANY("ref.any"),
  REF_EXN("ref.exn"),
  NAN_CANONICAL("nan:canonical"),
  NAN_ARITHMETIC("nan:arithmetic"),
  ASSERT_RETURN("assert_return"),
  ASSERT_TRAP("assert_trap"),
  ASSERT_EXHAUSTION("assert_exhaustion"),
  ASSERT_EXCEPTION("assert_exception"),
  ASSERT_MALFORMED("assert_malformed"),
  ASSERT_MALFORMED_CUSTOM("assert_malformed_custom"),
  ASSERT_INVALID("assert_invalid"),
  ASSERT_INVALID_CUSTOM("assert_invalid_custom"),
  ASSERT_UNLINKABLE("assert_unlinkable"),
  ASSERT_SUSPENSION("assert_suspension");

  final String text;

  /** The one-byte code of a type, or 0. */
  final int typeCode;

  Keyword(String text) {
    this(text, 0);
  }

  Keyword(String text, int typeCode) {
    this.text = text;
    this.typeCode = typeCode;
  }

  /** The code of the abstract heap type of this name, or 0. */
  int heapCode() {
    return switch (this) {
      case FUNC -> 0x70;
      case EXTERN -> 0x6f;
      case ANY -> 0x6e;
      case EQ -> 0x6d;
      case I31 -> 0x6c;
      case STRUCT -> 0x6b;
      case ARRAY -> 0x6a;
      case EXN -> 0x69;
      case NONE -> 0x71;
      case NOEXTERN -> 0x72;
      case NOFUNC -> 0x73;
      case NOEXN -> 0x74;
      default -> 0;
    };
  }
}
