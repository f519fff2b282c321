// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/** What a call of a function comes to, so that tiers can be compared. */
final class Outcome {
  private Outcome() {}

  /** The results as text, or the message and the frames of the failure with their offsets. */
  static String of(Value function, Object... arguments) {
    try {
      Value value = function.execute(arguments);
      if (value.hasArrayElements()) {
        List<String> all = new ArrayList<>();
        for (long k = 0; k < value.getArraySize(); k++) {
          all.add(value.getArrayElement(k).toString());
        }
        return all.toString();
      }
      return value.toString();
    } catch (PolyglotException e) {
      StringBuilder text = new StringBuilder(e.getMessage());
      for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
        if (frame.isGuestFrame()) {
          text.append(' ').append(frame.getRootName()).append('@').append(frame.getBytecodeIndex());
        }
      }
      return text.toString();
    }
  }
}
