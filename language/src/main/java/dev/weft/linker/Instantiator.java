// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineExtern;
import dev.weft.linker.spi.EngineInstance;
import dev.weft.linker.spi.EngineModule;
import java.util.ArrayList;
import java.util.List;

/** Makes instances. */
final class Instantiator {
  private Instantiator() {}

  static Instance positional(Store<?> store, WasmModule module, List<? extends Extern> imports) {
    module.checkEngine(store);
    List<ImportType> wanted = module.imports();
    if (wanted.size() != imports.size()) {
      throw new LinkException.ImportCount(wanted.size(), imports.size());
    }
    store.asyncCalls().checkSync();
    List<Binding> bindings = new ArrayList<>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      bindings.add(new Binding.Owned(wanted.get(i), imports.get(i), null));
    }
    checkOwners(store, bindings);
    for (int i = 0; i < wanted.size(); i++) {
      ExternType actual = imports.get(i).type();
      String problem = TypeMatch.problem(actual, wanted.get(i).type());
      if (problem != null) {
        throw new LinkException.IncompatibleImport(wanted.get(i), actual, problem);
      }
    }
    return finish(store, module, items(store, bindings));
  }

  /**
   * Makes an instance of what a linker has resolved.
   *
   * @param sync whether the caller waits on this thread
   */
  static Instance instantiate(
      Linker<?> linker, Store<?> store, WasmModule module, List<Binding> resolved, boolean sync) {
    EngineExtern[] items = link(linker, store, module, resolved);
    if (sync) {
      store.asyncCalls().checkSync();
    }
    return finish(store, module, items);
  }

  /** The imports as objects of the engine. */
  static EngineExtern[] link(
      Linker<?> linker, Store<?> store, WasmModule module, List<Binding> resolved) {
    module.checkEngine(store);
    List<Binding> bindings =
        resolved.stream().anyMatch(b -> b instanceof Binding.Deferred)
            ? linker.complete(store, module, resolved)
            : resolved;
    checkOwners(store, bindings);
    return items(store, bindings);
  }

  private static void checkOwners(Store<?> store, List<Binding> bindings) {
    for (Binding binding : bindings) {
      if (binding instanceof Binding.Owned(ImportType wanted, Extern item, var origin)) {
        var engine = item.store().map(Store::engine).orElse(null);
        if (engine == null ? !sameEngine(store, item) : !engine.equals(store.engine())) {
          throw new LinkException.CrossEngine("the " + item.type().kind(), wanted);
        }
        if (!store.owns(item)) {
          throw new LinkException.CrossStore("the " + item.type().kind(), wanted);
        }
      }
    }
  }

  private static boolean sameEngine(Store<?> store, Extern item) {
    return item instanceof SharedMemory memory && memory.engine().equals(store.engine());
  }

  private static EngineExtern[] items(Store<?> store, List<Binding> bindings) {
    EngineExtern[] items = new EngineExtern[bindings.size()];
    for (int i = 0; i < items.length; i++) {
      Binding binding = bindings.get(i);
      Extern item =
          switch (binding) {
            case Binding.Host host ->
                store.hostFunction(
                    host.definition(), host.wanted().module() + "::" + host.wanted().name());
            case Binding.Owned owned -> owned.extern();
            case Binding.Deferred deferred ->
                throw new IllegalStateException("not resolved: " + deferred.wanted());
          };
      items[i] = Externs.unwrap(item);
    }
    return items;
  }

  private static Instance finish(Store<?> store, WasmModule module, EngineExtern[] items) {
    EngineModule code = store.call(() -> store.adopt(module));
    EngineInstance instance =
        code.hasStart()
            ? Calls.watched(store, () -> store.engineSide().instantiate(code, items))
            : store.call(() -> store.engineSide().instantiate(code, items));
    return new Instance(store, module, instance);
  }
}
