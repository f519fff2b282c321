// SPDX-License-Identifier: Apache-2.0
// Scans a text with regular expressions, as editors do to colour it.
async ({ require, directory, read }) => {
  const onig = require(directory + '/release/main.js');
  await onig.loadWASM(read(directory + '/release/onig.wasm'));
  const scanner = new onig.OnigScanner(['\\b(let|const|function|return)\\b', '"(?:[^"\\\\]|\\\\.)*"', '\\d+(?:\\.\\d+)?', '(?<name>\\p{L}[\\p{L}\\d_]*)', '//.*$', '\\s+']);
  const text = 'function größe(x) { // 😀 comment\n  let s = "a \\"quoted\\" 你好";\n  return x * 12.5 + s.length;\n}\n';
  const lines = [];
  for (let round = 0; round < 3; round++) {
    const string = new onig.OnigString(text.repeat(5));
    for (let at = 0; ;) {
      const match = scanner.findNextMatchSync(string, at);
      if (match === null) break;
      lines.push(`${match.index}: ${match.captureIndices.map(c => `${c.start}-${c.end}`).join(' ')}`);
      at = Math.max(match.captureIndices[0].end, at + 1);
    }
    string.dispose();
  }
  scanner.dispose();
  try {
    new onig.OnigScanner(['(']);
  } catch (e) {
    lines.push(String(e));
  }
  return lines.join('\n');
}
