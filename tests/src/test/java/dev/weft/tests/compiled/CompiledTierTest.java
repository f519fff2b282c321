// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.compiled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.tests.compiled.Configuration.Running;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** Small programs, compiled in every {@link Configuration}, compute what Java computes. */
@Tag("compiled")
@Tag("regions")
final class CompiledTierTest {
  /** A call and its result. */
  private record Case(String module, String function, List<Object> arguments, String expected) {
    static Case of(String module, String function, Object expected, Object... arguments) {
      String text =
          expected instanceof Object[] several ? Reference.text(several) : Reference.text(expected);
      return new Case(module, function, List.of(arguments), text);
    }

    void check(Value exports) {
      Value result = exports.getMember(function).execute(arguments.toArray());
      assertEquals(expected, text(result), this::toString);
    }

    @Override
    public String toString() {
      return function + arguments;
    }
  }

  /**
   * The cases.
   *
   * @param n how often loops go round: an even number of at least 100
   */
  private static List<Case> loops(int n) {
    List<Case> cases = new ArrayList<>();
    for (int k : new int[] {n, n + 1}) {
      cases.add(Case.of("loops", "table", Reference.table(k), k));
      cases.add(Case.of("loops", "tableUp", Reference.tableUp(k), k));
      cases.add(Case.of("loops", "nested", Reference.nested(k / 20), k / 20));
      cases.add(Case.of("loops", "values", Reference.values(k), k));
      cases.add(Case.of("loops", "kinds", Reference.kinds(k, "any"), k, "any"));
      cases.add(Case.of("loops", "divide", Reference.divide(k), k));
      cases.add(Case.of("loops", "late", Reference.late(k), k));
      cases.add(Case.of("calls", "chains", Reference.chains(k, 5), k, 5L));
      for (int kinds = 1; kinds <= 8; kinds += kinds < 4 ? 1 : 4) {
        cases.add(Case.of("calls", "polymorphic", Reference.polymorphic(k, kinds), k, kinds));
      }
      cases.add(Case.of("calls", "replaced", Reference.replaced(k), k));
      cases.add(Case.of("memory", "grow", Reference.grow(k), k));
    }
    return cases;
  }

  private static List<Case> recursions() {
    return List.of(
        Case.of("loops", "fib", Reference.fib(18), 18),
        Case.of("loops", "ackermann", Reference.ackermann(2, 20), 2, 20),
        Case.of("loops", "even", 1, 1000),
        Case.of("loops", "even", 0, 1001));
  }

  private static String text(Value result) {
    if (result.isNull()) {
      return "[]";
    }
    if (!result.hasArrayElements()) {
      return Reference.text(result.as(Object.class));
    }
    Object[] results = new Object[(int) result.getArraySize()];
    for (int i = 0; i < results.length; i++) {
      results[i] = result.getArrayElement(i).as(Object.class);
    }
    return Reference.text(results);
  }

  /** What the modules import: {@code host.last}, {@code host.raise} and {@code host.again}. */
  private static final class Host {
    Value exports;
    int raised;

    ProxyObject imports() {
      return ProxyObject.fromMap(
          Map.of(
              "host",
              ProxyObject.fromMap(
                  Map.<String, Object>of(
                      "last",
                      (ProxyExecutable) arguments -> arguments[0].asLong() + 1,
                      "raise",
                      (ProxyExecutable) this::raise,
                      "again",
                      (ProxyExecutable)
                          arguments -> {
                            exports.getMember("again").execute();
                            return null;
                          }))));
    }

    private Object raise(Value... arguments) {
      Value memory = exports.getMember("memory");
      if (++raised % 100 == 0 && memory.getMember("size").asInt() < 32) {
        memory.invokeMember("grow", 1);
      }
      memory.writeBufferInt(ByteOrder.LITTLE_ENDIAN, 0, raised);
      return null;
    }

    Value instantiate(Context context, String module) {
      exports = context.eval(Modules.source(module)).newInstance(imports()).getMember("exports");
      return exports;
    }
  }

  private static Stream<DynamicTest> each(Function<Configuration, List<DynamicTest>> tests) {
    return Configuration.compiling().stream().flatMap(c -> tests.apply(c).stream());
  }

  private static DynamicTest test(Configuration configuration, String name, Executable body) {
    return DynamicTest.dynamicTest(configuration + " " + name, body);
  }

