// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.source.Source;
import dev.weft.WasmContext;
import dev.weft.WasmLanguage;
import dev.weft.opcode.Feature;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.GlobalType;
import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import dev.weft.types.RefType;
import dev.weft.types.TableType;
import dev.weft.types.TagType;
import dev.weft.types.ValueType;
import java.util.Arrays;

/**
 * What other languages and hosts can make: modules, memories, tables, globals, tags and functions.
 * The descriptors are those of the JavaScript interface; any object with members or hash entries
 * will do, and most have a shorter form.
 */
final class Constructors {
  private static final String UNNAMED = "host function";

  private static final String UNNAMED_MODULE = "module";

  private Constructors() {}

  /**
   * {@code Module(bytes, name?)} or {@code Module(text, name?)}: a module of the binary format,
   * given as a buffer or an array of bytes, or of the text format; the name is for where it has
   * none.
   */
  static Object module(Object[] arguments) throws ArityException {
    arity(arguments, 1, 2);
    String name = UNNAMED_MODULE;
    if (arguments.length == 2) {
      name = Types.text(arguments[1]);
      if (name == null) {
        throw HostError.notA("Module", "a name", arguments[1]);
      }
    }
    WasmContext context = WasmContext.get(null);
    String text = Types.text(arguments[0]);
    if (text != null) {
      Source source =
          Source.newBuilder(WasmLanguage.ID, text, name)
              .mimeType(WasmLanguage.TEXT_MIME_TYPE)
              .build();
      return new ModuleObject(context.language().loadText(source, context.options()));
    }
    byte[] bytes = Types.bytes(arguments[0]);
    if (bytes == null) {
      throw HostError.notA("Module", "a buffer or an array of bytes, or a text", arguments[0]);
    }
    return new ModuleObject(context.language().load(bytes, name, context.options()));
  }

  /**
   * {@code Memory({initial, maximum?, address?, shared?, pageSize?})} or {@code Memory(initial,
   * maximum?)}; sizes in pages, {@code address} is {@code "i32"} or {@code "i64"}, {@code pageSize}
   * 65536 or 1.
   */
  static Object memory(Object[] arguments) throws ArityException {
    arity(arguments, 1, 2);
    Descriptor d = Descriptor.of("Memory", arguments);
    int pageSizeLog2 = MemoryType.DEFAULT_PAGE_SIZE_LOG2;
    Object pageSize = d.get("pageSize");
    if (pageSize != null) {
      long bytes = HostError.count("Memory", "pageSize", pageSize, 1L << pageSizeLog2);
      if (bytes == 1) {
        pageSizeLog2 = 0;
      } else if (bytes != 1L << pageSizeLog2) {
        throw HostError.usage("Memory", "pageSize must be 1 or 65536, not " + bytes);
      }
    }
    boolean is64 = d.address64();
    long most = (is64 ? 1L << 48 : 1L << 32) >>> pageSizeLog2;
    Limits limits = d.limits(most, is64);
    WasmContext context = WasmContext.get(null);
    if (d.flag("shared")) {
      if (!context.options().features().has(Feature.THREADS)) {
        throw HostError.usage("Memory", "shared memories are switched off (wasm.Threads)");
      }
      if (!limits.hasMax()) {
        throw HostError.usage("Memory", "a shared memory must have a maximum size");
      }
      limits = new Limits(limits.min(), true, limits.max(), is64, true);
    }
    return Memory.create(new MemoryType(limits, pageSizeLog2), context);
  }

  /**
   * {@code Table({element, initial, maximum?, address?}, value?)} or {@code Table(element, initial,
   * maximum?)}.
   */
  static Object table(Object[] arguments) throws ArityException {
    arity(arguments, 1, 3);
    Object element = arguments[0];
    Object value = WasmNull.INSTANCE;
    Descriptor d;
    if (Types.text(element) != null) {
      arity(arguments, 2, 3);
      d = Descriptor.of("Table", Arrays.copyOfRange(arguments, 1, arguments.length));
    } else {
      arity(arguments, 1, 2);
      d = Descriptor.of("Table", arguments[0]);
      element = d.required("element");
      if (arguments.length == 2) {
        value = arguments[1];
      }
    }
    if (!(type("Table", element) instanceof RefType type)) {
      throw HostError.notA("Table", "a reference type such as \"funcref\" for element", element);
    }
    Object init = Conversion.toWasm(type, value);
    if (init == null) {
      throw HostError.notA("Table", type + " for the elements", value);
    }
    boolean is64 = d.address64();
    Limits limits = d.limits(is64 ? Long.MAX_VALUE : 0xFFFF_FFFFL, is64);
    return Table.create(new TableType(type, limits), init, WasmContext.get(null).account());
  }

  /**
   * {@code Global({value, mutable?}, value?)}, where the member {@code value} of the descriptor is
   * the name of a type, or {@code Global(type, value)} for an immutable one. Without a value it
   * holds 0 or null.
   */
  static Object global(Object[] arguments) throws ArityException {
    arity(arguments, 1, 2);
    Object typeName = arguments[0];
    boolean mutable = false;
    if (Types.text(typeName) == null) {
      Descriptor d = Descriptor.of("Global", arguments[0]);
      typeName = d.required("value");
      mutable = d.flag("mutable");
    }
    ValueType type = type("Global", typeName);
    if (type == ValueType.V128) {
      throw HostError.usage("Global", "vectors are not supported yet");
    }
    Object value =
        arguments.length == 2 ? arguments[1] : type.isRef() ? (Object) WasmNull.INSTANCE : 0;
    Object converted = Conversion.toWasm(type, value);
    if (converted == null) {
      throw HostError.notA("Global", "a value of type " + type, value);
    }
    return Global.of(new GlobalType(type, mutable), converted);
  }

