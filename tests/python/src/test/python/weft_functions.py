# SPDX-License-Identifier: Apache-2.0
"""The module weft: loading, functions, imports, tables, globals, failures."""

import enum
import io
import pathlib
import traceback

import polyglot
import weft


def raises(kind, function, *args):
    try:
        function(*args)
    except kind as e:
        return e
    raise AssertionError(f"{kind.__name__} was expected")


def refused(kind, message, function, *args):
    e = raises(kind, function, *args)
    assert message in str(e), f"{message!r} is not in {e}"
    return e


seen = []
LIBRARY = weft.load(
    """(module $library
      (import "env" "log" (func $log (param i32)))
      (import "env" "swap" (func $swap (param externref funcref) (result funcref externref)))
      (memory (export "memory") 1 4)
      (table (export "table") 3 5 funcref)
      (global (export "counter") (mut i64) (i64.const 5))
      (global (export "pi") f64 (f64.const 3.14))
      (func (export "add") (param i32 i32) (result i32)
        (call $log (local.get 0)) (i32.add (local.get 0) (local.get 1)))
      (func (export "numbers") (param i64 f32 f64) (result i64 f32 f64)
        (local.get 0) (local.get 1) (local.get 2))
      (func (export "swap") (param externref funcref) (result funcref externref)
        (call $swap (local.get 0) (local.get 1)))
      (func (export "echo") (param externref) (result externref) (local.get 0))
      (func (export "nothing"))
      (func (export "exports") (result i32) (i32.const 9))
      (func (export "__init__") (result i32) (i32.const 10))
      (func $divide (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
      (func (export "inverse") (param i32) (result i32) (call $divide (local.get 0))))""",
    imports={"env": {"log": seen.append, "swap": lambda e, f: (f, e)}},
)


def test_sources():
    text = '(module (func (export "f") (result i32) (i32.const 9)))'
    binary = b"\0asm\1\0\0\0\1\5\1\x60\0\1\x7f\3\2\1\0\7\5\1\1f\0\0\n\6\1\4\0\x41\x09\x0b"
    path = pathlib.Path(scratch) / "nine.wasm"
    path.write_bytes(binary)
    wat = pathlib.Path(scratch) / "nine.wat"
    wat.write_text(";; a comment first\n" + text)
    sources = (text, "\n ;; comment\n" + text, text.encode(), binary, bytearray(binary))
    for source in (*sources, memoryview(binary), path, str(path), wat):
        assert weft.load(source).f() == 9, source
    assert weft.Module(path).name == "nine.wasm"
    assert weft.Module(binary, "mine").name == "mine"
    assert weft.Module("(module $own)", "mine").name == "own"
    raises(FileNotFoundError, weft.load, "no-such-file.wasm")
    raises(TypeError, weft.load, 5)


def test_validate():
    assert weft.validate("(module)") and weft.validate(b"\0asm\1\0\0\0")
    assert not weft.validate("(module (func (result i32)))")
    assert not weft.validate(b"\0asm") and not weft.validate(b"")
    raises(FileNotFoundError, weft.validate, "no-such-file.wasm")


def test_exports():
    names = "memory table counter pi add numbers swap echo nothing exports __init__ inverse".split()
    assert list(LIBRARY.exports) == names and len(LIBRARY.exports) == len(names)
    assert "add" in LIBRARY.exports and "nope" not in LIBRARY.exports
    assert LIBRARY.add is LIBRARY["add"] is LIBRARY.exports["add"]
    # Names that Python has for itself are reached by brackets.
    assert LIBRARY["exports"]() == 9 and LIBRARY["__init__"]() == 10
    assert isinstance(LIBRARY.exports, weft.Exports)
    assert {"add", "memory", "exports"} <= set(dir(LIBRARY))
    refused(AttributeError, "exports no 'nope'", lambda: LIBRARY.nope)
    raises(KeyError, lambda: LIBRARY["nope"])
    assert repr(LIBRARY) == "<weft instance of library>"


