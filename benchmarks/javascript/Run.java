// SPDX-License-Identifier: Apache-2.0
import java.io.File;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.Source;

/** Runs a file under GraalJS with the wasm language that is on the module path. */
class Run {
  public static void main(String[] args) throws Exception {
    try (Context context =
        Context.newBuilder("js", "wasm")
            .allowPolyglotAccess(PolyglotAccess.ALL)
            .option("js.webassembly", "true")
            .build()) {
      if (!context.getEngine().getImplementationName().contains("GraalVM")) {
        throw new IllegalStateException("not the optimising runtime");
      }
      context.eval(Source.newBuilder("js", new File(args[0])).build());
    }
  }
}
