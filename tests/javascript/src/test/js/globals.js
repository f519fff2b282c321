// SPDX-License-Identifier: Apache-2.0
'use strict';

about('Globals: Global(descriptor, v)');

test('is an object', () => {
  const global = new WebAssembly.Global({ value: 'i32' });
  yes(global instanceof WebAssembly.Global, 'is a global');
  same(Object.getPrototypeOf(global), WebAssembly.Global.prototype);
  same(String(global), '[object WebAssembly.Global]');
});

const DEFAULTS = [['i32', 0], ['i64', 0n], ['f32', 0], ['f64', 0], ['anyfunc', null], ['externref', undefined]];
for (const [type, value] of DEFAULTS) {
  test(`${type} without a value`, () => {
    same(new WebAssembly.Global({ value: type }).value, value);
    if (!type.endsWith('func') && type !== 'externref') {
      same(new WebAssembly.Global({ value: type }, undefined).value, value);
    }
  });
}

const CONVERSIONS = [
  ['i32', 5, 5], ['i32', -1, -1], ['i32', 2 ** 31, -(2 ** 31)], ['i32', 2 ** 32 + 7, 7], ['i32', 1.9, 1], ['i32', -1.9, -1],
  ['i32', NaN, 0], ['i32', Infinity, 0], ['i32', '12', 12], ['i32', null, 0], ['i32', true, 1], ['i32', [], 0], ['i32', {}, 0],
  ['i64', 5n, 5n], ['i64', -1n, -1n], ['i64', 2n ** 63n, -(2n ** 63n)], ['i64', 2n ** 64n + 7n, 7n], ['i64', '12', 12n], ['i64', true, 1n],
  ['f32', 1.5, 1.5], ['f32', 0.1, Math.fround(0.1)], ['f32', 1e300, Infinity], ['f32', NaN, NaN], ['f32', -0, -0], ['f32', '2.5', 2.5], ['f32', 16777217, 16777216],
  ['f64', 0.1, 0.1], ['f64', -0, -0], ['f64', NaN, NaN], ['f64', -Infinity, -Infinity], ['f64', '1e3', 1000], ['f64', null, 0], ['f64', 2 ** 53, 2 ** 53],
];
for (const [type, given, expected] of CONVERSIONS) {
  test(`${type} from ${show(given)}`, () => {
    same(new WebAssembly.Global({ value: type }, given).value, expected);
    const mutable = new WebAssembly.Global({ value: type, mutable: true });
    mutable.value = given;
    same(mutable.value, expected, 'after the assignment');
  });
}

