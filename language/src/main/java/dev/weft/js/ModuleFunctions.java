// SPDX-License-Identifier: Apache-2.0
package dev.weft.js;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import dev.weft.WasmContext;
import dev.weft.module.CustomSection;
import dev.weft.module.Export;
import dev.weft.module.Import;
import dev.weft.module.Module;
import dev.weft.runtime.BytesObject;
import dev.weft.runtime.FailureType;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Instantiation;
import dev.weft.runtime.ListObject;
import dev.weft.runtime.ModuleObject;
import dev.weft.runtime.RecordObject;
import dev.weft.runtime.WasmException;
import dev.weft.types.ExternKind;
import dev.weft.types.GlobalType;
import java.util.ArrayList;
import java.util.List;

/** The functions of the {@link WebAssemblyObject} that deal with modules and instances. */
final class ModuleFunctions {
  private static final String SOURCE_NAME = "module";

  private ModuleFunctions() {}

  private static Module module(String function, Object[] arguments) {
    if (arguments[0] instanceof ModuleObject module) {
      return module.code().module();
    }
    throw Arguments.notA(function, "a module", arguments[0]);
  }

  /** {@code (bytes)}: a module object. */
  @TruffleBoundary
  static Object decode(Object[] arguments) {
    WasmContext context = WasmContext.get(null);
    byte[] bytes = Arguments.bytes("module_decode", arguments[0]);
    return new ModuleObject(context.language().load(bytes, SOURCE_NAME, context.options()));
  }

  /** {@code (bytes)}: whether they are a valid module. */
  @TruffleBoundary
  static Object validate(Object[] arguments) {
    WasmContext context = WasmContext.get(null);
    byte[] bytes = Arguments.bytes("module_validate", arguments[0]);
    try {
      context.language().load(bytes, SOURCE_NAME, context.options());
      return true;
    } catch (WasmException e) {
      if (e.failureType() == FailureType.MALFORMED
          || e.failureType() == FailureType.INVALID
          || e.failureType() == FailureType.UNSUPPORTED) {
        return false;
      }
      throw e;
    }
  }

  /** {@code (module, importObject)}: an instance, whose start function has been run. */
  @TruffleBoundary
  static Object instantiate(Object[] arguments) {
    if (!(arguments[0] instanceof ModuleObject module)) {
      throw Arguments.notA("module_instantiate", "a module", arguments[0]);
    }
    WasmContext context = WasmContext.get(null);
    try {
      return Instantiation.instantiate(module.code(), context, arguments[1]);
    } finally {
      context.flushOutput(); // of the start function
    }
  }

  /** {@code (module)}: an array of objects with module, name, kind and, but for memories, type. */
  @TruffleBoundary
  static Object imports(Object[] arguments) {
    Module module = module("module_imports", arguments);
    TypeText text = WasmContext.get(null).javaScript().typeText();
    List<Object> items = new ArrayList<>();
    for (Import item : module.imports()) {
      RecordObject object =
          new RecordObject()
              .with("module", item.module())
              .with("name", item.name())
              .with("kind", item.kind().text());
      switch (item.kind()) {
        case FUNCTION -> object.with("type", functionType(text, module, item.index()));
        case GLOBAL -> {
          GlobalType type = module.globalType(item.index());
          object.with("type", text.of(type.type()));
        }
        case TABLE -> object.with("type", text.of(module.tableType(item.index()).element()));
        case TAG -> object.with("type", tagType(text, module, item.index()));
        case MEMORY -> {
          // has no type here
        }
      }
      items.add(object);
    }
    return new ListObject(items.toArray());
  }

  /**
   * {@code (module)}: an array of objects with name, kind and type, in the order of the module.
   * Tags are left out where the JavaScript engine does not know them.
   */
  @TruffleBoundary
  static Object exports(Object[] arguments) {
    Module module = module("module_exports", arguments);
    TypeText text = WasmContext.get(null).javaScript().typeText();
    List<Object> items = new ArrayList<>();
    for (Export item : module.exports()) {
      if (item.kind() == ExternKind.TAG && !text.later()) {
        continue;
      }
      int index = item.index();
      String type =
          switch (item.kind()) {
            case FUNCTION -> functionType(text, module, index);
            case GLOBAL -> text.of(module.globalType(index));
            case TABLE -> text.of(module.tableType(index).element());
            case MEMORY -> module.memoryType(index).limits().shared() ? "shared" : "single";
            case TAG -> tagType(text, module, index);
          };
      items.add(
          new RecordObject()
              .with("name", item.name())
              .with("kind", item.kind().text())
              .with("type", type));
    }
    return new ListObject(items.toArray());
  }

  private static String functionType(TypeText text, Module module, int index) {
    return index + text.of(module.functionType(index).funcType());
  }

  private static String tagType(TypeText text, Module module, int index) {
    return text.of(module.tagType(index).type().funcType());
  }

  /** {@code (module, name)}: an array of the contents of all custom sections of that name. */
  @TruffleBoundary
  static Object customSections(Object[] arguments) {
    Module module = module("custom_sections", arguments);
    String name = Arguments.text("custom_sections", arguments[1]);
    List<Object> items = new ArrayList<>();
    for (CustomSection section : module.customSections()) {
      if (section.name().equals(name)) {
        items.add(new BytesObject(module.bytes(), section.start(), section.length()));
      }
    }
    return new ListObject(items.toArray());
  }

  /** {@code (instance, name)}: what the instance exports by a name. */
  @TruffleBoundary
  static Object instanceExport(Object[] arguments) {
    String function = "instance_export";
    if (!(arguments[0] instanceof Instance instance)) {
      throw Arguments.notA(function, "an instance", arguments[0]);
    }
    String name = Arguments.text(function, arguments[1]);
    Object export = instance.exports().get(name);
    if (export == null) {
      throw Arguments.usage(function, instance.name() + " has no export \"" + name + "\"");
    }
    return export;
  }
}
