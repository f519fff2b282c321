// SPDX-License-Identifier: Apache-2.0
// What the tests of the JavaScript interface are written with. The same files run under GraalJS on
// Weft and under node. wat(text) translates the text format: Weft does it, and node is given what
// Weft made of each text.
'use strict';

const results = [];
let assertions = 0;
let section = '';

function fail(message) {
  throw new Error(message);
}

function show(value) {
  if (typeof value === 'bigint') return value + 'n';
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
  return String(value);
}

function same(actual, expected, what = 'value') {
  assertions++;
  if (!Object.is(actual, expected)) {
    fail(`${what}: expected ${show(expected)}, not ${show(actual)}`);
  }
}

function different(actual, other, what = 'value') {
  assertions++;
  if (Object.is(actual, other)) {
    fail(`${what}: must not be ${show(other)}`);
  }
}

function yes(condition, what) {
  same(condition, true, what);
}

function list(actual, expected, what = 'elements') {
  same(actual.length, expected.length, `number of ${what}`);
  for (let i = 0; i < expected.length; i++) {
    same(actual[i], expected[i], `${what}[${i}]`);
  }
}

function json(actual, expected, what) {
  same(JSON.stringify(actual), JSON.stringify(expected), what);
}

function thrown(constructor, error, what) {
  assertions++;
  if (!(error instanceof constructor)) {
    const name = error !== null && typeof error === 'object' ? error.constructor.name : show(error);
    fail(`${what}: expected ${constructor.name}, not ${name}: ${error && error.message}`);
  }
  same(Object.getPrototypeOf(error), constructor.prototype, `${what}: prototype of the error`);
}

function throws(constructor, body, what = 'call') {
  let error;
  try {
    body();
  } catch (e) {
    thrown(constructor, e, what);
    return e;
  }
  assertions++;
  return fail(`${what}: expected ${constructor.name}, but nothing was thrown`);
}

async function rejects(constructor, promise, what = 'promise') {
  yes(promise instanceof Promise, `${what} is a promise`);
  try {
    await promise;
  } catch (e) {
    thrown(constructor, e, what);
    return e;
  }
  return fail(`${what}: expected ${constructor.name}, but it was fulfilled`);
}

function property(object, name, { writable, enumerable, configurable, get, set }) {
  const found = Object.getOwnPropertyDescriptor(object, name);
  yes(found !== undefined, `property ${String(name)} exists`);
  same(found.enumerable, enumerable, `${String(name)} is enumerable`);
  same(found.configurable, configurable, `${String(name)} is configurable`);
  if (get === undefined) {
    same(found.writable, writable, `${String(name)} is writable`);
  } else {
    same(typeof found.get, 'function', `getter of ${String(name)}`);
    same(found.get.name, `get ${String(name)}`, `name of the getter of ${String(name)}`);
    same(found.get.length, 0, `length of the getter of ${String(name)}`);
    same(typeof found.set, set ? 'function' : 'undefined', `setter of ${String(name)}`);
  }
  return found;
}

function about(name) {
  section = name;
}

let chain = Promise.resolve();

/** A test; the body may be asynchronous, then the next one waits for it. */
function test(name, body) {
  const full = `${section}: ${name}`;
  const before = chain;
  chain = (async () => {
    await before;
    const start = assertions;
    try {
      await body();
      const made = assertions - start;
      results.push({ name: full, failure: made === 0 ? 'nothing was checked' : null, assertions: made });
    } catch (e) {
      const text = e instanceof Error ? `${e.name}: ${e.message}` : show(e);
      results.push({ name: full, failure: text, assertions: assertions - start });
    }
  })();
}

const BUILT_IN = { writable: true, enumerable: false, configurable: true };
const METHOD = { writable: true, enumerable: true, configurable: true };
const READONLY = { get: true, set: false, enumerable: true, configurable: true };
const ACCESSOR = { get: true, set: true, enumerable: true, configurable: true };
const EMPTY = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

function instance(text, imports) {
  return new WebAssembly.Instance(new WebAssembly.Module(wat(text)), imports).exports;
}

const NOT_OBJECTS = [undefined, null, true, 0, 0.5, '', 'text', Symbol('s'), 1n];