const REFUSED = [['i32', 1n], ['i32', Symbol('s')], ['f32', 1n], ['f64', Symbol('s')], ['i64', 1], ['i64', null], ['i64', 1.5], ['i64', Symbol('s')], ['anyfunc', 0], ['anyfunc', () => 1], ['anyfunc', {}]];
for (const [type, given] of REFUSED) {
  test(`${type} from ${show(given)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Global({ value: type }, given));
    const mutable = new WebAssembly.Global({ value: type, mutable: true });
    throws(TypeError, () => { mutable.value = given; });
  });
}

test('a string that is no number is a SyntaxError for i64', () => {
  throws(SyntaxError, () => new WebAssembly.Global({ value: 'i64' }, 'x'));
});

test('references keep their identity', () => {
  for (const value of [{}, () => 1, 'text', Symbol('s'), 5, 2.5, 10n ** 30n, true, null, undefined]) {
    const global = new WebAssembly.Global({ value: 'externref', mutable: true }, 'first');
    global.value = value;
    same(global.value, value);
  }
  const { f } = instance('(module (func (export "f")))');
  same(new WebAssembly.Global({ value: 'anyfunc' }, f).value, f);
  same(new WebAssembly.Global({ value: 'anyfunc' }, null).value, null);
});

for (const value of ['', 'i8', 'I32', 'any', undefined, null, 0]) {
  test(`type ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Global({ value }));
  });
}
for (const value of NOT_OBJECTS) {
  test(`of ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Global(value));
  });
}

test('vectors are TypeErrors to read', () => {
  throws(TypeError, () => new WebAssembly.Global({ value: 'v128' }, 1));
});

about('Globals: value and valueOf()');

test('immutable', () => {
  for (const descriptor of [{ value: 'i32' }, { value: 'i32', mutable: false }, { value: 'i32', mutable: 0 }, { value: 'i32', mutable: '' }, { value: 'i32', mutable: undefined }]) {
    const global = new WebAssembly.Global(descriptor, 3);
    throws(TypeError, () => { global.value = 4; });
    same(global.value, 3);
  }
});

test('mutable', () => {
  for (const mutable of [true, 1, 'x', {}]) {
    const global = new WebAssembly.Global({ value: 'i32', mutable }, 3);
    global.value = 4;
    same(global.value, 4);
    same(global.valueOf(), 4);
    same(global + 1, 5);
  }
});

test('members', () => {
  const { get, set } = property(WebAssembly.Global.prototype, 'value', ACCESSOR);
  property(WebAssembly.Global.prototype, 'valueOf', METHOD);
  same(WebAssembly.Global.prototype.valueOf.length, 0);
  same(set.length, 1);
  same(set.name, 'set value');
  for (const value of NOT_OBJECTS.concat([{}, WebAssembly.Global.prototype])) {
    throws(TypeError, () => get.call(value), `get of ${show(value)}`);
    throws(TypeError, () => set.call(value, 1), `set of ${show(value)}`);
    throws(TypeError, () => WebAssembly.Global.prototype.valueOf.call(value), `valueOf of ${show(value)}`);
  }
  const global = new WebAssembly.Global({ value: 'i32', mutable: true }, 3);
  throws(TypeError, () => set.call(global));
  set.call(global, undefined);
  same(global.value, 0);
});

about('Globals: modules');

const GLOBALS = `(module
  (import "m" "i" (global $i i32)) (import "m" "l" (global $l i64)) (import "m" "f" (global $f f32)) (import "m" "d" (global $d f64))
  (import "m" "e" (global $e externref))
  (import "m" "mut" (global $mut (mut i64)))
  (func (export "i") (result i32) (global.get $i)) (func (export "l") (result i64) (global.get $l))
  (func (export "f") (result f32) (global.get $f)) (func (export "d") (result f64) (global.get $d))
  (func (export "e") (result externref) (global.get $e))
  (func (export "bump") (global.set $mut (i64.add (global.get $mut) (i64.const 1))))
  (export "mut" (global $mut)) (export "gi" (global $i))
  (global (export "own") (mut externref) (ref.null extern)) (global (export "con") f64 (f64.const -0.5))
  (func (export "setOwn") (param externref) (global.set 6 (local.get 0))))`;

function globals() {
  const mut = new WebAssembly.Global({ value: 'i64', mutable: true }, 2n ** 62n);
  const e = new WebAssembly.Global({ value: 'externref' }, 'ref');
  return { mut, e, exports: instance(GLOBALS, { m: { i: 7.9, l: -3n, f: 0.1, d: 0.1, e, mut } }) };
}

test('numbers as imports', () => {
  const { exports } = globals();
  same(exports.i(), 7);
  same(exports.l(), -3n);
  same(exports.f(), Math.fround(0.1));
  same(exports.d(), 0.1);
  same(exports.e(), 'ref');
  same(exports.gi.value, 7);
});

test('mutable globals are shared', () => {
  const { mut, exports } = globals();
  exports.bump();
  same(mut.value, 2n ** 62n + 1n);
  mut.value = -1n;
  exports.bump();
  same(mut.value, 0n);
  same(exports.mut, mut);
});

test('exported globals', () => {
  const { exports } = globals();
  same(exports.con.value, -0.5);
  throws(TypeError, () => { exports.con.value = 1; });
  same(exports.own.value, null);
  const object = {};
  exports.setOwn(object);
  same(exports.own.value, object);
  exports.own.value = undefined;
  same(exports.own.value, undefined);
  same(exports.own, exports.own);
});

const ONE = { i32: '(module (import "m" "g" (global i32)))', i64: '(module (import "m" "g" (global i64)))', mut: '(module (import "m" "g" (global (mut i32))))' };
for (const [type, value] of [['i32', 1n], ['i32', undefined], ['i32', null], ['i32', {}], ['i32', 'x'], ['i32', Symbol('s')], ['i64', 1], ['i64', '1'], ['mut', 1]]) {
  test(`${type} from ${show(value)} is a LinkError`, () => {
    throws(WebAssembly.LinkError, () => instance(ONE[type], { m: { g: value } }));
  });
}
test('globals of another type are LinkErrors', () => {
  throws(WebAssembly.LinkError, () => instance(ONE.i32, { m: { g: new WebAssembly.Global({ value: 'f32' }) } }));
  throws(WebAssembly.LinkError, () => instance(ONE.i32, { m: { g: new WebAssembly.Global({ value: 'i32', mutable: true }) } }));
  throws(WebAssembly.LinkError, () => instance(ONE.mut, { m: { g: new WebAssembly.Global({ value: 'i32' }) } }));
});
