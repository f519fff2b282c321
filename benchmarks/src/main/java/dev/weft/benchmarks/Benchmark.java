// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks;

import dev.weft.benchmarks.driver.Specification.Kind;
import java.nio.file.Path;

/**
 * A program to measure.
 *
 * @param name how the user names it
 * @param kind what it is
 * @param wasm the module
 * @param arguments the arguments, separated by spaces
 * @param directory {@code HOST::GUEST}, or null; HOST may be {@link Catalogue#SCRATCH}
 * @param input its standard input or what it evaluates or, with a scratch directory, what is copied
 *     there; may be null
 * @param output the file of the expected output, or null where the outputs of the engines are only
 *     compared with each other
 * @param result the file that the program leaves in its scratch directory, or null
 * @param resultSum the sha256 of that file
 * @param byDefault whether it runs when no program is named
 */
public record Benchmark(
    String name,
    Kind kind,
    Path wasm,
    String arguments,
    String directory,
    Path input,
    Path output,
    String result,
    String resultSum,
    boolean byDefault) {

  /** Whether every run takes a fresh instance; the others are repeated within one. */
  public boolean whole() {
    return kind != Kind.KERNEL;
  }
}