def test_numbers():
    seen.clear()
    assert LIBRARY.add(1, 2) == 3 and seen == [1]
    assert LIBRARY.numbers(2**40, 0.1, 0.1) == (2**40, 0.10000000149011612, 0.1)
    assert LIBRARY.numbers(-1, 1, True) == (-1, 1.0, 1.0)
    assert LIBRARY.add(True, 2.0) == 3
    assert LIBRARY.add(enum.IntEnum("E", {"A": 4}).A, 1) == 5
    assert LIBRARY.nothing() is None
    assert type(LIBRARY.numbers(1, 1, 1)) is tuple


def test_what_does_not_fit_is_refused_by_name():
    add, numbers = LIBRARY.add, LIBRARY.numbers
    refused(OverflowError, "argument 0 of add() is i32, which 2147483648 does not fit", add, 2**31, 1)
    refused(OverflowError, "argument 1 of add() is i32", add, 1, -(2**31) - 1)
    refused(OverflowError, "argument 0 of numbers() is i64, which 9223372036854775808", numbers, 2**63, 1, 1)
    refused(OverflowError, "which an int of many digits does not fit", add, 10**1000, 1)
    refused(OverflowError, "argument 1 of numbers() is f32", numbers, 1, 10**400, 1)
    refused(OverflowError, "argument 2 of numbers() is f64", numbers, 1, 1, 10**400)
    refused(TypeError, "argument 0 of add() is i32, not 1.5", add, 1.5, 1)
    refused(TypeError, "argument 0 of add() is i32, not nan", add, float("nan"), 1)
    refused(TypeError, "argument 1 of add() is i32, not str", add, 1, "2")
    refused(TypeError, "argument 2 of numbers() is f64, not NoneType", numbers, 1, 1, None)
    refused(TypeError, "add() takes 2 arguments (i32, i32), not 1", add, 1)
    refused(TypeError, "nothing() takes no arguments, not 1", LIBRARY.nothing, 1)
    refused(TypeError, "swap() takes 2 arguments (externref, funcref), not 0", LIBRARY.swap)
    refused(TypeError, "argument 1 of swap() is funcref, not function", LIBRARY.swap, 1, lambda: 1)


def test_references():
    for value in ([1], {}, "text", print, object(), LIBRARY.add, LIBRARY.memory, None):
        assert LIBRARY.echo(value) is value
    marker = object()
    function, value = LIBRARY.swap(marker, LIBRARY.add)
    assert function is LIBRARY.add and value is marker
    assert LIBRARY.swap(None, None) == (None, None)


def test_types_and_texts():
    assert LIBRARY.add.type == weft.FuncType(("i32", "i32"), ("i32",))
    assert LIBRARY.add.name == "add"
    assert repr(LIBRARY.add) == "<weft.Function add(i32, i32) -> (i32)>"
    assert LIBRARY.memory.type == weft.MemoryType(1, 4, "i32", False, 65536)
    assert LIBRARY.table.type == weft.TableType("funcref", 3, 5, "i32")
    assert LIBRARY.counter.type == weft.GlobalType("i64", True)
    module = weft.Module(
        """(module $m (import "a" "f" (func (param i32) (result f64))) (import "a" "g" (global i32))
        (memory (export "m") 2) (@custom "notes" "\\ff\\00") (@custom "notes" "two"))"""
    )
    assert module.name == "m" and repr(module) == "<weft.Module m>"
    assert module.imports == [
        weft.ImportType("a", "f", "function", weft.FuncType(("i32",), ("f64",))),
        weft.ImportType("a", "g", "global", weft.GlobalType("i32", False)),
    ]
    assert module.exports == [weft.ExportType("m", "memory", weft.MemoryType(2, None, "i32", False, 65536))]
    assert module.custom_sections("notes") == [b"\xff\0", b"two"]
    assert module.custom_sections("none") == []


