// SPDX-License-Identifier: Apache-2.0
// node run-node.mjs SCRIPT DIRECTORY: runs a script with the package in DIRECTORY and prints what it
// returns.
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';

const [script, directory] = process.argv.slice(2);
const body = vm.runInThisContext(`(${readFileSync(script, 'utf8').replace(/^\/\/.*$/gm, '').trim()})`, { filename: script });
const text = await body({
  directory,
  require: createRequire(import.meta.url),
  load: path => import(path),
  read: path => new Uint8Array(readFileSync(path)),
});
writeSync(1, text);
