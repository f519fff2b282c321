// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineFunction;
import dev.weft.linker.spi.TypeSystem;
import dev.weft.linker.spi.WasiConfiguration;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a WASI program sees of the world: unless the builder says otherwise nothing but the time and
 * random numbers. Standard input is at its end, output is thrown away, there are no arguments, no
 * environment and no files.
 *
 * <p>Programs that end themselves end the call into WebAssembly with {@link WasiExit}; the store
 * can be used further.
 */
public final class WasiContext {
  /** What programs may do with a directory. */
  public enum Access {
    /** Only read. */
    READ_ONLY,
    /** Read and change. */
    READ_WRITE
  }

  /** The modules of WASI: preview 1, and its predecessor under its old name. */
  private static final List<String> MODULES = List.of("wasi_snapshot_preview1", "wasi_unstable");

  private final WasiConfiguration configuration;

  private WasiContext(WasiConfiguration configuration) {
    this.configuration = configuration;
  }

  /** Starts with a program that sees nothing. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Defines the functions of WASI preview 1 in a linker, under {@code wasi_snapshot_preview1} and
   * {@code wasi_unstable}.
   *
   * <p>The functions work on the memory that their importer exports as {@code memory}. All modules
   * of a store with the same context share its files and streams.
   *
   * @param linker the linker
   * @param project finds the context in the data of a store; it is asked once for each function and
   *     store, when the function is first linked there
   * @return the linker
   * @throws LinkException.DuplicateDefinition if a function is defined already and shadowing is off
   */
  public static <T> Linker<T> addTo(
      Linker<T> linker, Function<? super T, ? extends WasiContext> project) {
    Objects.requireNonNull(project, "project");
    return define(
        linker,
        store -> {
          @SuppressWarnings("unchecked")
          WasiContext wasi = project.apply((T) store.data());
          if (wasi == null) {
            throw new IllegalStateException("there is no WasiContext in the data of the store");
          }
          return wasi.configuration;
        });
  }

  /**
   * The same with the context that the store was built with ({@link Store.Builder#wasi}); or else
   * with what the polyglot context has: its streams, arguments, environment and directories. Then a
   * program that ends itself ends the polyglot context.
   */
  static <T> Linker<T> addTo(Linker<T> linker) {
    return define(linker, store -> store.control().wasi());
  }

  private static <T> Linker<T> define(
      Linker<T> linker, Function<Store<?>, WasiConfiguration> find) {
    for (String module : MODULES) {
      TypeSystem.get()
          .wasiFunctions(module)
          .forEach((name, type) -> linker.host(module, name, definition(module, name, type, find)));
    }
    return linker;
  }

  private static HostDefinition definition(
      String module, String function, FuncType type, Function<Store<?>, WasiConfiguration> find) {
    return new HostDefinition(type) {
      @Override
      Func in(Store<?> store, String name) {
        WasiConfiguration configuration = find.apply(store);
        EngineFunction engine =
            store.call(
                () -> store.engineSide().objects().wasiFunction(configuration, module, function));
        return new Func(store, engine);
      }
    };
  }

  WasiConfiguration configuration() {
    return configuration;
  }

  /** Collects what a program sees. */
  public static final class Builder {
    private final List<String> args = new ArrayList<>();
    private final List<Map.Entry<String, String>> environment = new ArrayList<>();
    private final List<WasiConfiguration.Directory> directories = new ArrayList<>();
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private OutputStream err = OutputStream.nullOutputStream();
    private Clock wall = Clock.systemUTC();
    private LongSupplier monotonic;
    private RandomGenerator random;

    private Builder() {}

    /** Adds arguments; the first of all is by custom the name of the program. */
    public Builder args(String... more) {
      args.addAll(List.of(more));
      return this;
    }

    /**
     * Adds a variable of the environment; one of a name that is there already is kept beside it.
     *
     * @throws IllegalArgumentException if the name is empty or contains {@code =}, or either
     *     contains a NUL
     */
    public Builder env(String name, String value) {
      if (name.isEmpty() || name.indexOf('=') >= 0 || (name + value).indexOf('\0') >= 0) {
        throw new IllegalArgumentException("no variable of an environment: " + name + "=" + value);
      }
      environment.add(Map.entry(name, value));
      return this;
    }

    /** Adds the environment of the JVM. */
    public Builder inheritEnv() {
      System.getenv().forEach(this::env);
      return this;
    }

    /** Uses the standard streams of the polyglot context, which by default are those of the JVM. */
    public Builder inheritStdio() {
      in = null;
      out = null;
      err = null;
      return this;
    }

    /** Where standard input comes from. */
    public Builder stdin(InputStream newIn) {
      in = Objects.requireNonNull(newIn, "stdin");
      return this;
    }

    /** Where standard output goes to. */
    public Builder stdout(OutputStream newOut) {
      out = Objects.requireNonNull(newOut, "stdout");
      return this;
    }

    /** Where standard error goes to. */
    public Builder stderr(OutputStream newErr) {
      err = Objects.requireNonNull(newErr, "stderr");
      return this;
    }

    /**
     * Gives the program a directory. It cannot leave it, neither by {@code ..} nor by symbolic
     * links. The polyglot context must allow access to files ({@code Context.Builder.allowIO}), and
     * opens the directory when a function of WASI is first linked.
     *
     * @param host the directory
     * @param guest its name for the program
     * @param access what the program may do there
     */
    public Builder preopen(Path host, String guest, Access access) {
      directories.add(
          new WasiConfiguration.Directory(guest, host.toString(), access == Access.READ_WRITE));
      return this;
    }

    /** The clock of the time of day; by default the system's. */
    public Builder clock(Clock newWall) {
      wall = Objects.requireNonNull(newWall, "clock");
      return this;
    }

    /**
     * The clock that never goes back, in nanoseconds. By default it starts when WASI is first used.
     * Waiting is by the system's clock all the same.
     */
    public Builder monotonic(LongSupplier nanos) {
      monotonic = Objects.requireNonNull(nanos, "monotonic");
      return this;
    }

    /** Where random numbers come from; by default a {@link java.security.SecureRandom}. */
    public Builder random(RandomGenerator secure) {
      random = Objects.requireNonNull(secure, "random");
      return this;
    }

    /** The context; the builder may be used further. */
    public WasiContext build() {
      return new WasiContext(
          new WasiConfiguration(
              List.copyOf(args),
              List.copyOf(environment),
              in,
              out,
              err,
              List.copyOf(directories),
              wall,
              monotonic,
              random));
    }
  }
}
