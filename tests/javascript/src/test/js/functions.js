// SPDX-License-Identifier: Apache-2.0
'use strict';

about('Exported Functions');

const BASIC = `(module
  (import "m" "h" (func $h (param i32) (result i32)))
  (func $none (export "none"))
  (func $add (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "swap") (param i32 f64) (result f64 i32) (local.get 1) (local.get 0))
  (func (export "viaHost") (param i32) (result i32) (call $h (local.get 0)))
  (export "again" (func $add)) (export "host" (func $h)))`;
const basic = () => instance(BASIC, { m: { h: x => x * 3 } });

test('are functions', () => {
  const { add, none } = basic();
  same(typeof add, 'function');
  yes(add instanceof Function, 'is a Function');
  same(Object.getPrototypeOf(add), Function.prototype);
  same(add.length, 2);
  same(none.length, 0);
  same(add.name, '2');
  same(none.name, '1');
  yes(Object.isExtensible(add), 'is extensible');
  yes(!add.hasOwnProperty('prototype'), 'has no prototype');
  property(add, 'name', { writable: false, enumerable: false, configurable: true });
  property(add, 'length', { writable: false, enumerable: false, configurable: true });
});

test('are no constructors', () => {
  throws(TypeError, () => new (basic().add)(1, 2));
});

test('ignore this', () => {
  const { add } = basic();
  same(add.call({}, 1, 2), 3);
  same(add.apply(null, [1, 2]), 3);
  same(add.bind(undefined, 5)(6), 11);
});

test('missing and further arguments', () => {
  const { add, none } = basic();
  same(add(), 0);
  same(add(4), 4);
  same(add(4, 5, 6), 9);
  same(none(1, 2, 3), undefined);
});

test('several results', () => {
  const result = basic().swap(1, 2.5);
  yes(Array.isArray(result), 'is an array');
  list(result, [2.5, 1]);
  result.push(3);
  same(result.length, 3);
});

test('identity', () => {
  const exports = basic();
  same(exports.again, exports.add);
  const other = instance('(module (import "m" "f" (func (param i32 i32) (result i32))) (export "f" (func 0)))', { m: { f: exports.add } });
  same(other.f, exports.add);
  same(other.f.name, '2');
  different(basic().add, exports.add);
});

test('a host function is exported as a new function', () => {
  const h = x => x * 3;
  const { host, viaHost } = instance(BASIC, { m: { h } });
  different(host, h);
  same(host(5), 15);
  same(host.name, '0');
  same(host.length, 1);
  same(viaHost(7), 21);
  same(host('5'), 15);
});

about('ToWebAssemblyValue and ToJSValue');

const IDENTITY = instance(`(module
  (func (export "i32") (param i32) (result i32) (local.get 0))
  (func (export "i64") (param i64) (result i64) (local.get 0))
  (func (export "f32") (param f32) (result f32) (local.get 0))
  (func (export "f64") (param f64) (result f64) (local.get 0))
  (func (export "externref") (param externref) (result externref) (local.get 0))
  (func (export "funcref") (param funcref) (result funcref) (local.get 0))
  (func (export "isNull") (param externref) (result i32) (ref.is_null (local.get 0)))
  (func (export "u32") (result i32) (i32.const 0xffffffff))
  (func (export "min64") (result i64) (i64.const 0x8000000000000000))
  (func (export "nan") (result f32) (f32.const nan:0x200000))
  (func (export "negZero") (result f64) (f64.const -0)))`);

