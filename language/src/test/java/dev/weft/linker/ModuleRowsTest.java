// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows R198 to R208: modules and their serialized form; row L38. */
final class ModuleRowsTest extends Rows {
  @Test
  void r198Names() {
    assertEquals(Optional.of("m"), WasmModule.compile(ENGINE, "(module $m)").name());
    assertEquals(Optional.empty(), WasmModule.compile(ENGINE, "(module)").name());
  }

  @Test
  void r199ImportsAndExports() {
    WasmModule module =
        module(
            "(import \"a\" \"x\" (func (param i32))) (import \"a\" \"x\" (func))"
                + "(import \"a\" \"m\" (memory i64 1 2)) (memory (export \"big\") 3)"
                + "(table (export \"t\") 4 funcref) (global (export \"g\") (mut f64) (f64.const"
                + " 0))");
    assertEquals(
        List.of(
            new ImportType("a", "x", FuncType.of("(i32) -> ()")),
            new ImportType("a", "x", FuncType.of("() -> ()")),
            new ImportType("a", "m", MemoryType.builder().min(1).max(2).is64(true).build())),
        module.imports());
    assertEquals(
        List.of(
            new ExportType("big", MemoryType.of(3)),
            new ExportType("t", TableType.of(RefType.FUNCREF, 4)),
            new ExportType("g", GlobalType.mutable(ValType.F64))),
        module.exports());
    assertEquals(Optional.of(MemoryType.of(3)), module.export("big"));
    assertEquals(
        new Resources(1, OptionalLong.of(3), 1, OptionalLong.of(4)), module.resourcesRequired());
    assertEquals(WasmModule.Kind.PLAIN, module.kind());
  }

  private static final String ANSWER =
      "(module $answer (func (export \"f\") (result i32) i32.const 42))";

  @Test
  void r200R203Serialization() {
    byte[] bytes = WasmModule.compile(ENGINE, ANSWER).serialize();
    WasmModule back = WasmModule.deserialize(ENGINE, bytes);
    assertEquals(42, call(lk.instantiate(st, back), "f"));
    assertArrayEquals(bytes, back.serialize());
    assertEquals(Optional.of("answer"), back.name());
  }

  @Test
  void r201OtherVersionsAndDamage() {
    byte[] bytes = WasmModule.compile(ENGINE, ANSWER).serialize();
    byte[] version = bytes.clone();
    version[11]++;
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> WasmModule.deserialize(ENGINE, version));
    assertTrue(e.getMessage().contains("incompatible version 2"), e.getMessage());
    for (int i = 12; i < bytes.length; i += 7) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 0x10;
      assertThrows(IllegalArgumentException.class, () -> WasmModule.deserialize(ENGINE, damaged));
    }
  }

  @Test
  void r202Detection() {
    byte[] bytes = WasmModule.compile(ENGINE, ANSWER).serialize();
    assertFalse(WasmModule.isSerialized(new byte[0]));
    assertFalse(WasmModule.isSerialized(Arrays.copyOf(bytes, 20)));
    assertTrue(WasmModule.isSerialized(bytes));
    assertFalse(WasmModule.isSerialized(ANSWER.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void r205WhatIsNoModule() {
    byte[] component = {0, 'a', 's', 'm', 0x0d, 0, 1, 0};
    InvalidModuleException e =
        assertThrows(InvalidModuleException.class, () -> WasmModule.compile(ENGINE, component));
    assertEquals(InvalidModuleException.Reason.MALFORMED, e.reason());
    String invalid = "(module (func (result i32)))";
    Set<String> messages = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      InvalidModuleException wrong =
          assertThrows(
              InvalidModuleException.class,
              () -> WasmModule.validate(ENGINE, invalid.getBytes(StandardCharsets.UTF_8)));
      assertEquals(InvalidModuleException.Reason.INVALID, wrong.reason());
      messages.add(wrong.getMessage());
    }
    assertEquals(1, messages.size());
  }

  @Test
  void r206FirstErrorOfMany() {
    StringBuilder text = new StringBuilder("(module");
    for (int i = 0; i < 100; i++) {
      text.append(" (func (result i32))");
    }
    Set<String> messages = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      messages.add(
          assertThrows(InvalidModuleException.class, () -> WasmModule.compile(ENGINE, text + ")"))
              .getMessage());
    }
    assertEquals(1, messages.size());
  }

  @Test
  void r207DataOfAStore() {
    Store<String> store = closing(Store.create(ENGINE, "a"));
    assertEquals("a", store.replaceData("b"));
    assertEquals("b", store.data());
  }

  @Test
  void r208LongChain() {
    StringBuilder text = new StringBuilder("(func (export \"f\") (result i32) i32.const 0");
    for (int i = 0; i < 20_000; i++) {
      text.append(" i32.const 1 i32.add");
    }
    assertEquals(20_000, call(inst(text + ")"), "f"));
  }

  @Test
  void filesAndCustomSections(@TempDir Path directory) throws IOException {
    Path wat = directory.resolve("m.wat");
    Files.writeString(wat, ANSWER);
    WasmModule module = WasmModule.compile(ENGINE, wat);
    assertSame(ENGINE, module.engine());
    assertEquals(1, module.customSections("name").count());
    assertEquals(0, module.customSections("other").count());
    Path wasm = directory.resolve("m.wasm");
    Files.write(wasm, module.engineSide().moduleBytes());
    assertEquals(42, call(lk.instantiate(st, WasmModule.compile(ENGINE, wasm)), "f"));
  }

  @Test
  void l38FailedLinksDoNotCount() {
    Store<List<Object>> store =
        closing(
            Store.newBuilder(ENGINE, (List<Object>) null)
                .limits(StoreLimits.builder().instances(1).build())
                .build());
    unk("", "", () -> lk.instantiate(store, module("(import \"\" \"\" (func))")));
    Instance held = lk.instantiate(store, module(""));
    assertThrows(ResourceLimitException.class, () -> lk.instantiate(store, module("(memory 0)")));
    assertSame(store, held.store()); // only what is still reachable counts
  }
}
