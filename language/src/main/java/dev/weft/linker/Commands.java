// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineExtern;
import dev.weft.linker.spi.EngineFunction;
import dev.weft.linker.spi.EngineInstance;
import dev.weft.linker.spi.EngineModule;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Commands and reactors: what {@link Linker#module} defines. */
final class Commands {
  private static final System.Logger LOG = System.getLogger("dev.weft.linker");
  private static final String START = "_start";
  private static final String INITIALIZE = "_initialize";
  private static final FuncType NOTHING = FuncType.of(List.of(), List.of());

  private Commands() {}

  static WasmModule.Kind classify(WasmModule module) {
    Optional<ExternType> start = module.export(START);
    Optional<ExternType> initialize = module.export(INITIALIZE);
    if (start.isPresent() && initialize.isPresent()) {
      throw bad(
          module
              + " cannot be both a command and a reactor: it exports _start and"
              + " _initialize");
    }
    if (start.isPresent()) {
      requireFunction(module, START, start.get());
      return WasmModule.Kind.COMMAND;
    }
    if (initialize.isPresent()) {
      requireFunction(module, INITIALIZE, initialize.get());
      return WasmModule.Kind.REACTOR;
    }
    return WasmModule.Kind.PLAIN;
  }

  private static void requireFunction(WasmModule module, String name, ExternType type) {
    if (!(type instanceof FuncType)) {
      throw bad("`" + name + "` of " + module + " must be a function, not a " + type.kind());
    }
  }

  private static LinkException bad(String message) {
    return new LinkException.BadModuleKind(message, null);
  }

  static DefinitionList exports(String moduleName, Instance instance) {
    DefinitionList list = new DefinitionList();
    instance
        .exports()
        .forEach(
            (name, item) ->
                list.add(
                    Names.of(moduleName, name),
                    new Item.Owned(item, LinkReport.Origin.STORE_ITEM)));
    return list;
  }

  static <T> void define(
      Linker<T> linker,
      Definitions definitions,
      Store<? extends T> store,
      String moduleName,
      WasmModule module,
      boolean sync) {
    switch (classify(module)) {
      case COMMAND -> command(linker, definitions, store, moduleName, module);
      case REACTOR, PLAIN -> {
        if (definitions.atomic) {
          List<Names> names = new ArrayList<>();
          module.exports().forEach(e -> names.add(Names.of(moduleName, e.name())));
          definitions.checkFree(names);
        }
        Instance instance =
            Instantiator.instantiate(linker, store, module, linker.resolve(store, module), sync);
        initialise(store, instance);
        definitions.putAll(exports(moduleName, instance));
      }
    }
  }

  private static void initialise(Store<?> store, Instance instance) {
    Optional<Func> initialize = instance.func(INITIALIZE);
    if (initialize.isEmpty()) {
      return;
    }
    FuncType type = initialize.get().type();
    if (!type.params().isEmpty() || !type.results().isEmpty()) {
      throw bad(
          "calling the Reactor initialization function of "
              + instance.module()
              + ": it must have neither parameters nor results, but its type is "
              + type);
    }
    try {
      Calls.call(store, initialize.get().engine(), new Object[1]);
    } catch (WasmError e) {
      throw new LinkException.BadModuleKind(
          "calling the Reactor initialization function of "
              + instance.module()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static <T> void command(
      Linker<T> linker,
      Definitions definitions,
      Store<? extends T> store,
      String moduleName,
      WasmModule module) {
    EngineExtern[] imports =
        Instantiator.link(linker, store, module, linker.resolve(store, module));
    DefinitionList list = new DefinitionList();
    LinkException refused = null;
    for (int i = 0; i < module.exports().size() && refused == null; i++) {
      ExportType export = module.exports().get(i);
      if (export.type() instanceof FuncType type) {
        list.add(
            Names.of(moduleName, export.name()),
            new Item.Owned(
                wrapper(store, module, imports, moduleName, export.name(), type, i),
                LinkReport.Origin.COMMAND_EXPORT));
      } else if (!isIgnored(export) && !definitions.unknownExports) {
        refused =
            bad(
                "the export `"
                    + export.name()
                    + "` of command "
                    + module
                    + " is not a function but a "
                    + export.type().kind());
      }
    }
    if (refused == null || !definitions.atomic) {
      definitions.putAll(list);
    }
    if (refused != null) {
      throw refused;
    }
  }

  /** Exports of toolchains that mean nothing between programs. */
  private static boolean isIgnored(ExportType export) {
    return switch (export.type()) {
      case MemoryType m -> export.name().equals("memory");
      case TableType t ->
          export.name().equals("__indirect_function_table") || export.name().equals("table");
      case GlobalType g ->
          switch (export.name()) {
            case "__data_end", "__heap_base", "__dso_handle" -> {
              LOG.log(
                  Level.WARNING,
                  "command exports the global {0}, which is deprecated",
                  export.name());
              yield true;
            }
            case "__rtti_base" -> {
              LOG.log(
                  Level.WARNING,
                  "command exports the global __rtti_base, which is deprecated: AssemblyScript's"
                      + " compiler leaves it out with --exportRuntime off");
              yield true;
            }
            default -> false;
          };
      case FuncType f -> false;
      case TagType t -> false;
    };
  }

  /** A function that calls an export of a new instance each time. */
  private static Func wrapper(
      Store<?> store,
      WasmModule module,
      EngineExtern[] imports,
      String moduleName,
      String name,
      FuncType type,
      int export) {
    return store.call(
        () -> {
          EngineModule code = store.adopt(module);
          EngineFunction function =
              store
                  .engineSide()
                  .functions()
                  .hostFunction(
                      type,
                      moduleName + "::" + name,
                      params -> {
                        EngineInstance fresh = store.engineSide().instantiate(code, imports);
                        return ((EngineFunction) fresh.exportedItems().get(export))
                            .callBoxed(params);
                      });
          return new Func(store, function);
        });
  }

  static Func defaultOf(Definitions definitions, Store<?> store, String module) {
    for (String name : List.of("", START)) {
      Item item = definitions.get(Names.of(module, name));
      if (item != null) {
        Extern extern =
            item instanceof Item.Guest guest
                ? Guests.item(guest.store(), new ImportType(module, name, NOTHING), guest.value())
                : definitions.extern(store, Names.of(module, name), item);
        if (extern instanceof Func func) {
          return func;
        }
        throw new LinkException.BadDefault(
            (name.isEmpty() ? "the default export" : "`_start`")
                + " in `"
                + module
                + "` is not a function but a "
                + extern.type().kind());
      }
    }
    return store.call(
        () ->
            new Func(
                store,
                store.engineSide().functions().hostFunction(NOTHING, module, params -> null)));
  }
}
