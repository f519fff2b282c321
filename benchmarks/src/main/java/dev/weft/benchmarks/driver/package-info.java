// SPDX-License-Identifier: Apache-2.0
/** What runs inside the processes on the JVM that are measured; free of dependencies on Weft. */
package dev.weft.benchmarks.driver;
