// SPDX-License-Identifier: Apache-2.0
// Compresses and decompresses.
async ({ require, directory }) => {
  const zstd = require(directory + '/dist/common/index.node.js');
  await zstd.init();
  const lines = [];
  let seed = 1;
  const noise = new Uint8Array(20000).map(() => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) >> 16);
  const text = new TextEncoder().encode('the same again and again, é; '.repeat(2000));
  for (const data of [text, noise, new Uint8Array(0), new Uint8Array(100000), text.subarray(5, 500)]) {
    for (const level of [1, 10, 19]) {
      const packed = zstd.compress(data, level);
      const back = zstd.decompress(packed);
      lines.push(`${data.length} ${level} ${packed.length} ${packed.reduce((h, b) => (h * 31 + b) | 0, 0)} ${back.length === data.length && back.every((b, i) => b === data[i])}`);
    }
  }
  try {
    zstd.decompress(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
  } catch (e) {
    lines.push(String(e));
  }
  return lines.join('\n');
}
