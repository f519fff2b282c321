// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.interop.InteropLibrary;
import dev.weft.WasmContext;
import dev.weft.js.WebAssemblyObject;
import dev.weft.module.Import;
import dev.weft.module.Module;
import dev.weft.types.ExternKind;
import dev.weft.types.ExternType;
import dev.weft.types.FunctionExternType;
import dev.weft.types.GlobalType;
import dev.weft.wasi.WasiModule;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what the imports of a module mean. An import {@code (m, n)} is looked for in this order;
 * the first hit counts, whatever its type:
 *
 * <ol>
 *   <li>the import objects given to {@code newInstance}: the member {@code n} of the member {@code
 *       m}, or {@code n} among the exports of an instance (or of a module, which is instantiated
 *       for the purpose) that is called {@code m};
 *   <li>instances that were evaluated before, if {@code wasm.EvalReturnsInstance} is set;
 *   <li>the polyglot bindings, if the context allows access: member {@code m}, its member {@code
 *       n};
 *   <li>WASI, for its module names and for link names of {@code wasm.Builtins}.
 * </ol>
 */
final class ImportResolver {
  private final WasmContext context;
  private final Object[] sources;

  /** Instances made of modules among the sources; null while one is being made. */
  private final Map<ModuleObject, Instance> linked = new IdentityHashMap<>();

  ImportResolver(WasmContext context, Object[] sources) {
    this.context = context;
    this.sources = sources;
    for (int i = 0; i < sources.length; i++) {
      if (!Types.hasKeys(sources[i])) {
        throw WasmException.failure(
            FailureType.USAGE,
            "not an import object",
            "argument "
                + i
                + " of the instantiation must be an object whose members are modules (objects of"
                + " functions, memories, tables and globals), not "
                + Conversion.describe(sources[i]),
            null);
      }
    }
  }

