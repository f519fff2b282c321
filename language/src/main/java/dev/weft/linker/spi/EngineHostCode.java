// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

/** How the engine calls host functions that share a method handle; belongs to no context. */
public interface EngineHostCode {}
