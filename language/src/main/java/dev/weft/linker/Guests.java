// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineExtern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.graalvm.polyglot.Value;

/** Values of other languages as items. */
final class Guests {
  private Guests() {}

  /** A function that calls an executable. */
  static Func function(Store<?> store, FuncType type, String name, Value executable) {
    return store.call(
        () -> {
          store.checkOwner(executable);
          if (!executable.canExecute()) {
            throw new IllegalArgumentException("not executable: " + executable);
          }
          Value adapted = JavaScript.adapt(store, type, executable);
          return new Func(store, store.engineSide().foreignFunction(type, name, adapted));
        });
  }

  /**
   * What an object has by a name, or null: a hash entry of one that has such, a member of any
   * other. The members of dictionaries and maps are their methods, which no module imports.
   */
  static Value member(Value object, String name) {
    if (object.hasHashEntries()) {
      return object.hasHashEntry(name) ? object.getHashValue(name) : null;
    }
    return object.hasMember(name) ? object.getMember(name) : null;
  }

  /** The names for {@link #member}. */
  static List<String> names(Value object) {
    if (!object.hasHashEntries()) {
      return List.copyOf(object.getMemberKeys());
    }
    List<String> names = new ArrayList<>();
    Value keys = object.getHashKeysIterator();
    while (keys.hasIteratorNextElement()) {
      Value key = keys.getIteratorNextElement();
      if (key.isString()) {
        names.add(key.asString());
      }
    }
    return names;
  }

  /**
   * What a value means for an import.
   *
   * @throws LinkException.IncompatibleImport if nothing
   */
  static Extern item(Store<?> store, ImportType wanted, Value value) {
    return store.call(
        () -> {
          Optional<Extern> ours = ours(store, value);
          if (ours.isPresent()) {
            return ours.get();
          }
          return switch (wanted.type()) {
            case FuncType type when value.canExecute() ->
                function(store, type, wanted.module() + "::" + wanted.name(), value);
            case GlobalType type when !type.mutable() -> global(store, wanted, type, value);
            default -> throw incompatible(wanted, value, "");
          };
        });
  }

  private static Global global(Store<?> store, ImportType wanted, GlobalType type, Value value) {
    Val val;
    try {
      val = Val.of(type.content(), java(type.content(), value));
    } catch (IllegalArgumentException e) {
      throw incompatible(wanted, value, " of type " + type.content());
    }
    return Global.create(store, type, val);
  }

  private static Object java(ValType type, Value value) {
    if (type instanceof RefType) {
      return value.isNull() ? null : value.isHostObject() ? value.asHostObject() : value;
    }
    if (value.fitsInLong()) {
      return value.asLong();
    }
    if (value.fitsInDouble()) {
      return value.asDouble();
    }
    if (value.fitsInBigInteger()) {
      return type == ValType.I64 ? (Object) value.asBigInteger().longValue() : null;
    }
    return value.isBoolean() ? (Object) value.asBoolean() : value;
  }

  private static LinkException incompatible(ImportType wanted, Value value, String more) {
    return new LinkException.IncompatibleImport(
        wanted, null, "expected " + wanted.type().kind() + more + ", but found " + describe(value));
  }

  /** What a value is: an item of ours, or empty. The context is entered. */
  static Optional<Extern> ours(Store<?> store, Value value) {
    return store.engineSide().unwrap(value) instanceof EngineExtern item
        ? Optional.of(Externs.wrap(store, item))
        : Optional.empty();
  }

  /** What a value is, for messages. */
  static String describe(Value value) {
    String kind;
    if (value.isNull()) {
      kind = "null";
    } else if (value.isNumber()) {
      kind = "the number " + value;
    } else if (value.isString()) {
      kind = "a string";
    } else if (value.canExecute()) {
      kind = "an executable";
    } else {
      kind = "an object";
    }
    String language =
        value.getMetaObject() == null ? null : value.getMetaObject().getMetaSimpleName();
    return language == null ? kind : kind + " (" + language + ")";
  }
}
