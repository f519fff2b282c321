# SPDX-License-Identifier: Apache-2.0
"""WebAssembly from Python by GraalPy's own means: the module polyglot."""

import polyglot


def wat(text):
    return polyglot.eval(language="text/wat", string=text)


def raises(kind, function, *args):
    try:
        function(*args)
    except kind as e:
        return e
    raise AssertionError(f"{kind.__name__} was expected")


NUMBERS = wat("""(module
  (func (export "i32") (param i32) (result i32) (local.get 0))
  (func (export "i64") (param i64) (result i64) (local.get 0))
  (func (export "f32") (param f32) (result f32) (local.get 0))
  (func (export "f64") (param f64) (result f64) (local.get 0)))""")().exports


def test_integers_come_back_as_they_are():
    for name, bits in (("i32", 32), ("i64", 64)):
        identity = getattr(NUMBERS, name)
        for value in (0, 1, -1, 77, 2 ** (bits - 1) - 1, -(2 ** (bits - 1)), True, False, 5.0):
            result = identity(value)
            assert type(result) is int and result == value, (name, value, result)


def test_integers_that_do_not_fit_are_refused():
    for name, bits in (("i32", 32), ("i64", 64)):
        identity = getattr(NUMBERS, name)
        for value in (2 ** (bits - 1), -(2 ** (bits - 1)) - 1, 2**200, 1.5, float("nan"), "1", None, []):
            raises(TypeError, identity, value)


def test_floats():
    assert NUMBERS.f64(0.1) == 0.1
    assert NUMBERS.f32(0.1) == 0.10000000149011612
    assert type(NUMBERS.f32(1)) is float
    for name in ("f32", "f64"):
        identity = getattr(NUMBERS, name)
        assert identity(True) == 1.0
        assert identity(2**63) == 2.0**63
        assert identity(-(2**80)) == -(2.0**80)
        assert identity(float("inf")) == float("inf")
        assert identity(float("nan")) != identity(float("nan"))
        raises(TypeError, identity, 10**400)
        raises(TypeError, identity, -(10**400))
        raises(TypeError, identity, "1")
    assert NUMBERS.f64(2**53 + 1) == 2.0**53
    assert NUMBERS.f32(2**200) == float("inf")


def test_several_results_are_a_list():
    f = wat("""(module (func (export "f") (result i32 f64 i64)
      (i32.const 1) (f64.const 2.5) (i64.const 9007199254740993)))""")().exports.f
    assert list(f()) == [1, 2.5, 9007199254740993]
    first, second, third = f()
    assert (first, second, third) == (1, 2.5, 2**53 + 1)


IMPORTER = wat("""(module
  (import "python" "f" (func $f (param i64 f32) (result i32 f64)))
  (func (export "go") (result i32 f64) (call $f (i64.const -3) (f32.const 0.5))))""")


def go(function):
    return list(IMPORTER({"python": {"f": function}}).exports.go())


def test_arguments_and_results_of_python_functions():
    seen = []

    def f(a, b):
        seen.append((a, b))
        return 7, 8

    assert go(f) == [7, 8.0]
    assert seen == [(-3, 0.5)] and type(seen[0][1]) is float
    assert go(lambda a, b: [True, 2**70]) == [1, 2.0**70]

    def generator(a, b):
        yield 1
        yield 2

    assert go(generator) == [1, 2.0]


def test_results_that_do_not_fit_are_refused_by_name():
    for result, reason in (
        ((2**31, 1), "result 0 of 2 must be i32, not 2147483648"),
        ((1.5, 1), "result 0 of 2 must be i32, not 1.5"),
        ((1, "x"), 'result 1 of 2 must be f64, not the string "x"'),
        ((1,), "must return an array of 2 elements"),
        ((1, 2, 3), "must return an array of 2 elements"),
        (None, "must return an array of 2 elements"),
        (5, "must return an array of 2 elements"),
        ((n for n in (1,)), "must return an array of 2 elements"),
        ((n for n in (1, 2, 3)), "must return an array of 2 elements"),
        ((n for n in (1, "x")), "result 1 of 2 must be f64"),
    ):
        e = raises(polyglot.ForeignException, go, lambda a, b: result)
        assert reason in e.message and '"python" "f"' in e.message, e.message
        assert e.failureType == "conversion"
        assert e.frames[0].function == "go"


