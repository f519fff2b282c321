// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every atomic load, store and read-modify-write does to eight bytes what a model in Java does, and
 * nothing to its neighbours: in all tiers, in memories that are shared or not, with addresses of 32
 * and 64 bits, with and without an offset, with pages of one byte.
 */
final class AtomicOperationsTest {
  private static final int ROUNDS = 60;

  static Tier[] tiers() {
    return Tier.uncompiled();
  }

  @Test
  @Tag("compiled")
  void compiled() {
    assumeTrue(Tier.available().length > Tier.uncompiled().length, "nothing is compiled");
    likeTheModel(Tier.COMPILED);
    trapsWithoutAnEffect(Tier.COMPILED);
  }

  /** An instruction: what it does, the bits of its operands, and of the bytes. */
  private record Operation(String name, String action, int type, int bits) {
    static List<Operation> all() {
      List<Operation> all = new ArrayList<>();
      for (int type : new int[] {32, 64}) {
        for (int bits = 8; bits <= type; bits *= 2) {
          String narrow = bits == type ? "" : String.valueOf(bits);
          String unsigned = bits == type ? "" : "_u";
          String prefix = "i" + type + ".atomic.";
          all.add(new Operation(prefix + "load" + narrow + unsigned, "load", type, bits));
          all.add(new Operation(prefix + "store" + narrow, "store", type, bits));
          for (String action : List.of("add", "sub", "and", "or", "xor", "xchg", "cmpxchg")) {
            String name = prefix + "rmw" + narrow + "." + action + unsigned;
            all.add(new Operation(name, action, type, bits));
          }
        }
      }
      return all;
    }

    int operands() {
      return switch (action) {
        case "load" -> 0;
        case "cmpxchg" -> 2;
        default -> 1;
      };
    }

    /** A function with the address and the operands as parameters, i64 all of them. */
    String text(String memory, boolean is64, String offset) {
      StringBuilder text = new StringBuilder("(func (export \"" + name + "\") (param i64 i64 i64)");
      String result = "(result i64) ";
      String narrow = type == 32 ? "(i32.wrap_i64 " : "";
      String end = type == 32 ? ")" : "";
      StringBuilder call = new StringBuilder("(" + name + " " + memory + offset + " ");
      call.append(is64 ? "(local.get 0)" : "(i32.wrap_i64 (local.get 0))");
      for (int i = 1; i <= operands(); i++) {
        call.append(" " + narrow + "(local.get " + i + ")" + end);
      }
      call.append(")");
      text.append(result);
      if (action.equals("store")) {
        text.append(call).append(" (i64.const 0)");
      } else {
        text.append(type == 32 ? "(i64.extend_i32_u " + call + ")" : call);
      }
      return text.append(")\n").toString();
    }

    long mask() {
      return bits == 64 ? -1 : (1L << bits) - 1;
    }

    /** What becomes of the bytes. */
    long after(long old, long a, long b) {
      LongBinaryOperator operator =
          switch (action) {
            case "load" -> (x, y) -> x;
            case "add" -> (x, y) -> x + y;
            case "sub" -> (x, y) -> x - y;
            case "and" -> (x, y) -> x & y;
            case "or" -> (x, y) -> x | y;
            case "xor" -> (x, y) -> x ^ y;
            case "store", "xchg" -> (x, y) -> y;
            case "cmpxchg" -> (x, y) -> x == (y & mask()) ? b : x;
            default -> throw new AssertionError(action.toUpperCase(Locale.ROOT));
          };
      return operator.applyAsLong(old, a) & mask();
    }
  }

  private static String module(String memories, String memory, boolean is64, String offset) {
    StringBuilder text = new StringBuilder("(module " + memories + "\n");
    String address = is64 ? "(i64.const 8)" : "(i32.const 8)";
    text.append("(func (export \"get\") (result i64) (i64.load " + memory + " " + address + "))\n");
    text.append("(func (export \"set\") (param i64)")
        .append(" (i64.store " + memory + " " + address + " (local.get 0)))\n");
    for (Operation operation : Operation.all()) {
      text.append(operation.text(memory, is64, offset));
    }
    return text.append(")").toString();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void likeTheModel(Tier tier) {
    run(tier, "(memory 1)", "", false, 0);
    run(tier, "(memory 1 1 shared)", "", false, 0);
    run(tier, "(memory i64 1 2 shared)", "", true, 0);
    run(tier, "(memory i64 1)", "", true, 8);
    run(tier, "(memory 0) (memory $m 1 1 shared)", "$m", false, 8);
    run(tier, "(memory 16 (pagesize 1))", "", false, 0);
    run(tier, "(memory 16 20 shared (pagesize 1))", "", false, 0);
  }

  private static void run(
      Tier tier, String memories, String memory, boolean is64, long constantOffset) {
    String offset = constantOffset == 0 ? "" : " offset=" + constantOffset;
    String text = module(memories, memory, is64, offset);
    Source source = Source.newBuilder("wasm", text, memories).mimeType("text/wat").buildLiteral();
    Random random = new Random(memories.hashCode());
    try (Context context = Context.newBuilder("wasm").engine(tier.engine()).build()) {
      Value exports = context.eval(source).newInstance().getMember("exports");
      for (Operation operation : Operation.all()) {
        Value function = exports.getMember(operation.name());
        for (int i = 0; i < ROUNDS; i++) {
          long before = random.nextLong();
          int at = random.nextInt(64 / operation.bits()) * operation.bits();
          long old = before >>> at & operation.mask();
          long a = i % 3 == 0 ? old : random.nextLong();
          if (i % 6 == 0 && operation.bits() < 64) {
            a |= random.nextLong() << operation.bits();
          }
          long b = random.nextLong();
          exports.invokeMember("set", before);
          long result = function.execute(8 + at / 8 - constantOffset, a, b).asLong();
          String what = tier + " " + memories + " " + operation.name() + " at " + at;
          if (!operation.action().equals("store")) {
            assertEquals(old, result, what);
          }
          long after = operation.after(old, a, b);
          long expected = before & ~(operation.mask() << at) | after << at;
          assertEquals(expected, exports.invokeMember("get").asLong(), what);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void trapsWithoutAnEffect(Tier tier) {
    traps(tier, "(memory 1 1 shared)", false);
    traps(tier, "(memory 1)", false);
    traps(tier, "(memory i64 1 1 shared)", true);
  }

  private static void traps(Tier tier, String memories, boolean is64) {
    String text = module(memories, "", is64, "");
    Source source = Source.newBuilder("wasm", text, memories).mimeType("text/wat").buildLiteral();
    try (Context context = Context.newBuilder("wasm").engine(tier.engine()).build()) {
      Value exports = context.eval(source).newInstance().getMember("exports");
      exports.invokeMember("set", 0x1234_5678_9ABC_DEF0L);
      for (Operation operation : Operation.all()) {
        Value function = exports.getMember(operation.name());
        // Three times: compiled code leaves for the interpreter at the first trap of a place.
        for (int i = 0; i < 3; i++) {
          if (operation.bits() > 8) {
            long odd = 8 + operation.bits() / 16;
            assertEquals("unaligned atomic", trap(function, odd), operation.name());
          }
          long beyond = is64 && i == 2 ? Long.MIN_VALUE : 65536;
          assertEquals("out of bounds memory access", trap(function, beyond), operation.name());
        }
        assertEquals(0x1234_5678_9ABC_DEF0L, exports.invokeMember("get").asLong());
      }
    }
  }

  private static String trap(Value function, long address) {
    return assertThrows(PolyglotException.class, () -> function.execute(address, 1, 2))
        .getMessage();
  }
}