def test_tables():
    table = weft.Table("funcref", 2, 4)
    assert len(table) == 2 and list(table) == [None, None]
    table[0] = LIBRARY.add
    assert table[0] is LIBRARY.add and table[-2] is LIBRARY.add
    plus = weft.Function(lambda x: x + 1, ["i32"], ["i32"])
    assert plus(4) == 5
    table[1] = plus
    assert table[1] is plus and table[1](6) == 7
    table[1] = None
    assert table[1] is None
    assert table.grow(2, plus) == 2 and list(table) == [LIBRARY.add, None, plus, plus]
    raises(MemoryError, table.grow, 1)
    raises(IndexError, lambda: table[4])
    refused(TypeError, "an element of the table is funcref, not int", table.__setitem__, 0, 3)
    user = weft.load(
        """(module (import "e" "t" (table 2 funcref)) (type $f (func (param i32) (result i32)))
        (func (export "call") (param i32 i32) (result i32)
          (call_indirect (type $f) (local.get 1) (local.get 0))))""",
        {"e": {"t": table}},
    )
    assert user.call(3, 20) == 21
    objects = weft.Table("externref", 1)
    objects[0] = seen
    assert objects[0] is seen


def test_globals():
    counter = LIBRARY.counter
    counter.value = -(2**63)
    assert counter.value == -(2**63)
    refused(OverflowError, "the global is i64", setattr, counter, "value", 2**63)
    refused(TypeError, "immutable", setattr, LIBRARY.pi, "value", 3)
    assert LIBRARY.pi.value == 3.14
    mine = weft.Global("i32", 4, mutable=True)
    user = weft.load(
        """(module (import "e" "mine" (global $g (mut i32))) (import "e" "seven" (global $s i32))
        (func (export "up") (global.set $g (i32.add (global.get $g) (global.get $s)))))""",
        {"e": {"mine": mine, "seven": 7}},
    )
    user.up()
    assert mine.value == 11
    refused(OverflowError, "the global is i32", weft.Global, "i32", 2**31)
    refused(weft.WasmError, "expected the name of a type", weft.Global, "i33", 1)


def test_imports_of_all_sorts():
    text = """(module (import "e" "f" (func $f (result i32)))
      (func (export "go") (result i32) (call $f)))"""

    class Namespace:
        @staticmethod
        def f():
            return 5

    imports = Namespace()
    imports.e = Namespace
    exporting = weft.load('(module (func (export "f") (result i32) (i32.const 5)))')
    javascript = polyglot.eval(language="js", string="({f: () => 5})")
    for given in ({"e": {"f": Namespace.f}}, {"e": Namespace}, imports, {"e": exporting}, {"e": javascript}):
        assert weft.load(text, given).go() == 5
    # An import that an export of another instance satisfies is that function.
    again = weft.load('(module (import "e" "f" (func $f (result i32))) (export "f" (func $f)))', {"e": exporting})
    assert again.f is exporting.f
    # What is not given is in the polyglot bindings.
    polyglot.export_value("weft.tests", {"f": lambda: 6})
    assert weft.load(text.replace('"e"', '"weft.tests"'), {"e": {}}).go() == 6


def test_link_errors():
    module = weft.Module('(module (import "a" "sum" (func)) (import "c" "d" (memory 1)))')
    e = raises(weft.LinkError, module.instantiate, {"a": {}, "c": {"d": weft.Global("i32", 1)}})
    assert 'function "a" "sum" of type (func)' in str(e) and 'memory "c" "d" must be a memory' in str(e)
    assert e.kind == "unlinkable" and e.failure == "unknown import"
    refused(weft.LinkError, "no import object was given", module.instantiate)
    refused(
        OverflowError, 'import "a" "g" is i32', weft.load,
        '(module (import "a" "g" (global i32)))', {"a": {"g": 2**31}},
    )  # fmt: skip


def test_compile_errors():
    for source, kind, message in (
        ("(module (func (result i32)))", "invalid", "type mismatch"),
        ("(module (fun))", "malformed", "line 1, column 10"),
        (b"\0asm\2\0\0\0", "malformed", "unknown binary version"),
        (b"hello", "malformed", "magic header not detected"),
    ):
        e = refused(weft.CompileError, message, weft.Module, source)
        assert e.kind == kind and isinstance(e, weft.WasmError) and e.code is None


