// SPDX-License-Identifier: Apache-2.0
package dev.weft.js;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import dev.weft.WasmContext;
import dev.weft.opcode.Feature;
import dev.weft.runtime.Conversion;
import dev.weft.runtime.ExceptionInstance;
import dev.weft.runtime.ExternObject;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Global;
import dev.weft.runtime.Memory;
import dev.weft.runtime.Table;
import dev.weft.runtime.Tag;
import dev.weft.runtime.WasmNull;
import dev.weft.runtime.WasmVoid;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.GlobalType;
import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import dev.weft.types.RefType;
import dev.weft.types.TableType;
import dev.weft.types.TagType;
import dev.weft.types.ValueType;
import java.util.List;

/**
 * The functions of the {@link WebAssemblyObject} that deal with memories, tables, globals,
 * functions, tags and exceptions. Those on the way of every call and access are not behind a
 * boundary; failures are.
 */
final class ApiFunctions {
  /** Of a memory with 32-bit addresses. */
  private static final long MAX_PAGES = 65_536;

  /** Of a memory with 64-bit addresses, by the JavaScript interface. */
  private static final long MAX_PAGES_64 = 1L << 48;

  private ApiFunctions() {}

  /** All functions of the object. */
  static List<ApiFunction> all() {
    return List.of(
        new ApiFunction("module_decode", 1, ModuleFunctions::decode),
        new ApiFunction("module_instantiate", 2, ModuleFunctions::instantiate),
        new ApiFunction("module_validate", 1, ModuleFunctions::validate),
        new ApiFunction("table_alloc", 1, ApiFunctions::tableAlloc),
        new ApiFunction("table_grow", 2, ApiFunctions::tableGrow),
        new ApiFunction("table_read", 2, ApiFunctions::tableRead),
        new ApiFunction("table_write", 3, ApiFunctions::tableWrite),
        new ApiFunction("table_size", 1, ApiFunctions::tableSize),
        new ApiFunction("func_type", 1, ApiFunctions::funcType),
        new ApiFunction("is_func", 1, arguments -> arguments[0] instanceof FunctionInstance),
        new ApiFunction("is_array", 1, arguments -> false),
        new ApiFunction("is_struct", 1, arguments -> false),
        new ApiFunction("mem_alloc", 1, ApiFunctions::memAlloc),
        new ApiFunction("mem_grow", 2, ApiFunctions::memGrow),
        new ApiFunction("mem_max", 1, ApiFunctions::memMax),
        new ApiFunction("mem_has_address_type_64", 1, ApiFunctions::memHas64),
        new ApiFunction("mem_as_byte_buffer", 1, ApiFunctions::memAsByteBuffer),
        new ApiFunction("mem_set_grow_callback", 1, ApiFunctions::memSetGrowCallback),
        // Not called: the lists of waiting threads are ours, and GraalJS keeps its own by other
        // keys.
        new ApiFunction("mem_set_notify_callback", 1, arguments -> WasmVoid.INSTANCE),
        new ApiFunction("mem_set_wait_callback", 1, arguments -> WasmVoid.INSTANCE),
        new ApiFunction("global_alloc", 3, ApiFunctions::globalAlloc),
        new ApiFunction("global_read", 1, ApiFunctions::globalRead),
        new ApiFunction("global_write", 2, ApiFunctions::globalWrite),
        new ApiFunction("tag_alloc", 1, ApiFunctions::tagAlloc),
        new ApiFunction("tag_type", 1, ApiFunctions::tagType),
        new ApiFunction("exn_alloc", 1, ApiFunctions::exnAlloc),
        new ApiFunction("exn_tag", 1, ApiFunctions::exnTag),
        new ApiFunction("module_imports", 1, ModuleFunctions::imports),
        new ApiFunction("module_exports", 1, ModuleFunctions::exports),
        new ApiFunction("custom_sections", 2, ModuleFunctions::customSections),
        new ApiFunction("instance_export", 2, ModuleFunctions::instanceExport),
        new ApiFunction("embedder_data_get", 1, ApiFunctions::embedderDataGet),
        new ApiFunction("embedder_data_set", 2, ApiFunctions::embedderDataSet));
  }

