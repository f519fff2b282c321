// SPDX-License-Identifier: Apache-2.0
'use strict';

about('Modules: Module(bytes)');

test('from every kind of buffer source', () => {
  for (const source of [EMPTY, EMPTY.buffer, new DataView(EMPTY.buffer), new Uint32Array(EMPTY.buffer)]) {
    const module = new WebAssembly.Module(source);
    yes(module instanceof WebAssembly.Module, 'is a module');
    same(Object.getPrototypeOf(module), WebAssembly.Module.prototype);
    yes(Object.isExtensible(module), 'is extensible');
    same(String(module), '[object WebAssembly.Module]');
  }
});

test('ignores further arguments', () => {
  yes(new WebAssembly.Module(EMPTY, {}) instanceof WebAssembly.Module, 'is a module');
});

test('a subclass', () => {
  class Mine extends WebAssembly.Module {}
  const module = new Mine(EMPTY);
  yes(module instanceof Mine, 'is mine');
  same(Object.getPrototypeOf(module), Mine.prototype);
  same(WebAssembly.Module.exports(module).length, 0);
});

for (const value of NOT_OBJECTS.concat([[], {}, new Proxy(EMPTY, {})])) {
  test(`of ${show(value)} is a TypeError`, () => {
    throws(TypeError, () => new WebAssembly.Module(value));
  });
}

const BAD = {
  'nothing': [],
  'wrong magic': [1, 97, 115, 109, 1, 0, 0, 0],
  'wrong version': [0, 97, 115, 109, 2, 0, 0, 0],
  'cut short': [0, 97, 115, 109, 1],
  'unknown section': [...EMPTY, 100, 0],
  'section beyond the end': [...EMPTY, 1, 10, 0],
  'section that does not end where it says': [...EMPTY, 1, 2, 0, 0],
  'sections out of order': [...EMPTY, 3, 1, 0, 1, 1, 0],
  'section twice': [...EMPTY, 1, 1, 0, 1, 1, 0],
  'functions without code': [...EMPTY, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0],
  'unknown type': [...EMPTY, 3, 2, 1, 9, 10, 4, 1, 2, 0, 11],
  'a body that leaves too little': [...EMPTY, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 10, 4, 1, 2, 0, 11],
  'a body that leaves too much': [...EMPTY, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 6, 1, 4, 0, 65, 0, 11],
  'the same export twice': [...EMPTY, 5, 3, 1, 0, 0, 7, 9, 2, 1, 97, 2, 0, 1, 97, 2, 0],
  'export of what is not there': [...EMPTY, 7, 5, 1, 1, 97, 0, 0],
  'a name that is not UTF-8': [...EMPTY, 5, 3, 1, 0, 0, 7, 5, 1, 1, 255, 2, 0],
  'a start function with parameters': [...EMPTY, 1, 5, 1, 96, 1, 127, 0, 3, 2, 1, 0, 8, 1, 0, 10, 4, 1, 2, 0, 11],
  'a memory that is too large': [...EMPTY, 5, 5, 1, 0, 129, 128, 4],
  'a minimum above the maximum': [...EMPTY, 5, 4, 1, 1, 2, 1],
  'data without a memory': [...EMPTY, 11, 6, 1, 0, 65, 0, 11, 0],
};
for (const name in BAD) {
  test(`${name} is a CompileError`, () => {
    const bytes = new Uint8Array(BAD[name]);
    const error = throws(WebAssembly.CompileError, () => new WebAssembly.Module(bytes));
    yes(error.message.length > 0, 'has a message');
    same(WebAssembly.validate(bytes), false, 'valid');
  });
}

const ALL = wat(`(module
  (import "m" "f" (func $f (param i32 i64) (result f32)))
  (import "m" "g" (global i32))
  (import "n" "mem" (memory 1 2))
  (import "" "" (table 1 funcref))
  (func $own (param f64) (result i64 i32) (i64.const 0) (i32.const 0))
  (global $mut (mut f64) (f64.const 1))
  (table $refs 2 4 externref)
  (export "z" (func $own)) (export "a" (func $f)) (export "mem" (memory 0))
  (export "tab" (table 0)) (export "refs" (table $refs)) (export "mut" (global $mut)) (export "g" (global 0))
  (export "\\u{e9}\\u{1f600}" (func $own)))`);

about('Modules: exports(moduleObject)');

test('kinds and names in the order of the module', () => {
  const names = WebAssembly.Module.exports(new WebAssembly.Module(ALL)).map(e => [e.name, e.kind]);
  json(names, [['z', 'function'], ['a', 'function'], ['mem', 'memory'], ['tab', 'table'],
    ['refs', 'table'], ['mut', 'global'], ['g', 'global'], ['é😀', 'function']]);
});

test('plain objects in a new array each time', () => {
  const module = new WebAssembly.Module(ALL);
  const first = WebAssembly.Module.exports(module);
  yes(Array.isArray(first), 'is an array');
  same(Object.getPrototypeOf(first[0]), Object.prototype);
  property(first[0], 'name', METHOD);
  property(first[0], 'kind', METHOD);
  different(WebAssembly.Module.exports(module), first);
  different(WebAssembly.Module.exports(module)[0], first[0]);
});

