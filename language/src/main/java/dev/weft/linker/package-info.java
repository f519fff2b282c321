// SPDX-License-Identifier: Apache-2.0
/**
 * Linking and embedding WebAssembly: a {@link dev.weft.linker.Linker} defines what modules import,
 * a {@link dev.weft.linker.Store} holds instances and the host's data, a {@link
 * dev.weft.linker.WasmModule} is decoded once for all stores of an engine.
 *
 * <p>The package uses {@code org.graalvm.polyglot} and the JDK only. It reaches the engine through
 * the interfaces of {@code dev.weft.linker.spi}:
 *
 * <ul>
 *   <li>The language's bindings have a member, which is not listed, whose host object is the {@code
 *       EngineContext} of the context. Functions, memories and the like of the engine are {@code
 *       EngineFunction}, {@code EngineMemory} and so on themselves, so nothing is wrapped, and a
 *       call is an ordinary Java call. {@code context.asValue(engineObject)} is the value that
 *       other languages see.
 *   <li>Whoever calls the engine does so within {@code Store.call} or {@code Store.run}: they enter
 *       the context and turn what is thrown into what this package throws ({@code Failures}).
 *   <li>Numbers are boxed, references are objects of the engine: see {@code Values}.
 *   <li>Host functions are {@code HostDefinition}s, made into one function for each store when it
 *       is linked there. What their bodies throw reaches WebAssembly code as a host exception, or,
 *       if it stands for an exception of the engine, as that.
 *   <li>Function types are canonical objects of the engine ({@code TypeSystem}), so that equality
 *       and subtyping are the specification's.
 * </ul>
 */
package dev.weft.linker;