def test_namespaces_of_all_sorts():
    class Namespace:
        @staticmethod
        def f(a, b):
            return 3, 4

    import types

    module = types.ModuleType("python")
    module.f = Namespace.f
    for namespace in ({"f": Namespace.f}, Namespace, Namespace(), module):
        assert list(IMPORTER({"python": namespace}).exports.go()) == [3, 4.0]


def test_methods_of_a_dict_are_no_imports():
    wants_get = wat('(module (import "python" "get" (func (param externref) (result externref))))')
    e = raises(polyglot.ForeignException, wants_get, {"python": {"got": print}})
    assert e.failureType == "unlinkable"
    assert 'has no "get" but "got"' in e.message or 'did you mean "got"' in e.message, e.message


def test_exported_values_are_imports():
    module = wat("""(module
      (import "python.env" "log" (func $log (param i32)))
      (import "python.env" "base" (global $base i32))
      (func (export "run") (call $log (i32.add (global.get $base) (i32.const 1)))))""")
    seen = []
    polyglot.export_value("python.env", {"log": seen.append, "base": 41})
    module().exports.run()
    assert seen == [42]
    assert polyglot.import_value("python.env")["base"] == 41


def test_what_webassembly_exports_can_be_imported():
    library = wat('(module $library (func (export "f") (result i32) (i32.const 6)))')()
    polyglot.export_value("python.library", library.exports)
    assert polyglot.import_value("python.library").f() == 6
    user = wat("""(module (import "python.library" "f" (func $f (result i32)))
      (func (export "g") (result i32) (i32.mul (call $f) (i32.const 7))))""")()
    assert user.exports.g() == 42


def test_missing_imports_are_named():
    module = wat('(module (import "nowhere" "f" (func (param i32))) (import "nowhere" "m" (memory 1)))')
    e = raises(polyglot.ForeignException, module)
    assert e.failureType == "unlinkable"
    for part in ('function "nowhere" "f" of type (func (param i32))', 'memory "nowhere" "m"', "no import object"):
        assert part in e.message, e.message


THROWER = wat("""(module
  (import "e" "f" (func $f))
  (func $inner (call $f))
  (func (export "go") (call $inner)))""")


def test_exceptions_of_python_pass_unchanged():
    class Failure(Exception):
        pass

    thrown = Failure("here")

    def f():
        raise thrown

    go = THROWER({"e": {"f": f}}).exports.go
    assert raises(Failure, go) is thrown
    # Through two instances and a function of Python between them.
    outer = THROWER({"e": {"f": lambda: go()}}).exports.go
    assert raises(Failure, outer) is thrown


def test_errors_of_javascript_pass_unchanged():
    throwing = polyglot.eval(language="js", string="(function () { throw {mark: 12}; })")
    e = raises(polyglot.ForeignException, THROWER({"e": {"f": throwing}}).exports.go)
    assert e.mark == 12


def test_traps_are_exceptions_of_python():
    exports = wat("""(module $traps
      (func $divide (param i32) (result i32) (i32.div_s (i32.const 1) (local.get 0)))
      (func (export "inverse") (param i32) (result i32) (call $divide (local.get 0))))""")().exports
    e = raises(BaseException, exports.inverse, 0)
    assert isinstance(e, polyglot.ForeignException)
    assert (e.message, e.code, e.failureType) == ("integer divide by zero", "INTEGER_DIVISION_BY_ZERO", "trap")
    assert [(f.module, f.function) for f in e.frames] == [("traps", "divide"), ("traps", "inverse")]
    assert all(f.offset > 0 for f in e.frames)
    assert exports.inverse(1) == 1
    # Through a function of Python that lets it pass, and WebAssembly again.
    outer = THROWER({"e": {"f": lambda: exports.inverse(0)}}).exports.go
    assert raises(polyglot.ForeignException, outer).code == "INTEGER_DIVISION_BY_ZERO"


def test_recursion_is_a_trap_and_python_goes_on():
    e = raises(polyglot.ForeignException, wat('(module (func $f (export "f") (call $f)))')().exports.f)
    assert (e.message, e.failureType) == ("call stack exhausted", "exhaustion")