const VALUES = [
  ['i32', 0, 0], ['i32', -0, 0], ['i32', 1, 1], ['i32', -1, -1], ['i32', 2147483647, 2147483647], ['i32', 2147483648, -2147483648], ['i32', 4294967295, -1],
  ['i32', 4294967296, 0], ['i32', 1e20, 1661992960], ['i32', -1e20, -1661992960], ['i32', 0.999, 0], ['i32', NaN, 0], ['i32', -Infinity, 0], ['i32', undefined, 0], ['i32', null, 0],
  ['i32', true, 1], ['i32', '0x10', 16], ['i32', 'x', 0], ['i32', [7], 7], ['i32', { valueOf: () => 3 }, 3], ['i32', new Date(9), 9],
  ['i64', 0n, 0n], ['i64', 9007199254740993n, 9007199254740993n], ['i64', -(2n ** 63n), -(2n ** 63n)], ['i64', 2n ** 63n - 1n, 2n ** 63n - 1n],
  ['i64', 2n ** 64n - 1n, -1n], ['i64', 2n ** 100n + 3n, 3n], ['i64', -(2n ** 64n), 0n], ['i64', '-12', -12n], ['i64', false, 0n], ['i64', [4n], 4n], ['i64', { valueOf: () => 3n }, 3n],
  ['f32', 1.1, Math.fround(1.1)], ['f32', 3.5e38, Infinity], ['f32', 1e-46, 0], ['f32', -0, -0], ['f32', NaN, NaN], ['f32', undefined, NaN], ['f32', null, 0], ['f32', '1.5', 1.5],
  ['f64', 1.1, 1.1], ['f64', 5e-324, 5e-324], ['f64', -0, -0], ['f64', NaN, NaN], ['f64', undefined, NaN], ['f64', Infinity, Infinity], ['f64', '', 0], ['f64', 123456789012345680000, 123456789012345680000],
];
for (const [type, given, expected] of VALUES) {
  test(`${type} from ${show(given)}${given instanceof Date ? ' (date)' : ''}`, () => {
    const result = IDENTITY[type](given);
    same(result, expected);
    same(typeof result, type === 'i64' ? 'bigint' : 'number');
  });
}
for (const [type, given] of [['i32', 1n], ['i32', Symbol('s')], ['i64', 1], ['i64', undefined], ['i64', null], ['i64', 1.5], ['i64', Symbol('s')], ['f32', 1n], ['f64', 1n], ['f64', Symbol('s')],
  ['funcref', 0], ['funcref', {}], ['funcref', () => 1], ['funcref', undefined], ['funcref', 'x']]) {
  test(`${type} from ${show(given)} is a TypeError`, () => {
    throws(TypeError, () => IDENTITY[type](given));
  });
}
test('i64 from a string that is no number is a SyntaxError', () => {
  throws(SyntaxError, () => IDENTITY.i64('x'));
});
test('an exception of a conversion passes', () => {
  const error = new Error('mine');
  let caught;
  try { IDENTITY.i32({ valueOf() { throw error; } }); } catch (e) { caught = e; }
  same(caught, error);
});
test('constants', () => {
  same(IDENTITY.u32(), -1);
  same(IDENTITY.min64(), -(2n ** 63n));
  same(IDENTITY.nan(), NaN);
  same(IDENTITY.negZero(), -0);
});

const REFERENCES = { object: {}, array: [1], function: () => 1, exported: IDENTITY.i32, symbol: Symbol('s'), string: 'text', empty: '', int: 5, negative: -5, double: 0.1, large: 2 ** 40, minusZero: -0, nan: NaN,
  bigint: 123456789012345678901234567890n, small: 3n, true: true, false: false, undefined: undefined, date: new Date(0), regexp: /x/, error: new Error('e'), map: new Map(), proxy: new Proxy({}, {}),
  promise: Promise.resolve(), typed: new Uint8Array(2), buffer: new ArrayBuffer(1), memory: new WebAssembly.Memory({ initial: 0 }), module: new WebAssembly.Module(EMPTY), generator: (function* () {})() };
for (const name in REFERENCES) {
  test(`externref: ${name} keeps its identity`, () => {
    same(IDENTITY.externref(REFERENCES[name]), REFERENCES[name]);
    same(IDENTITY.isNull(REFERENCES[name]), 0, 'is null');
  });
}
test('externref: null', () => {
  same(IDENTITY.externref(null), null);
  same(IDENTITY.isNull(null), 1);
  same(IDENTITY.externref(), undefined);
});
test('funcref', () => {
  same(IDENTITY.funcref(IDENTITY.i32), IDENTITY.i32);
  same(IDENTITY.funcref(null), null);
});

about('Host functions');

const HOST = `(module
  (import "m" "many" (func $many (param i32 i64 f32 f64 externref funcref) (result i32)))
  (import "m" "pair" (func $pair (result i64 f64 externref)))
  (import "m" "none" (func $none))
  (import "m" "i64" (func $i64 (param i64) (result i64)))
  (import "m" "ref" (func $ref (result funcref)))
  (import "m" "i32" (func $i32 (result i32)))
  (func $self (export "many") (result i32) (call $many (i32.const -1) (i64.const -2) (f32.const 0.5) (f64.const 0.1) (ref.null extern) (ref.func $self)))
  (func (export "pair") (result i64 f64 externref) (call $pair))
  (func (export "none") (call $none))
  (func (export "i64") (param i64) (result i64) (call $i64 (local.get 0)))
  (func (export "ref") (result funcref) (call $ref))
  (func (export "i32") (result i32) (call $i32))
  (elem declare func $self))`;
function host(functions) {
  return instance(HOST, { m: { many: () => 0, pair: () => [0n, 0, 0], none() {}, i64: x => x, ref: () => null, i32: () => 0, ...functions } });
}

