// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineContext;
import dev.weft.linker.spi.EngineModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;

/**
 * A module: decoded and validated once, usable in every store of its engine and by any number of
 * threads. It holds on to its engine.
 */
public final class WasmModule {
  private final Engine engine;
  private final Source source;
  private final EngineModule engineSide;
  private final Map<String, ExternType> exportsByName = new LinkedHashMap<>();

  /** Forms for contexts, by {@link EngineContext#codeKey}. */
  private final Map<Object, EngineModule> forms = new ConcurrentHashMap<>();

  private final List<ImportType> imports;
  private final List<ExportType> exports;

  WasmModule(Engine engine, Source source, EngineModule engineSide) {
    this.engine = engine;
    this.engineSide = engineSide;
    this.source =
        source != null
            ? source
            : Source.newBuilder(
                    "wasm", ByteSequence.create(engineSide.moduleBytes()), engineSide.sourceName())
                .buildLiteral();
    this.imports = List.copyOf(engineSide.importTypes());
    this.exports = List.copyOf(engineSide.exportTypes());
    for (ExportType export : exports) {
      exportsByName.put(export.name(), export.type());
    }
  }

  /**
   * Decodes and validates a module.
   *
   * @param engine the engine whose stores shall use it
   * @param source a source of the language {@code wasm}, bytes or text
   * @throws InvalidModuleException if it is malformed, invalid or not executable
   */
  public static WasmModule compile(Engine engine, Source source) {
    Objects.requireNonNull(source, "source");
    try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
      Store<Void> store = Store.of(context, null);
      return store.call(() -> of(store, source));
    }
  }

  private static WasmModule of(Store<?> store, Source source) {
    return new WasmModule(store.engine(), source, store.engineSide().decode(source));
  }

  /**
   * Decodes and validates a module.
   *
   * @param wasmOrWat a binary module, or the text of one in UTF-8
   * @throws InvalidModuleException if it is malformed, invalid or not executable
   */
  public static WasmModule compile(Engine engine, byte[] wasmOrWat) {
    return compile(engine, Sources.of(wasmOrWat, "module"));
  }

  /**
   * Decodes and validates a module.
   *
   * @param wat the text of a module
   * @throws InvalidModuleException if it is malformed, invalid or not executable
   */
  public static WasmModule compile(Engine engine, String wat) {
    return compile(engine, Sources.of(wat, "module"));
  }

  /**
   * Decodes and validates a module.
   *
   * @param file a file with a binary module or the text of one
   * @throws InvalidModuleException if it is malformed, invalid or not executable
   * @throws IOException if the file cannot be read
   */
  public static WasmModule compile(Engine engine, Path file) throws IOException {
    return compile(
        engine, Sources.of(java.nio.file.Files.readAllBytes(file), file.getFileName().toString()));
  }

  /**
   * The module that a value is which {@link Context#eval} returned.
   *
   * @param store a store of the context that the value belongs to
   * @throws LinkException.CrossStore if the value belongs to another context
   * @throws IllegalArgumentException if it is no module
   */
  public static WasmModule of(Store<?> store, Value evaluatedModule) {
    return store.call(
        () -> {
          store.checkOwner(evaluatedModule);
          EngineModule module =
              store.engineSide().module(store.engineSide().unwrap(evaluatedModule));
          if (module == null) {
            throw new IllegalArgumentException("not a module: " + evaluatedModule);
          }
          return store.handle(module);
        });
  }

  /**
   * A module that {@link #serialize} wrote. It is decoded and validated like any other, so the
   * bytes need not be trusted.
   *
   * @throws IllegalArgumentException if the bytes are of another version, damaged, or something
   *     else
   * @throws InvalidModuleException if the engine does not accept the module
   */
  public static WasmModule deserialize(Engine engine, byte[] serialized) {
    return compile(engine, Serialization.read(serialized));
  }

  /** Whether bytes are what {@link #serialize} writes, of any version. */
  public static boolean isSerialized(byte[] bytes) {
    return Serialization.isSerialized(bytes);
  }

  /**
   * The module as bytes for {@link #deserialize}: the binary module, also where it was read as
   * text, with its name, a version and a checksum.
   */
  public byte[] serialize() {
    return Serialization.write(engineSide.sourceName(), engineSide.moduleBytes());
  }

  /**
   * Checks a module.
   *
   * @throws InvalidModuleException if it is malformed, invalid or not executable
   */
  public static void validate(Engine engine, byte[] wasmOrWat) {
    compile(engine, wasmOrWat);
  }

  /** The form for a context that is entered. */
  EngineModule form(Object codeKey, EngineContext context) {
    EngineModule form = forms.get(codeKey);
    if (form == null) {
      // Not computeIfAbsent: validation may throw, and takes long.
      form = context.adopt(engineSide);
      EngineModule first = forms.putIfAbsent(codeKey, form);
      form = first == null ? form : first;
    }
    return form;
  }

  EngineModule engineSide() {
    return engineSide;
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /** The source; the bytes of the binary module if it came from a value. */
  public Source source() {
    return source;
  }

  /** The name in the module's name section. */
  public Optional<String> name() {
    return Optional.ofNullable(engineSide.moduleName());
  }

  /** The imports in order; a pair of names may occur several times. */
  public List<ImportType> imports() {
    return imports;
  }

  /** The exports in order. */
  public List<ExportType> exports() {
    return exports;
  }

  /** The declared type of an export. */
  public Optional<ExternType> export(String name) {
    return Optional.ofNullable(exportsByName.get(name));
  }

  /** A key that finds an export in instances without comparing names. */
  public Optional<ModuleExport> exportIndex(String name) {
    for (int i = 0; i < exports.size(); i++) {
      if (exports.get(i).name().equals(name)) {
        return Optional.of(new ModuleExport(this, name, i));
      }
    }
    return Optional.empty();
  }

  /** The contents of the custom sections with a name, in order. */
  public Stream<byte[]> customSections(String name) {
    return engineSide.customSectionContents(name).stream();
  }

  /** What each instance needs of its own. */
  public Resources resourcesRequired() {
    List<MemoryType> memories = engineSide.definedMemories();
    List<TableType> tables = engineSide.definedTables();
    return new Resources(
        memories.size(),
        largest(memories.stream().mapToLong(MemoryType::min)),
        tables.size(),
        largest(tables.stream().mapToLong(TableType::min)));
  }

  private static OptionalLong largest(java.util.stream.LongStream sizes) {
    return sizes.reduce((a, b) -> Long.compareUnsigned(a, b) < 0 ? b : a);
  }

  /**
   * What {@link Linker#module} takes the module for.
   *
   * @throws LinkException.BadModuleKind if it exports {@code _start} or {@code _initialize} as
   *     something else than a function, or both
   */
  public Kind kind() {
    return Commands.classify(this);
  }

  /**
   * The module as a value of a store's context.
   *
   * @throws LinkException.CrossEngine if the store is of another engine
   */
  public Value in(Store<?> store) {
    checkEngine(store);
    return store.call(() -> store.context().asValue(store.adopt(this)));
  }

  void checkEngine(Store<?> store) {
    if (!store.engine().equals(engine)) {
      throw new LinkException.CrossEngine("module " + title(), null);
    }
  }

  String title() {
    return name().orElseGet(engineSide::sourceName);
  }

  @Override
  public String toString() {
    return "module " + title();
  }

  /** What {@link Linker#module} does with a module. */
  public enum Kind {
    /** It exports {@code _start}: each call of an export runs in an instance of its own. */
    COMMAND,
    /** It exports {@code _initialize}, which is called once. */
    REACTOR,
    /** Neither. */
    PLAIN
  }
}
