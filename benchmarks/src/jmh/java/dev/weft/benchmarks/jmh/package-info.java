// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of the embedding API with JMH: calls in both directions, instantiation. */
package dev.weft.benchmarks.jmh;
