// SPDX-License-Identifier: Apache-2.0
//
// Argon2id (RFC 9106) around a module that exports its compression: G(x, y, result, scratch), G2
// (the same twice over), xor(result, x, y) and getLZ(result, j, lane, lanes, pass, slice, at,
// slices, segment). The counterpart of Argon2id.java.

const BLOCK = 1024;
const SLICES = 4;

// BLAKE2b (RFC 7693) without a key, over 32-bit halves: low word first.
const IV = Uint32Array.of(
  0xf3bcc908, 0x6a09e667, 0x84caa73b, 0xbb67ae85, 0xfe94f82b, 0x3c6ef372, 0x5f1d36f1, 0xa54ff53a,
  0xade682d1, 0x510e527f, 0x2b3e6c1f, 0x9b05688c, 0xfb41bd6b, 0x1f83d9ab, 0x137e2179, 0x5be0cd19,
);
const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

const v = new Uint32Array(32);
const m = new Uint32Array(32);

function add(a, b) {
  const low = v[a] + v[b];
  v[a + 1] += v[b + 1] + (low > 0xffffffff ? 1 : 0);
  v[a] = low;
}

function addMessage(a, b) {
  const low = v[a] + m[b];
  v[a + 1] += m[b + 1] + (low > 0xffffffff ? 1 : 0);
  v[a] = low;
}

// v[a] = (v[a] ^ v[b]) rotated right by the given number of bits.
function rotate(a, b, bits) {
  let low = v[a] ^ v[b];
  let high = v[a + 1] ^ v[b + 1];
  if (bits >= 32) {
    [low, high] = [high, low];
    bits -= 32;
  }
  if (bits !== 0) {
    const t = (low >>> bits) | (high << (32 - bits));
    high = (high >>> bits) | (low << (32 - bits));
    low = t;
  }
  v[a] = low;
  v[a + 1] = high;
}

function quarter(a, b, c, d, x, y) {
  a *= 2;
  b *= 2;
  c *= 2;
  d *= 2;
  add(a, b);
  addMessage(a, x * 2);
  rotate(d, a, 32);
  add(c, d);
  rotate(b, c, 24);
  add(a, b);
  addMessage(a, y * 2);
  rotate(d, a, 16);
  add(c, d);
  rotate(b, c, 63);
}

function blake2b(length, ...parts) {
  const input = Buffer.concat(parts);
  const h = IV.slice();
  h[0] ^= 0x01010000 ^ length;
  const blocks = Math.max(1, Math.ceil(input.length / 128));
  const padded = Buffer.alloc(blocks * 128);
  input.copy(padded);
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 32; i++) m[i] = padded.readUInt32LE(block * 128 + i * 4);
    v.set(h);
    v.set(IV, 16);
    const last = block === blocks - 1;
    v[24] ^= last ? input.length : (block + 1) * 128;
    if (last) {
      v[28] = ~v[28];
      v[29] = ~v[29];
    }
    for (let round = 0; round < 12; round++) {
      const s = SIGMA[round % 10];
      quarter(0, 4, 8, 12, s[0], s[1]);
      quarter(1, 5, 9, 13, s[2], s[3]);
      quarter(2, 6, 10, 14, s[4], s[5]);
      quarter(3, 7, 11, 15, s[6], s[7]);
      quarter(0, 5, 10, 15, s[8], s[9]);
      quarter(1, 6, 11, 12, s[10], s[11]);
      quarter(2, 7, 8, 13, s[12], s[13]);
      quarter(3, 4, 9, 14, s[14], s[15]);
    }
    for (let i = 0; i < 16; i++) h[i] ^= v[i] ^ v[i + 16];
  }
  return Buffer.from(h.buffer).subarray(0, length);
}

const le32 = (...values) => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => bytes.writeUInt32LE(value, i * 4));
  return bytes;
};

// H', the hash of variable length (RFC 9106 section 3.3).
function longHash(length, ...parts) {
  if (length <= 64) return blake2b(length, le32(length), ...parts);
  const out = [];
  let last = blake2b(64, le32(length), ...parts);
  let left = length;
  for (; left > 64; left -= 32) {
    out.push(last.subarray(0, 32));
    last = left - 32 > 64 ? blake2b(64, last) : blake2b(left - 32, last);
  }
  out.push(last);
  return Buffer.concat(out);
}

// The 32-byte tag for the password, salt, secret and associated data of RFC 9106, section 5.3.
export function hash(wasm, memory, lanes, passes, kibibytes) {
  const length = 32;
  const fill = (byte, size) => Buffer.alloc(size, byte);
  const withSize = (bytes) => Buffer.concat([le32(bytes.length), bytes]);
  const h0 = blake2b(
    64,
    le32(lanes, length, kibibytes, passes, 0x13, 2),
    withSize(fill(1, 32)),
    withSize(fill(2, 16)),
    withSize(fill(3, 8)),
    withSize(fill(4, 12)),
  );

  const columns = SLICES * Math.floor(kibibytes / (SLICES * lanes));
  const segment = columns / SLICES;
  // The layout of the memory: five blocks of scratch, two words, then the lanes.
  const [scratch, numbers, input, zero, fresh, lz] = [0, 1, 2, 3, 4, 5].map((i) => i * BLOCK);
  const matrix = 6 * BLOCK;
  const block = (lane, column) => matrix + (lane * columns + column) * BLOCK;
  const missing = block(lanes, 0) - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65536));
  const bytes = new Uint8Array(memory.buffer);
  const words = new Uint32Array(memory.buffer);
  bytes.fill(0, 0, matrix);

  for (let lane = 0; lane < lanes; lane++) {
    for (let column = 0; column < 2; column++) {
      bytes.set(longHash(BLOCK, h0, le32(column, lane)), block(lane, column));
    }
  }
  for (let pass = 0; pass < passes; pass++) {
    for (let slice = 0; slice < SLICES; slice++) {
      for (let lane = 0; lane < lanes; lane++) {
        const independent = pass === 0 && slice < 2;
        if (independent) {
          bytes.fill(0, input, input + BLOCK);
          [pass, lane, slice, columns * lanes, passes, 2].forEach((value, i) => {
            words[input / 4 + 2 * i] = value;
          });
        }
        for (let at = 0; at < segment; at++) {
          // A block of numbers serves 128 columns.
          if (independent && at % 128 === 0) {
            words[input / 4 + 12] = at / 128 + 1;
            wasm.G2(zero, input, numbers, scratch);
          }
          if (pass === 0 && slice === 0 && at < 2) continue;
          const column = slice * segment + at;
          const previous = block(lane, column > 0 ? column - 1 : columns - 1);
          const random = independent ? numbers + (at % 128) * 8 : previous;
          wasm.getLZ(lz, random, lane, lanes, pass, slice, at, SLICES, segment);
          const reference = block(words[lz / 4], words[lz / 4 + 1]);
          const current = block(lane, column);
          if (pass === 0) {
            wasm.G(previous, reference, current, scratch);
          } else {
            wasm.G(previous, reference, fresh, scratch);
            wasm.xor(current, fresh, current);
          }
        }
      }
    }
  }
  const result = block(0, columns - 1);
  for (let lane = 1; lane < lanes; lane++) {
    wasm.xor(result, result, block(lane, columns - 1));
  }
  return longHash(length, Buffer.from(memory.buffer, result, BLOCK));
}
