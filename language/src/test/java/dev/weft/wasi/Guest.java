// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.WasmContext;
import dev.weft.WasmLanguage;
import dev.weft.runtime.Memory;
import dev.weft.types.Limits;
import dev.weft.types.MemoryType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.io.IOAccess;

/**
 * A guest that is no program: calls WASI functions as a module would, with parameters in a memory.
 * The context is entered by the thread that makes the guest, until it is closed.
 */
final class Guest implements AutoCloseable {
  /** Where the functions' results go. */
  static final int RESULT = 8;

  private static final int SCRATCH = 64;

  final Context context;
  final WasiState state;
  final Memory memory;
  final WasiCaller caller;
  final RootNode node;
  private int free = SCRATCH;

  private Guest(Builder builder) {
    Context.Builder contextBuilder =
        Context.newBuilder(WasmLanguage.ID)
            .allowIO(builder.io)
            .in(builder.in)
            .out(builder.out)
            .err(builder.err)
            .arguments(WasmLanguage.ID, builder.args)
            .allowExperimentalOptions(true)
            .option("engine.WarnInterpreterOnly", "false")
            .option("wasm.WasiTerminals", builder.terminals)
            .option("wasm.WasiConstantRandomGet", Boolean.toString(builder.constantRandom))
            .option("wasm.WasiMapDirs", String.join(",", builder.preopens));
    builder.environment.forEach(e -> contextBuilder.environment(e[0], e[1]));
    context = contextBuilder.build();
    context.initialize(WasmLanguage.ID);
    context.enter();
    WasmContext wasm = WasmContext.get(null);
    state = wasm.wasi();
    memory = Memory.create(new MemoryType(new Limits(4, false, 0, false, false), 16), wasm);
    caller = new WasiCaller(state, builder.snapshot, new GuestMemory(memory));
    node =
        new RootNode(wasm.language()) {
          @Override
          public Object execute(VirtualFrame frame) {
            return null;
          }
        };
  }

  /** What a guest starts with. */
  static final class Builder {
    InputStream in = new ByteArrayInputStream(new byte[0]);
    OutputStream out = new ByteArrayOutputStream();
    OutputStream err = new ByteArrayOutputStream();
    String[] args = {};
    final List<String[]> environment = new ArrayList<>();
    final List<String> preopens = new ArrayList<>();
    Snapshot snapshot = Snapshot.PREVIEW1;
    boolean constantRandom;
    String terminals = "";
    IOAccess io = IOAccess.ALL;

    Builder dir(String name, Path host) {
      preopens.add(name + "::" + host);
      return this;
    }

    Guest build() {
      return new Guest(this);
    }
  }

  /** A guest with one directory, which is descriptor 3. */
  static Guest in(Path directory) {
    return new Builder().dir("/", directory).build();
  }

  @Override
  public void close() {
    context.leave();
    context.close();
  }

  /** Room in the memory, aligned to 8. */
  int alloc(int size) {
    int at = free;
    free += (size + 7) & -8;
    return at;
  }

  /** Forgets everything allocated. */
  void reset() {
    free = SCRATCH;
  }

  int put(byte[] bytes) {
    int at = alloc(bytes.length);
    memory.write(at, bytes, 0, bytes.length);
    return at;
  }

  byte[] get(int at, int length) {
    byte[] bytes = new byte[length];
    memory.read(at, bytes, 0, length);
    return bytes;
  }

  String text(int at, int length) {
    return new String(get(at, length), StandardCharsets.UTF_8);
  }

