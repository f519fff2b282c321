# SPDX-License-Identifier: Apache-2.0
"""WebAssembly modules for GraalPy, run by Weft.

    import weft

    library = weft.load("library.wasm", imports={"env": {"log": print}})
    library.add(1, 2)
    library.memory[0:4] = b"weft"

Functions take and return Python numbers, memories are read and written by slices, and what fails
raises an exception of Python. The context must have the languages ``python`` and ``wasm`` and
access to polyglot values (``allowPolyglotAccess(PolyglotAccess.ALL)``).
"""

import os
import struct
import weakref
from collections import namedtuple
from collections.abc import Mapping

import polyglot

__all__ = [
    "load", "validate", "wrap",
    "Module", "Instance", "Exports", "Function", "Memory", "View", "Table", "Global",
    "FuncType", "MemoryType", "TableType", "GlobalType", "ImportType", "ExportType",
    "WasmError", "CompileError", "LinkError", "Trap", "ConversionError", "Frame",
]  # fmt: skip


def _connect():
    """The constructors of Weft: in the polyglot bindings as soon as the language is started."""
    try:
        polyglot.eval(language="text/wat", string="(module)")
        return polyglot.import_value("WebAssembly")
    except (ValueError, RuntimeError, NotImplementedError) as e:
        raise ImportError(
            "weft needs a context with the language wasm, run by Weft, and access to it: "
            'Context.newBuilder("python", "wasm").allowPolyglotAccess(PolyglotAccess.ALL); ' + str(e)
        ) from None


_api = _connect()
_ForeignException = polyglot.ForeignException
_ForeignNone = polyglot.ForeignNone
_MISSING = object()

# ---- Types

FuncType = namedtuple("FuncType", "params results")
MemoryType = namedtuple("MemoryType", "minimum maximum address shared page_size")
TableType = namedtuple("TableType", "element minimum maximum address")
GlobalType = namedtuple("GlobalType", "value mutable")
ImportType = namedtuple("ImportType", "module name kind type")
ExportType = namedtuple("ExportType", "name kind type")

_NUMBERS = frozenset(("i32", "i64", "f32", "f64"))
_RANGES = {"i32": 1 << 31, "i64": 1 << 63}


def _func_type(raw):
    return FuncType(tuple(raw.parameters), tuple(raw.results))


def _limits(raw):
    return raw.minimum, getattr(raw, "maximum", None), raw.address


def _memory_type(raw):
    return MemoryType(*_limits(raw), raw.shared, raw.pageSize)


def _table_type(raw):
    minimum, maximum, address = _limits(raw)
    return TableType(raw.element, minimum, maximum, address)


def _global_type(raw):
    return GlobalType(raw.value, raw.mutable)


_TYPES = {
    "function": _func_type,
    "memory": _memory_type,
    "table": _table_type,
    "global": _global_type,
    "tag": lambda raw: FuncType(tuple(raw.parameters), ()),
}

# ---- Failures


class Frame(namedtuple("Frame", "module function function_index offset")):
    """A WebAssembly function that was running: `offset` is that of the instruction in the module."""

    __slots__ = ()

    def __str__(self):
        place = f"+{self.offset:#x}" if self.offset >= 0 else ""
        return f"{self.module}!{self.function}{place}"


class WasmError(Exception):
    """Whatever WebAssembly refuses.

    `kind` is "trap", "exhaustion", "malformed", "invalid", "unsupported", "unlinkable", "conversion"
    or "usage"; `failure` the phrase of the specification without details; `code` the name of a trap,
    else None; `frames` the WebAssembly functions that were running, innermost first.
    """

    kind = "usage"
    failure = None
    code = None
    frames = ()

    @property
    def message(self):
        return str(self)


class CompileError(WasmError):
    """A module is malformed, invalid, or needs what Weft cannot execute."""


class LinkError(WasmError):
    """Imports are missing or of other types; or a memory could not be made."""


class Trap(WasmError):
    """A trap, such as a division by zero or an exhausted stack."""


class ConversionError(WasmError, TypeError):
    """A function given as import returned what is not of its type."""


