// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecificationTest {
  @TempDir Path folder;

  @Test
  void readsWhatItWrites() throws Exception {
    Specification full =
        new Specification(
            Specification.Kind.COMMAND,
            Path.of("a.wasm"),
            "a --b=c d",
            "/host dir::/guest",
            Path.of("in"),
            4000,
            10,
            3,
            true,
            Path.of("report"));
    full.write(folder.resolve("full"));
    assertEquals(full, Specification.read(folder.resolve("full")));

    Specification bare =
        new Specification(
            Specification.Kind.KERNEL, Path.of("b"), "b", null, null, 1, 2, 0, false, Path.of("r"));
    bare.write(folder.resolve("bare"));
    assertEquals(bare, Specification.read(folder.resolve("bare")));
  }
}
