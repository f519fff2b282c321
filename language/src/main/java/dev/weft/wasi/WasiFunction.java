// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.nodes.Node;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.ValueType;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The functions of WASI preview 1, all 46: name, type, implementation. In a type {@code i} is an
 * i32 and {@code l} an i64; every function but proc_exit returns an error number ({@link Errno}).
 *
 * <p>{@code docs/wasi.md} has the same list, and says what each does; a test compares the two.
 */
enum WasiFunction {
  ARGS_GET("ii", (c, n, a) -> ProcessFunctions.strings(c, c.state().args(), i(a, 0), i(a, 1))),
  ARGS_SIZES_GET("ii", (c, n, a) -> ProcessFunctions.sizes(c, c.state().args(), i(a, 0), i(a, 1))),
  ENVIRON_GET(
      "ii", (c, n, a) -> ProcessFunctions.strings(c, c.state().environment(), i(a, 0), i(a, 1))),
  ENVIRON_SIZES_GET(
      "ii", (c, n, a) -> ProcessFunctions.sizes(c, c.state().environment(), i(a, 0), i(a, 1))),
  CLOCK_RES_GET("ii", (c, n, a) -> ProcessFunctions.clockResGet(c, i(a, 0), i(a, 1))),
  CLOCK_TIME_GET("ili", (c, n, a) -> ProcessFunctions.clockTimeGet(c, i(a, 0), i(a, 2))),
  FD_ADVISE("illi", (c, n, a) -> FdFunctions.advise(c, i(a, 0), l(a, 1), l(a, 2), i(a, 3))),
  FD_ALLOCATE("ill", (c, n, a) -> FdFunctions.allocate(c, i(a, 0), l(a, 1), l(a, 2))),
  FD_CLOSE("i", (c, n, a) -> FdFunctions.close(c, n, i(a, 0))),
  FD_DATASYNC("i", (c, n, a) -> FdFunctions.sync(c, n, i(a, 0), Rights.FD_DATASYNC)),
  FD_FDSTAT_GET("ii", (c, n, a) -> FdFunctions.fdstatGet(c, i(a, 0), i(a, 1))),
  FD_FDSTAT_SET_FLAGS("ii", (c, n, a) -> FdFunctions.fdstatSetFlags(c, i(a, 0), i(a, 1))),
  FD_FDSTAT_SET_RIGHTS(
      "ill", (c, n, a) -> FdFunctions.fdstatSetRights(c, i(a, 0), l(a, 1), l(a, 2))),
  FD_FILESTAT_GET("ii", (c, n, a) -> FdFunctions.filestatGet(c, i(a, 0), i(a, 1))),
  FD_FILESTAT_SET_SIZE("il", (c, n, a) -> FdFunctions.filestatSetSize(c, i(a, 0), l(a, 1))),
  FD_FILESTAT_SET_TIMES(
      "illi", (c, n, a) -> FdFunctions.filestatSetTimes(c, i(a, 0), l(a, 1), l(a, 2), i(a, 3))),
  FD_PREAD("iiili", (c, n, a) -> FdFunctions.pread(c, i(a, 0), i(a, 1), i(a, 2), l(a, 3), i(a, 4))),
  FD_PRESTAT_GET("ii", (c, n, a) -> FdFunctions.prestatGet(c, i(a, 0), i(a, 1))),
  FD_PRESTAT_DIR_NAME("iii", (c, n, a) -> FdFunctions.prestatDirName(c, i(a, 0), i(a, 1), i(a, 2))),
  FD_PWRITE(
      "iiili", (c, n, a) -> FdFunctions.pwrite(c, i(a, 0), i(a, 1), i(a, 2), l(a, 3), i(a, 4))),
  FD_READ("iiii", (c, n, a) -> FdFunctions.read(c, n, i(a, 0), i(a, 1), i(a, 2), i(a, 3))),
  FD_READDIR(
      "iiili", (c, n, a) -> FdFunctions.readdir(c, n, i(a, 0), i(a, 1), i(a, 2), l(a, 3), i(a, 4))),
  FD_RENUMBER("ii", (c, n, a) -> FdFunctions.renumber(c, n, i(a, 0), i(a, 1))),
  FD_SEEK("ilii", (c, n, a) -> FdFunctions.seek(c, i(a, 0), l(a, 1), i(a, 2), i(a, 3))),
  FD_SYNC("i", (c, n, a) -> FdFunctions.sync(c, n, i(a, 0), Rights.FD_SYNC)),
  FD_TELL("ii", (c, n, a) -> FdFunctions.tell(c, i(a, 0), i(a, 1))),
  FD_WRITE("iiii", (c, n, a) -> FdFunctions.write(c, n, i(a, 0), i(a, 1), i(a, 2), i(a, 3))),
  PATH_CREATE_DIRECTORY(
      "iii", (c, n, a) -> PathFunctions.createDirectory(c, n, i(a, 0), i(a, 1), i(a, 2))),
  PATH_FILESTAT_GET(
      "iiiii",
      (c, n, a) -> PathFunctions.filestatGet(c, n, i(a, 0), i(a, 1), i(a, 2), i(a, 3), i(a, 4))),
  PATH_FILESTAT_SET_TIMES(
      "iiiilli",
      (c, n, a) ->
          PathFunctions.filestatSetTimes(
              c, n, i(a, 0), i(a, 1), i(a, 2), i(a, 3), l(a, 4), l(a, 5), i(a, 6))),
  PATH_LINK(
      "iiiiiii",
      (c, n, a) ->
          PathFunctions.link(c, n, i(a, 0), i(a, 1), i(a, 2), i(a, 3), i(a, 4), i(a, 5), i(a, 6))),
  PATH_OPEN(
      "iiiiillii",
      (c, n, a) ->
          PathFunctions.open(
              c, n, i(a, 0), i(a, 1), i(a, 2), i(a, 3), i(a, 4), l(a, 5), l(a, 6), i(a, 7),
              i(a, 8))),
  PATH_READLINK(
      "iiiiii",
      (c, n, a) ->
          PathFunctions.readlink(c, n, i(a, 0), i(a, 1), i(a, 2), i(a, 3), i(a, 4), i(a, 5))),
  PATH_REMOVE_DIRECTORY(
      "iii", (c, n, a) -> PathFunctions.removeDirectory(c, n, i(a, 0), i(a, 1), i(a, 2))),
  PATH_RENAME(
      "iiiiii",
      (c, n, a) ->
          PathFunctions.rename(c, n, i(a, 0), i(a, 1), i(a, 2), i(a, 3), i(a, 4), i(a, 5))),
  PATH_SYMLINK(
      "iiiii",
      (c, n, a) -> PathFunctions.symlink(c, n, i(a, 0), i(a, 1), i(a, 2), i(a, 3), i(a, 4))),
  PATH_UNLINK_FILE("iii", (c, n, a) -> PathFunctions.unlinkFile(c, n, i(a, 0), i(a, 1), i(a, 2))),
  POLL_ONEOFF(
      "iiii", (c, n, a) -> PollFunctions.pollOneoff(c, n, i(a, 0), i(a, 1), i(a, 2), i(a, 3))),
  PROC_EXIT("i", (c, n, a) -> ProcessFunctions.exit(i(a, 0))),
  PROC_RAISE("i", (c, n, a) -> ProcessFunctions.raise(i(a, 0))),
  SCHED_YIELD("", (c, n, a) -> ProcessFunctions.schedYield(n)),
  RANDOM_GET("ii", (c, n, a) -> ProcessFunctions.randomGet(c, n, i(a, 0), i(a, 1))),
  SOCK_ACCEPT("iii", (c, n, a) -> FdFunctions.socket(c, i(a, 0))),
  SOCK_RECV("iiiiii", (c, n, a) -> FdFunctions.socket(c, i(a, 0))),
  SOCK_SEND("iiiii", (c, n, a) -> FdFunctions.socket(c, i(a, 0))),
  SOCK_SHUTDOWN("ii", (c, n, a) -> FdFunctions.socket(c, i(a, 0)));

