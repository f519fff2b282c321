// SPDX-License-Identifier: Apache-2.0
'use strict';

about('Instances: Instance(moduleObject, importObject)');

test('is an object', () => {
  const made = new WebAssembly.Instance(new WebAssembly.Module(EMPTY));
  yes(made instanceof WebAssembly.Instance, 'is an instance');
  same(Object.getPrototypeOf(made), WebAssembly.Instance.prototype);
  same(String(made), '[object WebAssembly.Instance]');
  yes(Object.isExtensible(made), 'is extensible');
});

for (const value of NOT_OBJECTS.concat([{}, EMPTY, WebAssembly.Module])) {
  test(`of ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Instance(value));
  });
}
for (const value of [null, true, 0, 'text', Symbol('s'), 1n]) {
  test(`an import object that is ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Instance(new WebAssembly.Module(EMPTY), value));
  });
}

test('a subclass', () => {
  class Mine extends WebAssembly.Instance {}
  yes(new Mine(new WebAssembly.Module(EMPTY)) instanceof Mine, 'is mine');
});

about('Instances: exports');

test('a frozen object without prototype', () => {
  const exports = instance('(module (func (export "b")) (func (export "a")) (memory (export "1") 0))');
  same(Object.getPrototypeOf(exports), null);
  yes(Object.isFrozen(exports), 'is frozen');
  yes(!Object.isExtensible(exports), 'is not extensible');
  property(exports, 'a', { writable: false, enumerable: true, configurable: false });
  throws(TypeError, () => { exports.a = 1; });
  throws(TypeError, () => { exports.c = 1; });
  throws(TypeError, () => { delete exports.a; });
  list(Object.keys(exports), ['1', 'b', 'a']);
});

test('is a getter', () => {
  property(WebAssembly.Instance.prototype, 'exports', READONLY);
  const { get } = Object.getOwnPropertyDescriptor(WebAssembly.Instance.prototype, 'exports');
  for (const value of NOT_OBJECTS.concat([{}, WebAssembly.Instance.prototype])) {
    throws(TypeError, () => get.call(value), show(value));
  }
  const made = new WebAssembly.Instance(new WebAssembly.Module(EMPTY));
  same(made.exports, made.exports);
});

test('any name', () => {
  const exports = instance('(module (func (export "")) (func (export "__proto__")) (func (export "constructor")) (func (export "a b")))');
  list(Object.keys(exports), ['', '__proto__', 'constructor', 'a b']);
  same(typeof exports.__proto__, 'function');
});

test('instances of a module are separate', () => {
  const module = new WebAssembly.Module(wat('(module (global $g (mut i32) (i32.const 0)) (func (export "next") (result i32) (global.set $g (i32.add (global.get $g) (i32.const 1))) (global.get $g)))'));
  const a = new WebAssembly.Instance(module).exports;
  const b = new WebAssembly.Instance(module).exports;
  same(a.next(), 1);
  same(a.next(), 2);
  same(b.next(), 1);
  different(a.next, b.next);
});

about('Instances: imports');

const FUNCTION = '(module (import "module" "name" (func)))';

test('the import object is read in the order of the imports', () => {
  const log = [];
  const watched = new Proxy({}, { get(_, module) { log.push(module); return new Proxy({}, { get(_, name) { log.push(`${module}.${name}`); return () => 0; } }); } });
  instance('(module (import "b" "x" (func)) (import "a" "y" (func)) (import "b" "z" (func)))', watched);
  list(log, ['b', 'b.x', 'a', 'a.y', 'b', 'b.z']);
});

test('getters and prototypes count', () => {
  const imports = Object.create({ module: { get name() { return () => 0; } } });
  yes(instance(FUNCTION, imports) !== undefined, 'links');
});

test('an exception of a getter passes', () => {
  const error = new RangeError('mine');
  let caught;
  try { instance(FUNCTION, { get module() { throw error; } }); } catch (e) { caught = e; }
  same(caught, error);
});