  // ---- Tables

  private static Table table(String function, Object[] arguments) {
    if (arguments[0] instanceof Table table) {
      return table;
    }
    CompilerDirectives.transferToInterpreter();
    throw Arguments.notA(function, "a table", arguments[0]);
  }

  /** {@code (initial, max?, element?, value?)}, where each of the last three may be left out. */
  @TruffleBoundary
  private static Object tableAlloc(Object[] arguments) {
    String function = "table_alloc";
    long min = Arguments.size(function, "the initial size", arguments[0], 0xFFFF_FFFFL);
    int next = 1;
    boolean hasMax = false;
    long max = 0;
    if (next < arguments.length && InteropLibrary.getUncached().isNumber(arguments[next])) {
      hasMax = true;
      max = Arguments.size(function, "the maximum size", arguments[next++], Long.MAX_VALUE);
      if (max < min) {
        throw Arguments.usage(function, "the maximum size is below the initial size");
      }
    }
    RefType element = RefType.FUNCREF;
    if (next < arguments.length && InteropLibrary.getUncached().isString(arguments[next])) {
      if (!(type(function, arguments[next]) instanceof RefType type)) {
        throw Arguments.notA(function, "a reference type", arguments[next]);
      }
      element = type;
      next++;
    }
    Object value = WasmNull.INSTANCE;
    if (next < arguments.length) {
      value = convert(function, element, arguments[next]);
    }
    Limits limits = new Limits(min, hasMax, max, false, false);
    return Table.create(new TableType(element, limits), value, WasmContext.get(null).account());
  }

  @TruffleBoundary
  private static Object tableGrow(Object[] arguments) {
    String function = "table_grow";
    Table table = table(function, arguments);
    long delta =
        Arguments.size(function, "the number of elements to add", arguments[1], Long.MAX_VALUE);
    Object given = arguments.length > 2 ? arguments[2] : WasmNull.INSTANCE;
    Object value = convert(function, table.type().element(), given);
    long before = table.grow(delta, value);
    if (before < 0) {
      throw Arguments.usage(
          function,
          "a table of "
              + table.size()
              + " elements, at most "
              + table.maxSize()
              + ", cannot grow by "
              + delta);
    }
    return (int) before;
  }

  private static int index(String function, Table table, Object value) {
    int index = value instanceof Integer i ? i : slowIndex(function, value);
    if (index < 0 || index >= table.size()) {
      CompilerDirectives.transferToInterpreter();
      throw Arguments.usage(
          function, "index " + index + " is out of bounds of a table of " + table.size());
    }
    return index;
  }

  @TruffleBoundary
  private static int slowIndex(String function, Object value) {
    return (int) Arguments.size(function, "the index", value, Integer.MAX_VALUE);
  }

  private static Object tableRead(Object[] arguments) {
    Table table = table("table_read", arguments);
    return table.get(index("table_read", table, arguments[1]));
  }

  private static Object tableWrite(Object[] arguments) {
    Table table = table("table_write", arguments);
    int index = index("table_write", table, arguments[1]);
    table.set(index, convert("table_write", table.type().element(), arguments[2]));
    return WasmVoid.INSTANCE;
  }

  private static Object tableSize(Object[] arguments) {
    return table("table_size", arguments).size();
  }

  // ---- Functions

  @TruffleBoundary
  private static Object funcType(Object[] arguments) {
    if (!(arguments[0] instanceof FunctionInstance function)) {
      throw Arguments.notA("func_type", "a function", arguments[0]);
    }
    return Math.max(0, function.index()) + typeText().of(function.funcType());
  }

  // ---- Memories

  private static Memory memory(String function, Object[] arguments) {
    if (arguments[0] instanceof Memory memory) {
      return memory;
    }
    CompilerDirectives.transferToInterpreter();
    throw Arguments.notA(function, "a memory", arguments[0]);
  }

