// SPDX-License-Identifier: Apache-2.0
package dev.weft.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Modules, instances, memories, tables, globals, tags and exceptions as other languages see them.
 */
final class ObjectsTest {
  private Context context = Context.create("wasm");

  @AfterEach
  void close() {
    context.close();
  }

  private static Object map(Object... keysAndValues) {
    Map<String, Object> map = new java.util.HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return ProxyObject.fromMap(map);
  }

  @Test
  void moduleMembers() {
    Value module =
        Modules.eval(
            context,
            """
            (module $shop
              (import "env" "log" (func (param i32 f64)))
              (import "env" "mem" (memory 1 4))
              (func (export "z") (result i64) i64.const 0)
              (table (export "a") 2 10 externref)
              (global (export "m") (mut f32) (f32.const 0)))
            """);
    assertTrue(module.canInstantiate());
    assertEquals("shop", module.getMember("name").asString());
    assertEquals("Module", module.getMetaObject().getMetaSimpleName());
    assertEquals("module shop", module.toString());
    Value imports = module.getMember("imports");
    assertEquals(2, imports.getArraySize());
    Value log = imports.getArrayElement(0);
    assertEquals("env", log.getMember("module").asString());
    assertEquals("log", log.getMember("name").asString());
    assertEquals("function", log.getMember("kind").asString());
    assertEquals(
        "f64", log.getMember("type").getMember("parameters").getArrayElement(1).asString());
    Value memory = imports.getArrayElement(1).getMember("type");
    assertEquals(1, memory.getMember("minimum").asInt());
    assertEquals(4, memory.getMember("maximum").asInt());
    List<String> names = new ArrayList<>();
    Value exports = module.getMember("exports");
    for (int i = 0; i < exports.getArraySize(); i++) {
      names.add(exports.getArrayElement(i).getMember("name").asString());
    }
    assertEquals(List.of("z", "a", "m"), names);
    assertTrue(exports.getArrayElement(2).getMember("type").getMember("mutable").asBoolean());
    Value section = module.getMember("customSections").getArrayElement(0);
    assertEquals("name", section.getMember("name").asString());
    assertEquals(
        section.getMember("bytes").getBufferSize(), section.getMember("bytes").getArraySize());
  }

