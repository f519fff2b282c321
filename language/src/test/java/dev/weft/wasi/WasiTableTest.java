// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.WasmContext;
import dev.weft.types.FuncType;
import dev.weft.types.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of functions, and what the documentation says of it. */
class WasiTableTest {
  private static final Pattern ROW =
      Pattern.compile("\\| `(\\w+)` \\| `\\(([^)]*)\\)` \\| (complete|partial|none) \\|.*");

  private static Path docs() {
    Path here = Path.of("docs/wasi.md");
    return Files.exists(here) ? here : Path.of("../docs/wasi.md");
  }

  @Test
  void hasAllFunctions() {
    assertEquals(46, WasiFunction.values().length);
    for (WasiFunction function : WasiFunction.values()) {
      FuncType type = function.type().funcType();
      int results = function == WasiFunction.PROC_EXIT ? 0 : 1;
      assertEquals(results, type.resultCount(), function.functionName());
      assertEquals(function, WasiFunction.of(function.functionName()));
    }
    assertNull(WasiFunction.of("FD_WRITE"));
    assertNull(WasiFunction.of("fd_dup"));
  }

  @Test
  void documentationNamesThemAllWithTheirTypes() throws IOException {
    List<String> documented = new ArrayList<>();
    for (String line : Files.readAllLines(docs())) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        documented.add(row.group(1));
        WasiFunction function = WasiFunction.of(row.group(1));
        assertNotNull(function, row.group(1));
        String params =
            Arrays.stream(function.type().funcType().params())
                .map(ValueType::toString)
                .collect(Collectors.joining(", "));
        assertEquals(params, row.group(2), row.group(1));
      }
    }
    List<String> names =
        Arrays.stream(WasiFunction.values()).map(WasiFunction::functionName).toList();
    assertEquals(names, documented);
  }

  /** No function but those documented with {@code none} answers that it is not implemented. */
  @Test
  void documentationNamesWhatIsMissing() throws IOException {
    String text = Files.readString(docs());
    for (WasiFunction function : WasiFunction.values()) {
      if (function == WasiFunction.PROC_EXIT) {
        continue;
      }
      try (Guest g = new Guest.Builder().build()) {
        Object[] arguments = new Object[function.type().funcType().paramCount() + 1];
        arguments[0] = g.caller;
        for (int k = 1; k < arguments.length; k++) {
          boolean wide = function.type().funcType().param(k - 1) == ValueType.I64;
          arguments[k] = wide ? (Object) 0L : (Object) 0;
        }
        if (function == WasiFunction.FD_READ || function == WasiFunction.POLL_ONEOFF) {
          arguments[3] = 0;
        }
        boolean missing = function.call(arguments, g.node) == Errno.NOSYS.code();
        boolean saysMissing =
            Pattern.compile("\\| `" + function.functionName() + "` \\|[^|]*\\| none \\|")
                .matcher(text)
                .find();
        assertEquals(saysMissing, missing, function.functionName());
      }
    }
  }

  @Test
  void errorNumbersAreThoseOfTheDescription() {
    assertEquals(77, Errno.values().length);
    assertEquals(8, Errno.BADF.code());
    assertEquals(28, Errno.INVAL.code());
    assertEquals(44, Errno.NOENT.code());
    assertEquals(52, Errno.NOSYS.code());
    assertEquals(76, Errno.NOTCAPABLE.code());
    assertTrue(Errno.of(new IOException("Broken pipe")) == Errno.PIPE);
    assertNull(Errno.of(new NullPointerException()));
    for (Errno errno : Errno.values()) {
      assertEquals(errno, errno.exception().errno());
      assertEquals(errno.name(), errno.name().toUpperCase(Locale.ROOT));
    }
  }

  @Test
  void resolvesByBothModuleNames() {
    assertTrue(WasiModule.isName("wasi_snapshot_preview1"));
    assertTrue(WasiModule.isName("wasi_unstable"));
    assertEquals(false, WasiModule.isName("wasi"));
    try (Guest g = new Guest.Builder().build()) {
      WasmContext context = WasmContext.get(null);
      assertNotNull(WasiModule.resolve(context, null, "wasi_unstable", "fd_write"));
      assertEquals(context.wasi(), g.state);
      assertNotNull(WasiModule.resolve(context, null, "wasi_snapshot_preview1", "sock_accept"));
      assertNull(WasiModule.resolve(context, null, "wasi_unstable", "sock_accept"));
      assertNull(WasiModule.resolve(context, null, "wasi_snapshot_preview1", "fd_dup"));
    }
  }
}
