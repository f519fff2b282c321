// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import dev.weft.tests.fuzz.Program.Feature;
import java.util.List;
import java.util.Set;

/** An engine, or a way to run ours, that programs are run on. */
interface Runner extends AutoCloseable {
  /** Its name in reports and on the command line. */
  String name();

  /** What it can do. */
  Set<Feature> features();

  /**
   * Runs programs.
   *
   * @return for each what its calls gave: a line for each call, of its results or its trap and the
   *     state of the module after it; a single line if the module could not be instantiated
   */
  List<List<String>> run(List<Program> programs);

  /**
   * Makes lines comparable with those of this runner.
   *
   * @param lines lines of one that runs Weft
   */
  default List<String> comparable(List<String> lines) {
    return lines;
  }

  @Override
  void close();
}
