// SPDX-License-Identifier: Apache-2.0
// Runs a WASI program in node: run-node.mjs FILE DIRECTORY [ARGS...]. For comparing by hand.
import {readFile} from 'node:fs/promises';
import {WASI} from 'node:wasi';
const [file, dir, ...args] = process.argv.slice(2);
const wasi = new WASI({version: 'preview1', args: [file, ...args], env: {A: 'b'},
  preopens: {'/': dir}});
const module = await WebAssembly.compile(await readFile(file));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
process.exitCode = wasi.start(instance);
