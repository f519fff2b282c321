// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.PolyglotException.StackFrame;
import org.graalvm.polyglot.Value;

/** What the command prints, and the status it ends with, when a program fails. */
final class Failure {
  /** A file, module or import is wrong: the program never ran. */
  static final int CANNOT_START = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** The engine is wrong. */
  static final int INTERNAL = 70;

  /** The program was stopped by a trap: the status of a process that aborts. */
  static final int TRAP = 134;

  /** How many frames of a long backtrace are printed, at its top and at its end. */
  private static final int TOP_FRAMES = 40;

  private static final int LAST_FRAMES = 10;

  /** What the engine tells a host program about an import; here there is no such place. */
  private static final String BINDINGS =
      "the polyglot bindings are closed to it: see Context.Builder.allowPolyglotAccess";

  private Failure() {}

  /**
   * Prints why the program ended and returns the status to end with.
   *
   * @param e what was thrown
   * @param program the name of the program's file
   * @param err where to print
   */
  static int report(PolyglotException e, String program, PrintStream err) {
    if (e.isExit()) {
      return e.getExitStatus();
    }
    if (e.isInternalError()) {
      err.println("weft: internal error; please report it with what follows");
      e.printStackTrace(err);
      return INTERNAL;
    }
    if (e.isHostException()) {
      err.println("weft: " + program + ": " + e.asHostException());
      return TRAP;
    }
    if (e.isResourceExhausted()) {
      err.println("weft: " + program + ": " + exhausted(e.getMessage()));
      printBacktrace(e, err);
      return TRAP;
    }
    String type = failureType(e);
    if (e.isSyntaxError() || isBeforeRunning(type)) {
      err.println("weft: " + program + ": " + describe(type, e.getMessage()));
      return CANNOT_START;
    }
    err.println("weft: trap: " + e.getMessage());
    printBacktrace(e, err);
    return TRAP;
  }

  /** What the JVM says it has run out of, and what helps where that is the heap. */
  static String exhausted(String message) {
    boolean heap = message != null && message.contains("Java heap");
    return message + (heap ? " exhausted (see --vm.Xmx)" : "");
  }

  private static boolean isBeforeRunning(String type) {
    return switch (type) {
      case "malformed", "invalid", "unsupported", "unlinkable", "usage", "conversion" -> true;
      default -> false;
    };
  }

  private static String describe(String type, String message) {
    return switch (type) {
      case "malformed" -> "malformed module: " + message;
      case "invalid" -> "invalid module: " + message;
      case "unlinkable" -> "cannot link: " + withoutHostsPlaces(message);
      default -> message;
    };
  }

  private static String withoutHostsPlaces(String message) {
    return message
        .replace("no import object was given, ", "")
        .replace(", " + BINDINGS, "")
        .replace(BINDINGS + ", ", "")
        .replace(" (" + BINDINGS + ")", "");
  }

  private static String failureType(PolyglotException e) {
    Value object = e.getGuestObject();
    if (object != null && object.hasMember("failureType")) {
      Value type = object.getMember("failureType");
      if (type.isString()) {
        return type.asString();
      }
    }
    return "";
  }

  private static void printBacktrace(PolyglotException e, PrintStream err) {
    List<String> lines = new ArrayList<>();
    for (StackFrame frame : e.getPolyglotStackTrace()) {
      if (frame.isGuestFrame()) {
        int offset = frame.getBytecodeIndex();
        lines.add(frame.getRootName() + (offset < 0 ? "" : String.format(" (at 0x%x)", offset)));
      }
    }
    int hidden = lines.size() - TOP_FRAMES - LAST_FRAMES;
    for (int i = 0; i < lines.size(); i++) {
      if (hidden > 1 && i == TOP_FRAMES) {
        err.println("    ... " + hidden + " more ...");
        i += hidden;
      }
      err.println("    at " + lines.get(i));
    }
  }
}
