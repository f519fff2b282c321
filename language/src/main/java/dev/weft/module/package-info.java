// SPDX-License-Identifier: Apache-2.0
/** The immutable module: what the decoder yields and everything later works on. */
package dev.weft.module;
