// SPDX-License-Identifier: Apache-2.0
// node run-node.mjs DIRECTORY TRANSLATIONS: runs the tests under node; TRANSLATIONS is a JSON file of
// what Weft made of each text. Prints a JSON object of the results by file.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';

const [directory, translations] = process.argv.slice(2);
const modules = JSON.parse(readFileSync(translations, 'utf8'));
const all = {};
for (const file of readdirSync(directory).filter(f => f.endsWith('.js') && f !== 'harness.js').sort()) {
  const context = vm.createContext({ console, escape, unescape });
  const run = (text, name) => vm.runInContext(text, context, { filename: name });
  const toBytes = run('hex => new Uint8Array(hex.match(/../g).map(h => parseInt(h, 16)))', 'bytes');
  context.wat = text => {
    if (!(text in modules)) throw new Error('a text that Weft has not seen: ' + text);
    return toBytes(modules[text]);
  };
  run(readFileSync(join(directory, 'harness.js'), 'utf8'), 'harness.js');
  run(readFileSync(join(directory, file), 'utf8'), file);
  await run('chain', 'end');
  all[file] = JSON.parse(run('JSON.stringify(results)', 'end'));
}
console.log(JSON.stringify(all));