  /** Fills in the imports of an instance, or throws one exception that names all that is wrong. */
  void resolve(Instance instance) {
    List<String> missing = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Import wanted : instance.module.imports()) {
      Object value = find(wanted, instance);
      if (value == null) {
        missing.add(new LinkReport(context, sources).missing(wanted));
      } else {
        String problem = bind(instance, wanted, value);
        if (problem != null) {
          wrong.add(problem);
        }
      }
    }
    if (!missing.isEmpty() || !wrong.isEmpty()) {
      String phrase = missing.isEmpty() ? "incompatible import type" : "unknown import";
      missing.addAll(wrong);
      throw WasmException.failure(FailureType.UNLINKABLE, phrase, String.join("; ", missing), null);
    }
  }

  /**
   * Fills in imports by position.
   *
   * @throws WasmException if one does not match
   */
  static void bindAll(WasmContext context, Instance instance, Object[] values) {
    ImportResolver resolver = new ImportResolver(context, new Object[0]);
    List<Import> imports = instance.module.imports();
    for (int i = 0; i < values.length; i++) {
      String problem = resolver.bind(instance, imports.get(i), values[i]);
      if (problem != null) {
        throw WasmException.failure(
            FailureType.UNLINKABLE, "incompatible import type", problem, null);
      }
    }
  }

  private Object find(Import wanted, Instance instance) {
    for (Object source : sources) {
      Object value = fromSource(source, wanted);
      if (value != null) {
        return value;
      }
    }
    Instance evaluated = context.evaluatedInstance(wanted.module());
    if (evaluated != null) {
      Object value = evaluated.exports().get(wanted.name());
      if (value != null) {
        return value;
      }
    }
    if (context.env().isPolyglotBindingsAccessAllowed()
        && !wanted.module().equals(WebAssemblyObject.SYMBOL)) {
      Object namespace = Types.read(context.env().getPolyglotBindings(), wanted.module());
      Object value = namespace == null ? null : member(namespace, wanted.name());
      if (value != null) {
        return value;
      }
    }
    String builtin = context.options().builtin(wanted.module());
    return builtin == null || wanted.kind() != ExternKind.FUNCTION
        ? null
        : WasiModule.resolve(context, instance, builtin, wanted.name());
  }

  private Object fromSource(Object source, Import wanted) {
    ModuleCode code =
        switch (source) {
          case Instance instance -> instance.code;
          case ExportsObject exports -> exports.instance().code;
          case ModuleObject module -> module.code();
          default -> null;
        };
    if (code != null && code.isCalled(wanted.module())) {
      return member(source, wanted.name());
    }
    if (source instanceof ModuleObject) {
      return null;
    }
    Object namespace = Types.read(source, wanted.module());
    return namespace == null ? null : member(namespace, wanted.name());
  }

  private Object member(Object namespace, String name) {
    if (namespace instanceof Instance instance) {
      return instance.exports().get(name);
    }
    return namespace instanceof ModuleObject module
        ? link(module).exports().get(name)
        : Types.read(namespace, name);
  }

  private Instance link(ModuleObject module) {
    if (linked.containsKey(module)) {
      Instance instance = linked.get(module);
      if (instance == null) {
        throw WasmException.failure(
            FailureType.UNLINKABLE,
            "circular imports",
            "module " + module.name() + " needs an instance of itself",
            null);
      }
      return instance;
    }
    linked.put(module, null);
    Instance instance = Instantiation.instantiate(module.code(), context, this);
    linked.put(module, instance);
    return instance;
  }

  /** Enters a value into an instance; returns what is wrong with it, or null. */
  private String bind(Instance instance, Import wanted, Object value) {
    Module module = instance.module;
    int index = wanted.index();
    ExternType required = wanted.type();
    switch (wanted.kind()) {
      case FUNCTION -> {
        FunctionInstance function;
        if (value instanceof FunctionInstance ours) {
          if (!ours.type().isSubtypeOf(module.functionType(index))) {
            return mismatch(wanted, new FunctionExternType(ours.type()));
          }
          function = WasiModule.bind(ours, instance);
        } else if (InteropLibrary.getUncached(value).isExecutable(value)) {
          function =
              HostFunction.wrap(
                  context,
                  value,
                  module.functionType(index),
                  "\"" + wanted.module() + "\" \"" + wanted.name() + "\"",
                  instance.code.hostTarget(index));
        } else {
          return notA(wanted, value, "a function or any other executable object");
        }
        instance.functions[index] = function;
      }
      case GLOBAL -> {
        GlobalType type = (GlobalType) required;
        Global global;
        if (value instanceof Global ours) {
          if (!ours.type().matches(required)) {
            return mismatch(wanted, ours.type());
          }
          global = ours;
        } else if (type.mutable()) {
          return notA(wanted, value, "a global (make one with Global of the language's bindings)");
        } else {
          Object converted = Conversion.toWasm(type.type(), value);
          if (converted == null) {
            return notA(wanted, value, "a global, or a value of type " + type.type());
          }
          global = Global.of(type, converted);
        }
        instance.globals[index] = global;
      }
      case MEMORY -> {
        if (!(value instanceof Memory memory)) {
          return notA(wanted, value, "a memory (make one with Memory of the language's bindings)");
        }
        if (memory.access() != instance.code.memoryAccess()) {
          // Only shared memories come from other contexts.
          return LinkReport.title(wanted)
              + " is a memory of a context with another value of wasm.MemoryAccess";
        }
        if (!memory.currentType().matches(required)) {
          return mismatch(wanted, memory.currentType());
        }
        instance.memories[index] = memory;
      }
      case TABLE -> {
        if (!(value instanceof Table table)) {
          return notA(wanted, value, "a table (make one with Table of the language's bindings)");
        }
        if (!table.currentType().matches(required)) {
          return mismatch(wanted, table.currentType());
        }
        instance.tables[index] = table;
      }
      case TAG -> {
        if (!(value instanceof Tag tag)) {
          return notA(wanted, value, "a tag (make one with Tag of the language's bindings)");
        }
        if (!tag.type().matches(required)) {
          return mismatch(wanted, tag.type());
        }
        instance.tags[index] = tag;
      }
    }
    return null;
  }

  private static String mismatch(Import wanted, ExternType found) {
    return LinkReport.title(wanted)
        + " must be "
        + LinkReport.typeText(wanted.type())
        + ", but what was given is "
        + LinkReport.typeText(found);
  }

  private static String notA(Import wanted, Object value, String expected) {
    return LinkReport.title(wanted)
        + " must be "
        + expected
        + ", but what was given is "
        + Conversion.describe(value);
  }
}
