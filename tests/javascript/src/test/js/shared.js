// SPDX-License-Identifier: Apache-2.0
'use strict';

about('Shared memories: Memory(descriptor)');

test('buffer', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
  yes(memory.buffer instanceof SharedArrayBuffer, 'is a SharedArrayBuffer');
  same(Object.getPrototypeOf(memory.buffer), SharedArrayBuffer.prototype);
  same(memory.buffer, memory.buffer);
  same(memory.buffer.byteLength, 65536);
  yes(new Uint8Array(memory.buffer).every(b => b === 0), 'all are zero');
});

test('the buffer is frozen', () => {
  const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
  yes(Object.isFrozen(buffer), 'is frozen');
});

test('needs a maximum', () => {
  throws(TypeError, () => new WebAssembly.Memory({ initial: 1, shared: true }));
  throws(RangeError, () => new WebAssembly.Memory({ initial: 2, maximum: 1, shared: true }));
});

test('shared is converted', () => {
  const of = shared => new WebAssembly.Memory({ initial: 0, maximum: 1, shared }).buffer;
  yes(of('x') instanceof SharedArrayBuffer, 'a string');
  yes(of(0) instanceof ArrayBuffer, '0');
  yes(of(undefined) instanceof ArrayBuffer, 'undefined');
});

test('of no pages, and of the largest maximum', () => {
  same(new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true }).buffer.byteLength, 0);
  const large = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  same(large.buffer.byteLength, 65536);
});

about('Shared memories: growth');

test('a larger buffer, and the smaller one stays', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 3, shared: true });
  const before = memory.buffer;
  const bytes = new Uint8Array(before);
  bytes[7] = 7;
  same(memory.grow(2), 1);
  same(before.byteLength, 65536);
  same(bytes.length, 65536);
  same(bytes[7], 7);
  different(memory.buffer, before);
  same(memory.buffer.byteLength, 3 * 65536);
  const all = new Uint8Array(memory.buffer);
  same(all[7], 7);
  all[8] = 8;
  same(bytes[8], 8, 'seen through the smaller one');
  same(all[3 * 65536 - 1], 0);
});

test('beyond the maximum', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
  throws(RangeError, () => memory.grow(2));
  same(memory.buffer.byteLength, 65536);
});

const SHARED = `(module
  (memory (export "memory") 1 4 shared)
  (func (export "load") (param i32) (result i32) (i32.atomic.load (local.get 0)))
  (func (export "store") (param i32 i32) (i32.atomic.store (local.get 0) (local.get 1)))
  (func (export "add") (param i32 i32) (result i32)
    (i32.atomic.rmw.add (local.get 0) (local.get 1)))
  (func (export "add8") (param i32 i32) (result i32)
    (i32.atomic.rmw8.add_u (local.get 0) (local.get 1)))
  (func (export "exchange") (param i32 i64 i64) (result i64)
    (i64.atomic.rmw.cmpxchg (local.get 0) (local.get 1) (local.get 2)))
  (func (export "exchange8") (param i32 i32 i32) (result i32)
    (i32.atomic.rmw8.cmpxchg_u (local.get 0) (local.get 1) (local.get 2)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "wait") (param i32 i32 i64) (result i32)
    (memory.atomic.wait32 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "wait64") (param i32 i64 i64) (result i32)
    (memory.atomic.wait64 (local.get 0) (local.get 1) (local.get 2)))
  (func (export "notify") (param i32 i32) (result i32)
    (memory.atomic.notify (local.get 0) (local.get 1))))`;

const atomics = () => new WebAssembly.Instance(new WebAssembly.Module(wat(SHARED))).exports;

about('Shared memories: imports and exports');

test('an exported one', () => {
  const { memory, grow } = atomics();
  yes(memory instanceof WebAssembly.Memory, 'is a memory');
  yes(memory.buffer instanceof SharedArrayBuffer, 'is a SharedArrayBuffer');
  const before = memory.buffer;
  same(grow(2), 1);
  same(before.byteLength, 65536);
  same(memory.buffer.byteLength, 3 * 65536);
  same(grow(2), -1);
});

test('one in two instances', () => {
  const importing = wat(`(module (import "env" "memory" (memory 1 8 shared))
    (export "memory" (memory 0))
    (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
    (func (export "size") (result i32) memory.size)
    (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1))))`);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared: true });
  const module = new WebAssembly.Module(importing);
  const one = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const two = new WebAssembly.Instance(module, { env: { memory } }).exports;
  same(one.memory, memory);
  one.store(4, -5);
  same(two.load(4), -5);
  same(new Int32Array(memory.buffer)[1], -5);
  memory.grow(1);
  same(two.size(), 2);
});