_ERRORS = {
    "trap": Trap,
    "exhaustion": Trap,
    "malformed": CompileError,
    "invalid": CompileError,
    "unsupported": CompileError,
    "unlinkable": LinkError,
    "conversion": ConversionError,
}


def _error(foreign):
    """The exception of Python for one of WebAssembly; None if it is another language's."""
    kind = getattr(foreign, "failureType", None)
    if kind is None:
        return None
    error = _ERRORS.get(kind, WasmError)(foreign.message)
    error.kind = kind
    error.failure = foreign.failure
    code = foreign.code
    error.code = None if isinstance(code, _ForeignNone) else code
    error.frames = tuple(
        Frame(f.module, f.function, f.functionIndex, f.offset) for f in foreign.frames
    )
    for frame in error.frames[:50]:
        error.add_note(f"  at {frame}")
    return error


def _engine(operation, *arguments):
    try:
        return operation(*arguments)
    except _ForeignException as e:
        error = _error(e)
        if error is None:
            raise
        raise error from None


# ---- Values


def _is_extern(type):
    """Whether a reference type holds any object, as it is."""
    return "extern" in type


def _refused(what, type, value):
    """Why a value cannot be of a type, as an exception; None if it can."""
    if type in _RANGES:
        limit = _RANGES[type]
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int):
            if -limit <= value < limit:
                return None
            text = str(value) if -(1 << 200) < value < 1 << 200 else "an int of many digits"
            return OverflowError(f"{what} is {type}, which {text} does not fit")
    elif type in _NUMBERS:
        if isinstance(value, (int, float)):
            try:
                float(value)
                return None
            except OverflowError:
                return OverflowError(f"{what} is {type}, which an int of many digits does not fit")
    elif "func" not in type or value is None or isinstance(value, Function):
        return None
    if isinstance(value, float):
        return TypeError(f"{what} is {type}, not {value!r}")
    return TypeError(f"{what} is {type}, not {value.__class__.__name__}")


def _into(type, value):
    """A value of Python as the engine takes it."""
    return value.raw if isinstance(value, _Wrapper) and not _is_extern(type) else value


def _out(type, value):
    """A value of the engine as Python has it."""
    if type in _NUMBERS:
        return value
    if isinstance(value, _ForeignNone):
        return None
    return value if _is_extern(type) or not callable(value) else Function._of(value)


class _Identity:
    """A key for an object of the engine; those that GraalPy takes for lists have no hash."""

    __slots__ = ("raw", "hash")

    def __init__(self, raw):
        self.raw = raw
        self.hash = polyglot.ForeignObject.__hash__(raw)

    def __hash__(self):
        return self.hash

    def __eq__(self, other):
        return self.raw is other.raw


# One object of Python for each of the engine, as long as it is in use.
_wrappers = weakref.WeakValueDictionary()


class _Wrapper:
    """An object of the engine; `raw` is that object, for other languages."""

    __slots__ = ("raw", "__weakref__")

    @classmethod
    def _of(cls, raw):
        self = _wrappers.get(_Identity(raw))
        if self is None:
            self = cls.__new__(cls)
            self._set(raw)
        return self

    def _set(self, raw):
        self.raw = raw
        _wrappers[_Identity(raw)] = self


# ---- Functions


class Function(_Wrapper):
    """A function of WebAssembly. It takes numbers that fit and returns a number, None, or a tuple."""

    __slots__ = ("name", "type", "_params", "_simple")

    def __init__(self, callable, params=(), results=()):
        """A function of this type that calls `callable`, as something to put into tables."""
        type = FuncType(tuple(params), tuple(results))
        raw_type = {"parameters": list(type.params), "results": list(type.results)}
        self._set(_engine(_api.Function, raw_type, _import_function(callable, type)))

    def _set(self, raw):
        super()._set(raw)
        self.name = raw.name
        self.type = _func_type(raw.type)
        numeric = _NUMBERS.issuperset(self.type.params)
        self._params = None if numeric else self.type.params
        self._simple = len(self.type.results) == 1 and self.type.results[0] in _NUMBERS

    def __call__(self, *args):
        try:
            if self._params is None or len(args) != len(self._params):
                result = self.raw(*args)
            else:
                result = self.raw(*map(_into, self._params, args))
        except _ForeignException as e:
            error = _error(e)
            if error is None:
                raise
            raise error from None
        except TypeError:
            refused = self._refused(args)
            if refused is None:  # a function of Python raised it
                raise
            raise refused from None
        return result if self._simple else self._results(result)

    def _refused(self, args):
        """Why the arguments are refused; None if they are not."""
        params = self.type.params
        if len(args) != len(params):
            takes = f"{len(params)} arguments ({', '.join(params)})" if params else "no arguments"
            return TypeError(f"{self.name}() takes {takes}, not {len(args)}")
        for i, (type, value) in enumerate(zip(params, args)):
            refused = _refused(f"argument {i} of {self.name}()", type, value)
            if refused is not None:
                return refused
        return None

    def _results(self, result):
        types = self.type.results
        if not types:
            return None
        if len(types) == 1:
            return _out(types[0], result)
        return tuple(map(_out, types, result))

    def __repr__(self):
        params, results = map(", ".join, self.type)
        return f"<weft.Function {self.name}({params}) -> ({results})>"


