# SPDX-License-Identifier: Apache-2.0
#
# Runs one benchmark under wasmtime (pip install wasmtime) and writes what it measured; the
# counterpart of the Java drivers. Usage: wasmtime_driver.py SPECIFICATION, a file of lines
# "key=value" (Specification.java says which); the measurements go to the file that its key "report"
# names (Report.java). It does not know the kind argon2id.

import base64
import importlib.metadata
import os
import resource
import sys
import tempfile
import time
import traceback

import wasmtime

spec = {}
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file.read().splitlines():
        key, found, value = line.partition("=")
        if found:
            spec[key] = value

lines = []
kind = spec["kind"]
scratch = tempfile.mkdtemp(prefix="weft-bench-")
out_file = os.path.join(scratch, "out")


def report(*words):
    lines.append(" ".join(str(word) for word in words))


def since(start):
    return (time.perf_counter() - start) * 1e3


def cpu():
    return time.thread_time() * 1e3


def now():
    return time.time() * 1e3


class Instance:
    """An instance with a store and WASI of its own."""

    def __init__(self, engine, module):
        self.store = wasmtime.Store(engine)
        wasi = wasmtime.WasiConfig()
        wasi.argv = spec["arguments"].split(" ")
        wasi.stdout_file = out_file
        if kind == "command" and "input" in spec:
            wasi.stdin_file = spec["input"]
        if "directory" in spec:
            host, _, guest = spec["directory"].partition("::")
            wasi.preopen_dir(host, guest)
        self.store.set_wasi(wasi)
        linker = wasmtime.Linker(engine)
        linker.define_wasi()
        for wanted in module.imports:
            if wanted.module == "env":
                results = list(wanted.type.results)
                linker.define_func(
                    "env", wanted.name, wanted.type, lambda *_, n=len(results): 0 if n else None
                )
        self.exports = linker.instantiate(self.store, module).exports(self.store)

    def call(self, name, *arguments):
        return self.exports[name](self.store, *arguments)

    def run(self):
        if kind in ("kernel", "command"):
            try:
                self.call("_start")
            except wasmtime.ExitTrap as exit:
                if exit.code != 0:
                    raise
        elif kind == "quickjs":
            self.evaluate()
        else:
            raise NotImplementedError(f"{kind} under wasmtime")

    def evaluate(self):
        self.call("_initialize")
        self.call("qjs_init")
        with open(spec["input"], "rb") as file:
            source = file.read()
        name = os.path.basename(spec["input"]).encode()
        result = self.call("qjs_eval", self.string_in(source), len(source), self.string_in(name), 0)
        version = self.string_out(self.call("qjs_get_quickjs_version"))
        value = self.string_out(self.call("qjs_get_string", result))
        self.printed = b"QuickJS " + version + b"\n" + value + b"\n"

    def string_in(self, text):
        address = self.call("malloc", len(text) + 1)
        self.exports["memory"].write(self.store, text + b"\0", address)
        return address

    def string_out(self, address):
        memory = self.exports["memory"]
        end = address
        while memory.read(self.store, end, end + 1) != b"\0":
            end += 1
        return bytes(memory.read(self.store, address, end))

    def output(self):
        if kind == "quickjs":
            return self.printed
        self.store.close()
        with open(out_file, "rb") as file:
            return file.read()


def measure():
    with open(spec["wasm"], "rb") as file:
        module_bytes = file.read()
    report("runtime", "wasmtime", importlib.metadata.version("wasmtime"))
    start = time.perf_counter()
    engine = wasmtime.Engine()
    report("engine", since(start))
    start = time.perf_counter()
    module = wasmtime.Module(engine, module_bytes)
    instance = Instance(engine, module)
    report("load", since(start))

    start, start_cpu = time.perf_counter(), cpu()
    instance.run()
    report("first", since(start), cpu() - start_cpu)
    report("first-ended", now())
    if kind == "kernel":
        size = instance.call("default_size")
        with open(out_file, "rb") as file:
            output = file.read()
        printed = output.decode().split()[-1]
    else:
        output = instance.output()
    report("output", base64.b64encode(output).decode())

    def repeat(key):
        nonlocal instance
        if kind != "kernel":
            instance = Instance(engine, module)
        start, start_cpu = time.perf_counter(), cpu()
        if kind == "kernel":
            result = instance.call("run", size)
        else:
            instance.run()
        report(key, since(start), cpu() - start_cpu, now())
        if kind == "kernel":
            if f"{result & (1 << 64) - 1:016x}" != printed:
                raise RuntimeError(f"a run gives {result:x}, the first printed {printed}")
        elif instance.output() != output:
            raise RuntimeError("the output of a later run differs from that of the first")

    deadline = cpu() + int(spec["milliseconds"])
    done = 0
    while done < int(spec["runs"]) and (
        done < int(spec["leastRuns"]) or cpu() < deadline
    ):
        repeat("run")
        done += 1
    # One run for each line of the standard input; says before each that it waits for it.
    if spec["turns"] == "true":
        print("ready for a run", flush=True)
        while sys.stdin.readline():
            repeat("turn")
            print("ready for a run", flush=True)
    report("rss", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


failed = False
try:
    measure()
except Exception:
    report("error", traceback.format_exc().replace("\n", " | "))
    failed = True
with open(spec["report"], "w", encoding="utf-8") as file:
    file.write("\n".join(lines) + "\n")
if os.path.exists(out_file):
    os.remove(out_file)
os.rmdir(scratch)
sys.exit(failed)
