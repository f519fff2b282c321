// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** An engine with the module calls.wat loaded, used as its users would. */
public interface Embedding extends AutoCloseable {
  /** The host function {@code h.host}: it does what the function of the module does. */
  IntBinaryOperator HOST = (a, b) -> a * 31 ^ b;

  /** The module. */
  static byte[] module() throws IOException {
    try (InputStream in = Embedding.class.getResourceAsStream("calls.wasm")) {
      return in.readAllBytes();
    }
  }

  /**
   * The embedding of an engine.
   *
   * @param engine weft, weft-bytecode (all functions as JVM bytecode), graalwasm or chicory
   */
  static Embedding of(String engine) throws Exception {
    return switch (engine) {
      case "weft" -> new WeftEmbedding("ast");
      case "weft-bytecode" -> new WeftEmbedding("bytecode");
      case "graalwasm" -> new PolyglotEmbedding();
      case "chicory" -> new ChicoryEmbedding();
      default -> throw new IllegalArgumentException(engine);
    };
  }

  /** An export that takes the number of turns of its loop. */
  IntUnaryOperator loop(String name);

  /** The export {@code add}, in the fastest way there is. */
  IntBinaryOperator add();

  /** The export {@code add}, by the method for functions whose type is not known beforehand. */
  IntBinaryOperator addDynamic();

  /** One more instance. */
  Object instantiate();

  @Override
  void close();

  /** A host function with state: nothing can be inlined by looking at it alone. */
  final class State {
    private int calls;

    /** The host function {@code h.state}. */
    public int apply(int a, int b) {
      calls++;
      return a * 31 ^ b;
    }

    /** How often it was called. */
    public int calls() {
      return calls;
    }
  }
}
