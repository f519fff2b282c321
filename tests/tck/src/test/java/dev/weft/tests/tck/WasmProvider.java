// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.tck;

import static org.graalvm.polyglot.tck.TypeDescriptor.ANY;
import static org.graalvm.polyglot.tck.TypeDescriptor.BOOLEAN;
import static org.graalvm.polyglot.tck.TypeDescriptor.INSTANTIABLE_ANY;
import static org.graalvm.polyglot.tck.TypeDescriptor.META_OBJECT;
import static org.graalvm.polyglot.tck.TypeDescriptor.NULL;
import static org.graalvm.polyglot.tck.TypeDescriptor.NUMBER;
import static org.graalvm.polyglot.tck.TypeDescriptor.OBJECT;
import static org.graalvm.polyglot.tck.TypeDescriptor.array;
import static org.graalvm.polyglot.tck.TypeDescriptor.executable;
import static org.graalvm.polyglot.tck.TypeDescriptor.instantiable;
import static org.graalvm.polyglot.tck.TypeDescriptor.intersection;
import static org.graalvm.polyglot.tck.TypeDescriptor.union;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.tck.LanguageProvider;
import org.graalvm.polyglot.tck.ResultVerifier;
import org.graalvm.polyglot.tck.Snippet;
import org.graalvm.polyglot.tck.TypeDescriptor;

/** What Truffle's technology compatibility kit is told of WebAssembly. */
public final class WasmProvider implements LanguageProvider {
  /** Numbers are taken from booleans too: true is 1. */
  private static final TypeDescriptor NUMERIC = union(NUMBER, BOOLEAN);

  private static final String MODULE =
      """
      (module $tck
        (memory (export "memory") 4 8 (pagesize 1))
        (table (export "table") 3 externref)
        (global (export "global") (mut i32) (i32.const 5))
        (func (export "identity") (param externref) (result externref) (local.get 0))
        (func (export "i32") (result i32) (i32.const -7))
        (func (export "i64") (result i64) (i64.const 0x4000_0000_0000_0001))
        (func (export "f32") (result f32) (f32.const 0.5))
        (func (export "f64") (result f64) (f64.const 0x1p-1074))
        (func (export "nan") (result f64) (f64.const nan))
        (func (export "null") (result externref) (ref.null extern))
        (func $twice (param f64) (result f64) (f64.add (local.get 0) (local.get 0)))
        (func (export "function") (result funcref) (ref.func $twice))
        (elem declare func $twice)
        (func (export "several") (result i32 f64) (i32.const 1) (f64.const 2))
        (func (export "nothing"))
        (func (export "f64.add") (param f64 f64) (result f64)
          (f64.add (local.get 0) (local.get 1)))
        (func (export "f64.div") (param f64 f64) (result f64)
          (f64.div (local.get 0) (local.get 1)))
        (func (export "f64.lt") (param f64 f64) (result i32) (f64.lt (local.get 0) (local.get 1)))
        (func (export "f32.sqrt") (param f32) (result f32) (f32.sqrt (local.get 0)))
        (func (export "i32.add") (param i32 i32) (result i32)
          (i32.add (local.get 0) (local.get 1)))
        (func (export "i64.xor") (param i64 i64) (result i64)
          (i64.xor (local.get 0) (local.get 1)))
        (func (export "ref.is_null") (param externref) (result i32) (ref.is_null (local.get 0)))
        (func (export "if") (param externref) (result externref)
          (if (result externref) (ref.is_null (local.get 0))
            (then (ref.null extern)) (else (local.get 0))))
        (func (export "select") (param externref f64) (result externref)
          (select (result externref) (local.get 0) (ref.null extern)
            (f64.gt (local.get 1) (f64.const 0))))
        (func (export "table.set") (param externref)
          (table.set 0 (i32.const 1) (local.get 0)))
        (func (export "loop") (param f64) (result f64)
          (local $i i32)
          (loop $l
            (local.set 0 (f64.add (local.get 0) (f64.const 1)))
            (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
              (i32.const 10))))
          (local.get 0)))
      """;

  private static Source text(String name, String text) {
    return Source.newBuilder("wasm", text, name).mimeType("text/wat").buildLiteral();
  }

  private static Value module(Context context) {
    return context.eval(text("tck.wat", MODULE));
  }

  private static Value exports(Context context) {
    return module(context).newInstance().getMember("exports");
  }

  @Override
  public String getId() {
    return "wasm";
  }

  @Override
  public Value createIdentityFunction(Context context) {
    return exports(context).getMember("identity");
  }

