// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.module.Module;
import dev.weft.testing.Modules;
import dev.weft.text.TextParser;
import java.lang.classfile.ClassFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;

/** Small functions are in the class of a caller, and nobody can tell. */
final class HomesTest {
  private static Module module(String text) {
    return Modules.valid(TextParser.parse(text));
  }

  private static Set<String> methods(CompiledFunction function) {
    Set<String> names = new TreeSet<>();
    ClassFile.of()
        .parse(function.bytes)
        .methods()
        .forEach(method -> names.add(method.methodName().stringValue()));
    return names;
  }

  private static String nops(int count) {
    return Collections.nCopies(count, "nop").stream().collect(Collectors.joining(" "));
  }

  @Test
  void smallCalleesAndTheirsJoin() {
    FunctionCompiler compiler =
        Outcome.compiler(
            module(
                "(module (func call 1 call 2 call 3 call 0) (func call 4) (func "
                    + nops(400)
                    + ") (func) (func call 0 call 1))"));
    CompiledFunction first = compiler.compile(0, false);
    assertEquals(Set.of("f", "f1", "f3", "f4"), methods(first));
    assertEquals(Set.of(1, 3, 4), first.members.keySet());
    first.members.forEach((index, function) -> assertEquals(0, function.home));
    assertEquals(Set.of("f"), methods(compiler.compile(2, false)));
  }

  @Test
  void theFirstCallerWins() {
    FunctionCompiler compiler =
        Outcome.compiler(module("(module (func call 2) (func call 2 call 3) (func) (func))"));
    assertEquals(Set.of("f", "f2", "f3"), methods(compiler.compile(1, false)));
    assertEquals(Set.of("f"), methods(compiler.compile(0, false)));
    assertEquals(1, compiler.homes().home(2));
  }

  @Test
  void classesAreLimited() {
    String calls =
        IntStream.range(1, 100).mapToObj(i -> " call " + i).collect(Collectors.joining());
    FunctionCompiler compiler =
        Outcome.compiler(module("(module (func" + calls + ")" + "(func)".repeat(99) + ")"));
    assertEquals(Homes.maxMembers + 1, methods(compiler.compile(0, false)).size());
    assertEquals(50, compiler.homes().home(50));
  }

  /** A class that an entry is wanted of is one itself, with the function in it or divided. */
  @Test
  void classesAreEntries() {
    Module module = module("(module (func (param i32) (result i32) local.get 0 call 0))");
    CompiledFunction entry = Outcome.compiler(module).compile(0, true);
    assertTrue(entry.isEntry);
    assertEquals(Set.of("<init>", "call", "f"), methods(entry));
    assertEquals(
        Signatures.INSTANCE_OF_VM.entryClass(module.functionType(0).funcType()),
        ClassFile.of().parse(entry.bytes).superclass().orElseThrow().asInternalName());
  }

  /** What cannot be emitted as a member keeps a method there, which calls its own class. */
  @Test
  void membersThatAreTooLarge() {
    FunctionCompiler.methodLimit = 60;
    try {
      CompiledFunction first =
          Outcome.compiler(
                  module(
                      "(module (func (param i32) (result i32) local.get 0 call 1)"
                          + " (func (param i32) (result i32) local.get 0"
                          + " i32.const 1000 i32.mul".repeat(20)
                          + "))"))
              .compile(0, false);
      assertNull(first.refusal);
      assertEquals(Set.of("f", "f1"), methods(first));
      assertEquals(Set.of(), first.members.keySet());
    } finally {
      FunctionCompiler.methodLimit = FunctionCompiler.METHOD_LIMIT;
    }
  }

  private static List<String> outcomes(String tier, byte[] bytes) {
    return Outcome.in(
        tier,
        bytes,
        exports -> {
          List<String> outcomes = new ArrayList<>();
          for (String name : exports.getMemberKeys()) {
            Value f = exports.getMember(name);
            assertNotNull(f);
            for (int argument : new int[] {0, 1, 2, 7, 100_000}) {
              outcomes.add(name + " " + Outcome.of(f, argument));
            }
          }
          return outcomes;
        });
  }

  /**
   * Traps in members and behind them, tail calls, calls through a table of members and of functions
   * that are elsewhere, exports of members, and a callee that cannot be emitted at all.
   */
  @Test
  void nobodyCanTell() {
    byte[] bytes =
        TextParser.parse(
            """
            (module
              (type $u (func (param i32) (result i32)))
              (table funcref (elem $div $even $odd $long $outer $div))
              (func $outer (export "outer") (type $u)
                (i32.add (call $div (local.get 0)) (call $twice (local.get 0))))
              (func $twice (export "twice") (type $u)
                (i32.add (call $div (local.get 0)) (call $long (local.get 0))))
              (func $div (type $u) (i32.div_u (i32.const 100) (local.get 0)))
              (func $even (export "even") (type $u)
                (if (result i32) (local.get 0)
                  (then (return_call $odd (i32.sub (local.get 0) (i32.const 1))))
                  (else (i32.const 1))))
              (func $odd (export "odd") (type $u)
                (if (result i32) (local.get 0)
                  (then (return_call $even (i32.sub (local.get 0) (i32.const 1))))
                  (else (i32.const 0))))
              (func (export "parity") (type $u) (call $even (local.get 0)))
              (func $long (type $u) (local.get 0) LONG)
              (func (export "table") (type $u)
                (call_indirect (type $u) (i32.const 7) (local.get 0)))
              (func (export "many") (type $u) (call $many MANY (local.get 0)))
              (func $many (param PARAMS i32) (result i32) (call $div (local.get 254))))
            """
                .replace("LONG", "i32.const 1000 i32.mul ".repeat(20))
                .replace("MANY", "(i32.const 5) ".repeat(254))
                .replace("PARAMS", "i32 ".repeat(254)));
    List<String> expected = outcomes("ast", bytes);
    assertTrue(expected.toString().contains("div"), expected.toString());
    for (int limit : new int[] {FunctionCompiler.HUGE_METHOD, 60}) {
      for (int members : new int[] {15, 1, 0}) {
        int before = Homes.maxMembers;
        FunctionCompiler.methodLimit = limit;
        Homes.maxMembers = members;
        try {
          assertEquals(expected, outcomes("bytecode", bytes), () -> limit + ", " + members);
        } finally {
          FunctionCompiler.methodLimit = FunctionCompiler.METHOD_LIMIT;
          Homes.maxMembers = before;
        }
      }
    }
  }
}
