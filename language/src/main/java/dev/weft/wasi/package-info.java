// SPDX-License-Identifier: Apache-2.0
/**
 * WASI preview 1: what programs compiled for {@code wasm32-wasi} import.
 *
 * <p>{@link dev.weft.wasi.WasiFunction} is the table of the functions, {@link
 * dev.weft.wasi.WasiState} what a context has of them, {@link dev.weft.wasi.WasiModule} the way
 * imports are resolved to them. Files are reached through {@code TruffleFile} alone, and only those
 * in preopened directories: {@link dev.weft.wasi.PathResolver}.
 */
package dev.weft.wasi;
