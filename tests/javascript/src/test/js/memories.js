// SPDX-License-Identifier: Apache-2.0
'use strict';

about('Memories: Memory(descriptor)');

test('initial and maximum', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  yes(memory instanceof WebAssembly.Memory, 'is a memory');
  same(Object.getPrototypeOf(memory), WebAssembly.Memory.prototype);
  same(String(memory), '[object WebAssembly.Memory]');
  same(memory.buffer.byteLength, 65536);
  yes(Object.isExtensible(memory), 'is extensible');
});

test('is zero', () => {
  const bytes = new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer);
  same(bytes.length, 65536);
  yes(bytes.every(b => b === 0), 'all are zero');
});

test('of no pages', () => {
  same(new WebAssembly.Memory({ initial: 0 }).buffer.byteLength, 0);
});

test('sizes are converted', () => {
  same(new WebAssembly.Memory({ initial: '2' }).buffer.byteLength, 131072);
  same(new WebAssembly.Memory({ initial: 1.9 }).buffer.byteLength, 65536);
  same(new WebAssembly.Memory({ initial: { valueOf: () => 1 } }).buffer.byteLength, 65536);
});

for (const value of [undefined, NaN, Infinity, -1, 0x100000000, 'x', Symbol('s'), 1n, {}]) {
  test(`initial ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Memory({ initial: value }));
  });
}
for (const value of [NaN, Infinity, -1, 0x100000000]) {
  test(`maximum ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Memory({ initial: 0, maximum: value }));
  });
}

test('more than there may be is an error', () => {
  throws(RangeError, () => new WebAssembly.Memory({ initial: 2, maximum: 1 }));
});