  /** {@code Tag({parameters})} or {@code Tag([types])}. */
  static Object tag(Object[] arguments) throws ArityException {
    arity(arguments, 1, 1);
    Object list = arguments[0];
    if (!InteropLibrary.getUncached(list).hasArrayElements(list)) {
      list = Descriptor.of("Tag", list).required("parameters");
    }
    FuncType type = new FuncType(types("Tag", list), new ValueType[0]);
    return new Tag(new TagType(DefinedType.ofFunc(type)));
  }

  /**
   * {@code Function({parameters, results}, callable)}: a function of that type which calls {@code
   * callable}. A function of ours that has the type already is returned as it is.
   */
  static Object function(Object[] arguments) throws ArityException {
    arity(arguments, 2, 2);
    Descriptor d = Descriptor.of("Function", arguments[0]);
    ValueType[] params = types("Function", d.orEmpty("parameters"));
    ValueType[] results = types("Function", d.orEmpty("results"));
    DefinedType type = DefinedType.ofFunc(new FuncType(params, results));
    Object callable = arguments[1];
    if (callable instanceof FunctionInstance function && function.type() == type) {
      return function;
    }
    if (!InteropLibrary.getUncached(callable).isExecutable(callable)) {
      throw HostError.notA("Function", "an executable object", callable);
    }
    WasmContext context = WasmContext.get(null);
    return HostFunction.wrap(
        context,
        callable,
        type,
        UNNAMED,
        new HostFunctionRootNode(context.language(), type).getCallTarget());
  }

  private static void arity(Object[] arguments, int min, int max) throws ArityException {
    if (arguments.length < min || arguments.length > max) {
      throw ArityException.create(min, max, arguments.length);
    }
  }

  private static ValueType type(String constructor, Object name) {
    String text = Types.text(name);
    ValueType type = text == null ? null : Types.byName(text);
    if (type == null) {
      throw HostError.notA(
          constructor, "the name of a type (i32, i64, f32, f64, funcref, externref)", name);
    }
    return type;
  }

  private static ValueType[] types(String constructor, Object list) {
    Object[] names = Types.elements(list);
    if (names == null) {
      throw HostError.notA(constructor, "an array of names of types", list);
    }
    ValueType[] types = new ValueType[names.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = type(constructor, names[i]);
    }
    return types;
  }

  /** The descriptor of a constructor: an object, or initial and maximum size in its place. */
  private record Descriptor(String constructor, Object object, Object initial, Object maximum) {
    static Descriptor of(String constructor, Object... arguments) {
      InteropLibrary interop = InteropLibrary.getUncached();
      if (interop.isNumber(arguments[0])) {
        return new Descriptor(
            constructor, null, arguments[0], arguments.length > 1 ? arguments[1] : null);
      }
      if (!Types.hasKeys(arguments[0])) {
        throw HostError.notA(constructor, "a descriptor object", arguments[0]);
      }
      if (arguments.length > 1) {
        throw HostError.usage(constructor, "one descriptor was expected, or two sizes");
      }
      return new Descriptor(constructor, arguments[0], null, null);
    }

    Object get(String key) {
      Object value = object == null ? null : Types.read(object, key);
      return value == null || InteropLibrary.getUncached(value).isNull(value) ? null : value;
    }

    Object required(String key) {
      Object value = get(key);
      if (value == null) {
        throw HostError.usage(constructor, "the descriptor has no \"" + key + "\"");
      }
      return value;
    }

    Object orEmpty(String key) {
      Object value = get(key);
      return value == null ? new ListObject() : value;
    }

    boolean flag(String key) {
      Object value = get(key);
      if (value == null) {
        return false;
      }
      Object number = Conversion.toWasm(ValueType.I32, value);
      if (number == null) {
        throw HostError.notA(constructor, "true or false for \"" + key + "\"", value);
      }
      return (int) number != 0;
    }

    boolean address64() {
      Object value = get("address");
      if (value == null) {
        return false;
      }
      String text = Types.text(value);
      if (text == null || !text.equals("i32") && !text.equals("i64")) {
        throw HostError.notA(constructor, "\"i32\" or \"i64\" for \"address\"", value);
      }
      return text.equals("i64");
    }

    Limits limits(long most, boolean is64) {
      Object min = initial;
      Object max = maximum;
      if (object != null) {
        min = get("initial");
        if (min == null) {
          min = required("minimum");
        }
        max = get("maximum");
      }
      long from = HostError.count(constructor, "the initial size", min, most);
      if (max == null) {
        return new Limits(from, false, 0, is64, false);
      }
      long to = HostError.count(constructor, "the maximum size", max, most);
      if (to < from) {
        throw HostError.usage(
            constructor, "the maximum size " + to + " is below the initial size " + from);
      }
      return new Limits(from, true, to, is64, false);
    }
  }
}
