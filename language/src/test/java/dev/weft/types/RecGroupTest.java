// SPDX-License-Identifier: Apache-2.0
package dev.weft.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecGroupTest {
  private static final ValueType[] NONE = {};

  /** A list of the given element type: {@code struct (field element) (field (ref null $list))}. */
  private static DefinedType list(ValueType element) {
    RecGroup.Builder builder = new RecGroup.Builder(1);
    FieldType[] fields = {
      new FieldType(element, false), new FieldType(RefType.of(true, builder.member(0)), true)
    };
    builder.define(0, new StructType(fields), true, null);
    return builder.build()[0];
  }

  /** Two types that refer to each other, in the given order. */
  private static DefinedType[] pair(boolean arrayFirst) {
    RecGroup.Builder builder = new RecGroup.Builder(2);
    int array = arrayFirst ? 0 : 1;
    int struct = 1 - array;
    builder.define(
        array,
        new ArrayType(new FieldType(RefType.of(true, builder.member(struct)), true)),
        true,
        null);
    FieldType[] fields = {new FieldType(RefType.of(false, builder.member(array)), false)};
    builder.define(struct, new StructType(fields), true, null);
    return builder.build();
  }

  @Test
  void functionTypesAreEqualByStructure() {
    DefinedType a =
        DefinedType.ofFunc(
            new FuncType(new ValueType[] {ValueType.I32}, new ValueType[] {ValueType.I64}));
    DefinedType b =
        DefinedType.ofFunc(
            new FuncType(new ValueType[] {ValueType.I32}, new ValueType[] {ValueType.I64}));
    DefinedType c =
        DefinedType.ofFunc(
            new FuncType(new ValueType[] {ValueType.I64}, new ValueType[] {ValueType.I32}));
    assertSame(a, b);
    assertNotSame(a, c);
    assertTrue(a.isFinal());
    RecGroup.Builder open = new RecGroup.Builder(1);
    open.define(0, a.funcType(), false, null);
    assertNotSame(a, open.build()[0]);
  }

  @Test
  void recursiveTypesAreEqualUpToUnrolling() {
    assertSame(list(ValueType.I32), list(ValueType.I32));
    assertNotSame(list(ValueType.I32), list(ValueType.I64));
    assertSame(
        list(RefType.of(true, list(ValueType.I32))), list(RefType.of(true, list(ValueType.I32))));
    DefinedType outer = list(ValueType.I32);
    RecGroup.Builder builder = new RecGroup.Builder(1);
    FieldType[] fields = {
      new FieldType(ValueType.I32, false), new FieldType(RefType.of(true, outer), true)
    };
    builder.define(0, new StructType(fields), true, null);
    assertNotSame(outer, builder.build()[0], "one refers to itself, the other to an equal type");
  }

  @Test
  void orderAndSizeOfGroupsMatter() {
    DefinedType[] a = pair(true);
    DefinedType[] b = pair(true);
    DefinedType[] c = pair(false);
    assertSame(a[0], b[0]);
    assertSame(a[1], b[1]);
    assertNotSame(a[0], c[1]);
    FuncType empty = new FuncType(NONE, NONE);
    RecGroup.Builder two = new RecGroup.Builder(2);
    two.define(0, empty, true, null);
    two.define(1, empty, true, null);
    DefinedType[] both = two.build();
    assertNotSame(both[0], both[1], "equal members of one group are different types");
    assertNotSame(DefinedType.ofFunc(empty), both[0]);
    assertEquals(2, both[0].group().size());
    assertEquals(1, both[1].groupIndex());
  }

  @Test
  void unusedTypesAreForgotten() throws InterruptedException {
    int marker = 777;
    fill(marker);
    int before = RecGroup.internedCount();
    assertTrue(before > 0);
    for (int i = 0; i < 50 && RecGroup.internedCount() > before - 500; i++) {
      System.gc();
      Thread.sleep(20);
    }
    assertTrue(
        RecGroup.internedCount() <= before - 500, RecGroup.internedCount() + " of " + before);
  }

  /** Interns 1000 types that nothing refers to afterwards. */
  private static void fill(int fields) {
    for (int i = 0; i < 1000; i++) {
      FieldType[] list = new FieldType[20];
      for (int bit = 0; bit < list.length; bit++) {
        ValueType type = ((i * fields) >> bit & 1) == 0 ? ValueType.I32 : ValueType.I64;
        list[bit] = new FieldType(type, (i >> bit & 1) == 0);
      }
      RecGroup.Builder builder = new RecGroup.Builder(1);
      builder.define(0, new StructType(list), true, null);
      builder.build();
    }
  }

  @Test
  void threadsGetTheSameTypes() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<List<DefinedType>> work =
          () -> {
            List<DefinedType> types = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
              ValueType[] params = new ValueType[8];
              for (int bit = 0; bit < 8; bit++) {
                params[bit] = (i >> bit & 1) == 0 ? ValueType.F32 : ValueType.F64;
              }
              types.add(DefinedType.ofFunc(new FuncType(params, NONE)));
            }
            return types;
          };
      List<Future<List<DefinedType>>> results = threads.invokeAll(List.of(work, work, work, work));
      for (Future<List<DefinedType>> result : results) {
        for (int i = 0; i < 200; i++) {
          assertSame(results.get(0).get().get(i), result.get().get(i));
        }
      }
    } finally {
      threads.shutdown();
    }
  }
}
