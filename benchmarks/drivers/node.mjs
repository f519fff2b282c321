// SPDX-License-Identifier: Apache-2.0
//
// Runs one benchmark under node (V8) and writes what it measured; the counterpart of the Java
// drivers. Usage: node.mjs SPECIFICATION, a file of lines "key=value" (Specification.java says
// which); the measurements go to the file that its key "report" names (Report.java).

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { WASI } from "node:wasi";
import { hash as argon2idHash } from "./argon2id.mjs";

const spec = {};
for (const line of fs.readFileSync(process.argv[2], "utf8").split("\n")) {
  const at = line.indexOf("=");
  if (at > 0) spec[line.slice(0, at)] = line.slice(at + 1);
}

const lines = [];
const report = (...words) => lines.push(words.join(" "));
const now = () => performance.now();
// Processor time of the whole process in milliseconds: V8 compiles on other threads, but has done
// so when the runs are steady.
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "weft-bench-"));

// The imports of a WASI program, with its own standard output.
function newWasi() {
  const file = path.join(scratch, "out");
  const preopens = {};
  if (spec.directory) {
    const [host, guest] = spec.directory.split("::");
    preopens[guest] = host;
  }
  const stdin = fs.openSync(spec.kind === "command" && spec.input ? spec.input : "/dev/null", "r");
  const stdout = fs.openSync(file, "w");
  const wasi = new WASI({
    version: "preview1",
    args: (spec.arguments ?? "program").split(" "),
    env: {},
    preopens,
    stdin,
    stdout,
    returnOnExit: true,
  });
  return {
    imports: wasi.getImportObject(),
    start(instance) {
      const status = wasi.start(instance);
      if (status !== 0) throw new Error(`exit status ${status}`);
    },
    initialize: (instance) => wasi.initialize(instance),
    output() {
      fs.closeSync(stdin);
      fs.closeSync(stdout);
      return fs.readFileSync(file);
    },
  };
}

// The kinds of programs: what comes before a run, the run itself, and what it printed.
const kinds = {
  command: {
    prepare(module) {
      const wasi = newWasi();
      return { wasi, instance: new WebAssembly.Instance(module, wasi.imports) };
    },
    run: ({ wasi, instance }) => wasi.start(instance),
    output: ({ wasi }) => wasi.output(),
  },

  quickjs: {
    prepare(module) {
      const wasi = newWasi();
      const env = {};
      for (const { module: from, name } of WebAssembly.Module.imports(module)) {
        if (from === "env") env[name] = () => 0;
      }
      return { wasi, instance: new WebAssembly.Instance(module, { ...wasi.imports, env }) };
    },
    run(prepared) {
      const e = prepared.instance.exports;
      const newString = (text) => {
        const at = e.malloc(text.length + 1);
        const bytes = new Uint8Array(e.memory.buffer);
        bytes.set(text, at);
        bytes[at + text.length] = 0;
        return at;
      };
      const string = (at) => {
        const from = new Uint8Array(e.memory.buffer).subarray(at);
        return Buffer.from(from.subarray(0, from.indexOf(0))).toString();
      };
      prepared.wasi.initialize(prepared.instance);
      e.qjs_init();
      const source = fs.readFileSync(spec.input);
      const name = Buffer.from(path.basename(spec.input));
      const result = e.qjs_eval(newString(source), source.length, newString(name), 0);
      const version = string(e.qjs_get_quickjs_version());
      prepared.text = `QuickJS ${version}\n${string(e.qjs_get_string(result))}\n`;
    },
    output: ({ text }) => Buffer.from(text),
  },

  argon2id: {
    prepare(module) {
      const memory = new WebAssembly.Memory({ initial: 1040, maximum: 65536 });
      return { memory, instance: new WebAssembly.Instance(module, { env: { memory } }) };
    },
    run(prepared) {
      prepared.text = "";
      const numbers = spec.arguments.split(" ").map(Number);
      for (let i = 0; i < numbers.length; i += 3) {
        const [lanes, passes, kibibytes] = numbers.slice(i, i + 3);
        const tag = argon2idHash(prepared.instance.exports, prepared.memory, lanes, passes, kibibytes);
        prepared.text += Buffer.from(tag).toString("hex") + "\n";
      }
    },
    output: ({ text }) => Buffer.from(text),
  },
};

function measure() {
  report("runtime", `node ${process.versions.node}, V8 ${process.versions.v8}`);
  const kind = kinds[spec.kind === "kernel" ? "command" : spec.kind];
  const bytes = fs.readFileSync(spec.wasm);
  report("engine", 0);
  let start = now();
  const module = new WebAssembly.Module(bytes);
  let prepared = kind.prepare(module);
  report("load", now() - start);

  start = now();
  let startCpu = cpu();
  kind.run(prepared);
  report("first", now() - start, cpu() - startCpu);
  report("first-ended", performance.timeOrigin + now());
  const output = kind.output(prepared);
  report("output", output.toString("base64"));

  let again;
  if (spec.kind === "kernel") {
    // Goes on in the instance that has run as a command; every result is the one it printed.
    const { exports } = prepared.instance;
    const size = exports.default_size();
    const printed = output.toString().trim().split(" ").pop();
    again = () => () => {
      const sum = BigInt.asUintN(64, exports.run(size)).toString(16).padStart(16, "0");
      if (sum !== printed) throw new Error(`a run gives ${sum}, the first printed ${printed}`);
    };
  } else {
    again = () => {
      prepared = kind.prepare(module);
      return () => kind.run(prepared);
    };
  }
  const repeat = (key) => {
    const run = again();
    start = now();
    startCpu = cpu();
    run();
    report(key, now() - start, cpu() - startCpu, performance.timeOrigin + now());
    if (spec.kind !== "kernel" && !kind.output(prepared).equals(output)) {
      throw new Error("the output of a later run differs from that of the first");
    }
  };
  const deadline = cpu() + Number(spec.milliseconds);
  for (let i = 0; i < spec.runs && (i < spec.leastRuns || cpu() < deadline); i++) repeat("run");
  // One run for each line of the standard input; says before each that it waits for it.
  if (spec.turns === "true") {
    const line = Buffer.alloc(1);
    for (;;) {
      fs.writeSync(1, "ready for a run\n");
      if (fs.readSync(0, line) !== 1) break;
      repeat("turn");
    }
  }
  report("rss", process.resourceUsage().maxRSS);
}

try {
  measure();
} catch (error) {
  report("error", String(error.stack).replaceAll("\n", " | "));
  process.exitCode = 1;
} finally {
  fs.rmSync(scratch, { recursive: true, force: true });
  fs.writeFileSync(spec.report, lines.join("\n") + "\n");
}
