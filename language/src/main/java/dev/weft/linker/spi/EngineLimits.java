// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

/** Limits, fuel, epochs and interruption of one context. */
public interface EngineLimits {}
