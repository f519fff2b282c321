// SPDX-License-Identifier: Apache-2.0
/** The one table of all instructions, their immediates, types and proposals. */
package dev.weft.opcode;
