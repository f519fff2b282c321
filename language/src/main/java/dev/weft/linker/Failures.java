// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.GuestFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/** From what the engine throws to what this API throws. */
final class Failures {
  private Failures() {}

  /** Noted on exceptions of the host that passed through WebAssembly code. */
  private static final class Passage extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Backtrace backtrace;

    Passage(Backtrace backtrace) {
      super("passed through WebAssembly code", null, false, true);
      this.backtrace = backtrace;
      setStackTrace(new StackTraceElement[0]);
      backtrace.prependTo(this);
    }
  }

  static Backtrace noted(Throwable failure) {
    for (Throwable suppressed : failure.getSuppressed()) {
      if (suppressed instanceof Passage passage) {
        return passage.backtrace;
      }
    }
    return Backtrace.EMPTY;
  }

  /**
   * What to throw for something that was thrown while a store was entered: for exceptions of the
   * engine those of this API; unchecked exceptions of the host as they are.
   */
  static RuntimeException translate(Store<?> store, Throwable thrown) {
    if (thrown instanceof WasmError error) {
      return error;
    }
    GuestFailure failure = store.engineSide().explain(thrown);
    if (failure == null) {
      throw Failures.<RuntimeException>sneaky(thrown);
    }
    RuntimeException translated = translate(store, failure);
    return translated instanceof WasmError error && failure.kind() != GuestFailure.Kind.HOST
        ? error.in(store.engineSide())
        : translated;
  }

  private static RuntimeException translate(Store<?> store, GuestFailure failure) {
    Throwable guest = failure.thrown();
    String message = failure.message();
    return switch (failure.kind()) {
      case TRAP ->
          new WasmTrap(
              TrapCode.valueOf(failure.trap()),
              message,
              backtrace(store, failure.frames()),
              null,
              guest);
      case LIMIT -> new ResourceLimitException(message, null, guest);
      case HOST -> host(store, failure.host(), backtrace(store, failure.frames()), guest);
      case EXIT -> new WasiExit(failure.status(), guest);
      case CONVERSION ->
          new HostFunctionException(message, null, backtrace(store, failure.frames()), guest);
      case MALFORMED -> module(InvalidModuleException.Reason.MALFORMED, failure);
      case INVALID -> module(InvalidModuleException.Reason.INVALID, failure);
      case UNSUPPORTED -> module(InvalidModuleException.Reason.UNSUPPORTED, failure);
      case USAGE -> new IllegalArgumentException(message);
      case FOREIGN -> foreign(store, guest);
    };
  }

  private static RuntimeException module(
      InvalidModuleException.Reason reason, GuestFailure failure) {
    return new InvalidModuleException(reason, failure.message(), failure.thrown());
  }

  /** Unchecked exceptions and errors as they are, checked ones as causes. */
  private static RuntimeException host(
      Store<?> store, Throwable host, Backtrace backtrace, Throwable guest) {
    if (host instanceof RuntimeException || host instanceof Error) {
      if (!backtrace.frames().isEmpty() && Backtrace.of(host).frames().isEmpty()) {
        host.addSuppressed(new Passage(backtrace));
      }
      throw Failures.<RuntimeException>sneaky(host);
    }
    return new HostFunctionException(host.toString(), host, backtrace, guest)
        .in(store.engineSide());
  }

  /** An exception of another language, a cancellation: as the polyglot API reports it. */
  private static RuntimeException foreign(Store<?> store, Throwable guest) {
    try {
      Value thrower = store.context().asValue(store.engineSide().thrower(guest));
      thrower.executeVoid();
    } catch (PolyglotException e) {
      return e;
    }
    throw new AssertionError("not thrown", guest);
  }

  @SuppressWarnings("unchecked")
  static <E extends Throwable> E sneaky(Throwable t) throws E {
    throw (E) t;
  }

  static Backtrace backtrace(Store<?> store, List<GuestFailure.Frame> frames) {
    List<Backtrace.Frame> converted = new ArrayList<>(frames.size());
    for (GuestFailure.Frame frame : frames) {
      converted.add(
          new Backtrace.Frame(
              store.handle(frame.module()),
              frame.functionIndex(),
              Optional.ofNullable(frame.functionName()),
              offset(frame.functionOffset()),
              offset(frame.moduleOffset()),
              List.of()));
    }
    return new Backtrace(converted);
  }

  private static OptionalLong offset(long offset) {
    return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }
}
