// SPDX-License-Identifier: Apache-2.0
package dev.weft.script;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Global;
import dev.weft.runtime.Memory;
import dev.weft.runtime.Table;
import dev.weft.runtime.WasmNull;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.GlobalType;
import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import dev.weft.types.RefType;
import dev.weft.types.TableType;
import dev.weft.types.ValueType;

/** The module {@code spectest} that scripts import from; what its functions print is dropped. */
final class SpecTest {
  private final Namespace items = new Namespace();

  SpecTest(ScriptEngine engine) {
    function(engine, "print");
    function(engine, "print_i32", ValueType.I32);
    function(engine, "print_i64", ValueType.I64);
    function(engine, "print_f32", ValueType.F32);
    function(engine, "print_f64", ValueType.F64);
    function(engine, "print_i32_f32", ValueType.I32, ValueType.F32);
    function(engine, "print_f64_f64", ValueType.F64, ValueType.F64);
    global("global_i32", ValueType.I32, 666);
    global("global_i64", ValueType.I64, 666);
    global("global_f32", ValueType.F32, Float.floatToRawIntBits(666.6f));
    global("global_f64", ValueType.F64, Double.doubleToRawLongBits(666.6));
    items.put("table", table(false));
    items.put("table64", table(true));
    items.put("memory", memory(engine, false));
    if (engine.hasThreads()) {
      items.put("shared_memory", memory(engine, true));
    }
  }

  private void function(ScriptEngine engine, String name, ValueType... params) {
    DefinedType type = DefinedType.ofFunc(new FuncType(params, new ValueType[0]));
    items.put(name, new FunctionInstance(type, name, engine.nothing(), this));
  }

  private void global(String name, ValueType type, long bits) {
    items.put(name, new Global(new GlobalType(type, false), bits));
  }

  private static Table table(boolean is64) {
    Limits limits = new Limits(10, true, 20, is64, false);
    return Table.create(new TableType(RefType.FUNCREF, limits), WasmNull.INSTANCE, null);
  }

  private static Memory memory(ScriptEngine engine, boolean shared) {
    MemoryType type = new MemoryType(new Limits(1, true, 2, false, shared), 16);
    return Memory.create(type, engine.context());
  }

  /** Everything the module exports. */
  Namespace items() {
    return items;
  }
}
