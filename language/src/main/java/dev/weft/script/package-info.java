// SPDX-License-Identifier: Apache-2.0
/**
 * Runs test scripts of the official test suite ({@code .wast}) on the engine: {@link
 * dev.weft.script.ScriptRunner}.
 */
package dev.weft.script;
