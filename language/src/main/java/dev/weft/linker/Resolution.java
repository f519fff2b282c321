// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.graalvm.polyglot.Value;

/** Finds what the imports of a module mean, and what is wrong with that. */
final class Resolution {
  private final Linker<?> linker;
  private final Definitions definitions;
  private final Store<?> store;
  private final WasmModule module;
  private final List<Binding> found = new ArrayList<>();
  private final List<LinkReport.Binding> reported = new ArrayList<>();
  private final List<LinkException> missing = new ArrayList<>();
  private final List<LinkException> wrong = new ArrayList<>();

  private Resolution(Linker<?> linker, Definitions definitions, Store<?> store, WasmModule module) {
    this.linker = linker;
    this.definitions = definitions;
    this.store = store;
    this.module = module;
  }

  /**
   * Resolves all imports.
   *
   * @param store the store to link in, or null if it is not known yet
   */
  static Resolution of(
      Linker<?> linker, Definitions definitions, Store<?> store, WasmModule module) {
    Resolution resolution = new Resolution(linker, definitions, store, module);
    if (!module.engine().equals(linker.engine())) {
      throw new LinkException.CrossEngine(module.toString(), null);
    }
    for (ImportType wanted : module.imports()) {
      resolution.resolve(wanted);
    }
    return resolution;
  }

  /**
   * Resolves what was left until the store is known.
   *
   * @throws LinkException if it is missing or wrong
   */
  static List<Binding> complete(
      Linker<?> linker,
      Store<?> store,
      WasmModule module,
      List<Binding> bindings,
      Definitions definitions) {
    Resolution resolution = new Resolution(linker, definitions, store, module);
    for (Binding binding : bindings) {
      if (binding instanceof Binding.Deferred deferred) {
        resolution.elsewhere(deferred.wanted());
      } else {
        resolution.found.add(binding);
      }
    }
    return resolution.bindings();
  }

  /**
   * What was found.
   *
   * @throws LinkException the first problem: missing imports go before wrong ones
   */
  List<Binding> bindings() {
    List<LinkException> problems = problems();
    if (!problems.isEmpty()) {
      LinkException first = problems.getFirst();
      problems.subList(1, problems.size()).forEach(first::addSuppressed);
      throw first;
    }
    return found;
  }

  LinkReport report() {
    return new LinkReport(module, reported, problems());
  }

  private List<LinkException> problems() {
    List<LinkException> all = new ArrayList<>(missing);
    all.addAll(wrong);
    return all;
  }

  private void resolve(ImportType wanted) {
    Item item = definitions.get(Names.of(wanted.module(), wanted.name()));
    switch (item) {
      case Item.Host host ->
          take(
              wanted,
              host.definition().type(),
              LinkReport.Origin.HOST_FUNCTION,
              new Binding.Host(wanted, host.definition()));
      case Item.Owned owned -> take(wanted, owned.extern(), owned.origin());
      case Item.Guest guest ->
          take(wanted, guest.store(), guest.value(), LinkReport.Origin.STORE_ITEM);
      case null, default -> elsewhere(wanted);
    }
  }

  /** Namespaces, resolvers, named instances, polyglot bindings. */
  private void elsewhere(ImportType wanted) {
    Item.Guest namespace = definitions.namespace(wanted.module());
    if (namespace != null) {
      Value member = member(namespace.store(), namespace.value(), wanted.name());
      if (member != null) {
        take(wanted, namespace.store(), member, LinkReport.Origin.NAMESPACE);
        return;
      }
    }
    if (store == null && definitions.hasFallback()) {
      found.add(new Binding.Deferred(wanted));
      reported.add(new LinkReport.Binding.Deferred(wanted));
      return;
    }
    for (ImportResolver<?> resolver : definitions.resolvers()) {
      Optional<Extern> item = ask(resolver, wanted);
      if (item.isPresent()) {
        take(wanted, item.get(), LinkReport.Origin.RESOLVER);
        return;
      }
    }
    if (definitions.get(new Names(wanted.module(), null)) instanceof Item.Named named) {
      Optional<Extern> item = named.instance().export(wanted.name());
      if (item.isPresent()) {
        take(wanted, item.get(), LinkReport.Origin.NAMED_INSTANCE);
        return;
      }
    }
    if (definitions.polyglotBindings) {
      Value bindings = store.context().getPolyglotBindings();
      Value object = member(store, bindings, wanted.module());
      Value member = object == null ? null : member(store, object, wanted.name());
      if (member != null) {
        take(wanted, store, member, LinkReport.Origin.POLYGLOT_BINDING);
        return;
      }
    }
    missing.add(new LinkException.UnknownImport(wanted, places(wanted)));
    reported.add(new LinkReport.Binding.Missing(wanted));
  }

  @SuppressWarnings("unchecked")
  private <T> Optional<Extern> ask(ImportResolver<T> resolver, ImportType wanted) {
    return resolver.resolve((Store<? extends T>) store, wanted);
  }

  /** Where it was looked for, and what is there. */
  private String places(ImportType wanted) {
    StringBuilder text = new StringBuilder(definitions.hint(wanted.module(), wanted.name()));
    if (definitions.namespace(wanted.module()) != null) {
      text.append("; the namespace object has no such member");
    }
    if (!definitions.resolvers().isEmpty()) {
      text.append("; no resolver knows it");
    }
    if (definitions.polyglotBindings) {
      text.append("; it is not in the polyglot bindings");
    }
    return text.toString();
  }

  private static Value member(Store<?> store, Value object, String name) {
    return store.call(() -> Guests.member(object, name));
  }

  private void take(ImportType wanted, Store<?> owner, Value value, LinkReport.Origin origin) {
    if (store != null && !store.isSame(owner)) {
      fail(wanted, null, new LinkException.CrossStore("a value of another language", wanted));
      return;
    }
    Extern item;
    try {
      item = Guests.item(owner, wanted, value);
    } catch (LinkException e) {
      fail(wanted, null, e);
      return;
    }
    take(wanted, item, origin);
  }

  private void take(ImportType wanted, Extern item, LinkReport.Origin origin) {
    LinkException problem = ownership(wanted, item);
    if (problem != null) {
      fail(wanted, item.type(), problem);
    } else {
      take(wanted, item.type(), origin, new Binding.Owned(wanted, item, origin));
    }
  }

  private LinkException ownership(ImportType wanted, Extern item) {
    var engine =
        item instanceof SharedMemory shared ? shared.engine() : item.store().orElseThrow().engine();
    if (!engine.equals(linker.engine())) {
      return new LinkException.CrossEngine("the " + TypeMatch.found(item.type()), wanted);
    }
    if (store != null && !store.owns(item)) {
      return new LinkException.CrossStore("the " + TypeMatch.found(item.type()), wanted);
    }
    return null;
  }

  private void take(
      ImportType wanted, ExternType actual, LinkReport.Origin origin, Binding binding) {
    String problem = TypeMatch.problem(actual, wanted.type());
    if (problem != null) {
      fail(wanted, actual, new LinkException.IncompatibleImport(wanted, actual, problem));
      return;
    }
    found.add(binding);
    reported.add(new LinkReport.Binding.Resolved(wanted, actual, origin));
  }

  private void fail(ImportType wanted, ExternType actual, LinkException problem) {
    wrong.add(problem);
    String why =
        problem instanceof LinkException.IncompatibleImport e ? e.reason() : problem.getMessage();
    reported.add(new LinkReport.Binding.Incompatible(wanted, actual, why));
  }
}
