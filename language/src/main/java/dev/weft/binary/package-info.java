// SPDX-License-Identifier: Apache-2.0
/** The binary format: the decoder of modules and the reader of instructions. */
package dev.weft.binary;
