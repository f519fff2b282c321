// SPDX-License-Identifier: Apache-2.0
package dev.weft.opcode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.types.ValueType;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpcodeTest {
  @Test
  void everyInstructionIsFoundByItsEncodingAndName() {
    for (Opcode opcode : Opcode.values()) {
      assertSame(opcode, Opcode.of(opcode.prefix(), opcode.code()));
      Opcode named = Opcode.byText(opcode.text());
      assertNotNull(named);
      assertEquals(opcode.text(), named.text());
      assertEquals(opcode.params() == null, opcode.results() == null);
    }
    assertSame(Opcode.SELECT, Opcode.byText("select"));
    assertSame(Opcode.REF_TEST, Opcode.byText("ref.test"));
    assertNull(Opcode.byText("i32.nonsense"));
  }

  @Test
  void whatIsNotAnInstructionIsNull() {
    for (int code : new int[] {0x16, 0x17, 0x1D, 0x1E, 0x27, 0xC5, 0xCF, 0xD7, 0xFA, -1}) {
      assertNull(Opcode.of(0, code), Integer.toHexString(code));
    }
    assertNull(Opcode.of(0xFB, 31));
    assertNull(Opcode.of(0xFC, 18));
    assertNull(Opcode.of(0xFC, 23));
    assertNull(Opcode.of(0xFD, 0x9A));
    assertNull(Opcode.of(0xFD, 0x114));
    assertNull(Opcode.of(0xFE, 4));
    assertNull(Opcode.of(0xFE, 0x4F));
    assertNull(Opcode.of(0xFF, 0));
    assertNull(Opcode.of(0xFC, Integer.MIN_VALUE));
  }

  @Test
  void constantNamesFollowTheTextFormat() {
    for (Opcode opcode : Opcode.values()) {
      String expected = opcode.text().toUpperCase(java.util.Locale.ROOT).replaceAll("[./]", "_");
      String name = opcode.name();
      assertTrue(
          name.equals(expected) || name.equals(expected + "_T") || name.equals(expected + "_NULL"),
          name);
    }
  }

  /** Samples from the specification's index of instructions. */
  @Test
  void encodingsAreThoseOfTheSpecification() {
    assertSame(Opcode.I32_ADD, Opcode.of(0, 0x6A));
    assertSame(Opcode.F64_REINTERPRET_I64, Opcode.of(0, 0xBF));
    assertSame(Opcode.I64_EXTEND32_S, Opcode.of(0, 0xC4));
    assertSame(Opcode.F64_COPYSIGN, Opcode.of(0, 0xA6));
    assertSame(Opcode.RETURN_CALL_REF, Opcode.of(0, 0x15));
    assertSame(Opcode.TRY_TABLE, Opcode.of(0, 0x1F));
    assertSame(Opcode.EXTERN_CONVERT_ANY, Opcode.of(0xFB, 27));
    assertSame(Opcode.TABLE_FILL, Opcode.of(0xFC, 17));
    assertSame(Opcode.I64_MUL_WIDE_U, Opcode.of(0xFC, 22));
    assertSame(Opcode.V128_CONST, Opcode.of(0xFD, 12));
    assertSame(Opcode.F64X2_REPLACE_LANE, Opcode.of(0xFD, 34));
    assertSame(Opcode.V128_ANY_TRUE, Opcode.of(0xFD, 83));
    assertSame(Opcode.V128_LOAD64_ZERO, Opcode.of(0xFD, 93));
    assertSame(Opcode.I64X2_EXTMUL_HIGH_I32X4_U, Opcode.of(0xFD, 223));
    assertSame(Opcode.F64X2_CONVERT_LOW_I32X4_U, Opcode.of(0xFD, 255));
    assertSame(Opcode.I32X4_RELAXED_DOT_I8X16_I7X16_ADD_S, Opcode.of(0xFD, 0x113));
    assertSame(Opcode.I32_ATOMIC_RMW_ADD, Opcode.of(0xFE, 0x1E));
    assertSame(Opcode.I64_ATOMIC_RMW32_CMPXCHG_U, Opcode.of(0xFE, 0x4E));
  }

  @Test
  void memoryAccessesHaveASizeAndOthersNone() {
    for (Opcode opcode : Opcode.values()) {
      boolean access =
          opcode.immediate() == Immediate.MEMARG || opcode.immediate() == Immediate.MEMARG_LANE;
      assertEquals(access, opcode.accessBytes() > 0, opcode.text());
    }
    assertEquals(16, Opcode.V128_LOAD.accessBytes());
    assertEquals(8, Opcode.V128_LOAD32X2_U.accessBytes());
    assertEquals(2, Opcode.I64_ATOMIC_RMW16_XOR_U.accessBytes());
  }

  @Test
  void theNumberOfInstructionsOfEachProposal() {
    Map<Feature, Integer> counts = new EnumMap<>(Feature.class);
    for (Opcode opcode : Opcode.values()) {
      counts.merge(opcode.feature(), 1, Integer::sum);
    }
    assertEquals(172, counts.get(Feature.MVP));
    assertEquals(5, counts.get(Feature.SIGN_EXTENSION));
    assertEquals(8, counts.get(Feature.SATURATING_CONVERSION));
    assertEquals(7, counts.get(Feature.BULK_MEMORY));
    assertEquals(236, counts.get(Feature.SIMD));
    assertEquals(20, counts.get(Feature.RELAXED_SIMD));
    assertEquals(67, counts.get(Feature.THREADS));
    assertEquals(4, counts.get(Feature.WIDE_ARITHMETIC));
    assertEquals(32, counts.get(Feature.GC), "31 with the prefix 0xFB and ref.eq");
  }

  @Test
  void plainTypes() {
    assertEquals(ValueType.I64, Opcode.I64_EQZ.params()[0]);
    assertEquals(ValueType.I32, Opcode.I64_EQZ.results()[0]);
    assertEquals(4, Opcode.I64_ADD128.params().length);
    assertEquals(2, Opcode.I64_ADD128.results().length);
    assertEquals(ValueType.I32, Opcode.I64X2_SHR_U.params()[1]);
    assertNull(Opcode.LOCAL_GET.params());
  }

  @Test
  void featureSets() {
    FeatureSet set = FeatureSet.ALL.without(Feature.SIMD);
    assertFalse(set.has(Feature.SIMD));
    assertTrue(set.has(Feature.RELAXED_SIMD));
    assertEquals(FeatureSet.ALL, set.with(Feature.SIMD));
    assertTrue(set.without(Feature.MVP).has(Feature.MVP));
    for (Feature feature : Feature.values()) {
      assertTrue(FeatureSet.ALL.has(feature));
    }
  }
}