def _import_function(function, type):
    """What the engine calls for a function of Python (or another language)."""
    if isinstance(function, Function):
        return function.raw
    if _NUMBERS.issuperset(type.params) and _NUMBERS.issuperset(type.results):
        return function

    def host(*args):
        result = function(*map(_out, type.params, args))
        if len(type.results) > 1:
            return list(map(_into, type.results, result))
        return _into(type.results[0], result) if type.results else None

    return host


# ---- Memories


def _bytes_of(data):
    if isinstance(data, (View, Memory)):
        return data.tobytes()
    return bytes(memoryview(data))


class View:
    """A window onto the bytes of a memory: what `memoryview` is to a `bytearray`.

    It holds no copy and stays valid when the memory grows. Items are numbers of the format, one of
    "B b H h I i Q q f d", little-endian.
    """

    __slots__ = ("obj", "format", "itemsize", "_start", "_step", "_length")

    def __init__(self, memory, start, length, step=1, format="B"):
        self.obj = memory
        self.format = format
        self.itemsize = struct.calcsize("<" + format)
        self._start = start
        self._step = step
        self._length = length

    def __len__(self):
        return self._length

    @property
    def nbytes(self):
        return self._length * self.itemsize

    def _at(self, index):
        if not -self._length <= index < self._length:
            raise IndexError(f"index {index} is outside of a view of {self._length} items")
        return self._start + (index % self._length) * self._step * self.itemsize

    def _slice(self, key):
        start, stop, step = key.indices(self._length)
        length = len(range(start, stop, step))
        first = self._start + start * self._step * self.itemsize
        return View(self.obj, first, length, self._step * step, self.format)

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self._slice(key)
        at = self._at(key.__index__())
        return self.obj.unpack_from(self.format, at)[0]

    def __setitem__(self, key, value):
        if not isinstance(key, slice):
            at = self._at(key.__index__())
            try:
                self.obj.pack_into(self.format, at, value)
            except struct.error as e:
                raise ValueError(f"{value!r} is no item of {self.format!r}: {e}") from None
            return
        target = self._slice(key)
        data = _bytes_of(value)
        if len(data) != target.nbytes:
            raise ValueError(f"{len(data)} bytes cannot be assigned to a slice of {target.nbytes}")
        if target._step == 1:
            self.obj.write(target._start, data)
        else:
            size = self.itemsize
            for i in range(target._length):
                self.obj.write(target._at(i), data[i * size : (i + 1) * size])

    def tobytes(self):
        """A copy of the bytes."""
        if self._step == 1 or self._length == 0:
            return self.obj.read(self._start, self.nbytes) if self._length else b""
        return b"".join(self.obj.read(self._at(i), self.itemsize) for i in range(self._length))

    __bytes__ = tobytes

    def tolist(self):
        """The items."""
        return [item for (item,) in struct.iter_unpack("<" + self.format, self.tobytes())]

    def hex(self):
        return self.tobytes().hex()

    def cast(self, format):
        """The same bytes as items of another format."""
        if format not in tuple("BbHhIiQqfd"):
            raise ValueError(f"a format is one of B b H h I i Q q f d, not {format!r}")
        if self._step != 1:
            raise TypeError("a view with a step cannot be cast")
        length, rest = divmod(self.nbytes, struct.calcsize("<" + format))
        if rest:
            raise TypeError(f"{self.nbytes} bytes are no whole number of items of {format!r}")
        return View(self.obj, self._start, length, 1, format)

    def __iter__(self):
        return iter(self.tolist())

    def __eq__(self, other):
        try:
            return self.tobytes() == _bytes_of(other)
        except TypeError:
            return NotImplemented

    __hash__ = None

    def __repr__(self):
        return f"<weft.View of {self._length} items of {self.format!r} at {self._start}>"