  @Test
  void instanceAndExports() {
    Value instance =
        Modules.eval(
                context,
                """
                (module (func (export "b") (result i32) i32.const 1) (memory (export "a") 1)
                  (global (export "exports") i32 (i32.const 5)))
                """)
            .newInstance();
    Value exports = instance.getMember("exports");
    assertEquals(List.of("b", "a", "exports"), List.copyOf(exports.getMemberKeys()));
    assertEquals(1, exports.invokeMember("b").asInt());
    assertTrue(exports.canInvokeMember("b"));
    assertFalse(exports.canInvokeMember("a"));
    assertEquals(5, exports.getMember("exports").getMember("value").asInt());
    assertEquals(1, instance.invokeMember("b").asInt());
    assertEquals(exports.getMember("a"), instance.getMember("a"));
    assertEquals(exports, instance.getMember("exports"));
    assertFalse(exports.hasMember("c"));
    assertThrows(UnsupportedOperationException.class, () -> exports.putMember("b", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"unsafe", "segment"})
  void memoryIsABufferAndAnArray(String access) {
    context.close();
    context =
        Context.newBuilder("wasm")
            .allowExperimentalOptions(true)
            .option("wasm.MemoryAccess", access)
            .build();
    Value exports =
        Modules.exports(
            context,
            """
            (module (memory (export "m") 1 3)
              (func (export "load") (param i32) (result i32) local.get 0 i32.load)
              (func (export "grow") (result i32) i32.const 1 memory.grow))
            """);
    Value m = exports.getMember("m");
    assertEquals(65536, m.getBufferSize());
    assertEquals(65536, m.getArraySize());
    assertTrue(m.isBufferWritable());
    assertEquals(0, m.readBufferByte(65535));
    m.writeBufferInt(ByteOrder.LITTLE_ENDIAN, 8, 0x01020304);
    assertEquals(0x01020304, exports.invokeMember("load", 8).asInt());
    assertEquals(0x04030201, m.readBufferInt(ByteOrder.BIG_ENDIAN, 8));
    m.writeBufferLong(ByteOrder.BIG_ENDIAN, 16, 0x0102030405060708L);
    assertEquals(0x0807060504030201L, m.readBufferLong(ByteOrder.LITTLE_ENDIAN, 16));
    m.writeBufferShort(ByteOrder.LITTLE_ENDIAN, 65534, (short) -2);
    assertEquals((short) 0xFEFF, m.readBufferShort(ByteOrder.BIG_ENDIAN, 65534));
    m.writeBufferFloat(ByteOrder.LITTLE_ENDIAN, 3, 1.5f);
    assertEquals(1.5f, m.readBufferFloat(ByteOrder.LITTLE_ENDIAN, 3));
    m.writeBufferDouble(ByteOrder.BIG_ENDIAN, 31, -2.5);
    assertEquals(-2.5, m.readBufferDouble(ByteOrder.BIG_ENDIAN, 31));
    assertThrows(
        IndexOutOfBoundsException.class, () -> m.readBufferInt(ByteOrder.LITTLE_ENDIAN, 65533));
    assertThrows(IndexOutOfBoundsException.class, () -> m.readBufferByte(-1));
    m.setArrayElement(0, 200);
    m.setArrayElement(1, -56);
    assertEquals(200, m.getArrayElement(0).asInt());
    assertEquals(200, m.getArrayElement(1).asInt());
    assertThrows(ClassCastException.class, () -> m.setArrayElement(0, 256));
    assertThrows(ArrayIndexOutOfBoundsException.class, () -> m.setArrayElement(65536, 0));
    byte[] bytes = new byte[4];
    m.readBuffer(8, bytes, 0, 4);
    assertArrayEquals(new byte[] {4, 3, 2, 1}, bytes);
    assertEquals(2, m.invokeMember("write", 40, ProxyArray.fromArray(65, 200)).asInt());
    Value copy = m.invokeMember("read", 40, 2);
    m.setArrayElement(40, 0);
    assertEquals(65, copy.getArrayElement(0).asByte());
    assertEquals((byte) 200, copy.readBufferByte(1));
    assertEquals(3, m.invokeMember("putString", 44, "\u20ac").asInt());
    assertEquals("\u20ac", m.invokeMember("getString", 44, 3).asString());
    assertEquals("\u00e2", m.invokeMember("getString", 44, 1, "latin1").asString());
    assertEquals(4, m.getMember("putString").execute(44, "ab", "UTF-16LE").asInt());
    assertEquals('b', m.readBufferShort(ByteOrder.LITTLE_ENDIAN, 46));
    for (Runnable wrong :
        new Runnable[] {
          () -> m.invokeMember("read", 65535, 2),
          () -> m.invokeMember("read", -1, 0),
          () -> m.invokeMember("write", 65535, copy),
          () -> m.invokeMember("write", 0, "text"),
          () -> m.invokeMember("getString", 41, 1),
          () -> m.invokeMember("getString", 41, 1, "no charset"),
          () -> m.invokeMember("putString", 65535, "ab"),
          () -> m.invokeMember("putString", 0, "\u20ac", "ISO-8859-1")
        }) {
      PolyglotException usage = assertThrows(PolyglotException.class, wrong::run);
      assertEquals("usage", usage.getGuestObject().getMember("failureType").asString());
    }
    assertThrows(IllegalArgumentException.class, () -> m.invokeMember("read", 0));
    assertEquals(1, m.getMember("size").asInt());
    assertEquals(1, m.invokeMember("grow", 1).asInt());
    assertEquals(2, exports.invokeMember("grow").asInt());
    assertEquals(3, m.getMember("size").asInt());
    assertEquals(3 * 65536, m.getMember("byteSize").asInt());
    assertEquals(0x04030201, m.readBufferInt(ByteOrder.BIG_ENDIAN, 8));
    assertEquals(0, m.readBufferByte(3 * 65536 - 1));
    assertEquals(-1, exports.invokeMember("grow").asInt());
    PolyglotException e =
        assertThrows(PolyglotException.class, () -> m.getMember("grow").execute(1));
    assertTrue(e.getMessage().contains("from 0 to 0"), e.getMessage());
    assertEquals(3, m.getMember("type").getMember("minimum").asInt());
  }

  @Test
  void tableIsAnArray() {
    Value exports =
        Modules.exports(
            context,
            """
            (module (table (export "t") 2 5 funcref) (table (export "e") 1 externref)
              (func (export "f")) (func (export "call") i32.const 1 call_indirect)
              (func (export "get") (result externref) i32.const 0 table.get 1))
            """);
    Value t = exports.getMember("t");
    assertEquals(2, t.getArraySize());
    assertTrue(t.getArrayElement(0).isNull());
    PolyglotException e = assertThrows(PolyglotException.class, () -> exports.invokeMember("call"));
    assertEquals("uninitialized element 1", e.getMessage());
    t.setArrayElement(1, exports.getMember("f"));
    exports.invokeMember("call");
    assertEquals(exports.getMember("f"), t.getArrayElement(1));
    t.setArrayElement(1, null);
    assertTrue(t.getArrayElement(1).isNull());
    assertThrows(ClassCastException.class, () -> t.setArrayElement(0, "no function"));
    assertThrows(ArrayIndexOutOfBoundsException.class, () -> t.getArrayElement(2));
    assertEquals(2, t.invokeMember("grow", 2, exports.getMember("f")).asInt());
    assertEquals(4, t.getMember("size").asInt());
    assertTrue(t.getArrayElement(3).canExecute());
    assertThrows(PolyglotException.class, () -> t.invokeMember("grow", 2));
    assertEquals("funcref", t.getMember("type").getMember("element").asString());
    exports.getMember("e").setArrayElement(0, "text");
    assertEquals("text", exports.invokeMember("get").asString());
  }

  @Test
  void globalHasAValue() {
    Value exports =
        Modules.exports(
            context,
            """
            (module (global $m (export "m") (mut i64) (i64.const 5))
              (global (export "c") f32 (f32.const 0.5))
              (global (export "r") (mut externref) (ref.null extern))
              (func (export "get") (result i64) global.get $m))
            """);
    Value m = exports.getMember("m");
    assertEquals(5, m.getMember("value").asLong());
    m.putMember("value", 1 << 20);
    assertEquals(1 << 20, exports.invokeMember("get").asLong());
    assertThrows(IllegalArgumentException.class, () -> m.putMember("value", 0.5));
    assertTrue(m.getMember("mutable").asBoolean());
    assertEquals(0.5f, exports.getMember("c").getMember("value").asFloat());
    assertThrows(
        UnsupportedOperationException.class, () -> exports.getMember("c").putMember("value", 1));
    Value r = exports.getMember("r");
    assertTrue(r.getMember("value").isNull());
    r.putMember("value", "text");
    assertEquals("text", r.getMember("value").asString());
  }

  @Test
  void constructors() {
    Value wasm = context.getBindings("wasm");
    Value memory = wasm.getMember("Memory").newInstance(map("initial", 1, "maximum", 2));
    Value table = wasm.getMember("Table").newInstance(map("element", "funcref", "initial", 3));
    Value global = wasm.getMember("Global").newInstance(map("value", "i32", "mutable", true), 7);
    Value tag =
        wasm.getMember("Tag")
            .newInstance(
                map(
                    "parameters",
                    context.eval(Modules.source("t", "(module)")).getMember("imports")));
    assertEquals("Tag", tag.getMetaObject().getMetaSimpleName());
    assertEquals(3, table.getArraySize());
    assertEquals(2, wasm.getMember("Memory").newInstance(2, 3).getMember("size").asInt());
    assertEquals(4, wasm.getMember("Table").newInstance("externref", 4).getArraySize());
    assertEquals(
        1.5, wasm.getMember("Global").newInstance("f64", 1.5).getMember("value").asDouble());
    assertEquals(
        "i64",
        wasm.getMember("Memory")
            .newInstance(map("initial", 1, "address", "i64"))
            .getMember("type")
            .getMember("address")
            .asString());
    assertEquals(
        1000,
        wasm.getMember("Memory").newInstance(map("initial", 1000, "pageSize", 1)).getBufferSize());
    assertTrue(wasm.getMember("Memory").isMetaInstance(memory));
    assertFalse(wasm.getMember("Memory").isMetaInstance(table));
    Value exports =
        Modules.exports(
            context,
            """
            (module (import "e" "m" (memory 1 2)) (import "e" "t" (table 3 funcref))
              (import "e" "g" (global $g (mut i32)))
              (func (export "f") (result i32)
                (i32.store8 (i32.const 1) (global.get $g)) (global.set $g (i32.const 8))
                table.size))
            """,
            map("e", map("m", memory, "t", table, "g", global)));
    assertEquals(3, exports.invokeMember("f").asInt());
    assertEquals(7, memory.getArrayElement(1).asInt());
    assertEquals(8, global.getMember("value").asInt());
    for (Runnable wrong :
        List.<Runnable>of(
            () -> wasm.getMember("Memory").newInstance("x"),
            () -> wasm.getMember("Memory").newInstance(2, 1),
            () -> wasm.getMember("Memory").newInstance(65537),
            () -> wasm.getMember("Memory").newInstance(map("maximum", 1)),
            () -> wasm.getMember("Table").newInstance("i32", 1),
            () -> wasm.getMember("Global").newInstance("i33", 1),
            () -> wasm.getMember("Global").newInstance("i32", 0.5))) {
      PolyglotException e = assertThrows(PolyglotException.class, wrong::run);
      assertFalse(e.isInternalError(), e.toString());
      assertEquals("usage", e.getGuestObject().getMember("failureType").asString());
    }
  }

  @Test
  void trapsCarryTheirPlace() {
    String text =
        """
        (module
          (func $inner (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
          (func (export "outer") (param i32) (result i32) nop (call $inner (local.get 0))))
        """;
    byte[] bytes = dev.weft.text.TextParser.parse(text);
    Value outer = Modules.exports(context, text).getMember("outer");
    PolyglotException e = assertThrows(PolyglotException.class, () -> outer.execute(0));
    assertEquals("integer divide by zero", e.getMessage());
    assertTrue(e.isGuestException());
    Value object = e.getGuestObject();
    assertEquals("trap", object.getMember("failureType").asString());
    assertEquals("integer divide by zero", object.getMember("failure").asString());
    assertEquals("integer divide by zero", object.getMember("message").asString());
    assertEquals("INTEGER_DIVISION_BY_ZERO", object.getMember("code").asString());
    Value frames = object.getMember("frames");
    assertEquals(2, frames.getArraySize());
    Value inner = frames.getArrayElement(0);
    assertEquals("inner", inner.getMember("function").asString());
    assertEquals(0, inner.getMember("functionIndex").asInt());
    assertEquals("outer", frames.getArrayElement(1).getMember("function").asString());
    int division = inner.getMember("offset").asInt();
    assertEquals(0x6E, bytes[division] & 0xFF);
    int call = frames.getArrayElement(1).getMember("offset").asInt();
    assertEquals(0x10, bytes[call] & 0xFF);
    var polyglot = e.getPolyglotStackTrace().iterator();
    var first = polyglot.next();
    assertEquals("inner", first.getRootName());
    assertEquals(division, first.getBytecodeIndex());
    var second = polyglot.next();
    assertEquals("outer", second.getRootName());
    assertEquals(call, second.getBytecodeIndex());
  }

  @Test
  void badModulesAreSyntaxErrors() {
    PolyglotException e =
        assertThrows(
            PolyglotException.class,
            () -> context.eval(Modules.source("bad", new byte[] {0, 'a', 's', 'n', 1, 0, 0, 0})));
    assertTrue(e.isSyntaxError());
    assertEquals("malformed", e.getGuestObject().getMember("failureType").asString());
    assertTrue(e.getMessage().startsWith("magic header not detected"), e.getMessage());
    e =
        assertThrows(
            PolyglotException.class,
            () -> Modules.eval(context, "(module (func (result i32) i64.const 0))"));
    assertTrue(e.isSyntaxError());
    assertEquals("invalid", e.getGuestObject().getMember("failureType").asString());
    assertEquals("type mismatch", e.getGuestObject().getMember("failure").asString());
    e = assertThrows(PolyglotException.class, () -> context.eval(Modules.source("", new byte[0])));
    assertTrue(e.isSyntaxError());
  }

  @Test
  void whatCannotBeExecutedIsRefusedByName() {
    PolyglotException e =
        assertThrows(
            PolyglotException.class,
            () -> Modules.eval(context, "(module (func (drop (i32x4.splat (i32.const 0)))))"));
    assertTrue(e.isSyntaxError());
    assertEquals("unsupported", e.getGuestObject().getMember("failureType").asString());
    assertTrue(e.getMessage().contains("SIMD"), e.getMessage());
    assertTrue(e.getMessage().contains("at offset 0x"), e.getMessage());
  }

  @Test
  void modulesCanBeMade() {
    String text = "(module (func (export \"f\") (result i32) (i32.const 6)))";
    Value module = context.getBindings("wasm").getMember("Module");
    Value made = module.newInstance(text, "made");
    assertEquals("made", made.getMember("name").asString());
    assertEquals(6, made.newInstance().getMember("exports").invokeMember("f").asInt());
    byte[] bytes = dev.weft.text.TextParser.parse(text);
    Value memory = context.getBindings("wasm").getMember("Memory").newInstance(1);
    for (int i = 0; i < bytes.length; i++) {
      memory.writeBufferByte(i, bytes[i]);
    }
    Value copy = memory.invokeMember("read", 0, bytes.length);
    assertEquals("module", module.newInstance(copy).getMember("name").asString());
    assertTrue(module.isMetaInstance(made));
    PolyglotException e =
        assertThrows(PolyglotException.class, () -> module.newInstance("(module (fun))"));
    assertTrue(e.isSyntaxError());
    assertEquals(10, e.getSourceLocation().getStartColumn());
    assertThrows(PolyglotException.class, () -> module.newInstance(5));
    assertThrows(PolyglotException.class, () -> module.newInstance(text, 5));
    assertThrows(IllegalArgumentException.class, () -> module.newInstance());
  }

  @Test
  void constructorsAreInThePolyglotBindings() {
    context.close();
    context = Context.newBuilder("wasm").allowPolyglotAccess(PolyglotAccess.ALL).build();
    context.initialize("wasm");
    Value object = context.getPolyglotBindings().getMember("WebAssembly");
    assertEquals(2, object.getMember("Memory").newInstance(2).getMember("size").asInt());
    assertEquals(
        "x", object.getMember("Module").newInstance("(module)", "x").getMember("name").asString());
    assertFalse(object.invokeMember("validate", ProxyArray.fromArray(0)).asBoolean());
    assertTrue(object.getMemberKeys().containsAll(List.of("Module", "Table", "module_decode")));
    assertFalse(object.hasMember("Exports"));
  }

  @Test
  void bytesCanBeValidated() {
    Value validate = context.getBindings("wasm").getMember("validate");
    byte[] good = dev.weft.text.TextParser.parse("(module (memory (export \"m\") 1))");
    Value m = Modules.exports(context, "(module (memory (export \"m\") 1))").getMember("m");
    assertFalse(validate.execute(m).asBoolean()); // a buffer of zeroes
    Object[] numbers = new Object[good.length];
    for (int i = 0; i < good.length; i++) {
      numbers[i] = (int) good[i];
    }
    assertTrue(
        validate.execute(org.graalvm.polyglot.proxy.ProxyArray.fromArray(numbers)).asBoolean());
    assertThrows(PolyglotException.class, () -> validate.execute("text"));
  }
}
