// SPDX-License-Identifier: Apache-2.0
// Parses responses with the parser of undici's client, by its own constants.
async ({ require, directory }) => {
  const bytes = require(directory + '/lib/llhttp/llhttp-wasm.js');
  const constants = require(directory + '/lib/llhttp/constants.js');
  const lines = [];
  const text = (at, length) => String.fromCharCode(...new Uint8Array(llhttp.memory.buffer, at, length));
  const note = name => (parser, at, length) => { lines.push(`${name} ${JSON.stringify(text(at, length))}`); return 0; };
  const { exports: llhttp } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: {
      wasm_on_url: note('url'), wasm_on_status: note('status'), wasm_on_header_field: note('field'), wasm_on_header_value: note('value'), wasm_on_body: note('body'),
      wasm_on_message_begin: () => { lines.push('begin'); return 0; },
      wasm_on_headers_complete: (parser, status, upgrade, keepAlive) => { lines.push(`headers ${status} ${upgrade} ${keepAlive}`); return 0; },
      wasm_on_message_complete: () => { lines.push('complete'); return 0; },
    },
  });
  function parse(type, message, size) {
    const parser = llhttp.llhttp_alloc(type);
    const buffer = llhttp.malloc(4096);
    let code = 0;
    for (let at = 0; at < message.length && code === 0; at += size) {
      const part = message.slice(at, at + size);
      new Uint8Array(llhttp.memory.buffer, buffer, 4096).set(Array.from(part, c => c.charCodeAt(0)));
      code = llhttp.llhttp_execute(parser, buffer, part.length);
    }
    let reason = '';
    if (code !== 0) {
      const start = llhttp.llhttp_get_error_reason(parser);
      const memory = new Uint8Array(llhttp.memory.buffer);
      reason = text(start, memory.indexOf(0, start) - start);
    }
    const name = Object.keys(constants.ERROR).find(k => constants.ERROR[k] === code);
    lines.push(`=> ${name} ${reason} ${llhttp.llhttp_should_keep_alive(parser)}`);
    llhttp.llhttp_free(parser);
    llhttp.free(buffer);
  }
  const { RESPONSE, REQUEST } = constants.TYPE;
  for (const size of [4000, 7, 1]) {
    parse(RESPONSE, 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b, c\r\n\r\nhelloHTTP/1.1 204 No Content\r\n\r\n', size);
    parse(RESPONSE, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n6;x=y\r\npedia \r\n0\r\nEnd: yes\r\n\r\n', size);
    parse(REQUEST, 'GET /path?q=1 HTTP/1.0\r\nHost: example.org\r\n\r\n', size);
  }
  parse(RESPONSE, 'HTTP/9.9 x', 100);
  parse(RESPONSE, 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n', 100);
  return lines.join('\n');
}