  /** Calls a function. A string parameter becomes pointer and length. */
  int call(WasiFunction function, Object... parameters) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(caller);
    for (Object parameter : parameters) {
      if (parameter instanceof String string) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        arguments.add(put(bytes));
        arguments.add(bytes.length);
      } else {
        arguments.add(parameter);
      }
    }
    assertEquals(function.type().funcType().paramCount() + 1, arguments.size(), function.name());
    return function.call(arguments.toArray(), node);
  }

  /** Calls a function and expects an error number. */
  void expect(Errno errno, WasiFunction function, Object... parameters) {
    int code = call(function, parameters);
    assertEquals(errno, Errno.values()[code], () -> function + " " + List.of(parameters));
  }

  /** Calls a function that succeeds. */
  void ok(WasiFunction function, Object... parameters) {
    expect(Errno.SUCCESS, function, parameters);
  }

  int resultInt() {
    return memory.getInt(RESULT);
  }

  long resultLong() {
    return memory.getLong(RESULT);
  }

  static final int CREATE = 1;
  static final int DIRECTORY = 2;
  static final int EXCLUSIVE = 4;
  static final int TRUNCATE = 8;
  static final long READ = Rights.FILE & ~Rights.NEEDS_WRITE;
  static final long WRITE = Rights.FILE;

  /** Opens a path under descriptor 3, following a link at its end. */
  int open(String path, int openFlags, long rights, int flags) {
    ok(WasiFunction.PATH_OPEN, 3, 1, path, openFlags, rights, 0L, flags, RESULT);
    return resultInt();
  }

  void expectOpen(Errno errno, String path, int openFlags, long rights) {
    expect(errno, WasiFunction.PATH_OPEN, 3, 1, path, openFlags, rights, 0L, 0, RESULT);
  }

  int openDirectory(String path) {
    ok(
        WasiFunction.PATH_OPEN,
        3,
        1,
        path,
        DIRECTORY,
        Rights.DIRECTORY,
        Rights.DIRECTORY | Rights.FILE,
        0,
        RESULT);
    return resultInt();
  }

  /** An array of buffers. */
  int vectors(int... pairs) {
    int at = alloc(pairs.length * 4);
    for (int k = 0; k < pairs.length; k++) {
      memory.putInt(at + 4L * k, pairs[k]);
    }
    return at;
  }

  int write(int fd, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ok(WasiFunction.FD_WRITE, fd, vectors(put(bytes), bytes.length), 1, RESULT);
    return resultInt();
  }

  String read(int fd, int max) {
    int at = alloc(max);
    ok(WasiFunction.FD_READ, fd, vectors(at, max), 1, RESULT);
    return text(at, resultInt());
  }

  String readAt(int fd, int max, long offset) {
    int at = alloc(max);
    ok(WasiFunction.FD_PREAD, fd, vectors(at, max), 1, offset, RESULT);
    return text(at, resultInt());
  }

  int writeAt(int fd, String text, long offset) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ok(WasiFunction.FD_PWRITE, fd, vectors(put(bytes), bytes.length), 1, offset, RESULT);
    return resultInt();
  }

  long seek(int fd, long offset, int whence) {
    ok(WasiFunction.FD_SEEK, fd, offset, whence, RESULT);
    return resultLong();
  }

  long tell(int fd) {
    ok(WasiFunction.FD_TELL, fd, RESULT);
    return resultLong();
  }

  /** A filestat record. */
  record Stat(long device, long inode, int type, long links, long size, long atime, long mtime) {}

  private Stat stat(int at) {
    return new Stat(
        memory.getLong(at),
        memory.getLong(at + 8),
        memory.getByte(at + 16),
        memory.getLong(at + 24),
        memory.getLong(at + 32),
        memory.getLong(at + 40),
        memory.getLong(at + 48));
  }

  Stat stat(int fd, boolean unused) {
    int at = alloc(64);
    ok(WasiFunction.FD_FILESTAT_GET, fd, at);
    return stat(at);
  }

  Stat stat(String path, boolean follow) {
    int at = alloc(64);
    ok(WasiFunction.PATH_FILESTAT_GET, 3, follow ? 1 : 0, path, at);
    return stat(at);
  }

  /** A directory entry. */
  record Entry(long next, long inode, int type, String name) {}

  /** All entries of a directory, read with a buffer of a size. */
  List<Entry> entries(int fd, int size) {
    List<Entry> entries = new ArrayList<>();
    int buffer = alloc(size);
    long cookie = 0;
    while (true) {
      ok(WasiFunction.FD_READDIR, fd, buffer, size, cookie, RESULT);
      int used = resultInt();
      int at = 0;
      boolean any = false;
      while (at + 24 <= used) {
        int length = memory.getInt(buffer + at + 16);
        if (at + 24 + length > used) {
          break;
        }
        cookie = memory.getLong(buffer + at);
        entries.add(
            new Entry(
                cookie,
                memory.getLong(buffer + at + 8),
                memory.getByte(buffer + at + 20),
                text(buffer + at + 24, length)));
        at += 24 + length;
        any = true;
      }
      if (used < size) {
        return entries;
      }
      assertEquals(true, any, "no entry fits into the buffer");
    }
  }
}