  @TestFactory
  Stream<DynamicTest> loops() {
    return each(
        configuration ->
            Stream.of("loops", "calls", "memory")
                .map(
                    module ->
                        test(
                            configuration,
                            module,
                            () -> Stack.run(16 << 20, () -> loops(configuration, module))))
                .toList());
  }

  private static void loops(Configuration configuration, String module) {
    int n =
        switch (configuration) {
          case INTERPRETED, IMMEDIATE -> 500;
          case OSR -> 5000;
          case DEFAULT -> 200_000;
        };
    try (Running running = configuration.start();
        Context context = context(running)) {
      Value exports = new Host().instantiate(context, module);
      List<Case> cases = new ArrayList<>(loops(n));
      cases.addAll(recursions());
      cases.removeIf(c -> !c.module.equals(module));
      // Three times, so that code which was thrown away is compiled anew; a fresh instance for each
      // since some keep a state.
      for (int i = 0; i < 3; i++) {
        for (Case c : cases) {
          c.check(new Host().instantiate(context, module));
        }
      }
      assertTrue(exports.hasMembers());
      if (Configuration.REGIONS) {
        running.assertRegionsCompiled();
        return;
      }
      for (Case c : cases) {
        if (configuration == Configuration.OSR && !recursions().contains(c)) {
          running.assertLoopCompiled(c.function);
        } else if (configuration == Configuration.IMMEDIATE) {
          running.assertCompiled(c.function);
        }
      }
    }
  }

  private static Context context(Running running) {
    return Context.newBuilder("wasm").engine(running.engine()).build();
  }

  @TestFactory
  Stream<DynamicTest> tailCalls() {
    return each(
        configuration ->
            Stream.of("self", "direct", "indirect", "ref", "toHost")
                .map(name -> test(configuration, name, () -> tailCalls(configuration, name)))
                .toList());
  }

