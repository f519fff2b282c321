// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.List;

/** Stand-ins for imports that nobody defines. */
final class UnknownImports {
  private UnknownImports() {}

  static void asTraps(Definitions definitions, WasmModule module) {
    for (ImportType wanted : module.imports()) {
      Names names = Names.of(wanted.module(), wanted.name());
      if (definitions.get(names) == null && wanted.type() instanceof FuncType type) {
        definitions.put(names, new Item.Host(new Stub(wanted, type)));
      }
    }
  }

  /** Fails whenever it is called. */
  private static final class Stub extends HostDefinition {
    private final ImportType wanted;

    Stub(ImportType wanted, FuncType type) {
      super(type);
      this.wanted = wanted;
    }

    @Override
    Func in(Store<?> store, String name) {
      return store.call(
          () ->
              new Func(
                  store,
                  store
                      .engineSide()
                      .functions()
                      .hostFunction(
                          type(),
                          name,
                          params -> {
                            throw new LinkException.UnknownImport(
                                wanted, ", and a stub took its place");
                          })));
    }
  }

  static void asDefaultValues(Definitions definitions, Store<?> store, WasmModule module) {
    DefinitionList list = new DefinitionList();
    for (ImportType wanted : module.imports()) {
      Names names = Names.of(wanted.module(), wanted.name());
      boolean known =
          definitions.get(names) != null
              || list.entries().stream().anyMatch(e -> e.names().equals(names));
      if (!known) {
        Extern item;
        try {
          item = make(store, wanted);
        } catch (LinkException.NoDefaultValue e) {
          if (!definitions.atomic) {
            definitions.putAll(list);
          }
          throw e;
        }
        list.add(names, new Item.Owned(item, LinkReport.Origin.STORE_ITEM));
      }
    }
    definitions.putAll(list);
  }

  private static Extern make(Store<?> store, ImportType wanted) {
    return switch (wanted.type()) {
      case FuncType type -> function(store, wanted, type);
      case GlobalType type -> {
        Val zero = Values.defaultOf(type.content());
        if (zero == null) {
          throw new LinkException.NoDefaultValue(
              wanted, "globals of type " + type.content() + " have none");
        }
        yield Global.create(store, type, zero);
      }
      case TableType type -> {
        if (!type.element().nullable()) {
          throw new LinkException.NoDefaultValue(
              wanted, "tables of type " + type.element() + " have none");
        }
        yield Table.create(store, type, Values.nullOf(type.element()));
      }
      case MemoryType type when type.shared() -> SharedMemory.create(store.engine(), type);
      case MemoryType type -> Memory.create(store, type);
      case TagType type -> Tag.create(store, type);
    };
  }

  private static Func function(Store<?> store, ImportType wanted, FuncType type) {
    List<ValType> results = type.results();
    for (ValType result : results) {
      if (Values.defaultOf(result) == null) {
        throw new LinkException.NoDefaultValue(
            wanted, "function results of type " + result + " have none");
      }
    }
    return store.call(
        () -> {
          Object[] zeros = new Object[results.size()];
          for (int i = 0; i < zeros.length; i++) {
            zeros[i] = Values.toEngine(store, Values.defaultOf(results.get(i)));
          }
          return new Func(
              store,
              store
                  .engineSide()
                  .functions()
                  .hostFunction(
                      type,
                      wanted.module() + "::" + wanted.name(),
                      params ->
                          switch (zeros.length) {
                            case 0 -> null;
                            case 1 -> zeros[0];
                            default -> zeros.clone();
                          }));
        });
  }
}
