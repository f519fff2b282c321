# SPDX-License-Identifier: Apache-2.0
#
# What the CPython run executes: a walk through the interpreter's parts, with an output that is the
# same on every version of Python since 3.10.

import bisect
import collections
import dataclasses
import decimal
import functools
import hashlib
import heapq
import io
import itertools
import json
import math
import os
import re
import struct
import textwrap
import zlib


def life(generations):
    cells = {(1, 0), (2, 0), (0, 1), (1, 1), (1, 2)}
    for _ in range(generations):
        near = collections.Counter(
            (x + dx, y + dy)
            for x, y in cells
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            if dx or dy
        )
        cells = {c for c, n in near.items() if n == 3 or (n == 2 and c in cells)}
    return sorted(cells)[:3], len(cells)


def shortest_paths(side):
    heap = [(0, 0, 0)]
    best = {(0, 0): 0}
    while heap:
        cost, x, y = heapq.heappop(heap)
        if cost > best[x, y]:
            continue
        for nx, ny in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if 0 <= nx < side and 0 <= ny < side:
                new = cost + (nx * 7 + ny * 13) % 9 + 1
                if new < best.get((nx, ny), 1 << 30):
                    best[nx, ny] = new
                    heapq.heappush(heap, (new, nx, ny))
    return best[side - 1, side - 1], sum(best.values())


@functools.lru_cache(maxsize=None)
def partitions(n, largest):
    if n == 0:
        return 1
    return sum(partitions(n - k, k) for k in range(min(n, largest), 0, -1))


@dataclasses.dataclass(order=True, frozen=True)
class Version:
    major: int
    minor: int = 0
    tags: tuple = ()


class Matrix:
    def __init__(self, rows):
        self.rows = rows

    def __matmul__(self, other):
        columns = list(zip(*other.rows))
        return Matrix([[sum(a * b for a, b in zip(r, c)) for c in columns] for r in self.rows])

    def __pow__(self, n):
        result = self
        for _ in range(n - 1):
            result = result @ self
        return result


def primes():
    known = []
    for candidate in itertools.count(2):
        if all(candidate % p for p in itertools.takewhile(lambda p: p * p <= candidate, known)):
            known.append(candidate)
            yield candidate


def exceptions():
    trail = []
    try:
        try:
            {}["missing"]
        except KeyError as error:
            raise ValueError("wrapped") from error
        finally:
            trail.append("finally")
    except ValueError as error:
        trail.append(repr(error.__cause__))
    try:
        (lambda: [].pop())()
    except IndexError as error:
        trail.append(str(error))

    def deep(n):
        return deep(n + 1)

    try:
        deep(0)
    except RecursionError:
        trail.append("recursion")
    return trail


def files(folder):
    path = os.path.join(folder, "suite.py")
    with open(path, encoding="utf-8") as source:
        lines = source.read().splitlines()
    return lines[0], sum(line.startswith("import ") for line in lines), "suite.py" in os.listdir(folder)


print("life", *life(100))
print("paths", *shortest_paths(45))
print("partitions", partitions(60, 60))
print("versions", max(Version(3, 1), Version(3, 12, ("a",)), Version(2)), hash(Version(1)) == hash(Version(1)))
print("matrix", (Matrix([[1, 1], [1, 0]]) ** 90).rows[0][1])
print("primes", list(itertools.islice(primes(), 800))[-1])
print("decimal", decimal.Decimal(2).sqrt(decimal.Context(prec=50)))
print("big", hashlib.sha256(str(7**3000 // 3**900).encode()).hexdigest()[:24])
words = re.findall(r"[a-z]+", textwrap.dedent(Matrix.__init__.__name__ + open(__file__).read()).lower())
print("words", collections.Counter(words).most_common(3))
text = json.dumps({w: [i, i / 8, None, w[::-1]] for i, w in enumerate(sorted(set(words))[:150])})
print("json", len(json.loads(text)), zlib.crc32(text.encode()))
packed = zlib.compress(text.encode() * 20, 9)
print("zlib", zlib.decompress(packed) == text.encode() * 20)
print("struct", struct.pack("<ihqd", -5, 7, 1 << 40, 2.5).hex())
print("format", f"{3.14159:>10.3f}|{255:#06x}|{1234567:,}|{'wéft':^8}|{-0.0}|{1e300 * 10}|{5e-324}")
print("bisect", bisect.bisect([1, 3, 5, 7], 4), math.fsum(map(float, "0.1 0.2 0.3".split())))
buffer = io.StringIO()
print(*sorted("the quick brown fox".split(), key=lambda w: (len(w), w)), sep="-", end=";", file=buffer)
print("io", buffer.getvalue())
print("trail", exceptions())
print("files", *files(os.path.dirname(os.path.abspath(__file__))))
