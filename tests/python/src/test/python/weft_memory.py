# SPDX-License-Identifier: Apache-2.0
"""The module weft: memories and views of them."""

import array

import weft


def raises(kind, function, *args):
    try:
        function(*args)
    except kind as e:
        return e
    raise AssertionError(f"{kind.__name__} was expected")


INSTANCE = weft.load(
    """(module (memory (export "memory") 1 3)
      (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
      (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
      (func (export "grow") (result i32) (memory.grow (i32.const 1))))"""
)
MEMORY = INSTANCE.memory


def test_bytes():
    MEMORY[0] = 250
    assert MEMORY[0] == 250 and INSTANCE.load(0) & 255 == 250
    INSTANCE.store(0, 0x64636261)
    assert bytes(MEMORY[0:4]) == b"abcd" and MEMORY[3] == ord("d")
    assert MEMORY[-65536] == ord("a")
    for index in (65536, -65537):
        raises(IndexError, lambda: MEMORY[index])
        raises(IndexError, MEMORY.__setitem__, index, 0)
    for value in (256, -1, 1.5, "a", None):
        raises((ValueError, TypeError), MEMORY.__setitem__, 0, value)
    assert bytes(MEMORY[0:4]) == b"abcd"


def test_slices():
    MEMORY[8:12] = b"wxyz"
    assert bytes(MEMORY[8:12]) == MEMORY[8:12].tobytes() == b"wxyz"
    assert len(MEMORY[8:12]) == MEMORY[8:12].nbytes == 4 and MEMORY[8:12].hex() == "7778797a"
    assert list(MEMORY[8:12]) == [119, 120, 121, 122]
    assert MEMORY[8:12] == b"wxyz" and MEMORY[8:12] == bytearray(b"wxyz") and MEMORY[8:12] != b"wxya"
    assert MEMORY[8:12] == MEMORY[8:12] and MEMORY[8:12] != 5
    assert 120 in MEMORY[8:12] and 5 not in MEMORY[8:12]
    assert bytes(MEMORY[11:7:-1]) == b"zyxw" and bytes(MEMORY[8:12:2]) == b"wy"
    assert bytes(MEMORY[8:12][1:3]) == b"xy" and MEMORY[8:12][-1] == 122
    assert bytes(MEMORY[12:8]) == b"" and len(MEMORY[12:8]) == 0
    assert len(MEMORY[65530:99999]) == 6
    MEMORY[8:12][0:2] = bytearray(b"WX")
    MEMORY[8:12:2] = b"12"
    assert bytes(MEMORY[8:12]) == b"1X2z"
    MEMORY[20:24] = MEMORY[8:12]
    assert MEMORY[20:24] == MEMORY[8:12]
    MEMORY[20:24] = memoryview(b"abcd")
    MEMORY[24:32] = array.array("i", [1, -1])
    assert bytes(MEMORY[20:32]) == b"abcd\1\0\0\0\xff\xff\xff\xff"
    raises(ValueError, MEMORY.__setitem__, slice(0, 2), b"abc")
    raises(TypeError, MEMORY.__setitem__, slice(0, 2), "ab")
    raises(IndexError, lambda: MEMORY[8:12][4])


def test_a_view_is_no_copy():
    view = MEMORY[40:44]
    INSTANCE.store(40, 7)
    assert view[0] == 7
    view[0] = 9
    assert INSTANCE.load(40) == 9
    assert view.obj is MEMORY


def test_casts():
    view = MEMORY[48:64].cast("i")
    assert (len(view), view.itemsize, view.nbytes, view.format) == (4, 4, 16, "i")
    view[1] = -2
    assert INSTANCE.load(52) == -2 and view.tolist()[1] == -2
    assert view[1:3].cast("B").tobytes()[:4] == b"\xfe\xff\xff\xff"
    doubles = MEMORY[48:64].cast("d")
    doubles[1] = 0.5
    assert list(doubles)[1] == 0.5 and MEMORY.unpack_from("d", 56) == (0.5,)
    view[:] = array.array("i", [1, 2, 3, 4])
    assert view.tolist() == [1, 2, 3, 4] and view[::-1].tolist() == [4, 3, 2, 1]
    assert MEMORY.cast("I")[12] == 1
    for item, format in ((2**31, "i"), (256, "B"), (-1, "Q")):
        raises(ValueError, MEMORY[48:64].cast(format).__setitem__, 0, item)
    raises(ValueError, view.cast, "x")
    raises(TypeError, MEMORY[48:51].cast, "i")
    raises(TypeError, MEMORY[48:64:2].cast, "i")


def test_read_and_write():
    assert MEMORY.write(100, b"\x00\xff\x80") == 3
    assert MEMORY.read(100, 3) == b"\x00\xff\x80" and MEMORY.read(65536, 0) == b""
    everything = bytes(range(256)) * 16
    MEMORY.write(4096, everything)
    assert MEMORY.read(4096, 4096) == everything
    raises(IndexError, MEMORY.read, 65535, 2)
    raises(IndexError, MEMORY.read, -1, 1)
    raises(IndexError, MEMORY.read, 0, -1)
    raises(IndexError, MEMORY.write, 65535, b"ab")
    MEMORY.pack_into("Bhq", 200, 1, -2, 3)
    assert MEMORY.unpack_from("Bhq", 200) == (1, -2, 3)
    assert MEMORY.read(200, 11) == b"\1\xfe\xff\3\0\0\0\0\0\0\0"
    assert MEMORY.unpack_from(">H", 201) == (0xFEFF,)


def test_strings():
    assert MEMORY.write_string(300, "h\u00e9llo") == 6
    assert MEMORY.read_string(300, 6) == "h\u00e9llo"
    assert MEMORY.read_string(300, 3, "latin-1") == "h\u00c3\u00a9"
    raises(UnicodeDecodeError, MEMORY.read_string, 300, 2)
    assert MEMORY.read_string(300, 2, errors="replace") == "h\ufffd"
    MEMORY.write(400, b"x" * 1000 + b"\0y")
    assert MEMORY.read_cstring(400) == "x" * 1000
    MEMORY.write(65534, b"ab")
    raises(IndexError, MEMORY.read_cstring, 65534)


def test_growth():
    memory = weft.Memory(1, 3)
    memory[0:2] = b"ab"
    view = memory[0:2]
    assert memory.grow(1) == 1 and (memory.size, len(memory), memory.nbytes) == (2, 131072, 131072)
    assert bytes(view) == b"ab" and memory[131071] == 0 and memory.page_size == 65536
    assert memory.type == weft.MemoryType(2, 3, "i32", False, 65536)
    e = raises(MemoryError, memory.grow, 2)
    assert "from 0 to 1" in str(e)
    assert memory.grow(0) == 2
    assert repr(memory) == "<weft.Memory of 2 pages>" and len(bytes(memory)) == 131072
    view = MEMORY.view()
    before = len(MEMORY)
    assert INSTANCE.grow() == 1
    MEMORY[before] = 5
    assert len(MEMORY) == 2 * before and len(view) == before and MEMORY[before] == 5


def test_a_memory_of_python_as_import():
    memory = weft.Memory(1)
    memory.pack_into("i", 0, 41)
    user = weft.load(
        """(module (import "e" "m" (memory 1)) (func (export "up") (i32.store (i32.const 0)
        (i32.add (i32.load (i32.const 0)) (i32.const 1)))) (export "m" (memory 0)))""",
        {"e": {"m": memory}},
    )
    user.up()
    assert memory.unpack_from("i") == (42,)
    assert user.m is memory
