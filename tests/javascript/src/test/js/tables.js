// SPDX-License-Identifier: Apache-2.0
'use strict';

const { f: F, g: G } = instance('(module (func (export "f") (result i32) (i32.const 1)) (func (export "g") (result i32) (i32.const 2)))');

about('Tables: Table(descriptor, value)');

test('of functions', () => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 2, maximum: 5 });
  yes(table instanceof WebAssembly.Table, 'is a table');
  same(Object.getPrototypeOf(table), WebAssembly.Table.prototype);
  same(String(table), '[object WebAssembly.Table]');
  same(table.length, 2);
  same(table.get(0), null);
  same(table.get(1), null);
});

test('of external references', () => {
  const table = new WebAssembly.Table({ element: 'externref', initial: 2 });
  same(table.get(0), undefined);
  const filled = new WebAssembly.Table({ element: 'externref', initial: 2 }, 'x');
  same(filled.get(0), 'x');
  same(filled.get(1), 'x');
});

test('with an initial function', () => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 3 }, F);
  same(table.get(0), F);
  same(table.get(2), F);
  same(new WebAssembly.Table({ element: 'anyfunc', initial: 1 }, null).get(0), null);
});

for (const value of [0, 'x', {}, () => 1, 1n]) {
  test(`initial value ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Table({ element: 'anyfunc', initial: 1 }, value));
  });
}
for (const value of [undefined, NaN, Infinity, -1, 0x100000000, Symbol('s'), 1n]) {
  test(`initial ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Table({ element: 'anyfunc', initial: value }));
  });
}
for (const value of ['', 'i32', 'function', undefined, 0, null]) {
  test(`element ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Table({ element: value, initial: 1 }));
  });
}
for (const value of NOT_OBJECTS) {
  test(`of ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Table(value));
  });
}

test('maximum below initial', () => {
  throws(RangeError, () => new WebAssembly.Table({ element: 'anyfunc', initial: 2, maximum: 1 }));
});

about('Tables: get and set');

test('round trip', () => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 2 });
  same(table.set(0, F), undefined);
  same(table.get(0), F);
  same(table.get(0)(), 1);
  table.set(0, null);
  same(table.get(0), null);
  table.set(1, G);
  same(table.get('1'), G);
  table.set(1);
  same(table.get(1), null);
});

test('identity of everything', () => {
  const table = new WebAssembly.Table({ element: 'externref', initial: 1 });
  for (const value of [{}, [], () => 1, F, Symbol('s'), 'text', 1, 1.5, -0, NaN, 2 ** 40, 12345678901234567890n, true, undefined, null, globalThis, table]) {
    table.set(0, value);
    same(table.get(0), value);
  }
  table.set(0);
  same(table.get(0), undefined);
});

test('out of bounds is a RangeError', () => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 2 });
  throws(RangeError, () => table.get(2));
  throws(RangeError, () => table.set(2, F));
  throws(RangeError, () => table.get(0xFFFFFFFF));
  throws(RangeError, () => table.set(0xFFFFFFFF, null));
});

test('indices that are none are TypeErrors', () => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 2 });
  for (const value of [undefined, NaN, -1, Infinity, 0x100000000, Symbol('s'), 1n]) {
    throws(TypeError, () => table.get(value), `get ${show(value)}`);
    throws(TypeError, () => table.set(value, null), `set ${show(value)}`);
  }
  throws(TypeError, () => table.get());
});

test('what is no exported function is a TypeError', () => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 }, F);
  for (const value of [0, 'x', {}, () => 1, Math.abs, Symbol('s'), true]) {
    throws(TypeError, () => table.set(0, value), show(value));
  }
  same(table.get(0), F);
});

about('Tables: length and grow');

test('grow gives the length before', () => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1, maximum: 5 });
  same(table.grow(2), 1);
  same(table.length, 3);
  same(table.get(2), null);
  same(table.grow(0), 3);
  same(table.grow(1, F), 3);
  same(table.get(3), F);
});

test('beyond the maximum is a RangeError', () => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1, maximum: 2 });
  throws(RangeError, () => table.grow(2));
  throws(RangeError, () => table.grow(0xFFFFFFFF));
  same(table.length, 1);
});

test('deltas that are none are TypeErrors', () => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  for (const value of [undefined, NaN, -1, Infinity, 0x100000000, Symbol('s'), 1n]) {
    throws(TypeError, () => table.grow(value), show(value));
  }
  throws(TypeError, () => table.grow());
  throws(TypeError, () => table.grow(1, {}));
  same(table.length, 1);
});

test('members', () => {
  property(WebAssembly.Table.prototype, 'length', READONLY);
  for (const [name, length] of [['get', 1], ['set', 1], ['grow', 1]]) {
    property(WebAssembly.Table.prototype, name, METHOD);
    same(WebAssembly.Table.prototype[name].length, length, name);
    for (const value of NOT_OBJECTS.concat([{}, WebAssembly.Table.prototype])) {
      throws(TypeError, () => WebAssembly.Table.prototype[name].call(value, 0), `${name} of ${show(value)}`);
    }
  }
});

about('Tables: modules');

const TABLE = `(module
  (type $t (func (result i32)))
  (table (export "t") 3 10 funcref)
  (table (export "e") 2 externref)
  (func $one (type $t) (i32.const 11))
  (func (export "two") (type $t) (i32.const 22))
  (elem (i32.const 0) $one 1)
  (func (export "call") (param i32) (result i32) (call_indirect (type $t) (local.get 0)))
  (func (export "set") (param i32 externref) (table.set 1 (local.get 0) (local.get 1)))
  (func (export "get") (param i32) (result externref) (table.get 1 (local.get 0)))
  (func (export "grow") (param i32) (result i32) (table.grow 0 (ref.null func) (local.get 0)))
  (func (export "fill") (param externref) (table.fill 1 (i32.const 0) (local.get 0) (i32.const 2))))`;

test('identity of functions in tables', () => {
  const { t, two } = instance(TABLE);
  same(t.get(1), two);
  same(t.get(0), t.get(0));
  same(t.get(0)(), 11);
  same(t.get(2), null);
  same(t.get(0).name, '0');
  same(two.name, '1');
});

test('functions put in by JavaScript', () => {
  const { t, call } = instance(TABLE);
  t.set(2, F);
  same(call(2), 1);
  t.set(0, t.get(1));
  same(call(0), 22);
  t.set(0, null);
  throws(WebAssembly.RuntimeError, () => call(0));
  throws(WebAssembly.RuntimeError, () => call(3));
});

test('growth on either side', () => {
  const { t, grow } = instance(TABLE);
  same(grow(2), 3);
  same(t.length, 5);
  same(t.grow(1), 5);
  same(grow(0), 6);
  same(grow(100), -1);
});

test('external references', () => {
  const { e, get, set, fill } = instance(TABLE);
  same(e.get(0), null);
  same(get(0), null);
  const object = { a: 1 };
  set(0, object);
  same(e.get(0), object);
  e.set(1, object);
  same(get(1), object);
  set(0, undefined);
  same(get(0), undefined);
  same(e.get(0), undefined);
  set(0, null);
  same(e.get(0), null);
  fill(Symbol.iterator);
  same(e.get(1), Symbol.iterator);
});

test('identity of tables', () => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 2 }, F);
  const exports = instance('(module (import "m" "t" (table 1 funcref)) (export "a" (table 0)) (export "b" (table 0)))', { m: { t: table } });
  same(exports.a, table);
  same(exports.b, table);
});
