// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.linker.PythonModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the module weft comes into a context. */
final class PythonModuleTest {
  private static final String USE =
      "import weft\nweft.load('(module (func (export \"f\") (result i32) (i32.const 4)))').f()";

  @TempDir Path directory;

  @Test
  void installed() throws IOException {
    Path place = directory.resolve("not/there");
    assertEquals(place.resolve("weft.py"), PythonModule.install(place));
    assertTrue(Files.readString(place.resolve("weft.pyi")).contains("def load("));
    try (Context context =
        Python.contexts()
            .allowIO(IOAccess.ALL)
            .option("python.PythonPath", place.toString())
            .build()) {
      assertEquals(4, Python.eval(context, USE).asInt());
      String file = Python.eval(context, "weft.__file__").asString();
      assertEquals(place.resolve("weft.py").toString(), file);
      // A module that is there already stays.
      PythonModule.define(context);
      assertEquals(file, Python.eval(context, "import weft\nweft.__file__").asString());
    }
  }

  @Test
  void definedWithoutAccessToFiles() {
    try (Context context = Python.contexts().build()) {
      PythonModule.define(context);
      assertEquals(4, Python.eval(context, USE).asInt());
      PolyglotException e =
          assertThrows(
              PolyglotException.class, () -> Python.eval(context, "weft.load('some.wasm')"));
      assertTrue(e.getMessage().contains("some.wasm"), e.getMessage());
    }
  }

  @Test
  void whatIsMissingIsSaid() {
    try (Context context = Context.newBuilder("python", "wasm").engine(Python.ENGINE).build()) {
      PolyglotException e =
          assertThrows(PolyglotException.class, () -> PythonModule.define(context));
      assertTrue(e.getMessage().startsWith("ImportError"), e.getMessage());
      assertTrue(e.getMessage().contains("allowPolyglotAccess"), e.getMessage());
    }
    try (Context context = Context.newBuilder("js", "wasm").engine(Python.ENGINE).build()) {
      assertThrows(IllegalArgumentException.class, () -> PythonModule.define(context));
    }
  }
}
