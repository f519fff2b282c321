// SPDX-License-Identifier: Apache-2.0
/**
 * The object {@code WebAssembly} of the polyglot bindings: what a JavaScript engine builds its own
 * {@code WebAssembly} of (<a href="https://webassembly.github.io/spec/js-api/">JavaScript
 * interface</a>). Its functions are the operations of that specification's embedding interface on
 * our objects.
 */
package dev.weft.js;
