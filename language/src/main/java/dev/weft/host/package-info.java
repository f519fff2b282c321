// SPDX-License-Identifier: Apache-2.0
/**
 * Host functions that compiled WebAssembly calls directly: without boxes, and without the polyglot
 * API's conversions.
 */
package dev.weft.host;
