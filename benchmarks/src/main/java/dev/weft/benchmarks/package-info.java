// SPDX-License-Identifier: Apache-2.0
/**
 * The benchmark command: it starts a driver process for every program and engine, and compares what
 * they measured. docs/benchmarks.md says how it measures.
 */
package dev.weft.benchmarks;