class Memory(_Wrapper):
    """A memory: `len(memory)` bytes, which grow by pages."""

    __slots__ = ()

    def __init__(self, initial, maximum=None):
        """A memory of `initial` pages that may grow up to `maximum`."""
        sizes = (initial,) if maximum is None else (initial, maximum)
        self._set(_engine(_api.Memory, *sizes))

    @property
    def type(self):
        """The type, with the present size as minimum."""
        return _memory_type(self.raw.type)

    @property
    def size(self):
        """The size in pages."""
        return self.raw.size

    @property
    def page_size(self):
        return self.raw.pageSize

    def __len__(self):
        return self.raw.byteSize

    nbytes = property(__len__)

    def grow(self, pages):
        """Adds pages of zeros; returns the size before, in pages. MemoryError if there is no room."""
        try:
            return _engine(self.raw.grow, pages)
        except Trap:
            raise
        except WasmError as e:
            raise MemoryError(str(e)) from None

    def _range(self, offset, count):
        size = self.raw.byteSize
        if offset < 0 or count < 0 or offset > size - count:
            raise IndexError(f"{count} bytes at {offset} are outside of a memory of {size} bytes")

    def read(self, offset, count):
        """A copy of `count` bytes."""
        self._range(offset, count)
        # A text is what GraalPy takes from another language at once, and not byte by byte.
        return self.raw.getString(offset, count, "latin1").encode("latin-1")

    def write(self, offset, data):
        """Copies bytes into the memory; how many they were."""
        data = _bytes_of(data)
        self._range(offset, len(data))
        return self.raw.write(offset, data)

    def read_string(self, offset, count, encoding="utf-8", errors="strict"):
        """The text of `count` bytes."""
        return self.read(offset, count).decode(encoding, errors)

    def read_cstring(self, offset, encoding="utf-8", errors="strict"):
        """The text before the next zero byte."""
        size = self.raw.byteSize
        text = b""
        at = offset
        while True:
            part = self.read(at, min(256, size - at))
            end = part.find(0)
            if end >= 0:
                return (text + part[:end]).decode(encoding, errors)
            text += part
            at += len(part)
            if at >= size:
                raise IndexError(f"no zero follows offset {offset} in a memory of {size} bytes")

    def write_string(self, offset, text, encoding="utf-8"):
        """Writes a text, without anything that ends it; how many bytes it has."""
        return self.write(offset, text.encode(encoding))

    def unpack_from(self, format, offset=0):
        """As `struct.unpack_from`; little-endian and unaligned unless the format says otherwise."""
        format = _little_endian(format)
        return struct.unpack(format, self.read(offset, struct.calcsize(format)))

    def pack_into(self, format, offset, *values):
        """As `struct.pack_into`; little-endian and unaligned unless the format says otherwise."""
        self.write(offset, struct.pack(_little_endian(format), *values))

    def view(self):
        """All of the present bytes as a view."""
        return View(self, 0, len(self))

    def cast(self, format):
        """All of the present bytes as items of a format, see `View`."""
        return self.view().cast(format)

    def tobytes(self):
        """A copy of all bytes."""
        return self.read(0, len(self))

    __bytes__ = tobytes

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self.view()[key]
        size = self.raw.byteSize
        index = key.__index__()
        if not -size <= index < size:
            raise IndexError(f"index {index} is outside of a memory of {size} bytes")
        return self.raw[index % size]

    def __setitem__(self, key, value):
        self.view()[key] = value

    def __iter__(self):
        return iter(self.view())

    def __repr__(self):
        return f"<weft.Memory of {self.size} pages>"


