// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.TruffleStackTrace;
import com.oracle.truffle.api.TruffleStackTraceElement;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.interop.ExceptionType;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;
import dev.weft.WasmLanguage;
import dev.weft.binary.WasmFormatException;
import dev.weft.bytecode.GeneratedFrames;
import dev.weft.text.TextFormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * A failure that guests and hosts see: traps, malformed, invalid and unlinkable modules, and values
 * that cannot cross the border. Its message starts with the specification's phrase where there is
 * one.
 */
@ExportLibrary(InteropLibrary.class)
public final class WasmException extends AbstractTruffleException {
  private static final long serialVersionUID = 1L;

  /** Of the thousands of frames of an endless recursion the innermost ones say it all. */
  private static final int EXHAUSTION_FRAMES = 200;

  /** Of a stack that is exhausted so many frames are kept: there may be millions. */
  private static final int EXHAUSTED_STACK_TRACE = 1000;

  private static final String MESSAGE = "message";
  private static final String FAILURE_TYPE = "failureType";
  private static final String FAILURE = "failure";
  private static final String CODE = "code";
  private static final String FRAMES = "frames";

  private final FailureType failureType;
  private final TrapCode code;
  private final String failure;

  private WasmException(
      FailureType failureType,
      TrapCode code,
      String failure,
      String message,
      Throwable cause,
      Node location) {
    super(
        message,
        cause,
        failureType == FailureType.EXHAUSTION ? EXHAUSTION_FRAMES : UNLIMITED_STACK_TRACE,
        location);
    this.failureType = failureType;
    this.code = code;
    this.failure = failure;
  }

  /**
   * A trap.
   *
   * @param code why
   * @param location the node that trapped, or null where the caller's position has to do
   */
  @TruffleBoundary
  public static WasmException trap(TrapCode code, Node location) {
    return trap(code, code.phrase(), location);
  }

  private static WasmException trap(TrapCode code, String message, Node location) {
    GeneratedFrames.Position position = location == null ? GeneratedFrames.position() : null;
    WasmException trap =
        new WasmException(
            code == TrapCode.CALL_STACK_EXHAUSTED ? FailureType.EXHAUSTION : FailureType.TRAP,
            code,
            code.phrase(),
            message,
            null,
            position == null ? location : position.location);
    if (position != null) {
      position.madeTo(trap);
    }
    return trap;
  }

  /**
   * A trap whose message says more than the phrase.
   *
   * @param code why
   * @param number the unsigned number that follows the phrase, as in "uninitialized element 2"
   * @param location the node that trapped
   */
  @TruffleBoundary
  public static WasmException trap(TrapCode code, long number, Node location) {
    String message = code.phrase() + " " + Long.toUnsignedString(number);
    return trap(code, message, location);
  }

  /**
   * A failure that is no trap.
   *
   * @param failureType its class
   * @param phrase the specification's phrase, or a short one of ours
   * @param detail what follows the phrase in the message, or null
   * @param cause the Java exception behind it, or null
   */
  @TruffleBoundary
  public static WasmException failure(
      FailureType failureType, String phrase, String detail, Throwable cause) {
    String message = detail == null ? phrase : phrase + ": " + detail;
    return new WasmException(failureType, null, phrase, message, cause, null);
  }

  /** The failure to decode or validate a module. */
  @TruffleBoundary
  public static WasmException badModule(WasmFormatException e) {
    return badModule(e, (Node) null);
  }

  /** The failure to decode or validate a module; its location is the source as a whole. */
  @TruffleBoundary
  public static WasmException badModule(WasmFormatException e, Source source) {
    return badModule(e, new Location(source.createUnavailableSection()));
  }

  private static WasmException badModule(WasmFormatException e, Node location) {
    FailureType type =
        e.kind() == WasmFormatException.Kind.INVALID ? FailureType.INVALID : FailureType.MALFORMED;
    return new WasmException(type, null, e.phrase(), e.getMessage(), e, location);
  }

  /** The failure to parse a module in the text format; its location is the offending token's. */
  @TruffleBoundary
  public static WasmException badText(TextFormatException e, Source source) {
    FailureType type = e.isInvalid() ? FailureType.INVALID : FailureType.MALFORMED;
    return new WasmException(
        type, null, e.phrase(), e.getMessage(), e, new Location(place(e, source)));
  }