for (const value of NOT_OBJECTS) {
  test(`of ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Memory(value));
  });
}

test('descriptor without initial', () => {
  throws(TypeError, () => new WebAssembly.Memory({}));
  throws(TypeError, () => new WebAssembly.Memory({ maximum: 1 }));
});

test('a subclass', () => {
  class Mine extends WebAssembly.Memory {}
  yes(new Mine({ initial: 1 }) instanceof Mine, 'is mine');
});

about('Memories: buffer');

test('the same until it is detached', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  same(memory.buffer, memory.buffer);
  yes(memory.buffer instanceof ArrayBuffer, 'is a buffer');
  same(Object.getPrototypeOf(memory.buffer), ArrayBuffer.prototype);
});

test('is a getter', () => {
  property(WebAssembly.Memory.prototype, 'buffer', READONLY);
  const { get } = Object.getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer');
  for (const value of NOT_OBJECTS.concat([{}, WebAssembly.Memory.prototype])) {
    throws(TypeError, () => get.call(value), show(value));
  }
});

const MEMORY = `(module (memory (export "memory") 1 4)
  (func (export "load8") (param i32) (result i32) (i32.load8_u (local.get 0)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "load64") (param i32) (result i64) (i64.load (local.get 0)))
  (func (export "loadf") (param i32) (result f32) (f32.load (local.get 0)))
  (func (export "loadd") (param i32) (result f64) (f64.load (local.get 0)))
  (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "size") (result i32) (memory.size)))`;

test('JavaScript writes, WebAssembly reads', () => {
  const { memory, load8, load, load64, loadf, loadd } = instance(MEMORY);
  new Uint8Array(memory.buffer)[5] = 200;
  same(load8(5), 200);
  new Int32Array(memory.buffer)[4] = -5;
  same(load(16), -5);
  new BigInt64Array(memory.buffer)[4] = -7n;
  same(load64(32), -7n);
  new Float32Array(memory.buffer)[12] = 1.5;
  same(loadf(48), 1.5);
  new Float64Array(memory.buffer)[8] = Math.PI;
  same(loadd(64), Math.PI);
  new DataView(memory.buffer).setUint32(80, 0x01020304, false);
  same(load(80), 0x04030201);
  new DataView(memory.buffer).setUint32(84, 0x01020304, true);
  same(load(84), 0x01020304);
  new Uint8ClampedArray(memory.buffer)[90] = 300;
  same(load8(90), 255);
  new Int16Array(memory.buffer)[50] = -2;
  same(load8(101), 255);
});

test('WebAssembly writes, JavaScript reads', () => {
  const { memory, store } = instance(MEMORY);
  store(8, 0x80818283 | 0);
  list(new Uint8Array(memory.buffer, 8, 4), [0x83, 0x82, 0x81, 0x80]);
  list(new Int8Array(memory.buffer, 8, 4), [-125, -126, -127, -128]);
  same(new Uint16Array(memory.buffer)[4], 0x8283);
  same(new Uint32Array(memory.buffer)[2], 0x80818283);
  same(new DataView(memory.buffer).getUint16(8, false), 0x8382);
  same(new BigUint64Array(memory.buffer)[1], 0x80818283n);
});

test('set, slice, subarray, fill, copyWithin', () => {
  const { memory, load8 } = instance(MEMORY);
  const bytes = new Uint8Array(memory.buffer);
  bytes.set([1, 2, 3], 10);
  bytes.set(new Uint8Array([4, 5]), 13);
  list(bytes.slice(10, 15), [1, 2, 3, 4, 5]);
  list(bytes.subarray(11, 13), [2, 3]);
  bytes.fill(9, 20, 23);
  same(load8(22), 9);
  same(load8(23), 0);
  bytes.copyWithin(30, 10, 15);
  same(load8(34), 5);
  bytes.set(bytes.subarray(10, 14), 11);
  list(bytes.slice(10, 15), [1, 1, 2, 3, 4]);
  same(bytes.indexOf(9), 20);
  same(new Uint8Array(memory.buffer.slice(10, 13))[2], 2);
});

test('out of range', () => {
  const { memory, load8 } = instance(MEMORY);
  const bytes = new Uint8Array(memory.buffer);
  same(bytes[65536], undefined);
  bytes[65536] = 1;
  same(bytes.length, 65536);
  throws(RangeError, () => new DataView(memory.buffer).getInt8(65536));
  throws(WebAssembly.RuntimeError, () => load8(65536));
  throws(WebAssembly.RuntimeError, () => load8(-1));
  throws(RangeError, () => new Uint8Array(memory.buffer, 65537));
});

about('Memories: grow(delta)');

test('gives the size before', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
  same(memory.grow(1), 1);
  same(memory.grow(0), 2);
  same(memory.grow(2), 2);
  same(memory.buffer.byteLength, 4 * 65536);
});

test('detaches the buffer', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4 });
  const before = memory.buffer;
  const bytes = new Uint8Array(before);
  bytes[3] = 7;
  memory.grow(1);
  same(before.byteLength, 0);
  same(bytes.length, 0);
  same(bytes[3], undefined);
  different(memory.buffer, before);
  same(memory.buffer.byteLength, 131072);
  same(new Uint8Array(memory.buffer)[3], 7);
  same(new Uint8Array(memory.buffer)[65536 + 3], 0);
});

test('by nothing detaches as well', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const before = memory.buffer;
  memory.grow(0);
  same(before.byteLength, 0);
  different(memory.buffer, before);
  same(memory.buffer.byteLength, 65536);
});

test('by the instruction detaches as well', () => {
  const { memory, grow, size } = instance(MEMORY);
  const before = memory.buffer;
  same(grow(1), 1);
  same(before.byteLength, 0);
  same(memory.buffer.byteLength, 131072);
  const second = memory.buffer;
  same(grow(0), 2);
  same(second.byteLength, 0);
  same(size(), 2);
  const third = memory.buffer;
  same(grow(100), -1);
  same(third.byteLength, 131072);
  same(memory.buffer, third);
});

test('in mid-call', () => {
  let memory;
  let before;
  const exports = instance(`(module (import "m" "look" (func $look)) (memory (export "memory") 1)
    (func (export "run") (drop (memory.grow (i32.const 1))) (call $look)))`, {
    m: { look() { same(before.byteLength, 0); same(memory.buffer.byteLength, 131072); } } });
  memory = exports.memory;
  before = memory.buffer;
  exports.run();
});

test('beyond the maximum is a RangeError', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  const before = memory.buffer;
  throws(RangeError, () => memory.grow(2));
  throws(RangeError, () => memory.grow(0xFFFFFFFF));
  same(memory.buffer, before);
  same(before.byteLength, 65536);
});

test('delta is converted', () => {
  const memory = new WebAssembly.Memory({ initial: 0, maximum: 9 });
  same(memory.grow('1'), 0);
  same(memory.grow({ valueOf: () => 2 }), 1);
  same(memory.grow(1.9), 3);
  for (const value of [undefined, NaN, -1, Infinity, 0x100000000, Symbol('s'), 1n]) {
    throws(TypeError, () => memory.grow(value), show(value));
  }
  throws(TypeError, () => memory.grow());
  same(memory.buffer.byteLength, 4 * 65536);
});

test('is an operation', () => {
  property(WebAssembly.Memory.prototype, 'grow', METHOD);
  same(WebAssembly.Memory.prototype.grow.length, 1);
  for (const value of NOT_OBJECTS.concat([{}, WebAssembly.Memory.prototype])) {
    throws(TypeError, () => WebAssembly.Memory.prototype.grow.call(value, 1), show(value));
  }
});

about('Memories: identity');

test('an imported memory is exported as itself', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const exports = instance('(module (import "m" "mem" (memory 1)) (export "a" (memory 0)) (export "b" (memory 0)))', { m: { mem: memory } });
  same(exports.a, memory);
  same(exports.b, memory);
});

test('two instances share a memory', () => {
  const { memory } = instance(MEMORY);
  const other = instance('(module (import "m" "mem" (memory 1)) (func (export "get") (result i32) (i32.load8_u (i32.const 3))))', { m: { mem: memory } });
  new Uint8Array(memory.buffer)[3] = 42;
  same(other.get(), 42);
  memory.grow(1);
  same(other.get(), 42);
});