  /** {@code (initial, max?, shared?, address64?)}. */
  @TruffleBoundary
  private static Object memAlloc(Object[] arguments) {
    String function = "mem_alloc";
    boolean is64 = arguments.length > 3 && Arguments.flag(function, arguments[3]);
    long most = is64 ? MAX_PAGES_64 : MAX_PAGES;
    long min = Arguments.size(function, "the initial size", arguments[0], most);
    boolean hasMax = arguments.length > 1;
    long max = 0;
    if (hasMax) {
      // Later engines say "no maximum" with a larger number than there can be.
      max = Arguments.size(function, "the maximum size", arguments[1], Long.MAX_VALUE);
      hasMax = max <= most;
      if (hasMax && max < min) {
        throw Arguments.usage(function, "the maximum size is below the initial size");
      }
    }
    WasmContext context = WasmContext.get(null);
    boolean shared = arguments.length > 2 && Arguments.flag(function, arguments[2]);
    if (shared && !context.options().features().has(Feature.THREADS)) {
      throw Arguments.usage(function, "shared memories are switched off (wasm.Threads)");
    }
    if (shared && !hasMax) {
      throw Arguments.usage(function, "a shared memory must have a maximum size");
    }
    Limits limits = new Limits(min, hasMax, max, is64, shared);
    return Memory.create(new MemoryType(limits, MemoryType.DEFAULT_PAGE_SIZE_LOG2), context);
  }

  /**
   * {@code (anything)}: the bytes of a shared memory as a buffer of Java, of which a
   * SharedArrayBuffer is made; nothing for all else. That a memory which is not shared has none is
   * explained in docs/decisions.md.
   */
  @TruffleBoundary
  private static Object memAsByteBuffer(Object[] arguments) {
    if (arguments[0] instanceof Memory memory
        && memory.isShared()
        && memory.byteSize() <= Integer.MAX_VALUE) {
      return WasmContext.get(null).env().asGuestValue(memory.buffer());
    }
    return WasmVoid.INSTANCE;
  }

  @TruffleBoundary
  private static Object memGrow(Object[] arguments) {
    String function = "mem_grow";
    Memory memory = memory(function, arguments);
    long delta =
        Arguments.size(function, "the number of pages to add", arguments[1], Long.MAX_VALUE);
    long before = memory.grow(delta);
    if (before < 0) {
      throw Arguments.usage(
          function,
          "a memory of "
              + memory.pages()
              + " pages, at most "
              + memory.maxPages()
              + ", cannot grow by "
              + delta);
    }
    return number(before);
  }

  private static Object memMax(Object[] arguments) {
    return number(memory("mem_max", arguments).maxPages());
  }

  private static Object memHas64(Object[] arguments) {
    return memory("mem_has_address_type_64", arguments).type().limits().is64();
  }

  private static Object memSetGrowCallback(Object[] arguments) {
    WasmContext.get(null).javaScript().setGrowCallback(arguments[0]);
    return WasmVoid.INSTANCE;
  }

  /** An int where that is enough: JavaScript counts with these. */
  private static Object number(long value) {
    int small = (int) value;
    return small == value ? (Object) small : (Object) value;
  }

  // ---- Globals

  private static Global global(String function, Object[] arguments) {
    if (arguments[0] instanceof Global global) {
      return global;
    }
    CompilerDirectives.transferToInterpreter();
    throw Arguments.notA(function, "a global", arguments[0]);
  }

  @TruffleBoundary
  private static Object globalAlloc(Object[] arguments) {
    String function = "global_alloc";
    ValueType type = type(function, arguments[0]);
    if (type == ValueType.V128) {
      throw Arguments.usage(function, "vectors do not cross the border to JavaScript");
    }
    boolean mutable = Arguments.flag(function, arguments[1]);
    return Global.of(new GlobalType(type, mutable), convert(function, type, arguments[2]));
  }

  private static Object globalRead(Object[] arguments) {
    return global("global_read", arguments).getBoxed();
  }