  private static SourceSection place(TextFormatException e, Source source) {
    int line = Math.min(e.line(), source.getLineCount());
    // Columns of the exception count code points, those of sections UTF-16 code units.
    String text = source.getCharacters(line).toString();
    int points = Math.min(e.column() - 1, text.codePointCount(0, text.length()));
    int start = source.getLineStartOffset(line) + text.offsetByCodePoints(0, points);
    return source.createSection(Math.min(start, source.getLength()), 0);
  }

  /** A place in a source. */
  private static final class Location extends Node {
    private final SourceSection section;

    Location(SourceSection section) {
      this.section = section;
    }

    @Override
    public SourceSection getSourceSection() {
      return section;
    }
  }

  /**
   * Throws the trap {@code code} at {@code location}. Compiled code is left at the first trap of a
   * {@link TrapSite} only.
   */
  public static WasmException raise(TrapCode code, Node location) {
    leaveCompiledCode(location);
    throw trap(code, location);
  }

  /** Throws a trap whose message is the phrase and an unsigned number. */
  public static WasmException raise(TrapCode code, long number, Node location) {
    leaveCompiledCode(location);
    throw trap(code, number, location);
  }

  private static void leaveCompiledCode(Node location) {
    if (location instanceof TrapSite site) {
      if (!site.hasTrapped()) {
        CompilerDirectives.transferToInterpreterAndInvalidate();
        site.noteTrap();
      }
    } else {
      CompilerDirectives.transferToInterpreter();
    }
  }

  /** The class of this failure. */
  public FailureType failureType() {
    return failureType;
  }

  /** Why it trapped; null unless this is a trap. */
  public TrapCode code() {
    return code;
  }

  /** The phrase alone, without the details of the message. */
  public String failure() {
    return failure;
  }

  /**
   * The WebAssembly functions that were running, innermost first: objects with the members {@code
   * function} (a name), {@code functionIndex}, {@code module} and {@code offset} (of the
   * instruction, in bytes from the start of the module; -1 if unknown).
   */
  @TruffleBoundary
  public ListObject frames() {
    List<Object> frames = new ArrayList<>();
    List<TruffleStackTraceElement> trace = TruffleStackTrace.getStackTrace(this);
    if (trace == null) {
      trace = List.of();
    }
    for (TruffleStackTraceElement element : trace) {
      if (element.getTarget().getRootNode() instanceof CodeRoot root
          && !element.getTarget().getRootNode().isInternal()) {
        frames.add(
            new RecordObject()
                .with("function", root.code().module().functionName(root.functionIndex()))
                .with("functionIndex", root.functionIndex())
                .with("module", root.code().name())
                .with("offset", element.getBytecodeIndex()));
      }
    }
    return new ListObject(frames.toArray());
  }

  @ExportMessage
  ExceptionType getExceptionType() {
    return switch (failureType) {
      case MALFORMED, INVALID, UNSUPPORTED -> ExceptionType.PARSE_ERROR;
      default -> ExceptionType.RUNTIME_ERROR;
    };
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return new ListObject(MESSAGE, FAILURE_TYPE, FAILURE, CODE, FRAMES);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String member) {
    return switch (member) {
      case MESSAGE, FAILURE_TYPE, FAILURE, CODE, FRAMES -> true;
      default -> false;
    };
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    return switch (member) {
      case MESSAGE -> getMessage();
      case FAILURE_TYPE -> failureType.text();
      case FAILURE -> failure;
      case CODE -> code == null ? (Object) WasmNull.INSTANCE : code.name();
      case FRAMES -> frames();
      default -> throw UnknownIdentifierException.create(member);
    };
  }

  @ExportMessage
  boolean hasLanguage() {
    return true;
  }

  @ExportMessage
  Class<? extends TruffleLanguage<?>> getLanguage() {
    return WasmLanguage.class;
  }

  @ExportMessage
  boolean hasMetaObject() {
    return true;
  }

  @ExportMessage
  Object getMetaObject() {
    return MetaType.EXCEPTION;
  }

  @ExportMessage
  @TruffleBoundary
  Object toDisplayString(@SuppressWarnings("unused") boolean allowSideEffects) {
    return getMessage();
  }
}
