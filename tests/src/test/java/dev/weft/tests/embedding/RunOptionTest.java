// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.Test;

/** {@code wasm.Run}, the option of a source that is a program. */
final class RunOptionTest {
  /** Functions that print a letter, to be put into a module. */
  private static final String LETTERS =
      """
      (import "wasi_snapshot_preview1" "fd_write"
        (func $fd_write (param i32 i32 i32 i32) (result i32)))
      (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
      (memory (export "memory") 1)
      (data (i32.const 0) "\\10\\00\\00\\00\\01\\00\\00\\00")
      (func $print (param i32)
        (i32.store8 (i32.const 16) (local.get 0))
        (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Integer run(String fields) {
    return run("", fields, "true");
  }

  /** What evaluating a module gives: a number, or null for an object. */
  private Integer run(String imports, String fields, String run) {
    String text = "(module " + imports + LETTERS + fields + ")";
    try (Context context = Context.newBuilder("wasm").out(out).build()) {
      Value value =
          context.eval(
              Source.newBuilder("wasm", text, "program.wat")
                  .mimeType("text/wat")
                  .option("wasm.Run", run)
                  .buildLiteral());
      return value.isNumber() ? value.asInt() : null;
    }
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void callsStart() {
    Integer status =
        run(
            """
            (func $s (call $print (i32.const 115))) (start $s)
            (func (export "_start") (call $print (i32.const 97)))
            (func (export "_initialize") (call $print (i32.const 98)))
            """);
    assertEquals(0, status);
    assertEquals("sa", printed());
  }

  @Test
  void callsInitialize() {
    run(
        """
        (func (export "_initialize") (call $print (i32.const 98)))
        (func (export "other") (call $print (i32.const 99)))
        """);
    assertEquals("b", printed());
  }

  @Test
  void runsTheStartFunctionAlone() {
    run(
        """
        (func $s (call $print (i32.const 115))) (start $s)
        (func (export "other") (call $print (i32.const 99)))
        """);
    assertEquals("s", printed());
    run("(global (export \"_start\") i32 (i32.const 0))");
    assertEquals("s", printed());
  }

  @Test
  void onlyWhereItIsTrue() {
    assertNull(run("", "(func (export \"_start\") (call $print (i32.const 97)))", "false"));
    assertEquals("", printed());
    assertThrows(IllegalArgumentException.class, () -> run("", "", "perhaps"));
  }

  @Test
  void endsAsTheProgramDoes() {
    PolyglotException e =
        assertThrows(
            PolyglotException.class,
            () ->
                run(
                    """
                    (func (export "_start")
                      (call $print (i32.const 97)) (call $proc_exit (i32.const 7)))
                    """));
    assertTrue(e.isExit());
    assertEquals(7, e.getExitStatus());
    assertEquals("a", printed());

    e =
        assertThrows(
            PolyglotException.class,
            () -> run("(func $f (unreachable)) (func (export \"_start\") (call $f))"));
    assertTrue(e.isGuestException());
    assertEquals("unreachable", e.getMessage());
  }

  @Test
  void refusesWhatIsNoProgram() {
    PolyglotException e = assertThrows(PolyglotException.class, () -> run("(func (export \"f\"))"));
    assertEquals(
        "not a program: it exports functions, but neither _start nor _initialize", e.getMessage());
    e =
        assertThrows(
            PolyglotException.class, () -> run("(func (export \"_start\") (param i32 i64))"));
    assertEquals("not a program: its function _start takes parameters", e.getMessage());
    assertTrue(e.isGuestException());
  }

  @Test
  void linksAsOthersAre() {
    String imports = "(import \"env\" \"f\" (func $f))";
    PolyglotException e =
        assertThrows(
            PolyglotException.class,
            () -> run(imports, "(func (export \"_start\") (call $f))", "true"));
    assertTrue(e.getMessage().contains("env"), e.getMessage());
  }
}
