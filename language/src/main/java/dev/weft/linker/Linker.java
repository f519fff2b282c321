// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;

/**
 * Links modules by names: what is defined under {@code (module, name)} satisfies the imports of
 * that module and name. The names alone are the key; kind and type are compared when a module is
 * linked.
 *
 * <p>Host functions are defined once and can be linked into every store of the engine, also by
 * several threads at a time, which then call them concurrently. Functions, globals, tables and
 * memories of a store can only be linked into that store.
 *
 * <p>What has no definition is looked for in the {@linkplain #defineNamespace namespaces}, by the
 * {@linkplain #resolver resolvers}, among the exports of an instance {@linkplain
 * #defineName(String, Instance) defined with the name of the module}, and, if {@linkplain
 * #allowPolyglotBindings allowed}, in the polyglot bindings of the store, in this order.
 *
 * <p>Definitions must be made by one thread at a time; linking and looking up may go on in others.
 * Methods that define return the linker itself.
 *
 * @param <T> the type of the data of stores, for host functions to read
 */
public final class Linker<T> {
  private final Engine engine;
  private final Class<T> hostState;
  private final Definitions definitions;

  private Linker(Engine engine, Class<T> hostState, Definitions definitions) {
    this.engine = Objects.requireNonNull(engine, "engine");
    this.hostState = hostState;
    this.definitions = definitions;
  }

  // ---- Construction and settings

  /**
   * An empty linker for stores with any data.
   *
   * @param engine the engine of the modules and stores to link
   */
  public static <T> Linker<T> create(Engine engine) {
    return new Linker<>(engine, null, new Definitions());
  }

  /**
   * An empty linker.
   *
   * @param engine the engine of the modules and stores to link
   * @param hostState the type of the stores' data, checked where a store is used
   */
  public static <T> Linker<T> create(Engine engine, Class<T> hostState) {
    return new Linker<>(engine, Objects.requireNonNull(hostState, "hostState"), new Definitions());
  }

  /** An empty linker on a new engine, which does not warn where Truffle has no compiler. */
  public static <T> Linker<T> createDefault() {
    // Functions are JVM bytecode there.
    return create(Engine.newBuilder().option("engine.WarnInterpreterOnly", "false").build());
  }

