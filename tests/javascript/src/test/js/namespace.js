// SPDX-License-Identifier: Apache-2.0
'use strict';

about('The WebAssembly Namespace');

test('is a namespace object', () => {
  same(typeof WebAssembly, 'object');
  same(Object.getPrototypeOf(WebAssembly), Object.prototype);
  same(WebAssembly[Symbol.toStringTag], 'WebAssembly');
  property(globalThis, 'WebAssembly', BUILT_IN);
  throws(TypeError, () => new WebAssembly());
  throws(TypeError, () => WebAssembly());
});

for (const name of ['Module', 'Instance', 'Memory', 'Table', 'Global', 'CompileError', 'LinkError', 'RuntimeError']) {
  test(`${name} is a class`, () => {
    property(WebAssembly, name, BUILT_IN);
    same(typeof WebAssembly[name], 'function');
    same(WebAssembly[name].name, name);
    same(WebAssembly[name].length, 1);
    const prototype = Object.getOwnPropertyDescriptor(WebAssembly[name], 'prototype');
    same(prototype.writable, false);
    same(prototype.enumerable, false);
    same(prototype.configurable, false);
    same(WebAssembly[name].prototype.constructor, WebAssembly[name]);
  });
}

for (const name of ['Module', 'Instance', 'Memory', 'Table', 'Global']) {
  test(`${name} needs new`, () => {
    throws(TypeError, () => WebAssembly[name](EMPTY));
  });
  test(`${name} has a tag`, () => {
    const tag = Object.getOwnPropertyDescriptor(WebAssembly[name].prototype, Symbol.toStringTag);
    same(tag.value, `WebAssembly.${name}`);
    same(tag.writable, false);
    same(tag.enumerable, false);
    same(tag.configurable, true);
  });
}

for (const [name, length] of [['validate', 1], ['compile', 1], ['instantiate', 1]]) {
  test(`${name} is an operation`, () => {
    property(WebAssembly, name, METHOD);
    same(typeof WebAssembly[name], 'function');
    same(WebAssembly[name].name, name);
    same(WebAssembly[name].length, length);
    yes(!('prototype' in WebAssembly[name]), 'has no prototype');
    throws(TypeError, () => new WebAssembly[name](EMPTY));
  });
}

about('validate(bytes)');

test('a valid module', () => {
  same(WebAssembly.validate(EMPTY), true);
  same(WebAssembly.validate(EMPTY.buffer), true);
  same(WebAssembly.validate(new DataView(EMPTY.buffer)), true);
});

test('views see their part of the buffer', () => {
  const padded = new Uint8Array(20);
  padded.set(EMPTY, 5);
  same(WebAssembly.validate(padded), false);
  same(WebAssembly.validate(padded.subarray(5, 13)), true);
  same(WebAssembly.validate(new DataView(padded.buffer, 5, 8)), true);
  same(WebAssembly.validate(new Uint16Array(EMPTY.buffer)), true);
});

test('a module that is none', () => {
  same(WebAssembly.validate(new Uint8Array(0)), false);
  same(WebAssembly.validate(new Uint8Array([0, 97, 115])), false);
  same(WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 2, 0, 0, 0])), false);
});

test('an invalid module', () => {
  // (func (result i32))
  same(WebAssembly.validate(new Uint8Array([...EMPTY, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 10, 4, 1, 2, 0, 11])), false);
});

