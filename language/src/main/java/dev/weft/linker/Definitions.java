// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.NearestName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** The definitions and settings of a linker: changed by one thread at a time, read by many. */
final class Definitions {
  volatile boolean shadowing;
  volatile boolean unknownExports;
  volatile boolean atomic = true;
  volatile boolean polyglotBindings;

  private final Map<Names, Item> items = new ConcurrentHashMap<>();
  private final Map<String, Item.Guest> namespaces = new ConcurrentHashMap<>();
  private final List<ImportResolver<?>> resolvers = new CopyOnWriteArrayList<>();

  Definitions copy() {
    Definitions copy = new Definitions();
    copy.shadowing = shadowing;
    copy.unknownExports = unknownExports;
    copy.atomic = atomic;
    copy.polyglotBindings = polyglotBindings;
    copy.items.putAll(items);
    copy.namespaces.putAll(namespaces);
    copy.resolvers.addAll(resolvers);
    return copy;
  }

  Item get(Names names) {
    return items.get(names);
  }

  Item.Guest namespace(String module) {
    return namespaces.get(module);
  }

  List<ImportResolver<?>> resolvers() {
    return resolvers;
  }

  void addResolver(ImportResolver<?> resolver) {
    resolvers.add(resolver);
  }

  /** Whether something else than definitions may satisfy an import, once a store is known. */
  boolean hasFallback() {
    return !resolvers.isEmpty() || polyglotBindings;
  }

  synchronized void put(Names names, Item item) {
    if (shadowing) {
      items.put(names, item);
    } else if (items.putIfAbsent(names, item) != null) {
      throw duplicate(names);
    }
  }

  synchronized void putNamespace(String module, Item.Guest namespace) {
    if (shadowing) {
      namespaces.put(module, namespace);
    } else if (namespaces.putIfAbsent(module, namespace) != null) {
      throw new LinkException.DuplicateDefinition(module, null);
    }
  }

  private static LinkException.DuplicateDefinition duplicate(Names names) {
    return new LinkException.DuplicateDefinition(names.module(), names.name());
  }

  /**
   * Refuses names that are taken.
   *
   * @throws LinkException.DuplicateDefinition for the first; the others are suppressed ones
   */
  synchronized void checkFree(Iterable<Names> wanted) {
    if (shadowing) {
      return;
    }
    LinkException first = null;
    Set<Names> seen = new HashSet<>();
    for (Names names : wanted) {
      if (items.containsKey(names) || !seen.add(names)) {
        if (first == null) {
          first = duplicate(names);
        } else {
          first.addSuppressed(duplicate(names));
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  synchronized void putAll(DefinitionList list) {
    if (atomic) {
      checkFree(list.entries().stream().map(DefinitionList.Entry::names).toList());
    }
    for (DefinitionList.Entry entry : list.entries()) {
      put(entry.names(), entry.item());
    }
  }

  synchronized void aliasModule(String module, String asModule) {
    DefinitionList list = new DefinitionList();
    items.forEach(
        (names, item) -> {
          if (names.module().equals(module)) {
            list.add(new Names(asModule, names.name()), item);
          }
        });
    Item.Guest namespace = namespaces.get(module);
    if (atomic && namespace != null && !shadowing && namespaces.containsKey(asModule)) {
      throw new LinkException.DuplicateDefinition(asModule, null);
    }
    putAll(list);
    if (namespace != null) {
      putNamespace(asModule, namespace);
    }
  }

  /** The item as one of a store. */
  Extern extern(Store<?> store, Names names, Item item) {
    return switch (item) {
      case Item.Host host -> store.hostFunction(host.definition(), names.toString());
      case Item.Owned owned -> owned.extern();
      case Item.Guest guest ->
          throw new IllegalStateException(
              names + " is a value of another language: its type is only known with an import");
      case Item.Named named -> throw new IllegalStateException(names + " is a whole instance");
    };
  }

  Stream<Definition> stream(Store<?> store) {
    return items.entrySet().stream()
        .filter(e -> e.getValue() instanceof Item.Host || e.getValue() instanceof Item.Owned)
        .map(
            e ->
                new Definition(
                    e.getKey().module(),
                    e.getKey().second(),
                    extern(store, e.getKey(), e.getValue())));
  }

  Map<Names, Item> items() {
    return items;
  }

  Map<String, Item.Guest> namespaces() {
    return namespaces;
  }

  List<String> names() {
    return items.keySet().stream().map(Names::toString).sorted().toList();
  }

  /** What is defined instead of names that are not: for messages. */
  String hint(String module, String name) {
    Set<String> modules = new TreeSet<>();
    Set<String> inModule = new TreeSet<>();
    for (Names names : items.keySet()) {
      modules.add(names.module());
      if (names.module().equals(module) && names.name() != null) {
        inModule.add(names.name());
      }
    }
    modules.addAll(namespaces.keySet());
    if (inModule.isEmpty() && !modules.contains(module)) {
      return ": there is no module `" + module + "`" + NearestName.hint(module, modules);
    }
    return ": `" + module + "` has no `" + name + "`" + NearestName.hint(name, inModule);
  }

  @Override
  public String toString() {
    return names()
        + (shadowing ? ", shadowing" : "")
        + (unknownExports ? ", unknown exports" : "")
        + (atomic ? "" : ", not atomic")
        + (polyglotBindings ? ", polyglot bindings" : "")
        + (namespaces.isEmpty() ? "" : ", namespaces " + new TreeSet<>(namespaces.keySet()))
        + (resolvers.isEmpty() ? "" : ", resolvers " + resolvers.size());
  }
}
