// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.Truffle;
import com.oracle.truffle.api.TruffleLanguage.Env;
import com.oracle.truffle.api.TruffleStackTrace;
import com.oracle.truffle.api.TruffleStackTraceElement;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.frame.FrameInstance;
import com.oracle.truffle.api.interop.ExceptionType;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.bytecode.GeneratedFrames;
import dev.weft.WasmContext;
import dev.weft.linker.spi.GuestFailure;
import dev.weft.linker.spi.GuestFailure.Kind;
import dev.weft.module.Module;
import dev.weft.runtime.CodeRoot;
import dev.weft.runtime.Instance;
import dev.weft.runtime.ModuleObject;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Explains exceptions of the engine to {@code dev.weft.linker}. */
final class FailureBridge {
  private static final String POLYGLOT_IMPLEMENTATION = "com.oracle.truffle.polyglot.";

  private FailureBridge() {}

  @TruffleBoundary
  static GuestFailure explain(WasmContext context, Throwable thrown) {
    Env env = context.env();
    if (thrown instanceof WasmException e) {
      return new GuestFailure(
          kind(e),
          e.code() == null ? null : linkerCode(e.code()),
          e.getMessage(),
          null,
          0,
          frames(context, e),
          e);
    }
    if (env.isHostException(thrown)) {
      Throwable host = env.asHostException(thrown);
      return new GuestFailure(
          Kind.HOST, null, host.getMessage(), host, 0, frames(context, thrown), thrown);
    }
    if (thrown instanceof AbstractTruffleException) {
      InteropLibrary interop = InteropLibrary.getUncached(thrown);
      try {
        if (interop.getExceptionType(thrown) == ExceptionType.EXIT) {
          return new GuestFailure(
              Kind.EXIT,
              null,
              thrown.getMessage(),
              null,
              interop.getExceptionExitStatus(thrown),
              List.of(),
              thrown);
        }
      } catch (UnsupportedMessageException e) {
        return foreign(thrown); // not an exception of a language after all
      }
      return foreign(thrown);
    }
    return thrown.getClass().getName().startsWith(POLYGLOT_IMPLEMENTATION) ? foreign(thrown) : null;
  }

  private static GuestFailure foreign(Throwable thrown) {
    return new GuestFailure(Kind.FOREIGN, null, thrown.getMessage(), null, 0, List.of(), thrown);
  }

  private static Kind kind(WasmException e) {
    return switch (e.failureType()) {
      case TRAP -> Kind.TRAP;
      case EXHAUSTION -> e.code() == TrapCode.CALL_STACK_EXHAUSTED ? Kind.TRAP : Kind.LIMIT;
      case MALFORMED -> Kind.MALFORMED;
      case INVALID -> Kind.INVALID;
      case UNSUPPORTED -> Kind.UNSUPPORTED;
      case UNLINKABLE -> Kind.LIMIT; // the imports match: the host has not got the resources
      case CONVERSION -> Kind.CONVERSION;
      case USAGE -> Kind.USAGE;
    };
  }

  /** The name of the linker's {@code TrapCode}. */
  private static String linkerCode(TrapCode code) {
    return switch (code) {
      case UNDEFINED_ELEMENT -> "TABLE_OUT_OF_BOUNDS";
      case UNINITIALIZED_ELEMENT -> "INDIRECT_CALL_TO_NULL";
      case INDIRECT_CALL_TYPE_MISMATCH -> "BAD_SIGNATURE";
      case NULL_FUNCTION_REFERENCE,
          NULL_STRUCTURE_REFERENCE,
          NULL_ARRAY_REFERENCE,
          NULL_I31_REFERENCE,
          NULL_EXCEPTION_REFERENCE ->
          "NULL_REFERENCE";
      case CALL_STACK_EXHAUSTED -> "STACK_OVERFLOW";
      default -> code.name();
    };
  }