for (const value of [undefined, null, 0, 'x', true, 1n, Symbol('s')]) {
  test(`module ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => instance(FUNCTION, { module: value }));
  });
}
test('no import object is a TypeError', () => {
  throws(TypeError, () => instance(FUNCTION));
  throws(TypeError, () => instance(FUNCTION, {}));
});
test('an import object that is not needed', () => {
  yes(instance('(module)', { any: 1 }) !== undefined, 'links');
  yes(instance('(module)', () => 1) !== undefined, 'links');
});

const KINDS = {
  func: ['(module (import "m" "x" (func)))', () => 0],
  memory: ['(module (import "m" "x" (memory 1)))', new WebAssembly.Memory({ initial: 1 })],
  table: ['(module (import "m" "x" (table 1 funcref)))', new WebAssembly.Table({ element: 'anyfunc', initial: 1 })],
  global: ['(module (import "m" "x" (global i32)))', new WebAssembly.Global({ value: 'i32' })],
};
for (const wanted in KINDS) {
  for (const given in KINDS) {
    test(`${given} for ${wanted}`, () => {
      const link = () => instance(KINDS[wanted][0], { m: { x: KINDS[given][1] } });
      if (wanted === given) {
        yes(link() !== undefined, 'links');
      } else {
        throws(WebAssembly.LinkError, link);
      }
    });
  }
}

const { f: F } = instance('(module (func (export "f") (param i32) (result i32) (local.get 0)))');
const MISMATCHES = {
  'function of another type': ['(module (import "m" "x" (func (param i64))))', F],
  'memory too small': ['(module (import "m" "x" (memory 2)))', new WebAssembly.Memory({ initial: 1 })],
  'memory without maximum': ['(module (import "m" "x" (memory 1 2)))', new WebAssembly.Memory({ initial: 1 })],
  'memory with too large a maximum': ['(module (import "m" "x" (memory 1 2)))', new WebAssembly.Memory({ initial: 1, maximum: 3 })],
  'table too small': ['(module (import "m" "x" (table 2 funcref)))', new WebAssembly.Table({ element: 'anyfunc', initial: 1 })],
  'table without maximum': ['(module (import "m" "x" (table 1 2 funcref)))', new WebAssembly.Table({ element: 'anyfunc', initial: 1 })],
  'table of other elements': ['(module (import "m" "x" (table 1 funcref)))', new WebAssembly.Table({ element: 'externref', initial: 1 })],
};
for (const name in MISMATCHES) {
  test(`${name} is a LinkError`, () => {
    throws(WebAssembly.LinkError, () => instance(MISMATCHES[name][0], { m: { x: MISMATCHES[name][1] } }));
  });
}

test('sizes after growth count', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 3 });
  memory.grow(1);
  yes(instance('(module (import "m" "x" (memory 2 3)))', { m: { x: memory } }) !== undefined, 'links');
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  table.grow(1);
  yes(instance('(module (import "m" "x" (table 2 funcref)))', { m: { x: table } }) !== undefined, 'links');
});

about('Instances: start function and segments');

test('the start function runs before the constructor returns', () => {
  let ran = 0;
  instance('(module (import "m" "f" (func $f)) (start $f))', { m: { f() { ran++; } } });
  same(ran, 1);
});
test('an exception of the start function passes', () => {
  const error = new Error('mine');
  let caught;
  try { instance('(module (import "m" "f" (func $f)) (start $f))', { m: { f() { throw error; } } }); } catch (e) { caught = e; }
  same(caught, error);
});
test('a trap of the start function is a RuntimeError', () => {
  throws(WebAssembly.RuntimeError, () => instance('(module (func $f (unreachable)) (start $f))'));
});
test('a data segment that does not fit is a RuntimeError', () => {
  throws(WebAssembly.RuntimeError, () => instance('(module (memory 1) (data (i32.const 65536) "x"))'));
});
test('an element segment that does not fit is a RuntimeError', () => {
  throws(WebAssembly.RuntimeError, () => instance('(module (table 1 funcref) (func $f) (elem (i32.const 1) $f))'));
});
test('segments before one that does not fit stay', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  try { instance('(module (import "m" "x" (memory 1)) (data (i32.const 0) "a") (data (i32.const 65536) "b"))', { m: { x: memory } }); } catch { /* as above */ }
  same(new Uint8Array(memory.buffer)[0], 97);
});
