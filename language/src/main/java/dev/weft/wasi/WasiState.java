// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.ThreadLocalAction;
import com.oracle.truffle.api.TruffleFile;
import com.oracle.truffle.api.TruffleLanguage.Env;
import com.oracle.truffle.api.TruffleLogger;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.runtime.FailureType;
import dev.weft.runtime.Instance;
import dev.weft.runtime.WasmException;
import java.io.IOException;
import dev.weft.linker.spi.WasiConfiguration;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.logging.Level;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What a context has of WASI: file descriptors, standard streams, clocks, arguments. All guests of
 * the context share it, as the parts of a process do.
 *
 * <p>A WASI function runs under this object's lock, and gives it up while it waits. Standard output
 * is buffered (see {@link StandardOutput}): whoever lets control leave the guest, in whatever way,
 * calls {@link #flush()}.
 */
public final class WasiState {
  private static final long SEED = 0x57454654; // WEFT

  /**
   * Guards names and links of files against guests of all contexts: {@link PathResolver} relies on
   * no directory becoming a link between its walk and the use of what it has found.
   */
  private static final ReentrantReadWriteLock PATHS = new ReentrantReadWriteLock();

  private final Env env;
  private final WasiConfiguration configuration;
  private final boolean constantRandom;
  private final TruffleLogger logger;
  private final boolean traced;
  private final ReentrantLock lock = new ReentrantLock();
  private final FdTable table = new FdTable();
  private final StandardOutput stdout;
  private final StandardOutput stderr;
  private final Clocks clocks;
  private final Iovecs iovecs = new Iovecs();
  private final FlushTimer timer = new FlushTimer(this);
  private byte[] buffer;
  private RandomGenerator random;
  private byte[][] args;
  private byte[][] environment;
  private WasiCaller lastCaller;
  private boolean closed;

  /**
   * Opens the standard streams and the directories.
   *
   * @param env the context's environment: streams, arguments, files
   * @param preopens the directories that guests may use, usually read by {@link Preopen#parse}
   * @param terminals which of the descriptors 0, 1, 2 are terminals, as bits 1, 2, 4
   * @param constantRandom whether random numbers are the same each time
   * @throws WasmException if a directory cannot be opened
   */
  @TruffleBoundary
  public WasiState(Env env, List<Preopen> preopens, int terminals, boolean constantRandom) {
    this(env, null, preopens, terminals, constantRandom);
  }

  /**
   * Opens the standard streams and the directories of a configuration.
   *
   * @param env the context's environment: files, and what the configuration leaves open
   * @param configuration what the guest sees. Its exit ends the call, not the context
   * @throws WasmException if a directory cannot be opened
   */
  @TruffleBoundary
  public WasiState(Env env, WasiConfiguration configuration) {
    this(
        env,
        configuration,
        configuration.directories().stream()
            .map(d -> new Preopen(d.guest(), d.host(), d.writable()))
            .toList(),
        0,
        false);
  }

  private WasiState(
      Env env,
      WasiConfiguration configuration,
      List<Preopen> preopens,
      int terminals,
      boolean constantRandom) {
    this.env = env;
    this.configuration = configuration;
    this.constantRandom = constantRandom;
    clocks = new Clocks(configuration);
    OutputStream out = configuration == null ? null : configuration.out();
    OutputStream err = configuration == null ? null : configuration.err();
    logger = env.getLogger(WasiState.class);
    traced = logger.isLoggable(Level.FINE);
    table.add(new StandardInput(this, (terminals & 1) != 0));
    stdout = new StandardOutput(this, out == null ? env.out() : out, true, (terminals & 2) != 0);
    stderr = new StandardOutput(this, err == null ? env.err() : err, false, (terminals & 4) != 0);
    table.add(stdout);
    table.add(stderr);
    for (Preopen preopen : preopens) {
      table.add(open(preopen));
    }
  }

  private Directory open(Preopen preopen) {
    try {
      TruffleFile file = env.getPublicTruffleFile(preopen.host()).getCanonicalFile();
      if (!file.isDirectory()) {
        throw noDirectory(preopen, "it is no directory", null);
      }
      byte[] name = preopen.guest().getBytes(StandardCharsets.UTF_8);
      long rights = preopen.writable() ? Rights.ALL : ~Rights.CHANGES;
      return new Directory(
          file, name, Rights.DIRECTORY & rights, (Rights.DIRECTORY | Rights.FILE) & rights, 0);
    } catch (SecurityException e) {
      throw noDirectory(
          preopen, "the context may not access files (Context.Builder.allowIO allows it)", e);
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      Errno errno = Errno.of(e);
      throw noDirectory(
          preopen, errno == Errno.NOENT ? "it does not exist" : String.valueOf(e.getMessage()), e);
    }
  }

  private static WasmException noDirectory(Preopen preopen, String why, Exception cause) {
    return WasmException.failure(
        FailureType.USAGE,
        "cannot open directory for WASI",
        "'" + preopen.host() + "': " + why,
        cause);
  }

  /** The environment of functions that an instance imports; the same one for all of an instance. */
  WasiCaller caller(Snapshot snapshot, Instance importer) {
    WasiCaller last = lastCaller;
    if (last == null || last.snapshot() != snapshot || last.instance() != importer) {
      last = lastCaller = new WasiCaller(this, snapshot, importer);
    }
    return last;
  }

  /** Logs a call, if calls are logged: {@code log.wasm.dev.weft.wasi.WasiState.level=FINE}. */
  void trace(WasiFunction function, Object[] arguments, Errno result) {
    if (traced) {
      logger.fine(
          function.functionName()
              + Arrays.stream(arguments, 1, arguments.length)
                  .map(String::valueOf)
                  .collect(Collectors.joining(", ", "(", ")"))
              + " = "
              + result.name().toLowerCase(Locale.ROOT));
    }
  }

  // ---- locks and waiting

  void lock(Node node) {
    if (!lock.tryLock()) {
      TruffleSafepoint.setBlockedThreadInterruptible(node, Lock::lockInterruptibly, lock);
    }
  }

  void unlock() {
    lock.unlock();
  }

  /**
   * Runs work on paths.
   *
   * @param changes whether it may put a link or another directory in the place of a directory
   */
  void withPaths(Node node, boolean changes, PathFunctions.Work work) throws IOException {
    Lock paths = changes ? PATHS.writeLock() : PATHS.readLock();
    if (!paths.tryLock()) {
      TruffleSafepoint.setBlockedThreadInterruptible(node, Lock::lockInterruptibly, paths);
    }
    try {
      work.run();
    } finally {
      paths.unlock();
    }
  }

  /**
   * Waits for standard input or for a point in time, without the lock.
   *
   * @param input null to wait for the time only
   * @param deadline see {@link Clocks#deadline}
   */
  void await(Node node, StandardInput input, long deadline) throws IOException {
    flush(node);
    long start = System.nanoTime();
    lock.unlock();
    try {
      TruffleSafepoint.setBlockedThreadInterruptible(
          node,
          until -> {
            if (input != null) {
              input.await(until);
            } else {
              TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
            }
          },
          deadline);
    } finally {
      lock.lock();
      clocks.addWaited(System.nanoTime() - start);
    }
  }

  // ---- what the functions work on

  FdTable table() {
    return table;
  }

  Clocks clocks() {
    return clocks;
  }

  Iovecs iovecs() {
    return iovecs;
  }

  /** A buffer for the bytes of one operation. */
  byte[] buffer() {
    if (buffer == null) {
      buffer = new byte[1 << 16];
    }
    return buffer;
  }

  InputStream in() {
    return configuration == null || configuration.in() == null ? env.in() : configuration.in();
  }

  /** What separates names in paths of the host. */
  String separator() {
    return env.getFileNameSeparator();
  }

  TruffleFile file(String path) {
    return env.getPublicTruffleFile(path);
  }

  RandomGenerator random() {
    if (random == null) {
      random = configuration == null ? null : configuration.random();
      if (random == null) {
        random = constantRandom ? new Random(SEED) : new SecureRandom();
      }
    }
    return random;
  }

  /** The arguments, each with a NUL at its end. */
  byte[][] args() {
    if (args == null) {
      String[] strings =
          configuration == null
              ? env.getApplicationArguments()
              : configuration.args().toArray(String[]::new);
      args = new byte[strings.length][];
      for (int k = 0; k < strings.length; k++) {
        args[k] = terminated(strings[k]);
      }
    }
    return args;
  }

  /** The environment as {@code NAME=VALUE}, each with a NUL at its end. */
  byte[][] environment() {
    if (environment == null) {
      Collection<Map.Entry<String, String>> variables =
          configuration == null ? env.getEnvironment().entrySet() : configuration.environment();
      byte[][] result = new byte[variables.size()][];
      int k = 0;
      for (Map.Entry<String, String> variable : variables) {
        result[k++] = terminated(variable.getKey() + "=" + variable.getValue());
      }
      environment = result;
    }
    return environment;
  }

  private static byte[] terminated(String string) {
    return (string + "\0").getBytes(StandardCharsets.UTF_8);
  }

  // ---- output

  /** Whether bytes of standard output wait in the buffer. */
  public boolean isDirty() {
    return stdout.isDirty();
  }

  /**
   * Writes what waits in the buffer of standard output; to be called, by a thread that has entered
   * the context, wherever control leaves the guest. Errors are not told: the guest has already been
   * told that it has written.
   */
  public void flush() {
    if (stdout.isDirty()) {
      flushQuietly(true);
    }
  }

  @TruffleBoundary
  private void flushQuietly(boolean interruptible) {
    if (lock.isHeldByCurrentThread()) {
      return; // a safepoint in the middle of a WASI function, which goes on
    }
    if (interruptible) {
      lock(null);
    } else {
      lock.lock();
    }
    try {
      if (interruptible) {
        stdout.flush(null);
      } else {
        stdout.flushDirectly();
      }
    } catch (IOException e) {
      // nobody is left to tell
    } finally {
      lock.unlock();
    }
  }

  void flush(Node node) throws IOException {
    stdout.flush(node);
  }

  void flushLater() {
    timer.arm();
  }

  /**
   * Asks the threads of the context to write the buffer, if it was left alone for its time.
   *
   * @return false if it should be looked at again
   */
  boolean requestFlush() {
    if (!stdout.isDirty()) {
      return true;
    }
    if (!stdout.isOverdue()) {
      return false;
    }
    try {
      env.submitThreadLocal(null, new FlushAction(this));
    } catch (RuntimeException e) {
      // the context is being closed, which flushes
    }
    return true;
  }

  /** Runs on each thread of the context; the first one writes. */
  private static final class FlushAction extends ThreadLocalAction {
    private final WasiState state;

    FlushAction(WasiState state) {
      super(false, false);
      this.state = state;
    }

    @Override
    protected void perform(Access access) {
      state.flushQuietly(false);
    }
  }

  // ---- the end

  /**
   * Flushes before an exit.
   *
   * @return the status to exit with: that of the guest, but not 0 if its output was lost
   */
  int flushAtExit(Node node, int status) {
    try {
      flush(node);
      return status;
    } catch (IOException e) {
      return status == 0 ? 1 : status;
    }
  }

  /** Exits the context, or the call where the guest has a configuration. Its lock is not held. */
  void exit(Node node, int status) {
    if (configuration != null) {
      throw new ProgramExit(status, node);
    }
    env.getContext().closeExited(node, status);
  }

  /** Flushes and closes all files; nothing is left to be used. Further calls do nothing. */
  @TruffleBoundary
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      timer.stop();
      try {
        stdout.flushDirectly();
      } catch (IOException e) {
        // nobody is left to tell
      }
      for (Descriptor descriptor : table.all()) {
        try {
          descriptor.close();
        } catch (IOException | RuntimeException e) {
          // the others still have to be closed
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