def _little_endian(format):
    return format if format[:1] in ("@", "=", "<", ">", "!") else "<" + format


# ---- Tables and globals


class Table(_Wrapper):
    """A table of functions or other references; null is None."""

    __slots__ = ("_element",)

    def __init__(self, element, initial, maximum=None):
        """A table of `initial` nulls that may grow up to `maximum`; `element` is a reference type."""
        sizes = (initial,) if maximum is None else (initial, maximum)
        self._set(_engine(_api.Table, element, *sizes))

    def _set(self, raw):
        super()._set(raw)
        self._element = raw.type.element

    @property
    def type(self):
        """The type, with the present size as minimum."""
        return _table_type(self.raw.type)

    def __len__(self):
        return self.raw.size

    def _index(self, key):
        size = len(self)
        index = key.__index__()
        if not -size <= index < size:
            raise IndexError(f"index {index} is outside of a table of {size} elements")
        return index % size

    def __getitem__(self, key):
        return _out(self._element, self.raw[self._index(key)])

    def __setitem__(self, key, value):
        index = self._index(key)
        refused = _refused("an element of the table", self._element, value)
        if refused is not None:
            raise refused
        self.raw[index] = _into(self._element, value)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def grow(self, count, value=None):
        """Adds elements; returns the size before. MemoryError if there is no room."""
        refused = _refused("an element of the table", self._element, value)
        if refused is not None:
            raise refused
        try:
            return _engine(self.raw.grow, count, _into(self._element, value))
        except Trap:
            raise
        except WasmError as e:
            raise MemoryError(str(e)) from None

    def __repr__(self):
        return f"<weft.Table of {len(self)} {self._element}>"


class Global(_Wrapper):
    """A global; `value` is what it holds."""

    __slots__ = ("type",)

    def __init__(self, type, value, mutable=False):
        """A global of a type such as "i32"."""
        refused = _refused("the global", type, value) if type in _NUMBERS else None
        if refused is not None:
            raise refused
        descriptor = {"value": type, "mutable": mutable}
        self._set(_engine(_api.Global, descriptor, _into(type, value)))

    def _set(self, raw):
        super()._set(raw)
        self.type = _global_type(raw.type)

    @property
    def value(self):
        return _out(self.type.value, self.raw.value)

    @value.setter
    def value(self, value):
        if not self.type.mutable:
            raise TypeError("the global is immutable")
        refused = _refused("the global", self.type.value, value)
        if refused is not None:
            raise refused
        self.raw.value = _into(self.type.value, value)

    def __repr__(self):
        mutable = "mut " if self.type.mutable else ""
        return f"<weft.Global {mutable}{self.type.value} = {self.value!r}>"


# ---- Modules and instances


def _read(source, name):
    """The module that a source means, and its name: see `Module`."""
    if isinstance(source, str) and source.lstrip()[:1] in ("(", ";"):
        return source, name or "module"
    if isinstance(source, (str, os.PathLike)):
        name = name or os.path.basename(os.fspath(source))
        with open(source, "rb") as file:
            source = file.read()
    else:
        source = _bytes_of(source)
    if source[:4] != b"\0asm" and source.lstrip()[:1] in (b"(", b";"):
        source = source.decode("utf-8")
    return source, name or "module"


def validate(source):
    """Whether a source, as `Module` takes it, is a module that Weft can execute."""
    try:
        Module(source)
        return True
    except CompileError:
        return False


