// SPDX-License-Identifier: Apache-2.0
// The border between JavaScript and WebAssembly: a million crossings, or accesses of 1 MiB of memory
// twice. Prints a line for each kernel: its name, the best time of one run in ms, and its result.
'use strict';

// border.wat, beside this file, in base64: GraalWasm and node do not read the text format.
const base64 =
  'AGFzbQEAAAABDAJgAX8Bf2ACf38BfwIMAQNlbnYEc3RlcAAAAwMCAQAFAwEAEAcXAwZtZW1vcnkCAANhZGQAAQRsb2' +
  '9wAAIKJQIHACAAIAFqCxsBAX8DQCABIAAQAGohASAAQQFrIgANAAsgAQsAJwRuYW1lAQcBAARzdGVwAgsBAgIAAW4B' +
  'A3N1bQMKAQIBAAVhZ2Fpbg==';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function decode(text) {
  const bytes = [];
  let bits = 0;
  let n = 0;
  for (const c of text.replace(/=+$/, '')) {
    bits = ((bits << 6) | alphabet.indexOf(c)) & 0xffffff;
    n += 6;
    if (n >= 8) {
      n -= 8;
      bytes.push((bits >> n) & 255);
    }
  }
  return new Uint8Array(bytes);
}

let state = 0;
function step(x) {
  state = (state + x) | 0;
  return state ^ x;
}

const module = new WebAssembly.Module(decode(base64));
const { exports } = new WebAssembly.Instance(module, { env: { step } });

const kernels = {
  call() {
    const add = exports.add;
    let sum = 0;
    for (let i = 0; i < 1000000; i++) sum = add(sum, i);
    return sum;
  },
  import() {
    state = 0;
    return exports.loop(1000000);
  },
  memory() {
    const view = new Uint8Array(exports.memory.buffer);
    const n = view.length;
    for (let i = 0; i < n; i++) view[i] = i * 7;
    let sum = 0;
    for (let i = 0; i < n; i++) sum = (sum + view[i]) | 0;
    return sum;
  },
};

for (const name in kernels) {
  const run = kernels[name];
  let result;
  for (let i = 0; i < 300; i++) result = run();
  let best = Infinity;
  for (let round = 0; round < 30; round++) {
    const start = Date.now();
    for (let i = 0; i < 50; i++) run();
    best = Math.min(best, (Date.now() - start) / 50);
  }
  console.log(name, best.toFixed(3), result);
}
