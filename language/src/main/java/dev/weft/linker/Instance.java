// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineExtern;
import dev.weft.linker.spi.EngineInstance;
import dev.weft.linker.spi.EngineModule;
import dev.weft.linker.spi.NearestName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.graalvm.polyglot.Value;

/** An instance of a module in a store. */
public final class Instance {
  private final Store<?> store;
  private final EngineInstance engineSide;
  private WasmModule module;
  private SequencedMap<String, Extern> exports;

  Instance(Store<?> store, WasmModule module, EngineInstance engineSide) {
    this.store = store;
    this.module = module;
    this.engineSide = engineSide;
  }

  /**
   * Instantiates a module with an item for each of its imports, by position.
   *
   * @throws LinkException.ImportCount if there are more or fewer items than imports
   * @throws LinkException.IncompatibleImport if an item is not of the type of its import
   * @throws LinkException.CrossStore if an item belongs to another store
   * @throws LinkException.CrossEngine if the module or a shared memory belongs to another engine
   * @throws WasmTrap if a segment does not fit or the start function traps
   */
  public static Instance create(Store<?> store, WasmModule module, List<? extends Extern> imports) {
    return Instantiator.positional(store, module, imports);
  }

  /**
   * The instance that a value is which another language or {@code newInstance} made.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Instance of(Store<?> store, Value value) {
    return store.call(
        () -> {
          store.checkOwner(value);
          EngineInstance instance = store.engineSide().instance(store.engineSide().unwrap(value));
          if (instance == null) {
            throw new IllegalArgumentException("not an instance of a module: " + value);
          }
          return new Instance(store, null, instance);
        });
  }

  /** The store. */
  public Store<?> store() {
    return store;
  }

  /** The module. */
  public WasmModule module() {
    if (module == null) {
      module = store.handle(engineSide.engineModule());
    }
    return module;
  }

  EngineInstance engineSide() {
    return engineSide;
  }

  /** What it exports, in the order of the module. */
  public SequencedMap<String, Extern> exports() {
    if (exports == null) {
      exports = store.call(this::findExports);
    }
    return exports;
  }

  private SequencedMap<String, Extern> findExports() {
    EngineModule ofEngine = engineSide.engineModule();
    List<EngineExtern> items = engineSide.exportedItems();
    SequencedMap<String, Extern> map = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      map.put(ofEngine.exportTypes().get(i).name(), Externs.wrap(store, items.get(i)));
    }
    return Collections.unmodifiableSequencedMap(map);
  }

  /** An export by its name. */
  public Optional<Extern> export(String name) {
    return Optional.ofNullable(exports().get(name));
  }

  /** An export by its key; empty if the key belongs to another module. */
  public Optional<Extern> export(ModuleExport export) {
    return module().engineSide().identity() == export.module().engineSide().identity()
        ? export(export.name())
        : Optional.empty();
  }

  private <E extends Extern> Optional<E> export(String name, Class<E> kind) {
    Extern item = exports().get(name);
    return kind.isInstance(item) ? Optional.of(kind.cast(item)) : Optional.empty();
  }

  /**
   * Calls an exported function: {@link #func} and {@link Func#call(Object...)} in one. Functions
   * that are called often are better kept as {@link Func} or by {@link #typed}.
   *
   * @return the results as Java objects
   * @throws IllegalArgumentException if there is no such function, or the arguments do not fit;
   *     else what {@link Func#call(Object...)} throws
   */
  public Object[] call(String name, Object... args) {
    return func(name).orElseThrow(() -> missing("function", name)).call(args);
  }

  /** What to throw where an export is needed that is not there. */
  IllegalArgumentException missing(String kind, String name) {
    Extern other = exports().get(name);
    return new IllegalArgumentException(
        "failed to find "
            + kind
            + " export \""
            + name
            + "\" of "
            + this
            + (other != null
                ? ": it is " + other.type()
                : exports().isEmpty()
                    ? ": it exports nothing"
                    : ": it has none" + NearestName.hint(name, exports().keySet())));
  }

  /** An exported function. */
  public Optional<Func> func(String name) {
    return export(name, Func.class);
  }

  /**
   * The memory that is exported as {@code memory}, as compilers do.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Memory memory() {
    return memory("memory").orElseThrow(() -> missing("memory", "memory"));
  }

  /** An exported memory that is not shared. */
  public Optional<Memory> memory(String name) {
    return export(name, Memory.class);
  }

  /** An exported shared memory. */
  public Optional<SharedMemory> sharedMemory(String name) {
    return export(name, SharedMemory.class);
  }

  /** An exported table. */
  public Optional<Table> table(String name) {
    return export(name, Table.class);
  }

  /** An exported global. */
  public Optional<Global> global(String name) {
    return export(name, Global.class);
  }

  /** An exported tag. */
  public Optional<Tag> tag(String name) {
    return export(name, Tag.class);
  }

  /**
   * An exported function as a Java function.
   *
   * @param functionalInterface an interface with one abstract method, whose parameter and result
   *     types are those of the function; see {@link Func#typed(Class)}
   * @throws IllegalArgumentException if there is no such function, or it is of another type
   */
  public <F> F typed(String name, Class<F> functionalInterface) {
    return TypedViews.function(this, name, functionalInterface);
  }

  /**
   * The exported functions as an object of a Java interface, whose methods are named like exports.
   *
   * @throws IllegalArgumentException if a method has no function of its name and type
   */
  public <I> I as(Class<I> javaInterface) {
    return TypedViews.instance(this, javaInterface);
  }

  /** The instance as other languages see it. */
  public Value value() {
    return store.call(() -> store.context().asValue(engineSide));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Instance instance && engineSide == instance.engineSide;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(engineSide);
  }

  @Override
  public String toString() {
    return "instance of " + module().title();
  }
}
