// SPDX-License-Identifier: Apache-2.0
// Runs modules on V8. Each line of the standard input is a JSON text
//   {"module": base64, "calls": [{"function": "f0", "types": ["i32"], "arguments": ["1"],
//    "results": ["f32"]}], "fuel": 1, "memories": 1, "tables": 1, "globals": ["i32"]}
// and is answered by a line: what each call gave and the state after it, separated by tabs.
// With {"module": base64} alone the answer is whether it is valid.
import { createInterface } from "node:readline";

const float = new DataView(new ArrayBuffer(8));

function show(type, value) {
  switch (type) {
    case "i32":
    case "i64":
      return String(value);
    case "f32":
      float.setFloat32(0, value);
      return Number.isNaN(value) ? "nan" : float.getInt32(0).toString(16);
    case "f64":
      float.setFloat64(0, value);
      return Number.isNaN(value) ? "nan" : float.getBigInt64(0).toString(16);
    default:
      return value === null ? "null" : "ref";
  }
}

function read(type, text) {
  if (text === null) return null;
  return type === "i64" ? BigInt(text) : type === "externref" ? text : Number(text);
}

function hash(buffer) {
  let h = 0;
  for (const word of new Int32Array(buffer)) h = (Math.imul(h, 31) + word) | 0;
  return h;
}

// Not the messages themselves: V8's differ from the specification's, and are coarser.
function trap(error) {
  if (error instanceof RangeError && /call stack/.test(error.message)) return "exhausted";
  if (!(error instanceof WebAssembly.RuntimeError)) return "error " + error;
  const message = error.message;
  if (/unreachable/.test(message)) return "unreachable";
  if (/divide by zero|remainder by zero/.test(message)) return "zero";
  if (/unrepresentable/.test(message)) return "overflow";
  if (/memory access|data segment/.test(message)) return "memory";
  if (/table index|table access|table or|element segment|function signature|null function|table/.test(message)) return "table";
  if (/null/.test(message)) return "null";
  return message;
}

function run(test) {
  const outcomes = [];
  let log = 0;
  const imports = { env: { log: (value) => { log = (Math.imul(log, 31) + value) | 0; } } };
  let exports;
  try {
    exports = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(test.module, "base64")), imports).exports;
  } catch (error) {
    return ["instantiate " + trap(error)];
  }
  for (const call of test.calls) {
    exports.refuel(test.fuel);
    let outcome;
    try {
      const values = exports[call.function](...call.arguments.map((text, i) => read(call.types[i], text)));
      const list = call.results.length === 0 ? [] : call.results.length === 1 ? [values] : values;
      outcome = call.results.map((type, i) => show(type, list[i])).join(" ");
    } catch (error) {
      outcome = "trap " + trap(error);
    }
    for (let i = 0; i < test.memories; i++) {
      const buffer = exports["m" + i].buffer;
      outcome += ` m${i} ${buffer.byteLength} ${hash(buffer)}`;
    }
    for (let i = 0; i < test.tables; i++) {
      const table = exports["s" + i];
      outcome += ` s${i} `;
      const size = Number(table.length);
      const wide = typeof table.length === "bigint";
      for (let k = 0; k < size; k++) {
        outcome += table.get(wide ? BigInt(k) : k) === null ? "0" : "1";
      }
    }
    test.globals.forEach((type, i) => (outcome += ` g${i} ` + show(type, exports["g" + i].value)));
    outcomes.push(outcome + " log " + log);
  }
  return outcomes;
}

for await (const line of createInterface({ input: process.stdin })) {
  const test = JSON.parse(line);
  const answer = test.calls ? run(test).join("\t") : WebAssembly.validate(Buffer.from(test.module, "base64"));
  process.stdout.write(answer + "\n");
}
