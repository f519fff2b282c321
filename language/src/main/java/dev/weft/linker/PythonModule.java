// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * The module {@code weft} for programs in Python (GraalPy), which comes with this library: modules,
 * memories and failures of WebAssembly as objects and exceptions of Python. {@code docs/python.md}
 * describes it.
 */
public final class PythonModule {
  private static final String LANGUAGE = "python";
  private static final String FILE = "weft.py";
  private static final List<String> FILES = List.of(FILE, "weft.pyi");
  private static final String PLACE = "/META-INF/python/";

  /** Makes a module of a text, so that tracebacks and {@code import} find it. */
  private static final Source DEFINE =
      Source.newBuilder(
              LANGUAGE,
              """
              lambda text, module: (
                  setattr(module, "__file__", "weft.py"),
                  exec(compile(text, "weft.py", "exec"), module.__dict__),
                  __import__("sys").modules.__setitem__("weft", module),
              ) if "weft" not in __import__("sys").modules else None
              """,
              "weft-define.py")
          .internal(true)
          .buildLiteral();

  private PythonModule() {}

  /**
   * Defines the module in a context, so that {@code import weft} works in it, also where Python may
   * read no files. Does nothing if the context has a module of that name.
   *
   * @param context a context with the languages {@code python} and {@code wasm}, whose guests may
   *     use each other's values ({@link Context.Builder#allowPolyglotAccess})
   * @throws PolyglotException an {@code ImportError} of Python that says what is missing, if {@code
   *     wasm} is not there, is not Weft, or cannot be reached from Python
   * @throws IllegalArgumentException if the context has no Python
   */
  public static void define(Context context) {
    Value define = context.eval(DEFINE);
    Value module =
        context.eval(
            Source.newBuilder(LANGUAGE, "__import__('types').ModuleType('weft')", "weft-new.py")
                .internal(true)
                .buildLiteral());
    define.executeVoid(text(FILE), module);
  }

  /**
   * Writes the module and its type stubs, {@code weft.py} and {@code weft.pyi}, to a directory,
   * which is made if need be; files of these names are overwritten. Python finds the module there
   * if the directory is on its path: {@code sys.path}, or the option {@code python.PythonPath}.
   *
   * @param directory where to
   * @return the path of {@code weft.py}
   * @throws IOException if they cannot be written
   */
  public static Path install(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (String file : FILES) {
      Files.writeString(directory.resolve(file), text(file));
    }
    return directory.resolve(FILE);
  }

  private static String text(String file) {
    try (InputStream in = PythonModule.class.getResourceAsStream(PLACE + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