  /** Ten million calls in tail position, on a small stack. */
  private static void tailCalls(Configuration configuration, String name) throws Exception {
    Stack.run(
        256 << 10,
        () -> {
          try (Running running = configuration.start();
              Context context = context(running)) {
            Value function = new Host().instantiate(context, "calls").getMember(name);
            int extra = name.equals("toHost") ? 1 : 0;
            for (long n : new long[] {10_000_000, 3}) {
              assertEquals(Reference.sum(n, 7) + extra, function.execute(n, 7L).asLong());
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> hostChangesTheMemory() {
    return each(
        configuration ->
            List.of(
                test(
                    configuration,
                    "hosted",
                    () -> {
                      try (Running running = configuration.start();
                          Context context = context(running)) {
                        Value exports = new Host().instantiate(context, "memory");
                        int n = configuration == Configuration.DEFAULT ? 30_000 : 3000;
                        assertEquals(
                            (int) Reference.sum(n, 0),
                            exports.getMember("hosted").execute(n).asInt());
                      }
                    })));
  }

  /** Where and why a call trapped, and what the host sees of the stack. */
  private record Trap(String code, String function, int offset, List<String> frames) {
    static Trap of(Value function, Object... arguments) {
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> function.execute(arguments));
      assertTrue(e.isGuestException(), e::toString);
      Value exception = e.getGuestObject();
      Value frames = exception.getMember("frames");
      List<String> seen = new ArrayList<>();
      for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
        if (!frame.isGuestFrame()) {
          break;
        }
        seen.add(frame.getRootName() + " " + frame.getBytecodeIndex());
      }
      List<String> own = new ArrayList<>();
      for (int i = 0; i < frames.getArraySize(); i++) {
        Value frame = frames.getArrayElement(i);
        own.add(frame.getMember("function") + " " + frame.getMember("offset"));
      }
      assertEquals(own, seen);
      return new Trap(
          exception.getMember("code").asString(),
          frames.getArrayElement(0).getMember("function").asString(),
          frames.getArrayElement(0).getMember("offset").asInt(),
          own);
    }
  }

  /** A function of traps.wat: its trap, the function that it happens in, the instruction. */
  private record TrapCase(String function, String code, String where, int opcode) {}

  private static final List<TrapCase> TRAPS =
      List.of(
          new TrapCase("divide", "INTEGER_DIVISION_BY_ZERO", "divide", 0x6D),
          new TrapCase("overflow", "INTEGER_OVERFLOW", "overflow", 0x7F),
          new TrapCase("convert", "BAD_CONVERSION_TO_INTEGER", "convert", 0xAA),
          new TrapCase("load", "MEMORY_OUT_OF_BOUNDS", "load", 0x2E),
          new TrapCase("store", "MEMORY_OUT_OF_BOUNDS", "store", 0x38),
          new TrapCase("unreachable", "UNREACHABLE", "unreachable", 0x00),
          new TrapCase("type", "INDIRECT_CALL_TYPE_MISMATCH", "type", 0x11),
          new TrapCase("element", "UNDEFINED_ELEMENT", "element", 0x11),
          new TrapCase("null", "UNINITIALIZED_ELEMENT", "null", 0x11),
          new TrapCase("callee", "INTEGER_DIVISION_BY_ZERO", "inner", 0x70),
          new TrapCase("operand", "INTEGER_DIVISION_BY_ZERO", "operand", 0x6F));

  /** Traps in compiled loops name the right instruction, and leave the instance usable. */
  @TestFactory
  Stream<DynamicTest> traps() {
    byte[] bytes = Modules.bytes("traps");
    return each(
        configuration ->
            TRAPS.stream()
                .map(
                    trap ->
                        test(configuration, trap.function, () -> trap(configuration, trap, bytes)))
                .toList());
  }

  private static void trap(Configuration configuration, TrapCase expected, byte[] bytes) {
    int n = configuration == Configuration.DEFAULT ? 300_000 : 3000;
    Trap interpreted;
    try (Running running = Configuration.INTERPRETED.start();
        Context context = context(running)) {
      Value exports = new Host().instantiate(context, "traps");
      interpreted = Trap.of(exports.getMember(expected.function), n);
    }
    assertEquals(expected.code, interpreted.code);
    assertEquals(expected.where, interpreted.function);
    assertEquals(expected.opcode, bytes[interpreted.offset] & 0xFF, interpreted::toString);
    try (Running running = configuration.start();
        Context context = context(running)) {
      Value function = new Host().instantiate(context, "traps").getMember(expected.function);
      // More often than deoptimisations of one function may happen before they count as a loop.
      for (int i = 0; i < 4; i++) {
        assertEquals(interpreted, Trap.of(function, n + i % 2 * 7));
      }
      if (configuration == Configuration.OSR && !Configuration.REGIONS) {
        running.assertLoopCompiled(expected.function);
      }
    }
  }

  /**
   * The stack ends wherever it ends: in a small or a large frame, in a callee, in the host. It is a
   * trap always, and the context goes on.
   */
  @TestFactory
  Stream<DynamicTest> overflow() {
    if (Configuration.REGIONS) {
      return Stream.of();
    }
    return each(
        configuration ->
            RECURSIONS.stream()
                .map(name -> test(configuration, name, () -> overflow(configuration, name)))
                .toList());
  }

  private static final List<String> RECURSIONS =
      List.of("small", "large", "mutual", "indirect", "several results", "host", "loop");

  private static void overflow(Configuration configuration, String name) throws Exception {
    int which = RECURSIONS.indexOf(name);
    Stack.run(
        512 << 10,
        () -> {
          Running running = configuration.start();
          try (Context context = context(running)) {
            Value exports = new Host().instantiate(context, "overflow");
            Value from = exports.getMember("from");
            // Initialises the classes that the host's view of a trap needs: an overflow while the
            // virtual machine does so would make them unusable.
            Value trap = new Host().instantiate(context, "traps").getMember("unreachable");
            assertThrows(PolyglotException.class, () -> trap.execute(1)).getStackTrace();
            // Each level of the host converts the exception, with the stack so far: that is slow.
            int offsets = name.equals("host") ? 1 : 12;
            for (int offset = 0; offset < offsets; offset++) {
              int depth = offset;
              PolyglotException e =
                  assertThrows(PolyglotException.class, () -> from.execute(depth, which));
              assertFalse(e.isInternalError(), () -> Modules.trace(e));
              if (which != 5) {
                assertEquals("call stack exhausted", e.getMessage());
                assertEquals(
                    "CALL_STACK_EXHAUSTED", e.getGuestObject().getMember("code").asString());
              }
              assertEquals(5050, exports.getMember("sum").execute(100).asInt());
            }
          }
          running.closeAfterOverflow();
        });
  }
}