def test_memories():
    memory = wat('(module (memory (export "m") 1 3))')().exports.m
    assert len(memory) == 65536 and memory.size == 1 and memory.pageSize == 65536
    memory[0:3] = b"abc"
    memory[3] = 200
    memory[4] = -1
    assert bytes(memory[0:5]) == b"abc\xc8\xff"
    assert memory[-65536] == 97
    assert bytes(memory)[:4] == b"abc\xc8"
    assert memory.grow(1) == 1 and len(memory) == 131072
    assert memory[3] == 200
    raises(IndexError, lambda: memory[131072])
    raises(TypeError, memory.__setitem__, 0, 256)
    # Many bytes, and text, at once.
    assert memory.write(10, b"\x00\xff" * 4) == 8
    assert list(memory.read(10, 3)) == [0, -1, 0]
    assert memory.getString(10, 4, "latin1").encode("latin-1") == b"\x00\xff\x00\xff"
    assert memory.putString(20, "h\u00e9") == 3
    assert memory.getString(20, 3) == "h\u00e9"
    for refused, reason in (
        (lambda: memory.write(131071, b"ab"), "beyond the end of the memory"),
        (lambda: memory.write(0, "text"), "expected a buffer"),
        (lambda: memory.read(-1, 1), "the offset must be from 0"),
        (lambda: memory.read(131072, 1), "the number of bytes must be from 0 to 0"),
        (lambda: memory.getString(10, 2), "are not UTF-8"),
        (lambda: memory.getString(0, 2, "no-such"), 'no charset "no-such"'),
        (lambda: memory.putString(0, "\u00e9", "US-ASCII"), "cannot be expressed in US-ASCII"),
    ):
        e = raises(polyglot.ForeignException, refused)
        assert e.failureType == "usage" and reason in e.message, e.message


def test_a_memory_is_no_buffer_of_python():
    """GraalPy gives the buffer protocol to its own objects only."""
    memory = wat('(module (memory (export "m") 1))')().exports.m
    raises(TypeError, memoryview, memory)


def test_tables_and_globals():
    exports = wat("""(module (table (export "t") 2 funcref)
      (global (export "g") (mut i64) (i64.const 5))
      (func (export "f") (result i32) (i32.const 8)))""")().exports
    exports.t[0] = exports.f
    assert exports.t[0]() == 8 and exports.t[0] == exports.f and len(exports.t) == 2
    assert exports.t[1] == None  # noqa: E711: the null of WebAssembly equals None and is not it
    exports.g.value = 2**62
    assert exports.g.value == 2**62
    raises(TypeError, setattr, exports.g, "value", 2**63)


def test_references_keep_their_identity():
    identity = wat('(module (func (export "f") (param externref) (result externref) (local.get 0)))')().exports.f
    for value in ([1], {}, (1, 2), "text", print, ValueError, object(), lambda: 1):
        assert identity(value) is value
    assert identity(None) == None  # noqa: E711


def test_constructors_are_in_the_bindings():
    wat("(module)")
    engine = polyglot.import_value("WebAssembly")
    module = engine.Module(b"\0asm\1\0\0\0", "made")
    assert module.name == "made" and str(module()) == "instance of made"
    assert engine.Module('(module (memory (export "m") 2))')().exports.m.size == 2
    assert engine.Memory(1, 2).size == 1
    table = engine.Table("funcref", 1)
    table[0] = engine.Function({"parameters": ["i32"], "results": ["i32"]}, lambda x: x + 1)
    assert table[0](4) == 5
    assert engine.Global("i64", 2**40).value == 2**40
    assert engine.validate(b"\0asm\1\0\0\0") and not engine.validate(b"\0asm")
    e = raises(polyglot.ForeignException, engine.Module, b"\0asm\2\0\0\0")
    assert (e.failureType, e.failure) == ("malformed", "unknown binary version")
    e = raises(polyglot.ForeignException, engine.Module, "(module (fun))")
    assert "line 1, column 10" in e.message
    e = raises(polyglot.ForeignException, engine.Module, 5)
    assert e.failureType == "usage"


def test_files():
    path = scratch + "/nine.wasm"
    with open(path, "wb") as file:
        # (module (func (export "f") (result i32) (i32.const 9)))
        file.write(b"\0asm\1\0\0\0\1\5\1\x60\0\1\x7f\3\2\1\0\7\5\1\1f\0\0\n\6\1\4\0\x41\x09\x0b")
    assert polyglot.eval(language="wasm", path=path)().exports.f() == 9
    path = scratch + "/eight.wat"
    with open(path, "w") as file:
        file.write('(module (func (export "f") (result i32) (i32.const 8)))')
    assert polyglot.eval(language="text/wat", path=path)().exports.f() == 8


def test_text_needs_its_type():
    """A source without a type is binary, and GraalPy makes sources of text only."""
    e = raises(RuntimeError, lambda: polyglot.eval(language="wasm", string="(module)"))
    assert "text/wat" in str(e)
