// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.DirectMemory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.reflect.AccessFlag;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Which of the methods that generated code calls HotSpot inlines, by the limits of its compilers:
 * the second one inlines all of at most 35 bytes, the first one none of more, and none that uses
 * more than 5 elements of the operand stack.
 */
class InliningTest {
  private static final int MAX_INLINE_SIZE = 35;
  private static final int C1_INLINE_STACK_LIMIT = 5;

  private static ClassModel read(Class<?> c) throws IOException {
    try (InputStream in = c.getResourceAsStream(c.getSimpleName() + ".class")) {
      return ClassFile.of().parse(in.readAllBytes());
    }
  }

  private static CodeAttribute code(MethodModel method) {
    return method.findAttribute(Attributes.code()).orElseThrow();
  }

  private static void assertOutOfLine(MethodModel method) {
    assertTrue(
        code(method).maxStack() > C1_INLINE_STACK_LIMIT
            || code(method).codeLength() > MAX_INLINE_SIZE,
        () -> "inlined by the first compiler: " + method.methodName());
  }

  @Test
  void onlyTheSecondCompilerInlinesLoadsAndStores() throws IOException {
    int accesses = 0;
    for (MethodModel method : read(DirectMemory.class).methods()) {
      if (method.flags().has(AccessFlag.PUBLIC)) {
        assertOutOfLine(method);
        accesses++;
      }
      assertTrue(
          code(method).codeLength() <= MAX_INLINE_SIZE,
          () -> "too large: " + method.methodName() + method.methodType());
    }
    assertEquals(4 * 23, accesses);
  }

  /** Otherwise an access would be two calls in code of the first compiler. */
  @Test
  void theFirstCompilerInlinesWhatAccessesAreMadeOf() throws IOException {
    for (MethodModel method : read(DirectMemory.class).methods()) {
      if (method.methodName().stringValue().startsWith("at")
          && method.methodType().stringValue().startsWith("(I")) {
        assertTrue(code(method).maxStack() <= C1_INLINE_STACK_LIMIT);
      }
    }
  }

  @Test
  void onlyTheSecondCompilerInlinesWhatCallsNeed() throws IOException {
    Set<String> names = Set.of("poll", "entry", "environment", "indirect");
    int found = 0;
    for (MethodModel method : read(CallSupport.class).methods()) {
      if (names.contains(method.methodName().stringValue())) {
        assertOutOfLine(method);
        found++;
      }
    }
    assertEquals(names.size() + 1, found, "indirect is there for both kinds of index");
  }
}
