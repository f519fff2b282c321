// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyObject;

/** The definitions of a linker as objects of other languages. */
final class Publication {
  private Publication() {}

  static void publish(Definitions definitions, Store<?> store) {
    store.run(
        () -> {
          Value bindings = store.context().getPolyglotBindings();
          for (String name : topLevel(definitions)) {
            bindings.putMember(name, member(definitions, store, name));
          }
        });
  }

  static Value object(Definitions definitions, Store<?> store) {
    return store.call(() -> store.context().asValue(new Top(definitions, store)));
  }

  private static Set<String> topLevel(Definitions definitions) {
    Set<String> names = new TreeSet<>(definitions.namespaces().keySet());
    definitions.items().keySet().forEach(key -> names.add(key.module()));
    return names;
  }

  /** An item with one name, unless there are definitions with the name as module. */
  private static Object member(Definitions definitions, Store<?> store, String name) {
    Item single = definitions.get(new Names(name, null));
    boolean module =
        definitions.namespace(name) != null
            || definitions.items().keySet().stream()
                .anyMatch(key -> key.module().equals(name) && key.name() != null);
    if (single == null || single instanceof Item.Named || module) {
      return new Module(definitions, store, name);
    }
    return definitions.extern(store, new Names(name, null), single).value();
  }

  /** All modules. */
  private record Top(Definitions definitions, Store<?> store) implements ProxyObject {
    @Override
    public Object getMember(String key) {
      return member(definitions, store, key);
    }

    @Override
    public Object getMemberKeys() {
      return ProxyArray.fromList(List.copyOf(topLevel(definitions)));
    }

    @Override
    public boolean hasMember(String key) {
      return topLevel(definitions).contains(key);
    }

    @Override
    public void putMember(String key, Value value) {
      throw new UnsupportedOperationException("the modules of a linker are read-only");
    }
  }

  /** The definitions of a module name. */
  private record Module(Definitions definitions, Store<?> store, String module)
      implements ProxyObject {
    @Override
    public Object getMember(String key) {
      Names names = Names.of(module, key);
      return switch (definitions.get(names)) {
        case Item.Guest guest -> guest.value();
        case Item item -> definitions.extern(store, names, item).value();
        case null -> elsewhere(key).orElse(null);
      };
    }

    private Optional<Value> elsewhere(String key) {
      Item.Guest namespace = definitions.namespace(module);
      Value member = namespace == null ? null : Guests.member(namespace.value(), key);
      if (member != null) {
        return Optional.of(member);
      }
      return definitions.get(new Names(module, null)) instanceof Item.Named named
          ? named.instance().export(key).map(Extern::value)
          : Optional.empty();
    }

    @Override
    public Object getMemberKeys() {
      Set<Object> keys = new TreeSet<>();
      definitions
          .items()
          .keySet()
          .forEach(
              names -> {
                if (names.module().equals(module) && names.name() != null) {
                  keys.add(names.name());
                }
              });
      Item.Guest namespace = definitions.namespace(module);
      if (namespace != null) {
        keys.addAll(Guests.names(namespace.value()));
      }
      if (definitions.get(new Names(module, null)) instanceof Item.Named named) {
        keys.addAll(named.instance().exports().keySet());
      }
      return ProxyArray.fromList(new ArrayList<>(keys));
    }

    @Override
    public boolean hasMember(String key) {
      return definitions.get(Names.of(module, key)) != null || elsewhere(key).isPresent();
    }

    @Override
    public void putMember(String key, Value value) {
      throw new UnsupportedOperationException("the definitions of a linker are read-only here");
    }
  }
}
