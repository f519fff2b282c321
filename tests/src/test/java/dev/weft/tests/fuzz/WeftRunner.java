// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import dev.weft.tests.fuzz.Program.Call;
import dev.weft.tests.fuzz.Program.Feature;
import dev.weft.tests.fuzz.Program.Signature;
import dev.weft.text.TextParser;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/** Weft with options of its own. */
final class WeftRunner implements Runner {
  /** Modules that share a context. */
  private static final int PER_CONTEXT = 20;

  private final String name;
  private final Map<String, String> options;
  private final UnaryOperator<String> alteration;
  private final OutputStream log;
  private Engine engine;
  private int programs;

  WeftRunner(String name, Map<String, String> options) {
    this(name, options, UnaryOperator.identity(), OutputStream.nullOutputStream());
  }

  /**
   * @param alteration applied to the text of each module before it runs
   * @param log what the engine logs goes there
   */
  WeftRunner(
      String name,
      Map<String, String> options,
      UnaryOperator<String> alteration,
      OutputStream log) {
    this.name = name;
    this.options = options;
    this.alteration = alteration;
    this.log = log;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.allOf(Feature.class);
  }

  /** An engine; now and then a new one, so that each meets code in all states. */
  private Engine engine() {
    if (engine == null || programs > 1000) {
      close();
      programs = 0;
      Engine.Builder builder =
          Engine.newBuilder("wasm").allowExperimentalOptions(true).logHandler(log);
      options.forEach(builder::option);
      engine = builder.build();
    }
    return engine;
  }

  @Override
  public List<List<String>> run(List<Program> list) {
    List<List<String>> results = new ArrayList<>();
    for (int i = 0; i < list.size(); i += PER_CONTEXT) {
      List<Program> part = list.subList(i, Math.min(list.size(), i + PER_CONTEXT));
      programs += part.size();
      try (Context context = Context.newBuilder("wasm").engine(engine()).build()) {
        for (Program program : part) {
          results.add(run(context, program));
        }
      }
    }
    return results;
  }

  private List<String> run(Context context, Program program) {
    List<String> lines = new ArrayList<>();
    int[] log = new int[1];
    ProxyExecutable note =
        arguments -> {
          log[0] = log[0] * 31 + arguments[0].asInt();
          return null;
        };
    Value exports;
    try {
      ByteSequence bytes = ByteSequence.create(TextParser.parse(alteration.apply(program.text())));
      Source source = Source.newBuilder("wasm", bytes, "fuzz" + program.seed).buildLiteral();
      ProxyObject imports =
          ProxyObject.fromMap(Map.of("env", ProxyObject.fromMap(Map.of("log", note))));
      exports = context.eval(source).newInstance(imports).getMember("exports");
    } catch (PolyglotException e) {
      if (e.isSyntaxError()) {
        // Of the generator, or of the decoder or validator.
        throw new IllegalStateException("seed " + program.seed + "\n" + program.text(), e);
      }
      return List.of("instantiate " + trap(e));
    }
    Value refuel = exports.getMember("refuel");
    for (Call call : program.calls) {
      refuel.executeVoid(Generator.FUEL);
      StringBuilder line = new StringBuilder();
      Signature signature = program.functions.get(call.function()).signature;
      try {
        Value result = exports.getMember("f" + call.function()).execute(call.arguments().toArray());
        int count = signature.results().size();
        for (int i = 0; i < count; i++) {
          line.append(i == 0 ? "" : " ");
          show(line, signature.results().get(i), count == 1 ? result : result.getArrayElement(i));
        }
      } catch (PolyglotException e) {
        line.append("trap ").append(trap(e));
      }
      state(line, program, exports);
      lines.add(line.append(" log ").append(log[0]).toString());
    }
    return lines;
  }

  private static String trap(PolyglotException e) {
    return e.isGuestException() ? e.getMessage() : "error " + e;
  }

  private static void state(StringBuilder line, Program program, Value exports) {
    for (int i = 0; i < program.memories; i++) {
      Value memory = exports.getMember("m" + i);
      byte[] bytes = new byte[Math.toIntExact(memory.getBufferSize())];
      memory.readBuffer(0, bytes, 0, bytes.length);
      ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int hash = 0;
      while (words.hasRemaining()) {
        hash = hash * 31 + words.getInt();
      }
      line.append(" m").append(i).append(' ').append(bytes.length).append(' ').append(hash);
    }
    for (int i = 0; i < program.tables; i++) {
      Value table = exports.getMember("s" + i);
      line.append(" s").append(i).append(' ');
      for (long k = 0; k < table.getArraySize(); k++) {
        line.append(table.getArrayElement(k).isNull() ? '0' : '1');
      }
    }
    for (int i = 0; i < program.globals.size(); i++) {
      line.append(" g").append(i).append(' ');
      show(line, program.globals.get(i), exports.getMember("g" + i).getMember("value"));
    }
  }

  private static void show(StringBuilder out, Type type, Value value) {
    switch (type.text()) {
      case "i32" -> out.append(value.asInt());
      case "i64" -> out.append(value.asLong());
      case "f32" -> {
        float number = value.asFloat();
        out.append(Float.isNaN(number) ? "nan" : hex(Float.floatToRawIntBits(number)));
      }
      case "f64" -> {
        double number = value.asDouble();
        out.append(Double.isNaN(number) ? "nan" : hex(Double.doubleToRawLongBits(number)));
      }
      default -> out.append(value.isNull() ? "null" : "ref");
    }
  }

  private static String hex(long value) {
    return Long.toString(value, 16);
  }

  @Override
  public void close() {
    if (engine != null) {
      engine.close();
      engine = null;
    }
  }
}