  private static Object globalWrite(Object[] arguments) {
    Global global = global("global_write", arguments);
    if (!global.type().mutable()) {
      CompilerDirectives.transferToInterpreter();
      throw Arguments.usage("global_write", "the global is immutable");
    }
    global.setBoxed(convert("global_write", global.type().type(), arguments[1]));
    return WasmVoid.INSTANCE;
  }

  // ---- Tags and exceptions

  private static Tag tag(String function, Object value) {
    if (value instanceof Tag tag) {
      return tag;
    }
    throw Arguments.notA(function, "a tag", value);
  }

  /** {@code ("(i32 externref)")}. */
  @TruffleBoundary
  private static Object tagAlloc(Object[] arguments) {
    String function = "tag_alloc";
    String text = Arguments.text(function, arguments[0]);
    int close = text.indexOf(')');
    if (!text.startsWith("(") || close < 0) {
      throw Arguments.notA(function, "types in parentheses", arguments[0]);
    }
    String inner = text.substring(1, close);
    String[] names = inner.isEmpty() ? new String[0] : inner.split(" ");
    ValueType[] types = new ValueType[names.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = type(function, names[i]);
    }
    return new Tag(new TagType(DefinedType.ofFunc(new FuncType(types, new ValueType[0]))));
  }

  @TruffleBoundary
  private static Object tagType(Object[] arguments) {
    return typeText().of(tag("tag_type", arguments[0]).type().type().funcType());
  }

  /** {@code (tag, values...)}. */
  @TruffleBoundary
  private static Object exnAlloc(Object[] arguments) {
    String function = "exn_alloc";
    Tag tag = tag(function, arguments[0]);
    ValueType[] types = tag.type().type().funcType().params();
    if (arguments.length != types.length + 1) {
      throw Arguments.usage(
          function, "the tag has " + types.length + " values, not " + (arguments.length - 1));
    }
    Object[] fields = new Object[types.length];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = convert(function, types[i], arguments[i + 1]);
    }
    return new ExceptionInstance(tag, fields);
  }

  private static Object exnTag(Object[] arguments) {
    if (arguments[0] instanceof ExceptionInstance exception) {
      return exception.tag();
    }
    CompilerDirectives.transferToInterpreter();
    throw Arguments.notA("exn_tag", "a WebAssembly exception", arguments[0]);
  }

  // ---- The embedder's objects

  private static Object embedderDataGet(Object[] arguments) {
    Object data =
        switch (arguments[0]) {
          case ExternObject object -> object.embedderData();
          case ExceptionInstance exception -> exception.embedderData();
          default -> null;
        };
    return data == null ? WasmVoid.INSTANCE : data;
  }

  private static Object embedderDataSet(Object[] arguments) {
    if (arguments[0] instanceof ExternObject object) {
      object.setEmbedderData(arguments[1]);
    } else if (arguments[0] instanceof ExceptionInstance exception) {
      exception.setEmbedderData(arguments[1]);
    } else {
      CompilerDirectives.transferToInterpreter();
      throw Arguments.notA(
          "embedder_data_set", "a function, memory, table, global, tag or exception", arguments[0]);
    }
    return WasmVoid.INSTANCE;
  }

  // ---- Types and values

  private static TypeText typeText() {
    return WasmContext.get(null).javaScript().typeText();
  }

  @TruffleBoundary
  private static ValueType type(String function, Object name) {
    ValueType type = TypeText.parse(Arguments.text(function, name));
    if (type == null) {
      throw Arguments.notA(function, "the name of a type", name);
    }
    return type;
  }

  /**
   * A value of a type. JavaScript has converted it already, and to it every value but null is a
   * value of externref, undefined and other languages' nulls too.
   */
  private static Object convert(String function, ValueType type, Object value) {
    if (type == RefType.EXTERNREF) {
      return value;
    }
    Object converted = Conversion.toWasm(type, value);
    if (converted == null) {
      CompilerDirectives.transferToInterpreter();
      throw Arguments.notA(function, "a value of type " + type, value);
    }
    return converted;
  }
}
