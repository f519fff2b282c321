// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.linker.CallHook.Transition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Call hooks: rows R171 to R176. */
final class CallHookTest extends HostTesting {
  private static final class Stop extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** Calls of the host, returns from it, calls of WebAssembly, returns from it. */
  private final int[] counts = new int[4];

  private final Deque<Transition> stack = new ArrayDeque<>();
  private Transition failing;
  private final Stop stop = new Stop();

  @BeforeEach
  void hook() {
    store.callHook(
        (hooked, transition) -> {
          assertSame(store, hooked);
          switch (transition) {
            case CALLING_HOST -> {
              counts[0]++;
              stack.push(transition);
            }
            case RETURNING_FROM_HOST -> {
              counts[1]++;
              assertEquals(Transition.CALLING_HOST, stack.pop());
            }
            case CALLING_WASM -> {
              counts[2]++;
              stack.push(transition);
            }
            case RETURNING_FROM_WASM -> {
              counts[3]++;
              assertEquals(Transition.CALLING_WASM, stack.pop());
            }
          }
          if (transition == failing) {
            if (transition == Transition.CALLING_HOST && counts[0] == 1
                || transition == Transition.CALLING_WASM && counts[2] == 1) {
              return; // the recursion fails, not the first call
            }
            if (transition == Transition.CALLING_HOST || transition == Transition.CALLING_WASM) {
              stack.pop();
            }
            throw stop;
          }
        });
  }

  private void expect(int host, int fromHost, int wasm, int fromWasm) {
    assertArrayEquals(new int[] {host, fromHost, wasm, fromWasm}, counts);
    java.util.Arrays.fill(counts, 0);
  }

  interface WithCaller {
    int call(Caller<List<Object>> caller, int n);
  }

  private Instance recursive() {
    linker.funcWrap(
        "h",
        "f",
        WithCaller.class,
        (caller, n) -> {
          assertEquals(Transition.CALLING_HOST, stack.peek());
          return n == 0
              ? 0
              : 1 + (int) one(((Func) caller.export("run").orElseThrow()).call(n - 1));
        });
    return instantiate(
        """
        (module (import "h" "f" (func $f (param i32) (result i32)))
          (func (export "run") (param i32) (result i32) (call $f (local.get 0))))
        """);
  }

  @Test
  @DisplayName("R171 R172 a host function called by the host and by WebAssembly")
  void hostFunctions() {
    linker.funcWrap(
        "h",
        "typed",
        IntUnaryOperator.class,
        x -> {
          assertEquals(
              List.of(Transition.CALLING_HOST, Transition.CALLING_WASM), List.copyOf(stack));
          return x;
        });
    FuncType type = FuncType.of("(i32) -> i32");
    linker.funcNew("h", "dynamic", type, (caller, p, r) -> r[0] = p.getFirst());
    linker.funcNewUnchecked("h", "raw", type, (caller, slots, refs) -> {});
    for (String name : List.of("typed", "dynamic", "raw")) {
      Func f = (Func) linker.get(store, "h", name).orElseThrow();
      assertEquals(3, one(f.call(3)));
      expect(1, 1, 1, 1);
      assertEquals(3, f.typed(IntUnaryOperator.class).applyAsInt(3));
      expect(1, 1, 1, 1);
      f.callUnchecked(new long[1], null);
      expect(1, 1, 1, 1);
      f.call(List.of(Val.i32(1)));
      expect(1, 1, 1, 1);
      Instance instance =
          instantiate(
              """
              (module (import "h" "%s" (func $f (param i32) (result i32)))
                (func (export "run") (param i32) (result i32) (call $f (local.get 0))))
              """
                  .formatted(name));
      assertEquals(3, one(func(instance, "run").call(3)));
      expect(1, 1, 1, 1);
    }
  }

  @Test
  @DisplayName("R173 instantiation is no call, a start function is one")
  void instantiation() {
    instantiate("(module)");
    expect(0, 0, 0, 0);
    instantiate("(module (func $f) (start $f))");
    expect(0, 0, 1, 1);
  }

  @Test
  @DisplayName("R174 recursion between host and WebAssembly")
  void recursion() {
    assertEquals(10, one(func(recursive(), "run").call(10)));
    expect(11, 11, 11, 11);
  }

  private void failsWith(Transition transition, Func run) {
    failing = transition;
    Throwable e = assertThrows(Throwable.class, () -> run.call(1));
    assertSame(stop, e instanceof HostFunctionException ? e.getCause() : e, e::toString);
    failing = null;
    stack.clear();
  }

  @Test
  @DisplayName("R175 a hook that throws ends the call with its exception")
  void throwing() {
    Func run = func(recursive(), "run");
    failsWith(Transition.CALLING_HOST, run);
    expect(2, 1, 2, 2);
    failsWith(Transition.CALLING_WASM, run);
    expect(1, 1, 2, 1);
    Func flat =
        func(
            instantiate(
                """
                (module (import "h" "f" (func $f (param i32) (result i32)))
                  (func (export "run") (param i32) (result i32) (call $f (i32.const 0))))
                """),
            "run");
    failsWith(Transition.RETURNING_FROM_HOST, flat);
    expect(1, 1, 1, 1);
    failsWith(Transition.RETURNING_FROM_WASM, flat);
    expect(1, 1, 1, 1);
  }

  @Test
  @DisplayName("R176 a hook set to fail on what does not happen, and no hook at all")
  void notHappening() {
    Func f = func(instantiate("(module (func (export \"f\")))"), "f");
    failing = Transition.CALLING_HOST;
    f.call();
    expect(0, 0, 1, 1);
    store.callHook(null);
    f.call();
    expect(0, 0, 0, 0);
  }

  @Test
  @DisplayName("a trap is told of as a return; the exception of a hook keeps it")
  void traps() {
    Func f = func(instantiate("(module (func (export \"f\") unreachable))"), "f");
    assertThrows(WasmTrap.class, f::call);
    expect(0, 0, 1, 1);
    failing = Transition.RETURNING_FROM_WASM;
    Throwable e = assertThrows(Throwable.class, f::call);
    assertSame(stop, e);
    assertEquals(1, e.getSuppressed().length);
  }
}
