// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every numeric operator gives the same bits compiled as interpreted, or the same trap. The
 * interpreter's results are tested against the specification elsewhere.
 *
 * <p>One function per operator, with its operands in locals, and one with a constant on the right.
 * Floating-point numbers travel as integers.
 */
@Tag("compiled")
class CompiledOperatorsTest {
  private static final long[] INTS = {
    0, 1, -1, 2, 31, 33, 128, 0x8000, 0x7FFF_FFFF, 0x8000_0000L, 0xFEDC_BA98L
  };
  private static final long[] LONGS = {
    0,
    1,
    -1,
    2,
    63,
    65,
    128,
    0x8000,
    0xFFFF_FFFFL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0xFEDC_BA98_7654_3210L
  };
  private static final float[] FLOATS = {
    0,
    -0f,
    1,
    -1,
    0.5f,
    -2.5f,
    1e30f,
    -0x1p31f,
    0x1.fffffep30f,
    0x1p32f,
    -0x1p63f,
    0x1p64f,
    Float.MIN_VALUE,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.intBitsToFloat(0x7FA0_0000)
  };
  private static final double[] DOUBLES = {
    0,
    -0d,
    1,
    -1,
    0.5,
    -2.5,
    1e300,
    1e-40,
    -2147483648.9,
    -0x1p31 - 1,
    4294967295.9,
    -0x1p63,
    0x1p64,
    0x1.000001p0,
    Double.POSITIVE_INFINITY,
    Double.NaN,
    Double.longBitsToDouble(0x7FF4_0000_0000_0000L)
  };

  /** An operator: its bytes and its types, each i, l, f or d; the result comes last. */
  private record Operator(int prefix, int code, String types) {

    String name(boolean constant) {
      return "op" + prefix + "_" + code + (constant ? "c" : "");
    }

    int arity() {
      return types.length() - 1;
    }
  }

  private static List<Operator> operators() {
    List<Operator> result = new ArrayList<>();
    String plain =
        "45ii 46-4Fiii 50li 51-5Alli 5B-60ffi 61-66ddi 67-69ii 6A-78iii 79-7Bll 7C-8Alll 8B-91ff "
            + "92-98fff 99-9Fdd A0-A6ddd A7li A8-A9fi AA-ABdi AC-ADil AE-AFfl B0-B1dl B2-B3if "
            + "B4-B5lf B6df B7-B8id B9-BAld BBfd BCfi BDdl BEif BFld C0-C1ii C2-C4ll";
    for (String range : plain.split(" ")) {
      int typesStart = range.charAt(2) == '-' ? 5 : 2;
      int first = Integer.parseInt(range.substring(0, 2), 16);
      int last = Integer.parseInt(range.substring(typesStart - 2, typesStart), 16);
      for (int code = first; code <= last; code++) {
        result.add(new Operator(0, code, range.substring(typesStart)));
      }
    }
    String[] saturating = {"fi", "fi", "di", "di", "fl", "fl", "dl", "dl"};
    for (int code = 0; code < saturating.length; code++) {
      result.add(new Operator(0xFC, code, saturating[code]));
    }
    return result;
  }

  /** Values of a type, as the integers that carry their bits. */
  private static Object[] values(char type) {
    List<Object> result = new ArrayList<>();
    switch (type) {
      case 'i' -> {
        for (long value : INTS) {
          result.add((int) value);
        }
      }
      case 'l' -> {
        for (long value : LONGS) {
          result.add(value);
        }
      }
      case 'f' -> {
        for (float value : FLOATS) {
          result.add(Float.floatToRawIntBits(value));
        }
      }
      default -> {
        for (double value : DOUBLES) {
          result.add(Double.doubleToRawLongBits(value));
        }
      }
    }
    return result.toArray();
  }

  /** The constant of the variant with a constant on the right. */
  private static Object constant(char type) {
    return values(type)[5];
  }

  // A module of all functions

