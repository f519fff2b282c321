// SPDX-License-Identifier: Apache-2.0
package dev.weft.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.junit.jupiter.api.Test;

/**
 * The object {@code WebAssembly} of the polyglot bindings, asked as JavaScript engines ask it: as
 * GraalJS 25.0 does, and as later ones do, which are not run here.
 */
final class JavaScriptObjectTest {
  private static final String MODULE =
      """
      (module
        (import "m" "f" (func $f (param i32 i64) (result funcref)))
        (import "m" "g" (global i64))
        (memory (export "mem") 1 3)
        (table (export "funcs") 2 funcref)
        (table (export "refs") 2 externref)
        (global (export "mut") (mut f32) (f32.const 1))
        (export "f" (func $f))
        (func (export "two") (param externref f64) (result i32 i64) (i32.const 1) (i64.const 2)))
      """;

  private static Context context() {
    Context context = Context.newBuilder("wasm").allowPolyglotAccess(PolyglotAccess.ALL).build();
    context.initialize("wasm");
    return context;
  }

  private static Value object(Context context) {
    return context.getPolyglotBindings().getMember("WebAssembly");
  }

  private static List<String> types(Value items) {
    return LongStream.range(0, items.getArraySize())
        .mapToObj(items::getArrayElement)
        .map(i -> i.hasMember("type") ? i.getMember("type").asString() : "")
        .toList();
  }

  @Test
  void isThereWhereBindingsAreAllowed() {
    try (Context context = context()) {
      assertEquals(Set.of("WebAssembly"), context.getPolyglotBindings().getMemberKeys());
    }
    try (Context context = Context.create("wasm")) {
      context.initialize("wasm");
      assertFalse(context.getPolyglotBindings().hasMember("WebAssembly"));
    }
  }

  @Test
  void spellsTypesAsVersion250() {
    try (Context context = context()) {
      Value object = object(context);
      Value module = Modules.eval(context, MODULE);
      assertEquals(
          List.of("0(i32 i64)anyfunc", "i64"),
          types(object.invokeMember("module_imports", module)));
      assertEquals(
          List.of(
              "single",
              "anyfunc",
              "externref",
              "f32 mut",
              "0(i32 i64)anyfunc",
              "1(externref f64)i32 i64"),
          types(object.invokeMember("module_exports", module)));
    }
  }

  @Test
  void spellsTypesAsLaterVersionsThatReadTagAlloc() {
    try (Context context = context()) {
      Value object = object(context);
      assertTrue(object.getMember("tag_alloc").canExecute());
      Value module = Modules.eval(context, MODULE);
      assertEquals(
          "0(i32 i64)funcref", types(object.invokeMember("module_imports", module)).get(0));
      assertEquals("funcref", types(object.invokeMember("module_exports", module)).get(1));
    }
  }

  @Test
  void everyFunctionOfAllVersionsIsThere() {
    String names =
        "table_alloc table_grow table_read table_write table_size func_type is_func mem_alloc"
            + " mem_grow global_alloc global_read global_write module_decode module_validate"
            + " module_instantiate module_exports module_imports custom_sections instance_export"
            + " embedder_data_get embedder_data_set mem_as_byte_buffer mem_set_grow_callback"
            + " mem_set_notify_callback mem_set_wait_callback is_array is_struct tag_alloc tag_type"
            + " exn_alloc exn_tag mem_max mem_has_address_type_64";
    try (Context context = context()) {
      Value object = object(context);
      for (String name : names.split(" ")) {
        assertTrue(object.getMember(name).canExecute(), name);
        PolyglotException e =
            assertThrows(PolyglotException.class, () -> object.getMember(name).execute(), name);
        assertFalse(e.isInternalError(), name);
      }
      assertTrue(object.getMember("ref_null").isNull());
      assertNull(object.getMember("nothing"));
    }
  }

  @Test
  void tagsAndExceptions() {
    try (Context context = context()) {
      Value object = object(context);
      Value tag = object.getMember("tag_alloc").execute("(i32 anyfunc externref)");
      assertEquals("(i32 funcref externref)", object.invokeMember("tag_type", tag).asString());
      Value nothing = object.getMember("ref_null");
      Value exception = object.invokeMember("exn_alloc", tag, 5, nothing, "text");
      assertTrue(exception.isException());
      assertEquals(3, exception.getArraySize());
      assertEquals(5, exception.getArrayElement(0).asInt());
      assertEquals("text", exception.getArrayElement(2).asString());
      assertEquals(tag, object.invokeMember("exn_tag", exception));
      assertThrows(PolyglotException.class, () -> object.invokeMember("exn_tag", tag));
      assertThrows(PolyglotException.class, () -> object.invokeMember("exn_alloc", tag, 5));
      assertThrows(PolyglotException.class, exception::throwException);
    }
  }

  @Test
  void sizesMayBeLongAndAddressesLarge() {
    try (Context context = context()) {
      Value object = object(context);
      Value memory = object.invokeMember("mem_alloc", 1L, 5L, false, true);
      assertTrue(object.invokeMember("mem_has_address_type_64", memory).asBoolean());
      assertEquals(5, object.invokeMember("mem_max", memory).asLong());
      assertEquals(1, object.invokeMember("mem_grow", memory, 2L).asLong());
      assertEquals(3 << 16, memory.getBufferSize());
      assertThrows(PolyglotException.class, () -> object.invokeMember("mem_grow", memory, 3L));
      Value table = object.invokeMember("table_alloc", 2L, 4L, "externref", "x");
      assertEquals("x", object.invokeMember("table_read", table, 1L).asString());
      assertEquals(2, object.invokeMember("table_grow", table, 1L, "y").asInt());
      assertThrows(PolyglotException.class, () -> object.invokeMember("table_read", table, 3));
    }
  }

  @Test
  void growthIsTold() {
    try (Context context = context()) {
      Value object = object(context);
      int[] calls = {0};
      ProxyExecutable callback = arguments -> calls[0]++;
      object.invokeMember("mem_set_grow_callback", callback);
      Value memory = object.invokeMember("mem_alloc", 1, 5);
      object.invokeMember("mem_grow", memory, 1);
      assertEquals(0, calls[0], "nobody has an object for it");
      object.invokeMember("embedder_data_set", memory, "mine");
      assertEquals("mine", object.invokeMember("embedder_data_get", memory).asString());
      object.invokeMember("mem_grow", memory, 1);
      object.invokeMember("mem_grow", memory, 0);
      assertThrows(PolyglotException.class, () -> object.invokeMember("mem_grow", memory, 9));
      assertEquals(2, calls[0]);
    }
  }

  @Test
  void foreignArgumentsAreNoFunctions() {
    try (Context context = context()) {
      Value object = object(context);
      for (Object value : new Object[] {1, "text", ProxyObject.fromMap(Map.of()), true}) {
        assertFalse(object.invokeMember("is_func", value).asBoolean());
        assertFalse(object.invokeMember("is_struct", value).asBoolean());
        assertFalse(object.invokeMember("mem_as_byte_buffer", value).isHostObject());
        object.invokeMember("embedder_data_get", value);
      }
    }
  }
}
