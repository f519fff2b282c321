// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SubtypingTest {
  private static final List<AbstractHeapType> INTERNAL =
      List.of(
          AbstractHeapType.ANY,
          AbstractHeapType.EQ,
          AbstractHeapType.I31,
          AbstractHeapType.STRUCT,
          AbstractHeapType.ARRAY,
          AbstractHeapType.NONE);

  private static final List<AbstractHeapType> ALL =
      List.of(
          AbstractHeapType.ANY,
          AbstractHeapType.EQ,
          AbstractHeapType.I31,
          AbstractHeapType.STRUCT,
          AbstractHeapType.ARRAY,
          AbstractHeapType.NONE,
          AbstractHeapType.FUNC,
          AbstractHeapType.NOFUNC,
          AbstractHeapType.EXTERN,
          AbstractHeapType.NOEXTERN,
          AbstractHeapType.EXN,
          AbstractHeapType.NOEXN);

  private static DefinedType struct(DefinedType superType, boolean isFinal, FieldType... fields) {
    RecGroup.Builder builder = new RecGroup.Builder(1);
    builder.define(0, new StructType(fields), isFinal, superType);
    return builder.build()[0];
  }

  @Test
  void abstractHeapTypesFormFourTrees() {
    for (AbstractHeapType a : ALL) {
      for (AbstractHeapType b : ALL) {
        boolean expected =
            a == b
                || a == a.bottom() && b.bottom() == a
                || b == b.top() && a.top() == b
                || b == AbstractHeapType.EQ
                    && (a == AbstractHeapType.I31
                        || a == AbstractHeapType.STRUCT
                        || a == AbstractHeapType.ARRAY);
        assertEquals(expected, a.isSubtypeOf(b), a + " <= " + b);
      }
      assertEquals(INTERNAL.contains(a) ? AbstractHeapType.ANY : a.top(), a.top(), "top of " + a);
      assertTrue(AbstractHeapType.BOTTOM.isSubtypeOf(a));
      assertFalse(a.isSubtypeOf(AbstractHeapType.BOTTOM));
    }
  }

  @Test
  void subtypingIsTransitiveAndAntisymmetric() {
    for (AbstractHeapType a : ALL) {
      for (AbstractHeapType b : ALL) {
        assertTrue(a == b || !a.isSubtypeOf(b) || !b.isSubtypeOf(a), a + " and " + b);
        for (AbstractHeapType c : ALL) {
          if (a.isSubtypeOf(b) && b.isSubtypeOf(c)) {
            assertTrue(a.isSubtypeOf(c), a + " <= " + b + " <= " + c);
          }
        }
      }
    }
  }

  @Test
  void nonNullReferencesAreSubtypesOfNullableOnes() {
    for (AbstractHeapType heap : ALL) {
      RefType nullable = RefType.of(true, heap);
      RefType nonNull = RefType.of(false, heap);
      assertTrue(nonNull.isSubtypeOf(nullable));
      assertFalse(nullable.isSubtypeOf(nonNull));
      assertTrue(nullable.isDefaultable());
      assertFalse(nonNull.isDefaultable());
      assertSame(nonNull, nullable.minus(RefType.of(true, heap)));
      assertSame(nullable, nullable.minus(RefType.of(false, heap)));
    }
  }

  @Test
  void declaredSubtypesAreSubtypesWhateverTheirDepth() {
    FieldType field = new FieldType(ValueType.I32, false);
    DefinedType[] chain = new DefinedType[64];
    for (int i = 0; i < chain.length; i++) {
      FieldType[] fields = new FieldType[i + 1];
      java.util.Arrays.fill(fields, field);
      chain[i] = struct(i == 0 ? null : chain[i - 1], false, fields);
      assertEquals(i, chain[i].depth());
    }
    for (int i = 0; i < chain.length; i++) {
      for (int j = 0; j < chain.length; j++) {
        assertEquals(i >= j, chain[i].isSubtypeOf(chain[j]), i + " <= " + j);
      }
      assertTrue(chain[i].isSubtypeOf(AbstractHeapType.STRUCT));
      assertTrue(chain[i].isSubtypeOf(AbstractHeapType.EQ));
      assertFalse(chain[i].isSubtypeOf(AbstractHeapType.ARRAY));
      assertTrue(AbstractHeapType.NONE.isSubtypeOf(chain[i]));
      assertFalse(AbstractHeapType.NOFUNC.isSubtypeOf(chain[i]));
      assertFalse(AbstractHeapType.STRUCT.isSubtypeOf(chain[i]));
    }
    DefinedType other = struct(chain[0], false, field, field, field);
    assertFalse(other.isSubtypeOf(chain[2]));
    assertFalse(chain[2].isSubtypeOf(other));
    assertTrue(other.isSubtypeOf(chain[0]));
  }

  @Test
  void compositeTypesMatchByVariance() {
    FieldType constI31 = new FieldType(RefType.I31REF, false);
    FieldType constEq = new FieldType(RefType.EQREF, false);
    FieldType mutI31 = new FieldType(RefType.I31REF, true);
    FieldType mutEq = new FieldType(RefType.EQREF, true);
    assertTrue(constI31.matches(constEq));
    assertFalse(constEq.matches(constI31));
    assertFalse(mutI31.matches(mutEq));
    assertFalse(mutI31.matches(constI31));
    assertTrue(mutI31.matches(mutI31));
    assertFalse(new FieldType(PackedType.I8, false).matches(new FieldType(PackedType.I16, false)));
    assertFalse(new FieldType(PackedType.I8, false).matches(new FieldType(ValueType.I32, false)));
    assertTrue(
        new StructType(new FieldType[] {constI31, mutEq})
            .matches(new StructType(new FieldType[] {constEq})));
    assertFalse(
        new StructType(new FieldType[] {constI31})
            .matches(new StructType(new FieldType[] {constEq, mutEq})));
    FuncType narrow =
        new FuncType(new ValueType[] {RefType.EQREF}, new ValueType[] {RefType.I31REF});
    FuncType wide = new FuncType(new ValueType[] {RefType.I31REF}, new ValueType[] {RefType.EQREF});
    assertTrue(narrow.matches(wide));
    assertFalse(wide.matches(narrow));
    assertFalse(narrow.matches(new ArrayType(constEq)));
  }

  @Test
  void importsMatchAsTheSpecificationSays() {
    Limits twoToFive = new Limits(2, true, 5, false, false);
    assertTrue(twoToFive.matches(new Limits(1, false, 0, false, false)));
    assertTrue(twoToFive.matches(new Limits(2, true, 5, false, false)));
    assertTrue(twoToFive.matches(new Limits(0, true, -1, false, false)), "maximum is unsigned");
    assertFalse(twoToFive.matches(new Limits(3, false, 0, false, false)));
    assertFalse(twoToFive.matches(new Limits(2, true, 4, false, false)));
    assertFalse(twoToFive.matches(new Limits(2, true, 5, true, false)));
    assertFalse(twoToFive.matches(new Limits(2, true, 5, false, true)));
    assertFalse(
        new Limits(2, false, 0, false, false).matches(new Limits(2, true, 5, false, false)));

    MemoryType pages = new MemoryType(twoToFive, 16);
    assertFalse(pages.matches(new MemoryType(twoToFive, 0)));
    assertFalse(pages.matches(new TableType(RefType.FUNCREF, twoToFive)));
    assertFalse(
        new TableType(RefType.NULLFUNCREF, twoToFive)
            .matches(new TableType(RefType.FUNCREF, twoToFive)),
        "tables are invariant");

    assertTrue(new GlobalType(RefType.I31REF, false).matches(new GlobalType(RefType.EQREF, false)));
    assertFalse(new GlobalType(RefType.I31REF, true).matches(new GlobalType(RefType.EQREF, true)));
    assertFalse(new GlobalType(ValueType.I32, true).matches(new GlobalType(ValueType.I32, false)));

    FuncType nothing = new FuncType(new ValueType[0], new ValueType[0]);
    RecGroup.Builder builder = new RecGroup.Builder(1);
    builder.define(0, nothing, false, null);
    DefinedType open = builder.build()[0];
    builder = new RecGroup.Builder(1);
    builder.define(0, nothing, false, open);
    DefinedType below = builder.build()[0];
    assertTrue(ExternType.function(below).matches(ExternType.function(open)));
    assertFalse(ExternType.function(open).matches(ExternType.function(below)));
    assertFalse(new TagType(below).matches(new TagType(open)), "tags are invariant");
  }

  @Test
  void typesPrintAsInTheTextFormat() {
    assertEquals("i32", ValueType.I32.toString());
    assertEquals("funcref", RefType.FUNCREF.toString());
    assertEquals("(ref func)", RefType.of(false, AbstractHeapType.FUNC).toString());
    assertEquals("nullexternref", RefType.NULLEXTERNREF.toString());
    FuncType type =
        new FuncType(
            new ValueType[] {ValueType.I32, RefType.EXTERNREF}, new ValueType[] {ValueType.F64});
    assertEquals("(func (param i32 externref) (result f64))", type.toString());
    assertEquals(type.toString(), DefinedType.ofFunc(type).toString());
  }
}