  private static void unsigned(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static void signed(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest < -64 || rest > 63) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>= 7;
    }
    out.write((int) (rest & 0x7F));
  }

  private static void section(ByteArrayOutputStream out, int id, int count, byte[] contents) {
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    unsigned(section, count);
    section.writeBytes(contents);
    out.write(id);
    unsigned(out, section.size());
    out.writeBytes(section.toByteArray());
  }

  private static boolean is64(char type) {
    return type == 'l' || type == 'd';
  }

  private static int carrier(char type) {
    return is64(type) ? 0x7E : 0x7F;
  }

  /** Reinterprets an integer on the stack as the type it carries. */
  private static void unwrap(ByteArrayOutputStream code, char type) {
    if (type == 'f' || type == 'd') {
      code.write(type == 'f' ? 0xBE : 0xBF);
    }
  }

  private static byte[] module(List<Operator> operators) {
    ByteArrayOutputStream types = new ByteArrayOutputStream();
    ByteArrayOutputStream functions = new ByteArrayOutputStream();
    ByteArrayOutputStream exports = new ByteArrayOutputStream();
    ByteArrayOutputStream bodies = new ByteArrayOutputStream();
    int count = 0;
    for (Operator operator : operators) {
      for (boolean constant : new boolean[] {false, true}) {
        int arity = operator.arity();
        types.write(0x60);
        unsigned(types, arity);
        for (int i = 0; i <= arity; i++) {
          if (i == arity) {
            types.write(1);
          }
          types.write(carrier(operator.types.charAt(i)));
        }
        unsigned(functions, count);
        byte[] name = operator.name(constant).getBytes(StandardCharsets.US_ASCII);
        unsigned(exports, name.length);
        exports.writeBytes(name);
        exports.write(0);
        unsigned(exports, count);
        byte[] body = body(operator, constant);
        unsigned(bodies, body.length);
        bodies.writeBytes(body);
        count++;
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(out, 1, count, types.toByteArray());
    section(out, 3, count, functions.toByteArray());
    section(out, 7, count, exports.toByteArray());
    section(out, 10, count, bodies.toByteArray());
    return out.toByteArray();
  }

  private static byte[] body(Operator operator, boolean constant) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    code.write(0);
    for (int i = 0; i < operator.arity(); i++) {
      char type = operator.types.charAt(i);
      if (constant && i == operator.arity() - 1) {
        code.write(is64(type) ? 0x42 : 0x41);
        signed(code, ((Number) constant(type)).longValue());
      } else {
        code.write(0x20);
        code.write(i);
      }
      unwrap(code, type);
    }
    if (operator.prefix != 0) {
      code.write(operator.prefix);
    }
    code.write(operator.code);
    char result = operator.types.charAt(operator.arity());
    if (result == 'f' || result == 'd') {
      code.write(result == 'f' ? 0xBC : 0xBD);
    }
    code.write(0x0B);
    return code.toByteArray();
  }

  /** The result's bits, or the message of the trap. */
  private static Object call(Value function, Object... arguments) {
    try {
      Value result = function.execute(arguments);
      return result.fitsInInt() ? (Object) (long) result.asInt() : (Object) result.asLong();
    } catch (PolyglotException e) {
      assertTrue(e.isGuestException() && !e.isInternalError(), e::toString);
      return e.getMessage();
    }
  }

  /** Forgets which NaN it is where the specification does not say. */
  private static Object normalized(Operator operator, Object result) {
    char type = operator.types.charAt(operator.arity());
    // abs, neg, copysign and the reinterpretations determine all bits
    boolean exact =
        operator.prefix == 0
            && (operator.code >= 0xBC && operator.code <= 0xBF
                || operator.code == 0x8B
                || operator.code == 0x8C
                || operator.code == 0x98
                || operator.code == 0x99
                || operator.code == 0x9A
                || operator.code == 0xA6);
    if (exact || !(result instanceof Long bits)) {
      return result;
    }
    if (type == 'f' && Float.isNaN(Float.intBitsToFloat(bits.intValue()))) {
      return (bits & 0x0040_0000) != 0 ? "an arithmetic NaN" : result;
    }
    if (type == 'd' && Double.isNaN(Double.longBitsToDouble(bits))) {
      return (bits & 1L << 51) != 0 ? "an arithmetic NaN" : result;
    }
    return result;
  }

  private static Value exports(Context context, Source source) {
    return context.eval(source).newInstance().getMember("exports");
  }

  @Test
  void compiledCodeComputesWhatTheInterpreterComputes() throws IOException {
    List<Operator> operators = operators();
    assertEquals(136, operators.size());
    ByteSequence bytes = ByteSequence.create(module(operators));
    Source source = Source.newBuilder("wasm", bytes, "operators").build();
    try (Context interpreted =
            Context.newBuilder("wasm")
                .allowExperimentalOptions(true)
                .option("wasm.Tier", "ast")
                .option("engine.Compilation", "false")
                .build();
        Context compiled =
            Context.newBuilder("wasm")
                .allowExperimentalOptions(true)
                .option("wasm.Tier", "ast")
                .option("engine.CompileImmediately", "true")
                .option("engine.BackgroundCompilation", "false")
                .option("engine.CompilationFailureAction", "Throw")
                .build()) {
      Value expected = exports(interpreted, source);
      Value actual = exports(compiled, source);
      for (Operator operator : operators) {
        for (boolean constant : new boolean[] {false, true}) {
          String name = operator.name(constant);
          compare(operator, name, expected.getMember(name), actual.getMember(name));
        }
      }
    }
  }

  private static void compare(Operator operator, String name, Value expected, Value actual) {
    Object[] second =
        operator.arity() == 2 ? values(operator.types.charAt(1)) : new Object[] {null};
    for (Object a : values(operator.types.charAt(0))) {
      for (Object b : second) {
        Object[] arguments = b == null ? new Object[] {a} : new Object[] {a, b};
        assertEquals(
            normalized(operator, call(expected, arguments)),
            normalized(operator, call(actual, arguments)),
            () -> name + " " + List.of(arguments));
      }
    }
  }
}