test('not in the place of the other kind', () => {
  const shared = new WebAssembly.Module(wat('(module (import "a" "b" (memory 1 4 shared)))'));
  const single = new WebAssembly.Module(wat('(module (import "a" "b" (memory 1 4)))'));
  const link = (module, descriptor) => {
    return new WebAssembly.Instance(module, { a: { b: new WebAssembly.Memory(descriptor) } });
  };
  link(shared, { initial: 1, maximum: 4, shared: true });
  link(single, { initial: 1, maximum: 4 });
  throws(WebAssembly.LinkError, () => link(shared, { initial: 1, maximum: 4 }));
  throws(WebAssembly.LinkError, () => link(single, { initial: 1, maximum: 4, shared: true }));
  throws(WebAssembly.LinkError, () => link(shared, { initial: 1, maximum: 5, shared: true }));
});

about('Shared memories: Atomics');

test('on integers', () => {
  const { memory, load, store, add } = atomics();
  const ints = new Int32Array(memory.buffer);
  same(Atomics.store(ints, 2, 42), 42);
  same(load(8), 42);
  same(add(8, 8), 42);
  same(Atomics.load(ints, 2), 50);
  same(Atomics.add(ints, 2, -51), 50);
  same(load(8), -1);
  same(Atomics.compareExchange(ints, 2, -1, 7), -1);
  same(Atomics.exchange(ints, 2, 12), 7);
  same(Atomics.and(ints, 2, 6), 12);
  same(Atomics.or(ints, 2, 9), 4);
  same(Atomics.xor(ints, 2, 1), 13);
  same(Atomics.sub(ints, 2, 1), 12);
  same(load(8), 11);
  store(8, 99);
  same(ints[2], 99);
});

test('on bytes, shorts and 64 bits', () => {
  const { memory, load, add8, exchange } = atomics();
  const bytes = new Uint8Array(memory.buffer);
  same(Atomics.add(bytes, 9, 255), 0);
  same(load(8), 0xFF00);
  same(add8(9, 2), 255);
  same(Atomics.load(bytes, 9), 1);
  same(Atomics.or(new Uint16Array(memory.buffer), 5, 0x8001), 0);
  same(load(8), 0x80010100 | 0);
  const longs = new BigInt64Array(memory.buffer);
  same(Atomics.add(longs, 2, -3n), 0n);
  same(exchange(16, -3n, 5n), -3n);
  same(exchange(16, -3n, 6n), 5n);
  same(Atomics.load(longs, 2), 5n);
});

test('of the operand that is expected only the low bytes count', () => {
  const { memory, exchange8 } = atomics();
  const bytes = new Uint8Array(memory.buffer);
  bytes[3] = 0x11;
  bytes[4] = 0x22;
  same(exchange8(3, 0x7711, 0x9933), 0x11);
  list(bytes.slice(2, 6), [0, 0x33, 0x22, 0]);
});

test('waiting and waking', () => {
  const { memory, wait, wait64, notify } = atomics();
  same(notify(0, 1), 0);
  same(wait(0, 1, -1n), 1);
  same(wait(0, 0, 1000n), 2);
  same(wait64(8, 1n, -1n), 1);
  same(wait64(8, 0n, 1000n), 2);
  same(Atomics.notify(new Int32Array(memory.buffer), 0, 1), 0);
});

test('traps', () => {
  const { load, wait, wait64, notify, exchange } = atomics();
  for (const body of [
    () => load(2),
    () => load(65536),
    () => load(-4),
    () => notify(1, 0),
    () => notify(65536, 0),
    () => wait(2, 0, 0n),
    () => wait64(4, 0n, 0n),
    () => exchange(4, 0n, 0n),
  ]) {
    throws(WebAssembly.RuntimeError, body, String(body));
  }
  const single = new WebAssembly.Instance(new WebAssembly.Module(wat(`(module (memory 1)
    (func (export "notify") (result i32) (memory.atomic.notify (i32.const 0) (i32.const 1)))
    (func (export "add") (result i32) (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
    (func (export "wait") (result i32)
      (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0))))`))).exports;
  same(single.notify(), 0);
  same(single.add(), 0);
  same(single.add(), 1);
  throws(WebAssembly.RuntimeError, single.wait);
});
