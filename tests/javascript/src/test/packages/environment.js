// SPDX-License-Identifier: Apache-2.0
// What the packages expect of their environment that GraalJS alone has not got: CommonJS modules, a
// few functions of node's modules, URL. `host` is the test's.
(host => {
  const cache = new Map();
  const bytes = path => new Uint8Array(host.read(path));
  const normalize = path => {
    const parts = [];
    for (const part of path.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '.' && part !== '') parts.push(part);
    }
    return '/' + parts.join('/');
  };
  class URL {
    constructor(url, base) {
      const parts = host.url(String(url), base === undefined ? null : String(base));
      if (parts === null) throw new TypeError('Invalid URL');
      [this.href, this.protocol, this.host, this.pathname, this.search, this.hash] = parts;
    }
    toString() { return this.href; }
  }
  const path = { sep: '/', join: (...p) => normalize(p.join('/')), resolve: (...p) => normalize(p.join('/')), dirname: p => p.slice(0, p.lastIndexOf('/')) || '/' };
  const readFileSync = file => { if (!host.exists(file)) throw new Error('ENOENT ' + file); return bytes(file); };
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const Buffer = {
    from(text, encoding) {
      if (encoding !== 'base64') throw new Error('only base64 here');
      const result = [];
      let bits = 0;
      let n = 0;
      for (const c of text.replace(/=+$/, '')) {
        bits = (bits << 6 | alphabet.indexOf(c)) & 0xffffff;
        n += 6;
        if (n >= 8) { n -= 8; result.push(bits >> n & 255); }
      }
      return new Uint8Array(result);
    },
  };
  const core = {
    fs: { readFileSync, readFile: (file, options, callback) => { callback(null, readFileSync(file)); } },
    'fs/promises': { readFile: async file => readFileSync(file) },
    path, url: { URL }, buffer: { Buffer },
  };
  function require(from, name) {
    const builtin = core[name.replace(/^node:/, '')];
    if (builtin) return builtin;
    const start = name.startsWith('/') ? name : from + '/' + name;
    const file = ['', '.js', '/index.js'].map(end => normalize(start + end)).find(f => host.exists(f));
    if (file === undefined) throw new Error(`Cannot find module '${name}' from ${from}`);
    if (cache.has(file)) return cache.get(file).exports;
    const module = { exports: {} };
    cache.set(file, module);
    const directory = path.dirname(file);
    host.evaluate(file, '(function (exports, require, module, __filename, __dirname) {', '\n})')
      .call(module.exports, module.exports, n => require(directory, n), module, file, directory);
    return module.exports;
  }
  return { directory: host.directory, require: name => require('/', name), load: file => import(file), read: bytes };
})