for (const value of NOT_OBJECTS.concat([[], {}, () => {}])) {
  test(`of ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => WebAssembly.validate(value));
  });
}

test('of nothing is a TypeError', () => {
  throws(TypeError, () => WebAssembly.validate());
});

about('compile(bytes)');

test('gives a module', async () => {
  const promise = WebAssembly.compile(EMPTY);
  yes(promise instanceof Promise, 'is a promise');
  const module = await promise;
  yes(module instanceof WebAssembly.Module, 'is a module');
  same(Object.getPrototypeOf(module), WebAssembly.Module.prototype);
});

test('copies the bytes before it returns', async () => {
  const bytes = EMPTY.slice();
  const promise = WebAssembly.compile(bytes);
  bytes[0] = 1;
  yes((await promise) instanceof WebAssembly.Module, 'is a module');
});

test('invalid bytes are a CompileError', async () => {
  await rejects(WebAssembly.CompileError, WebAssembly.compile(new Uint8Array([1])));
  await rejects(WebAssembly.CompileError, WebAssembly.compile(new Uint8Array(0)));
  await rejects(WebAssembly.CompileError, WebAssembly.compile(new Uint8Array([...EMPTY, 1])));
});

for (const value of NOT_OBJECTS.concat([[], {}])) {
  test(`of ${show(value)} is a TypeError`, async () => {
    await rejects(TypeError, WebAssembly.compile(value));
  });
}

about('instantiate(bytes, importObject)');

const USES = '(module (import "m" "f" (func $f (param i32) (result i32))) (func (export "g") (result i32) (call $f (i32.const 20))))';

test('gives module and instance', async () => {
  const result = await WebAssembly.instantiate(EMPTY);
  same(Object.getPrototypeOf(result), Object.prototype);
  list(Object.keys(result).sort(), ['instance', 'module']);
  property(result, 'module', METHOD);
  property(result, 'instance', METHOD);
  yes(result.module instanceof WebAssembly.Module, 'module');
  yes(result.instance instanceof WebAssembly.Instance, 'instance');
});

test('imports', async () => {
  const { instance } = await WebAssembly.instantiate(wat(USES), { m: { f: x => x * 2 } });
  same(instance.exports.g(), 40);
});

test('copies the bytes before it returns', async () => {
  const bytes = EMPTY.slice();
  const promise = WebAssembly.instantiate(bytes);
  bytes[0] = 1;
  yes((await promise).instance instanceof WebAssembly.Instance, 'is an instance');
});

test('invalid bytes are a CompileError', async () => {
  await rejects(WebAssembly.CompileError, WebAssembly.instantiate(new Uint8Array([1])));
});

test('a missing import is a LinkError', async () => {
  await rejects(WebAssembly.LinkError, WebAssembly.instantiate(wat(USES), { m: {} }));
});

test('a missing module is a TypeError', async () => {
  await rejects(TypeError, WebAssembly.instantiate(wat(USES), {}));
  await rejects(TypeError, WebAssembly.instantiate(wat(USES)));
});

for (const value of NOT_OBJECTS.concat([[], {}])) {
  test(`of ${show(value)} is a TypeError`, async () => {
    await rejects(TypeError, WebAssembly.instantiate(value));
  });
}

for (const value of [null, true, 0, 'text', Symbol('s'), 1n]) {
  test(`an import object that is ${show(value)} is a TypeError`, async () => {
    await rejects(TypeError, WebAssembly.instantiate(EMPTY, value));
  });
}

test('an exception of the start function rejects the promise', async () => {
  const error = new RangeError('mine');
  const text = '(module (import "m" "f" (func $f)) (start $f))';
  try {
    await WebAssembly.instantiate(wat(text), { m: { f() { throw error; } } });
  } catch (e) {
    same(e, error);
    return;
  }
  fail('was fulfilled');
});

about('instantiate(moduleObject, importObject)');

test('gives an instance', async () => {
  const instance = await WebAssembly.instantiate(new WebAssembly.Module(EMPTY));
  yes(instance instanceof WebAssembly.Instance, 'is an instance');
  same(Object.getPrototypeOf(instance), WebAssembly.Instance.prototype);
});

test('imports', async () => {
  const instance = await WebAssembly.instantiate(new WebAssembly.Module(wat(USES)), { m: { f: x => x + 1 } });
  same(instance.exports.g(), 21);
});

test('a missing import is a LinkError', async () => {
  await rejects(WebAssembly.LinkError, WebAssembly.instantiate(new WebAssembly.Module(wat(USES)), { m: {} }));
  await rejects(TypeError, WebAssembly.instantiate(new WebAssembly.Module(wat(USES)), {}));
});

about('Error Objects');

for (const name of ['CompileError', 'LinkError', 'RuntimeError']) {
  test(`${name} is an error`, () => {
    const E = WebAssembly[name];
    same(Object.getPrototypeOf(E), Error);
    same(Object.getPrototypeOf(E.prototype), Error.prototype);
    property(E.prototype, 'name', BUILT_IN);
    property(E.prototype, 'message', BUILT_IN);
    same(E.prototype.name, name);
    same(E.prototype.message, '');
    const e = new E('text');
    same(e.message, 'text');
    same(String(e), `${name}: text`);
    yes(e instanceof Error, 'is an Error');
    yes(E('called') instanceof E, 'works without new');
    same(new E('x', { cause: 5 }).cause, 5);
  });
}
