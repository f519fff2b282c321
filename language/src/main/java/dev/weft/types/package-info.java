// SPDX-License-Identifier: Apache-2.0
/**
 * The types of WebAssembly: value, reference, heap, defined and external types. All of them are
 * canonical: two types are equal exactly if they are the same object.
 */
package dev.weft.types;