  @Override
  public Collection<? extends Snippet> createValueConstructors(Context context) {
    Value exports = exports(context);
    List<Snippet> snippets = new ArrayList<>();
    for (String number : new String[] {"i32", "i64", "f32", "f64", "nan"}) {
      snippets.add(snippet(exports, number, NUMBER));
    }
    snippets.add(snippet(exports, "null", NULL));
    snippets.add(snippet(exports, "nothing", NULL));
    snippets.add(snippet(exports, "several", array(NUMBER)));
    snippets.add(snippet(exports, "function", intersection(executable(NUMBER, NUMERIC), OBJECT)));
    Value module = module(context);
    snippets.add(
        value(context, "module", module, intersection(instantiable(OBJECT, true), OBJECT)));
    snippets.add(value(context, "instance", module.newInstance(), OBJECT));
    snippets.add(value(context, "exports", exports, OBJECT));
    snippets.add(
        value(context, "memory", exports.getMember("memory"), intersection(array(NUMBER), OBJECT)));
    snippets.add(
        value(context, "table", exports.getMember("table"), intersection(array(NULL), OBJECT)));
    snippets.add(value(context, "global", exports.getMember("global"), OBJECT));
    snippets.add(
        value(
            context,
            "constructor",
            context.getBindings("wasm").getMember("Memory"),
            intersection(META_OBJECT, INSTANTIABLE_ANY)));
    return snippets;
  }

  /** A function of WebAssembly that is called by its name. */
  private static Snippet snippet(
      Value exports, String name, TypeDescriptor result, TypeDescriptor... params) {
    return Snippet.newBuilder(name, exports.getMember(name), result).parameterTypes(params).build();
  }

  /** A value that no function returns: one returns it that was given it as external reference. */
  private static Snippet value(Context context, String name, Value value, TypeDescriptor type) {
    Value holder =
        context
            .eval(
                text(
                    name,
                    """
                    (module (global $g (mut externref) (ref.null extern))
                      (func (export "set") (param externref) (global.set $g (local.get 0)))
                      (func (export "get") (result externref) (global.get $g)))
                    """))
            .newInstance()
            .getMember("exports");
    holder.invokeMember("set", value);
    Value constant = holder.getMember("get");
    return Snippet.newBuilder(name, constant, type).build();
  }

  @Override
  public Collection<? extends Snippet> createExpressions(Context context) {
    Value exports = exports(context);
    return List.of(
        snippet(exports, "f64.add", NUMBER, NUMERIC, NUMERIC),
        snippet(exports, "f64.div", NUMBER, NUMERIC, NUMERIC),
        snippet(exports, "f64.lt", NUMBER, NUMERIC, NUMERIC),
        snippet(exports, "f32.sqrt", NUMBER, NUMERIC),
        exact(exports, "i32.add", NUMERIC, NUMERIC),
        exact(exports, "i64.xor", NUMERIC, NUMERIC),
        snippet(exports, "ref.is_null", NUMBER, ANY));
  }

  /** An operator on integers, which refuses numbers that do not fit. */
  private static Snippet exact(Value exports, String name, TypeDescriptor... params) {
    boolean narrow = name.startsWith("i32");
    return Snippet.newBuilder(name, exports.getMember(name), NUMBER)
        .parameterTypes(params)
        .resultVerifier(
            run -> {
              boolean numbers = true;
              boolean fits = true;
              for (Value value : run.getParameters()) {
                numbers &= value.isNumber() || value.isBoolean();
                fits &= value.isBoolean() || (narrow ? value.fitsInInt() : value.fitsInLong());
              }
              if (fits || !numbers) {
                ResultVerifier.getDefaultResultVerifier().accept(run);
              } else if (run.getException() == null) {
                throw new AssertionError(name + " took " + run.getParameters());
              }
            })
        .build();
  }

  @Override
  public Collection<? extends Snippet> createStatements(Context context) {
    Value exports = exports(context);
    return List.of(
        snippet(exports, "if", ANY, ANY),
        snippet(exports, "select", ANY, ANY, NUMERIC),
        snippet(exports, "table.set", NULL, ANY),
        snippet(exports, "loop", NUMBER, NUMERIC));
  }

  @Override
  public Collection<? extends Snippet> createScripts(Context context) {
    Value factorial =
        context
            .eval(
                text(
                    "factorial.wat",
                    """
                    (module
                      (func $factorial (param i64) (result i64)
                        (if (result i64) (i64.eqz (local.get 0))
                          (then (i64.const 1))
                          (else (i64.mul (local.get 0)
                            (call $factorial (i64.sub (local.get 0) (i64.const 1)))))))
                      (func (export "main") (result i64) (call $factorial (i64.const 20))))
                    """))
            .newInstance()
            .getMember("exports")
            .getMember("main");
    return List.of(
        Snippet.newBuilder("factorial", factorial, NUMBER)
            .resultVerifier(
                run -> {
                  ResultVerifier.getDefaultResultVerifier().accept(run);
                  if (run.getResult().asLong() != 2432902008176640000L) {
                    throw new AssertionError(run.getResult());
                  }
                })
            .build());
  }

  @Override
  public Collection<? extends Source> createInvalidSyntaxScripts(Context context) {
    byte[] wrongVersion = {0, 'a', 's', 'm', 2, 0, 0, 0};
    return List.of(
        text("word.wat", "(module (fun))"),
        text("type.wat", "(module (func (result i32)))"),
        text("end.wat", "(module (func"),
        Source.newBuilder("wasm", ByteSequence.create(wrongVersion), "version.wasm")
            .buildLiteral());
  }
}