  /**
   * The frames of functions that an exception passed through or that still run. Of those that still
   * run and belong to another context, where the host has entered one context within another, there
   * are none.
   */
  private static List<GuestFailure.Frame> frames(WasmContext context, Throwable thrown) {
    List<TruffleStackTraceElement> trace = TruffleStackTrace.getStackTrace(thrown);
    List<TruffleStackTraceElement> ours = new ArrayList<>();
    if (trace != null) {
      for (TruffleStackTraceElement element : trace) {
        if (isFunction(element.getTarget().getRootNode())) {
          ours.add(element);
        }
      }
    }
    List<Running> running = ours.isEmpty() ? List.of() : running();
    int before = ours.size() - running.size();
    List<GuestFailure.Frame> frames = new ArrayList<>(ours.size());
    for (int i = 0; i < ours.size(); i++) {
      TruffleStackTraceElement element = ours.get(i);
      Running same = before < 0 || i < before ? null : running.get(i - before);
      boolean elsewhere =
          same != null
              && same.context != context
              && isSameFunction(same.root, element.getTarget().getRootNode());
      if (!elsewhere) {
        frames.add(frame(element.getTarget().getRootNode(), element.getBytecodeIndex()));
      }
    }
    return frames;
  }

  /** A function has several roots: for calls, for traces, for its form as a tree. */
  private static boolean isSameFunction(RootNode a, RootNode b) {
    return ((CodeRoot) a).code() == ((CodeRoot) b).code()
        && ((CodeRoot) a).functionIndex() == ((CodeRoot) b).functionIndex();
  }

  /**
   * A function that is running.
   *
   * @param root its code
   * @param context the context of its instance
   * @param offset the offset of its call, or -1
   */
  private record Running(RootNode root, WasmContext context, int offset) {}

  /**
   * The functions that are running on this thread, innermost first. Of generated functions that
   * call each other, Truffle sees the outermost alone.
   */
  @TruffleBoundary
  private static List<Running> running() {
    List<Running> running = new ArrayList<>();
    Iterator<List<GeneratedFrames.At>> generated = GeneratedFrames.running().iterator();
    Truffle.getRuntime()
        .iterateFrames(
            frame -> {
              RootNode root = ((RootCallTarget) frame.getCallTarget()).getRootNode();
              if (root instanceof CodeRoot
                  && !GeneratedFrames.isForwarding(frame)
                  && (GeneratedFrames.isEntry(frame) || !root.isInternal())) {
                Object[] arguments =
                    frame.getFrame(FrameInstance.FrameAccess.READ_ONLY).getArguments();
                WasmContext context =
                    arguments.length > 0 && arguments[0] instanceof Instance instance
                        ? instance.context
                        : null;
                List<GeneratedFrames.At> inside =
                    GeneratedFrames.isEntry(frame) && generated.hasNext()
                        ? generated.next()
                        : List.of();
                for (GeneratedFrames.At at : inside) {
                  running.add(new Running(at.root(), context, at.offset()));
                }
                if (inside.isEmpty() && !root.isInternal()) {
                  running.add(new Running(root, context, frame.getBytecodeIndex()));
                }
              }
              return null;
            });
    return running;
  }

  /** The functions of a context that are running on this thread, innermost first. */
  static List<GuestFailure.Frame> currentFrames(WasmContext context) {
    List<GuestFailure.Frame> frames = new ArrayList<>();
    for (Running function : running()) {
      if (function.context == context) {
        frames.add(frame(function.root, function.offset));
      }
    }
    return frames;
  }

  private static boolean isFunction(RootNode root) {
    return root instanceof CodeRoot && !root.isInternal();
  }

  private static GuestFailure.Frame frame(RootNode root, int offset) {
    CodeRoot code = (CodeRoot) root;
    Module module = code.code().module();
    int index = code.functionIndex();
    return new GuestFailure.Frame(
        new ModuleObject(code.code()),
        index,
        module.functionName(index),
        offset < 0 ? -1 : offset - module.codeStart(index),
        offset);
  }
}