  /** A linker with the same definitions and settings, independent of this one from now on. */
  public Linker<T> copy() {
    return new Linker<>(engine, hostState, definitions.copy());
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /**
   * Whether, from now on, a definition replaces an earlier one of the same names; false at first.
   */
  public Linker<T> allowShadowing(boolean allow) {
    definitions.shadowing = allow;
    return this;
  }

  /**
   * Whether, from now on, {@link #module} leaves out exports of commands that are no functions
   * instead of refusing them; false at first.
   */
  public Linker<T> allowUnknownExports(boolean allow) {
    definitions.unknownExports = allow;
    return this;
  }

  /**
   * Whether methods that define several items define all or none; true at first. Otherwise those
   * before the one that cannot be defined stay, and an instance's initialiser has run.
   */
  public Linker<T> atomicDefinitions(boolean allOrNothing) {
    definitions.atomic = allOrNothing;
    return this;
  }

  /**
   * Whether imports without a definition are looked for in the polyglot bindings of the store: the
   * member {@code module}, then its member {@code name}; false at first.
   */
  public Linker<T> allowPolyglotBindings(boolean allow) {
    definitions.polyglotBindings = allow;
    return this;
  }

  // ---- Items

  /**
   * Defines an item of a store.
   *
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public Linker<T> define(String module, String name, Extern item) {
    Objects.requireNonNull(item, "item");
    definitions.put(Names.of(module, name), owned(item));
    return this;
  }

  /**
   * Defines an item with a name and no module. It satisfies no import; {@link #publish} makes it a
   * member of the polyglot bindings, {@link #getName} finds it.
   *
   * @throws LinkException.DuplicateDefinition if the name is taken and shadowing is off
   */
  public Linker<T> defineName(String name, Extern item) {
    Objects.requireNonNull(item, "item");
    definitions.put(new Names(name, null), owned(item));
    return this;
  }

  /**
   * Defines an instance with a name: its exports satisfy imports from the module of this name that
   * are not defined otherwise.
   *
   * @throws LinkException.DuplicateDefinition if the name is taken and shadowing is off
   */
  public Linker<T> defineName(String name, Instance instance) {
    Objects.requireNonNull(instance, "instance");
    definitions.put(new Names(name, null), new Item.Named(instance));
    return this;
  }

  /**
   * Defines a value of another language, or of Java: an executable satisfies imports of functions
   * of any type, a number those of immutable globals, and WebAssembly's own objects those of their
   * type.
   *
   * @param store the store whose context the value belongs to
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   * @throws LinkException.CrossStore if the value belongs to another context
   */
  public Linker<T> define(Store<? extends T> store, String module, String name, Value guestItem) {
    Objects.requireNonNull(guestItem, "guestItem");
    checkStore(store);
    Item item =
        store.call(
            () -> {
              store.checkOwner(guestItem);
              Optional<Extern> ours = Guests.ours(store, guestItem);
              return ours.isPresent() ? owned(ours.get()) : new Item.Guest(store, guestItem);
            });
    definitions.put(Names.of(module, name), item);
    return this;
  }

  /**
   * Defines an object whose members satisfy imports from {@code module} that are not defined
   * otherwise. Members are read when a module is linked.
   *
   * @param store the store whose context the object belongs to
   * @throws LinkException.DuplicateDefinition if the module has a namespace and shadowing is off
   * @throws LinkException.CrossStore if the object belongs to another context
   */
  public Linker<T> defineNamespace(Store<? extends T> store, String module, Value guestObject) {
    Objects.requireNonNull(guestObject, "guestObject");
    checkStore(store);
    store.run(() -> store.checkOwner(guestObject));
    definitions.putNamespace(module, new Item.Guest(store, guestObject));
    return this;
  }

  /** Adds a resolver, asked after those added before. */
  public Linker<T> resolver(ImportResolver<? super T> fallback) {
    definitions.addResolver(Objects.requireNonNull(fallback, "fallback"));
    return this;
  }

  private static Item owned(Extern item) {
    return new Item.Owned(item, LinkReport.Origin.STORE_ITEM);
  }

  // ---- Host functions

  /**
   * Defines the functions of WASI preview 1, which see what the context in the data of a store
   * says. See {@link WasiContext#addTo}.
   *
   * @throws LinkException.DuplicateDefinition if a function is defined already and shadowing is off
   */
  public Linker<T> addWasi(Function<? super T, ? extends WasiContext> project) {
    return WasiContext.addTo(this, project);
  }

  /**
   * Defines the functions of WASI preview 1, which see what the store was built with ({@link
   * Store.Builder#wasi}); without that, what its polyglot context has: the streams, the arguments,
   * and the directories of {@code wasm.WasiMapDirs}. In the latter case a program that ends itself
   * ends the polyglot context.
   *
   * @throws LinkException.DuplicateDefinition if a function is defined already and shadowing is off
   */
  public Linker<T> addWasi() {
    return WasiContext.addTo(this);
  }

  /**
   * Defines a host function of a type that is known at run time.
   *
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public Linker<T> funcNew(
      String module, String name, FuncType type, HostFunc<? super T> function) {
    return host(module, name, HostFunctions.dynamic(type, function));
  }

  /**
   * Defines a host function that gets and returns numbers as bits, unchecked: a wrong one is a
   * wrong value, nothing worse.
   *
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public Linker<T> funcNewUnchecked(
      String module, String name, FuncType type, RawHostFunc<? super T> function) {
    return host(module, name, HostFunctions.unchecked(type, function));
  }

  /**
   * Defines a host function whose results come later.
   *
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public Linker<T> funcNewAsync(
      String module, String name, FuncType type, AsyncHostFunc<? super T> function) {
    return host(module, name, HostFunctions.async(type, function));
  }

  /**
   * Defines a host function whose type follows from an interface: {@code int} is i32, {@code long}
   * i64, {@code float} f32, {@code double} f64, {@link Val.V128} v128, {@link Func} funcref, {@code
   * Object} and {@link Value} externref, a record several results, {@code void} none. A first
   * parameter of type {@link Caller} does not count.
   *
   * @param shape an interface with one abstract method, such as {@link
   *     java.util.function.IntBinaryOperator} or one of your own
   * @throws IllegalArgumentException if a type of the method has no WebAssembly type
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public <F> Linker<T> funcWrap(String module, String name, Class<F> shape, F function) {
    return host(module, name, HostFunctions.shape(shape, function));
  }

  /**
   * Defines a host function without parameters.
   *
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public <R> Linker<T> funcWrap(String module, String name, Returns<R> r, Fn0<? super T, R> f) {
    return host(module, name, HostFunctions.tokens(Fn0.class, f, r));
  }

  /**
   * Defines a host function with three parameters.
   *
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public <A, B, C, R> Linker<T> funcWrap(
      String module,
      String name,
      Wasm<A> a,
      Wasm<B> b,
      Wasm<C> c,
      Returns<R> r,
      Fn3<? super T, A, B, C, R> f) {
    return host(module, name, HostFunctions.tokens(Fn3.class, f, r, a, b, c));
  }

  /**
   * Defines a host function with one parameter.
   *
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public <A, R> Linker<T> funcWrap(
      String module, String name, Wasm<A> a, Returns<R> r, Fn1<? super T, A, R> f) {
    return host(module, name, HostFunctions.tokens(Fn1.class, f, r, a));
  }

  /**
   * Defines a host function with two parameters.
   *
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public <A, B, R> Linker<T> funcWrap(
      String module, String name, Wasm<A> a, Wasm<B> b, Returns<R> r, Fn2<? super T, A, B, R> f) {
    return host(module, name, HostFunctions.tokens(Fn2.class, f, r, a, b));
  }

  /**
   * Defines a host function whose type follows from that of a method handle, as for {@link
   * #funcWrap(String, String, Class, Object)}.
   *
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public Linker<T> funcWrap(String module, String name, MethodHandle target) {
    return host(module, name, HostFunctions.handle(target));
  }

  /**
   * Defines all methods of an object that are marked {@link WasmExport}.
   *
   * @throws LinkException.DuplicateDefinition if names are taken (also by another of the methods)
   *     and shadowing is off
   */
  public Linker<T> funcWrapAll(String module, Object annotatedHost) {
    DefinitionList list = new DefinitionList();
    for (Map.Entry<String, HostDefinition> entry : HostFunctions.annotated(annotatedHost)) {
      list.add(Names.of(module, entry.getKey()), new Item.Host(entry.getValue()));
    }
    definitions.putAll(list);
    return this;
  }

  /**
   * Defines a host function whose results come later: as {@link #funcWrap(String, String, Class,
   * Object)}, for methods that return a {@link java.util.concurrent.CompletionStage}.
   *
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public <F> Linker<T> funcWrapAsync(String module, String name, Class<F> shape, F function) {
    return host(module, name, HostFunctions.asyncShape(shape, function));
  }

  /**
   * Defines a host function whose results come later, by a method handle.
   *
   * @param target returns a {@link java.util.concurrent.CompletionStage}
   * @param results what the stage completes with, which the type of the handle does not tell
   * @throws LinkException.DuplicateDefinition if the names are taken and shadowing is off
   */
  public Linker<T> funcWrapAsync(
      String module, String name, MethodHandle target, Returns<?> results) {
    return host(module, name, HostFunctions.asyncHandle(target, results));
  }

  Linker<T> host(String module, String name, HostDefinition definition) {
    definitions.put(Names.of(module, name), new Item.Host(definition));
    return this;
  }

  // ---- Instances and modules

  /**
   * Defines all exports of an instance.
   *
   * @throws IllegalArgumentException if the instance belongs to another store
   * @throws LinkException.DuplicateDefinition if names are taken and shadowing is off
   */
  public Linker<T> instance(Store<? extends T> store, String moduleName, Instance instance) {
    checkStore(store);
    if (!store.isSame(instance.store())) {
      throw new IllegalArgumentException(instance + " belongs to another store");
    }
    definitions.putAll(Commands.exports(moduleName, instance));
    return this;
  }

  /**
   * Defines the exports of a module, as what it is.
   *
   * <ul>
   *   <li>A command (it exports {@code _start}) is instantiated anew for each call of one of its
   *       functions. Its imports are looked up now.
   *   <li>A reactor (it exports {@code _initialize}) is instantiated once, and that function called
   *       once.
   *   <li>Any other module is instantiated once.
   * </ul>
   *
   * @throws LinkException.BadModuleKind if it is both, exports these names as something else than
   *     functions, the initialiser fails, or a command exports something else than functions
   * @throws LinkException if imports are missing or wrong, or names are taken and shadowing is off
   */
  public Linker<T> module(Store<? extends T> store, String moduleName, WasmModule module) {
    checkStore(store);
    store.asyncCalls().checkSync();
    Commands.define(this, definitions, store, moduleName, module, true);
    return this;
  }

  /** Like {@link #module}, on the store's executor. */
  public CompletableFuture<Linker<T>> moduleAsync(
      Store<? extends T> store, String moduleName, WasmModule module) {
    checkStore(store);
    return store
        .asyncCalls()
        .submit(
            () -> {
              Commands.define(this, definitions, store, moduleName, module, false);
              return this;
            });
  }

  /**
   * Defines an item a second time under other names; redefining the first does not change it.
   *
   * @throws LinkException.UnknownDefinition if there is no such item
   * @throws LinkException.DuplicateDefinition if the new names are taken and shadowing is off
   */
  public Linker<T> alias(String module, String name, String asModule, String asName) {
    Item item = definitions.get(Names.of(module, name));
    if (item == null) {
      throw new LinkException.UnknownDefinition(module, name, definitions.hint(module, name));
    }
    definitions.put(Names.of(asModule, asName), item);
    return this;
  }

  /**
   * Defines all items of a module name (none if it is unknown) under another module name as well.
   *
   * @throws LinkException.DuplicateDefinition if names are taken and shadowing is off
   */
  public Linker<T> aliasModule(String module, String asModule) {
    definitions.aliasModule(module, asModule);
    return this;
  }

  // ---- Imports that nobody defines

  /**
   * Defines a function for each import of a function that has no definition. Calling it fails with
   * {@link LinkException.UnknownImport}. Imports of other kinds stay without a definition.
   */
  public Linker<T> defineUnknownImportsAsTraps(WasmModule module) {
    UnknownImports.asTraps(definitions, module);
    return this;
  }

  /**
   * Defines an item for each import that has no definition: functions that return zeros and nulls,
   * globals that hold them, memories and tables of the minimum size, new tags.
   *
   * @throws LinkException.NoDefaultValue if a type has none, as references that cannot be null
   */
  public Linker<T> defineUnknownImportsAsDefaultValues(
      Store<? extends T> store, WasmModule module) {
    checkStore(store);
    UnknownImports.asDefaultValues(definitions, store, module);
    return this;
  }

  // ---- Linking

  /**
   * Links and instantiates a module and runs its start function ({@code (start)}; not {@code
   * _start}).
   *
   * @throws LinkException if imports are missing or do not match
   * @throws WasmTrap if a segment does not fit or the start function traps
   * @throws IllegalArgumentException if the store is of another engine or its data of another type
   */
  public Instance instantiate(Store<? extends T> store, WasmModule module) {
    checkStore(store);
    store.asyncCalls().checkSync();
    return Instantiator.instantiate(this, store, module, resolve(store, module), true);
  }

  /** Like {@link #instantiate}, on the store's executor. */
  public CompletableFuture<Instance> instantiateAsync(Store<? extends T> store, WasmModule module) {
    checkStore(store);
    return store
        .asyncCalls()
        .submit(() -> Instantiator.instantiate(this, store, module, resolve(store, module), false));
  }

  /**
   * Links a module now, to be instantiated later. Imports that only a resolver or the polyglot
   * bindings may satisfy are left until then.
   *
   * @throws LinkException if imports are missing or do not match
   */
  public InstancePre<T> instantiatePre(WasmModule module) {
    return new InstancePre<>(module, this, resolve(null, module));
  }

  /**
   * Links a module now, all of its imports in a store, to be instantiated there.
   *
   * @throws LinkException if imports are missing or do not match
   */
  public InstancePre<T> instantiatePre(Store<? extends T> store, WasmModule module) {
    checkStore(store);
    return new InstancePre<>(module, this, resolve(store, module));
  }

  /** What the imports of a module would be linked to, and all that is wrong with them. */
  public LinkReport check(WasmModule module) {
    return Resolution.of(this, definitions, null, module).report();
  }

  /**
   * What the imports of a module would be linked to in a store, and all that is wrong with them.
   */
  public LinkReport check(Store<? extends T> store, WasmModule module) {
    checkStore(store);
    return Resolution.of(this, definitions, store, module).report();
  }

  List<Binding> resolve(Store<? extends T> store, WasmModule module) {
    return Resolution.of(this, definitions, store, module).bindings();
  }

  List<Binding> complete(Store<?> store, WasmModule module, List<Binding> bindings) {
    return Resolution.complete(this, store, module, bindings, definitions);
  }

  // ---- Looking up

  /**
   * All definitions, in no particular order; host functions as functions of the store. Values of
   * other languages that have no type of their own are left out: {@link #names} has them.
   */
  public Stream<Definition> stream(Store<? extends T> store) {
    checkStore(store);
    return definitions.stream(store);
  }

  /** See {@link #stream}. */
  public Iterable<Definition> iter(Store<? extends T> store) {
    List<Definition> all = stream(store).toList();
    return all;
  }

  /** The names of all definitions as {@code module::name}, or {@code name}, sorted. */
  public List<String> names() {
    return definitions.names();
  }

  /**
   * The item defined under two names.
   *
   * @throws IllegalStateException if it is a value of another language, which has no type before it
   *     is linked: see {@link #getByImport}
   */
  public Optional<Extern> get(Store<? extends T> store, String module, String name) {
    checkStore(store);
    return Optional.ofNullable(definitions.get(Names.of(module, name)))
        .map(item -> definitions.extern(store, Names.of(module, name), item));
  }

  /** The item defined with one name; empty if an instance was defined so. */
  public Optional<Extern> getName(Store<? extends T> store, String name) {
    checkStore(store);
    Item item = definitions.get(new Names(name, null));
    return item == null || item instanceof Item.Named
        ? Optional.empty()
        : Optional.of(definitions.extern(store, new Names(name, null), item));
  }

  /**
   * The item defined under the names of an import; its type is not compared. Values of other
   * languages become functions or globals of the type.
   */
  public Optional<Extern> getByImport(Store<? extends T> store, ImportType type) {
    checkStore(store);
    Item item = definitions.get(Names.of(type.module(), type.name()));
    return item instanceof Item.Guest guest
        ? Optional.of(Guests.item(guest.store(), type, guest.value()))
        : get(store, type.module(), type.name());
  }

  /**
   * The default function of a module: the one defined under the empty name, else {@code _start},
   * else a function that does nothing.
   *
   * @throws LinkException.BadDefault if the item under the empty name, or else {@code _start}, is
   *     not a function
   */
  public Func getDefault(Store<? extends T> store, String module) {
    checkStore(store);
    return Commands.defaultOf(definitions, store, module);
  }

  // ---- Other languages

  /**
   * Makes the definitions members of the store's polyglot bindings: an object for each module name,
   * and the items defined with one name. Later definitions are seen as well, new module names are
   * not.
   */
  public void publish(Store<? extends T> store) {
    checkStore(store);
    Publication.publish(definitions, store);
  }

  /**
   * The definitions as an object of modules, such as {@code newInstance} of a module takes as its
   * import object.
   */
  public Value asPolyglotObject(Store<? extends T> store) {
    checkStore(store);
    return Publication.object(definitions, store);
  }

  /**
   * Refuses stores of other engines or with other data.
   *
   * @throws IllegalArgumentException if it is one
   */
  private void checkStore(Store<?> store) {
    Objects.requireNonNull(store, "store");
    if (!store.engine().equals(engine)) {
      throw new IllegalArgumentException(
          store + " belongs to " + store.engine() + ", this linker to " + engine);
    }
    if (hostState != null && store.data() != null && !hostState.isInstance(store.data())) {
      throw new IllegalArgumentException(
          "the data of "
              + store
              + " is a "
              + store.data().getClass().getName()
              + ", this linker is for "
              + hostState.getName());
    }
  }

  /** The settings and all names, for debugging. */
  @Override
  public String toString() {
    return "linker " + definitions;
  }
}
