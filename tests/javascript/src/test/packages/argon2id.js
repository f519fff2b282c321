// SPDX-License-Identifier: Apache-2.0
// Hashes passwords; the vector of RFC 9106, section 5.3, first.
async ({ load, directory, read }) => {
  const { default: setup } = await load(directory + '/lib/setup.js');
  const instantiate = file => async imports => WebAssembly.instantiate(read(`${directory}/dist/${file}`), imports);
  const argon2id = await setup(instantiate('simd.wasm'), instantiate('no-simd.wasm'));
  const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');
  const bytes = (n, value) => new Uint8Array(n).fill(value);
  const lines = [];
  for (const [parallelism, passes, memorySize] of [[4, 3, 32], [1, 1, 64], [2, 2, 256], [1, 2, 1024]]) {
    lines.push(hex(argon2id({ password: bytes(32, 1), salt: bytes(16, 2), secret: bytes(8, 3), ad: bytes(12, 4), parallelism, passes, memorySize, tagLength: 32 })));
  }
  return lines.join('\n');
}
