// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import dev.weft.tests.fuzz.Generator.Storage;
import dev.weft.tests.fuzz.Program.Feature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes a loop around a {@code br_table}: an interpreter, whose table is over what is in a memory,
 * or basic blocks without structure, whose table is over a local that most of them set to a
 * constant. Each case takes fuel, so that it ends.
 */
final class MachineGenerator {
  private final BodyGenerator body;
  private final Generator module;
  private final Random random;

  /** The local that tells where it goes on. */
  private final String pc;

  private final String exit;
  private final String loop;
  private final int cases;

  /** The memory that the table's index is loaded from; null if it is in the local. */
  private final Storage program;

  MachineGenerator(BodyGenerator body, Generator module) {
    this.body = body;
    this.module = module;
    this.random = module.random;
    this.pc = Integer.toString(body.newCounter());
    this.exit = body.newName();
    this.loop = body.newName();
    this.cases = 2 + random.nextInt(8);
    this.program =
        module.memories.isEmpty() || module.chance(50) ? null : module.any(module.memories);
  }

  Code generate() {
    List<Code> inside = new ArrayList<>(List.of(table()));
    body.enter(exit);
    for (int k = 0; k < cases; k++) {
      Code block = block("block " + label(k), inside);
      inside = new ArrayList<>(List.of(block.pin()));
      int around = cases - k; // the cases that follow, and the loop
      body.hide(around);
      addCase(inside);
      body.hide(-around);
    }
    body.leave();
    Code all = block("block " + exit, List.of(block("loop " + loop, inside).pin()));
    all.operands.add(Code.statement("local.set " + pc, number(random.nextInt(cases))));
    return all;
  }

  private String label(int k) {
    return loop + "c" + k;
  }

  private static Code block(String head, List<Code> inside) {
    Code block = Code.statement(head);
    block.body = new ArrayList<>(inside);
    return block;
  }

  private static Code number(int value) {
    return Code.of("i32.const " + value, Type.I32);
  }

  private Code pc() {
    return Code.of("local.get " + pc, Type.I32);
  }

  private Code table() {
    StringBuilder head = new StringBuilder("br_table");
    for (int k = 0; k < cases; k++) {
      head.append(' ').append(label(module.chance(10) ? random.nextInt(cases) : k));
    }
    head.append(' ').append(module.chance(50) ? exit : label(random.nextInt(cases)));
    return Code.statement(head.toString(), (program == null ? pc() : loaded()).pin()).pin();
  }

  private Code loaded() {
    Code address = Code.of("i32.and", Type.I32, pc(), number(63));
    if (program.address() == Type.I64) {
      address = Code.of("i64.extend_i32_u", Type.I64, address);
    }
    String index = module.has(Feature.MULTI_MEMORY) ? " " + program.name() : "";
    Code load = Code.of("i32.load8_u" + index, Type.I32, address);
    return Code.of("i32.and", Type.I32, load, number(15));
  }

  private void addCase(List<Code> code) {
    code.add(body.fuel());
    for (int k = random.nextInt(4); k > 0; k--) {
      code.add(body.statement());
    }
    Code again = Code.statement("br " + loop);
    switch (random.nextInt(12)) {
      case 0 -> {} // goes on with the next case
      case 1 -> code.add(Code.statement("br " + exit));
      case 2 -> {
        Code computed = Code.of("i32.and", Type.I32, body.value(Type.I32), number(7));
        code.add(Code.statement("local.set " + pc, computed));
        code.add(again);
      }
      case 3, 4 -> {
        Code condition = block("if", List.of(next(), again));
        condition.operands.add(body.value(Type.I32));
        code.add(condition);
      }
      case 5 -> {
        code.add(next());
        code.add(body.statement());
        code.add(again);
      }
      case 6 -> {
        code.add(next());
        code.add(Code.statement("br_if " + loop, body.value(Type.I32)));
      }
      default -> {
        code.add(next());
        code.add(again);
      }
    }
  }

  /** Sets where to go on: at a case, or at the next byte of the program. */
  private Code next() {
    int to = random.nextInt(cases + 2) - 1;
    return Code.statement(
        "local.set " + pc,
        program == null ? number(to) : Code.of("i32.add", Type.I32, pc(), number(1 + to)));
  }
}