test('arguments', () => {
  let seen;
  let receiver = 'unset';
  const exports = host({ many: function (...args) { seen = args; receiver = this; return 5; } });
  same(exports.many(), 5);
  list(seen, [-1, -2n, 0.5, 0.1, null, exports.many], 'arguments');
  same(receiver, undefined, 'this');
});
test('a single result is converted', () => {
  for (const [given, expected] of [[7, 7], ['8', 8], [1.9, 1], [undefined, 0], [null, 0], [2 ** 32 + 1, 1], [true, 1], [{ valueOf: () => 4 }, 4]]) {
    same(host({ i32: () => given }).i32(), expected, show(given));
  }
  throws(TypeError, () => host({ i32: () => 1n }).i32());
  throws(TypeError, () => host({ i32: () => Symbol('s') }).i32());
  same(host({ i64: x => x + 1n }).i64(5n), 6n);
  throws(TypeError, () => host({ i64: () => 1 }).i64(5n));
});
test('several results from anything iterable', () => {
  const object = {};
  list(host({ pair: () => [1n, 2, object] }).pair(), [1n, 2, object]);
  list(host({ pair: () => new Set([1n, '2', object]) }).pair(), [1n, 2, object]);
  list(host({ pair: function* () { yield 1n; yield 2.5; yield null; } }).pair(), [1n, 2.5, null]);
  throws(TypeError, () => host({ pair: () => [1n, 2] }).pair());
  throws(TypeError, () => host({ pair: () => [1n, 2, 3, 4] }).pair());
  throws(TypeError, () => host({ pair: () => 5 }).pair());
  throws(TypeError, () => host({ pair: () => undefined }).pair());
  throws(TypeError, () => host({ pair: () => [1, 2, 3] }).pair());
});
test('no result', () => {
  same(host({ none: () => 5 }).none(), undefined);
});
test('function references as results', () => {
  const exports = host({ ref: () => IDENTITY.i32 });
  same(exports.ref(), IDENTITY.i32);
  same(host({}).ref(), null);
  throws(TypeError, () => host({ ref: () => () => 1 }).ref());
});
test('any callable', () => {
  same(host({ i32: new Proxy(() => 6, {}) }).i32(), 6);
  same(host({ i32: Math.max.bind(null, 3, 9) }).i32(), 9);
  same(host({ none: class { constructor() {} } }) !== undefined, true);
  throws(TypeError, () => host({ none: class {} }).none());
});
for (const value of [undefined, null, 0, 'x', {}, [], Symbol('s'), 1n]) {
  test(`${show(value)} as a function is a LinkError`, () => {
    throws(WebAssembly.LinkError, () => host({ none: value }));
  });
}

about('Exceptions through WebAssembly');

for (const value of [new Error('mine'), 'text', 5, null, undefined, { a: 1 }, Symbol('s'), 7n]) {
  test(`${show(value)} keeps its identity`, () => {
    let caught = 'nothing';
    try { host({ none() { throw value; } }).none(); } catch (e) { caught = e; }
    same(caught, value);
  });
}
test('through several instances', () => {
  const error = new TypeError('deep');
  const inner = host({ none() { throw error; } });
  const middle = host({ none: inner.none });
  const outer = host({ none() { middle.none(); } });
  let caught;
  try { outer.none(); } catch (e) { caught = e; }
  same(caught, error);
});

const TRAPS = instance(`(module
  (table 2 funcref) (memory 1)
  (type $t (func)) (func $wrong (param i32)) (elem (i32.const 1) $wrong)
  (func (export "unreachable") (unreachable))
  (func (export "div") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
  (func (export "trunc") (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "call") (param i32) (call_indirect (type $t) (local.get 0)))
  (func (export "get") (param i32) (result funcref) (table.get 0 (local.get 0)))
  (func (export "fill") (memory.fill (i32.const 65535) (i32.const 1) (i32.const 2)))
  (func $loop (export "recurse") (call $loop)))`);
for (const [name, ...args] of [['unreachable'], ['div', 1, 0], ['div', -2147483648, -1], ['trunc', NaN], ['trunc', 1e10], ['load', 65533], ['load', -1], ['call', 0], ['call', 1], ['call', 2], ['get', 2], ['fill']]) {
  test(`trap: ${name}(${args.join(', ')}) is a RuntimeError`, () => {
    const error = throws(WebAssembly.RuntimeError, () => TRAPS[name](...args));
    yes(error.message.length > 0, 'has a message');
    yes(error instanceof Error, 'is an Error');
    same(typeof error.stack, 'string', 'stack');
  });
}
test('endless recursion is a RangeError, as in JavaScript', () => {
  throws(RangeError, () => TRAPS.recurse());
  same(TRAPS.div(6, 3), 2);
});
test('endless recursion through JavaScript', () => {
  const exports = host({ none() { exports.none(); } });
  throws(RangeError, () => exports.none());
});