class Module(_Wrapper):
    """A module, decoded and validated, in the binary or the text format.

    The source is a path, bytes, or a text that starts with a parenthesis or a comment. `name` is
    what the module is called in traces if it has no name of its own.
    """

    __slots__ = ()

    def __init__(self, source, name=None):
        self._set(_engine(_api.Module, *_read(source, name)))

    @property
    def name(self):
        return self.raw.name

    @property
    def imports(self):
        """What the module imports, in its order."""
        return [
            ImportType(i.module, i.name, i.kind, _TYPES[i.kind](i.type)) for i in self.raw.imports
        ]

    @property
    def exports(self):
        """What the module exports, in its order."""
        return [ExportType(e.name, e.kind, _TYPES[e.kind](e.type)) for e in self.raw.exports]

    def custom_sections(self, name):
        """The contents of all custom sections of a name."""
        return [
            bytes(b & 255 for b in section.bytes)
            for section in self.raw.customSections
            if section.name == name
        ]

    def instantiate(self, imports=None):
        """Links the module, runs its start function, and returns the instance.

        `imports` is a dict (or object) of modules by name; each is a dict, an object with attributes
        such as a module of Python, an instance, or an object of another language. What is not in it is
        looked for in the polyglot bindings, then in WASI.
        """
        if imports is None:
            return Instance._of(_engine(self.raw))
        given = {}
        for wanted in self.imports:
            namespace = _member(imports, wanted.module)
            if namespace is _MISSING:
                continue
            members = given.setdefault(wanted.module, {})
            value = _member(namespace, wanted.name)
            if value is not _MISSING:
                members[wanted.name] = _import(wanted, value)
        return Instance._of(_engine(self.raw, given))

    def __repr__(self):
        return f"<weft.Module {self.name}>"


def _member(namespace, name):
    """What a name means in an import object, or `_MISSING`."""
    if namespace is None:
        return _MISSING
    if isinstance(namespace, Instance):
        namespace = namespace.exports
    if isinstance(namespace, Mapping):
        return namespace.get(name, _MISSING)
    return getattr(namespace, name, _MISSING)


def _import(wanted, value):
    """What the engine gets for an import."""
    if isinstance(value, _Wrapper):
        return value.raw
    if wanted.kind == "function" and callable(value):
        return _import_function(value, wanted.type)
    if wanted.kind == "global":
        name = f'import "{wanted.module}" "{wanted.name}"'
        refused = _refused(name, wanted.type.value, value)
        if isinstance(refused, OverflowError):
            raise refused
    return value


class Exports(Mapping):
    """The exports of an instance by name."""

    __slots__ = ("raw", "_names", "_known")

    def __init__(self, raw):
        self.raw = raw
        self._names = tuple(polyglot.__keys__(raw))
        self._known = {}

    def __getitem__(self, name):
        export = self._known.get(name)
        if export is None:
            if name not in self._names:
                raise KeyError(name)
            # Not getattr, which finds attributes of Python's own under names such as __init__.
            export = self._known[name] = wrap(polyglot.__read__(self.raw, name))
        return export

    def __iter__(self):
        return iter(self._names)

    def __len__(self):
        return len(self._names)

    def __repr__(self):
        return f"<weft.Exports {', '.join(self._names)}>"


class Instance(_Wrapper):
    """An instance of a module. Its exports are its attributes, also in `exports`."""

    __slots__ = ("exports",)

    def _set(self, raw):
        super()._set(raw)
        self.exports = Exports(raw.exports)

    def __getattr__(self, name):
        if name == "exports":
            raise AttributeError(name)
        try:
            return self.exports[name]
        except KeyError:
            names = ", ".join(list(self.exports)[:20])
            raise AttributeError(f"{self!r} exports no {name!r}, but {names}") from None

    def __getitem__(self, name):
        return self.exports[name]

    def __dir__(self):
        return [*super().__dir__(), *self.exports]

    def __repr__(self):
        return f"<weft {self.raw}>"


def load(source, imports=None, *, name=None):
    """Compiles and instantiates: see `Module` for the source, `Module.instantiate` for imports."""
    return Module(source, name).instantiate(imports)


def wrap(raw):
    """The object of this module for one of the engine's, such as `polyglot.import_value` gives it.

    Anything else is returned as it is.
    """
    if isinstance(raw, _Wrapper):
        return raw
    if isinstance(raw, polyglot.ForeignObject):
        known = _wrappers.get(_Identity(raw))
        if known is not None:
            return known
        for kind, members in _KINDS:
            if all(hasattr(raw, member) for member in members):
                return kind._of(raw)
        if hasattr(raw, "exports") and str(raw).startswith("instance of "):
            return Instance._of(raw)
    return raw


_KINDS = (
    (Memory, ("byteSize", "pageSize", "grow", "type")),
    (Global, ("value", "mutable", "type")),
    (Table, ("size", "grow", "type")),
    (Module, ("imports", "exports", "customSections")),
    (Function, ("name", "type", "__call__")),
)