def test_traps():
    e = raises(weft.Trap, LIBRARY.inverse, 0)
    assert (str(e), e.kind, e.failure) == ("integer divide by zero", "trap", "integer divide by zero")
    assert e.code == "INTEGER_DIVISION_BY_ZERO"
    assert [(f.module, f.function) for f in e.frames] == [("library", "divide"), ("library", "inverse")]
    out = io.StringIO()
    traceback.print_exception(e, file=out)
    assert f"weft.Trap: integer divide by zero\n  at library!divide+{e.frames[0].offset:#x}\n" in out.getvalue()
    assert "at library!inverse" in out.getvalue() and "ForeignException" not in out.getvalue()
    assert LIBRARY.inverse(1) == 1
    recursion = weft.load('(module (func $f (export "f") (call $f)))')
    e = raises(weft.Trap, recursion.f)
    assert (e.kind, e.code) == ("exhaustion", "CALL_STACK_EXHAUSTED") and len(e.frames) > 10
    failing_start = weft.Module("(module (func $s unreachable) (start $s))")
    assert raises(weft.Trap, failing_start.instantiate).code == "UNREACHABLE"


CALLER = """(module (import "e" "f" (func $f (result i32)))
  (func (export "go") (result i32) (call $f)))"""


def test_exceptions_pass_unchanged():
    thrown = KeyError("mine")

    def f():
        raise thrown

    go = weft.load(CALLER, {"e": {"f": f}}).go
    assert raises(KeyError, go) is thrown
    # A trap that passes through a function of Python stays the same exception further out.
    caught = []

    def middle():
        try:
            return LIBRARY.inverse(0)
        except weft.Trap as e:
            caught.append(e)
            raise

    outer = weft.load(CALLER, {"e": {"f": middle}}).go
    assert raises(weft.Trap, outer) is caught[0]
    # A TypeError of a function of Python is not taken for one of the arguments.
    go = weft.load(CALLER, {"e": {"f": lambda: len(3)}}).go
    refused(TypeError, "has no len()", go)
    # Errors of other languages stay what they are.
    javascript = polyglot.eval(language="js", string="(function () { throw {mark: 3}; })")
    e = raises(polyglot.ForeignException, weft.load(CALLER, {"e": {"f": javascript}}).go)
    assert e.mark == 3


def test_results_of_imports_that_do_not_fit():
    go = weft.load(CALLER, {"e": {"f": lambda: "x"}}).go
    e = refused(weft.ConversionError, 'its result must be i32, not the string "x"', go)
    assert isinstance(e, TypeError) and e.kind == "conversion"
    for value in (1.5, 2**31, None, -(2**31) - 1):
        raises(weft.ConversionError, weft.load(CALLER, {"e": {"f": lambda: value}}).go)


def test_wrap():
    raw = polyglot.eval(
        language="text/wat",
        string="""(module $raw (memory (export "m") 1) (table (export "t") 1 externref)
          (global (export "g") i32 (i32.const 1)) (func (export "f") (result i32) (i32.const 2)))""",
    )
    module = weft.wrap(raw)
    assert type(module) is weft.Module and module.name == "raw"
    instance = weft.wrap(raw())
    assert type(instance) is weft.Instance and instance.f() == 2
    assert [type(e) for e in instance.exports.values()] == [weft.Memory, weft.Table, weft.Global, weft.Function]
    assert weft.wrap(instance.raw) is instance and weft.wrap(instance) is instance
    assert weft.wrap(instance.f.raw) is instance.f
    javascript = polyglot.eval(language="js", string="({exports: {}, f: () => 1})")
    assert weft.wrap(javascript) is javascript and weft.wrap(5) == 5


def test_exported_to_other_languages():
    polyglot.export_value("weft.exported", LIBRARY.exports.raw)
    assert polyglot.eval(language="js", string="Polyglot.import('weft.exported').add(20, 3)") == 23


def test_wasi():
    program = weft.load(
        """(module (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
        (memory (export "memory") 1)
        (func (export "go") (result i32) (call $random (i32.const 0) (i32.const 8))))"""
    )
    assert program.go() == 0