  /** What a function does. */
  private interface Body {
    /**
     * Runs it under the lock of the context's WASI state.
     *
     * @param caller the environment
     * @param node where the guest is, for safepoints
     * @param arguments the arguments of the call target; parameter k is number k + 1
     * @throws WasiException with the error number to return
     */
    void run(WasiCaller caller, Node node, Object[] arguments) throws IOException;
  }

  private static final Map<String, WasiFunction> BY_NAME = new HashMap<>();

  static {
    for (WasiFunction function : values()) {
      BY_NAME.put(function.functionName, function);
    }
  }

  private final String functionName = name().toLowerCase(Locale.ROOT);
  private final String parameters;
  private final Body body;
  private DefinedType type;

  WasiFunction(String parameters, Body body) {
    this.parameters = parameters;
    this.body = body;
  }

  /** The function with a name, or null. */
  static WasiFunction of(String name) {
    return BY_NAME.get(name);
  }

  /** The name by which guests import it. */
  String functionName() {
    return functionName;
  }

  /** The type by which guests import it. */
  synchronized DefinedType type() {
    if (type == null) {
      ValueType[] params = new ValueType[parameters.length()];
      for (int k = 0; k < params.length; k++) {
        params[k] = parameters.charAt(k) == 'l' ? ValueType.I64 : ValueType.I32;
      }
      ValueType[] results = this == PROC_EXIT ? new ValueType[0] : new ValueType[] {ValueType.I32};
      type = DefinedType.ofFunc(new FuncType(params, results));
    }
    return type;
  }

  private static int i(Object[] arguments, int parameter) {
    return (int) arguments[parameter + 1];
  }

  private static long l(Object[] arguments, int parameter) {
    return (long) arguments[parameter + 1];
  }

  /**
   * Calls the function.
   *
   * @param arguments those of the call target; the first is the {@link WasiCaller}
   * @return the error number
   */
  @TruffleBoundary
  int call(Object[] arguments, Node node) {
    WasiCaller caller = (WasiCaller) arguments[0];
    WasiState state = caller.state();
    int status;
    state.lock(node);
    try {
      body.run(caller, node, arguments);
      state.trace(this, arguments, Errno.SUCCESS);
      return 0;
    } catch (ExitRequest e) {
      state.trace(this, arguments, Errno.SUCCESS);
      status = state.flushAtExit(node, e.status());
    } catch (IOException | RuntimeException e) {
      Errno result = Errno.of(e);
      if (result == null) {
        throw unexpected(e);
      }
      state.trace(this, arguments, result);
      return result.code();
    } finally {
      state.unlock();
    }
    state.exit(node, status);
    throw CompilerDirectives.shouldNotReachHere("a closed context goes on");
  }

  /** An exception that is no matter of input and output passes unchanged: there are no others. */
  private static RuntimeException unexpected(Exception e) {
    return e instanceof RuntimeException runtime
        ? runtime
        : CompilerDirectives.shouldNotReachHere(e);
  }
}