test('of an empty module', () => {
  list(WebAssembly.Module.exports(new WebAssembly.Module(EMPTY)), []);
});

about('Modules: imports(moduleObject)');

test('in the order of the module', () => {
  const items = WebAssembly.Module.imports(new WebAssembly.Module(ALL)).map(i => [i.module, i.name, i.kind]);
  json(items, [['m', 'f', 'function'], ['m', 'g', 'global'], ['n', 'mem', 'memory'], ['', '', 'table']]);
});

test('plain objects', () => {
  const [first] = WebAssembly.Module.imports(new WebAssembly.Module(ALL));
  property(first, 'module', METHOD);
  property(first, 'name', METHOD);
  property(first, 'kind', METHOD);
  list(WebAssembly.Module.imports(new WebAssembly.Module(EMPTY)), []);
});

about('Modules: customSections(moduleObject, sectionName)');

function custom(name, ...contents) {
  const encoded = Array.from(unescape(encodeURIComponent(name)), c => c.charCodeAt(0));
  return [0, 1 + encoded.length + contents.length, encoded.length, ...encoded, ...contents];
}
const CUSTOM = new WebAssembly.Module(new Uint8Array([...EMPTY, ...custom('a', 1, 200, 3), ...custom('b'), ...custom('a', 4), ...custom('é', 9), ...custom('', 7)]));

test('all of a name, in order, as buffers', () => {
  const sections = WebAssembly.Module.customSections(CUSTOM, 'a');
  same(sections.length, 2);
  yes(sections[0] instanceof ArrayBuffer, 'is a buffer');
  list(new Uint8Array(sections[0]), [1, 200, 3]);
  list(new Uint8Array(sections[1]), [4]);
});

test('copies', () => {
  const [section] = WebAssembly.Module.customSections(CUSTOM, 'a');
  new Uint8Array(section)[0] = 99;
  same(new Uint8Array(WebAssembly.Module.customSections(CUSTOM, 'a')[0])[0], 1);
});

test('other names', () => {
  same(WebAssembly.Module.customSections(CUSTOM, 'b')[0].byteLength, 0);
  same(new Uint8Array(WebAssembly.Module.customSections(CUSTOM, 'é')[0])[0], 9);
  same(new Uint8Array(WebAssembly.Module.customSections(CUSTOM, '')[0])[0], 7);
  list(WebAssembly.Module.customSections(CUSTOM, 'nothing'), []);
  list(WebAssembly.Module.customSections(new WebAssembly.Module(EMPTY), 'a'), []);
});

test('the name is converted', () => {
  same(WebAssembly.Module.customSections(CUSTOM, { toString: () => 'a' }).length, 2);
  same(WebAssembly.Module.customSections(CUSTOM, null).length, 0);
  throws(TypeError, () => WebAssembly.Module.customSections(CUSTOM, undefined));
  throws(TypeError, () => WebAssembly.Module.customSections(CUSTOM));
  throws(TypeError, () => WebAssembly.Module.customSections(CUSTOM, Symbol('a')));
});

for (const [name, length] of [['exports', 1], ['imports', 1], ['customSections', 2]]) {
  test(`${name} is a static operation`, () => {
    property(WebAssembly.Module, name, METHOD);
    same(WebAssembly.Module[name].length, length);
    same(WebAssembly.Module[name].name, name);
    throws(TypeError, () => WebAssembly.Module[name]());
    for (const value of NOT_OBJECTS.concat([{}, WebAssembly.Module, WebAssembly.Module.prototype])) {
      throws(TypeError, () => WebAssembly.Module[name](value, 'a'), show(value));
    }
  });
}

about('Limits');

function leb(n) {
  const bytes = [];
  do { bytes.push((n & 127) | (n > 127 ? 128 : 0)); n >>>= 7; } while (n);
  return bytes;
}
function sectionOf(id, contents) {
  return [id, ...leb(contents.length), ...contents];
}
function typeModule(params, results) {
  const type = [96, ...leb(params), ...Array(params).fill(127), ...leb(results), ...Array(results).fill(127)];
  return new Uint8Array([...EMPTY, ...sectionOf(1, [1, ...type])]);
}
test('1000 parameters and results', () => {
  same(WebAssembly.validate(typeModule(1000, 1000)), true);
  same(WebAssembly.validate(typeModule(1001, 0)), false);
  same(WebAssembly.validate(typeModule(0, 1001)), false);
});
function localsModule(n) {
  const body = [1, ...leb(n), 127, 11];
  return new Uint8Array([...EMPTY, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, ...sectionOf(10, [1, ...leb(body.length), ...body])]);
}
test('50000 locals', () => {
  same(WebAssembly.validate(localsModule(50000)), true);
  same(WebAssembly.validate(localsModule(50001)), false);
});
test('65536 pages', () => {
  same(WebAssembly.validate(new Uint8Array([...EMPTY, 5, 5, 1, 0, ...leb(65536)])), true);
  same(WebAssembly.validate(new Uint8Array([...EMPTY, 5, 5, 1, 0, ...leb(65537)])), false);
});
test('10000000 elements of a table', () => {
  same(WebAssembly.validate(new Uint8Array([...EMPTY, ...sectionOf(4, [1, 112, 0, ...leb(10000000)])])), true);
});
