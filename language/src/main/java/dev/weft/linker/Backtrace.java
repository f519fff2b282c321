// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The WebAssembly functions that were running, innermost first. Host functions between them are not
 * among them.
 *
 * @param frames the frames
 */
public record Backtrace(List<Frame> frames) {
  static final Backtrace EMPTY = new Backtrace(List.of());

  /** Copies the frames. */
  public Backtrace {
    frames = List.copyOf(frames);
  }

  /**
   * One frame.
   *
   * @param module the module of the function
   * @param functionIndex its index in the function index space
   * @param functionName its name, if it has one in the name section or is exported
   * @param functionOffset the offset of the instruction in bytes from the function's body
   * @param moduleOffset the offset of the instruction in bytes from the start of the module
   * @param symbols what debugging information says about the place
   */
  public record Frame(
      WasmModule module,
      int functionIndex,
      Optional<String> functionName,
      OptionalLong functionOffset,
      OptionalLong moduleOffset,
      List<Symbol> symbols) {
    /** The function as {@code module!function}. */
    public String title() {
      return module.name().orElse("<unknown>")
          + "!"
          + functionName.orElse("<wasm function " + functionIndex + ">");
    }
  }

  /**
   * A place in a source.
   *
   * @param name the function in the source
   * @param file the file
   * @param line the line, from 1
   * @param column the column, from 1
   */
  public record Symbol(
      Optional<String> name, Optional<String> file, OptionalInt line, OptionalInt column) {}

  /**
   * The WebAssembly frames that an exception passed through: those of a {@link WasmTrap} or {@link
   * HostFunctionException}, or those that were noted when an exception of the host arrived as
   * itself. Empty if there are none.
   */
  public static Backtrace of(Throwable failure) {
    return switch (failure) {
      case WasmTrap trap -> trap.backtrace();
      case HostFunctionException e -> e.backtrace();
      case WasmException e -> e.backtrace();
      default -> Failures.noted(failure);
    };
  }

  /** Puts the frames before those of Java, so that logs show them. */
  void prependTo(Throwable error) {
    if (frames.isEmpty()) {
      return;
    }
    StackTraceElement[] java = error.getStackTrace();
    StackTraceElement[] all = new StackTraceElement[frames.size() + java.length];
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      all[i] =
          new StackTraceElement(
              "<wasm> " + frame.module().name().orElse("module"),
              frame.functionName().orElse("function " + frame.functionIndex()),
              frame.moduleOffset().isPresent()
                  ? "0x" + Long.toHexString(frame.moduleOffset().getAsLong())
                  : null,
              -1);
    }
    System.arraycopy(java, 0, all, frames.size(), java.length);
    error.setStackTrace(all);
  }

  /** One line for each frame: number, offset in the module, module and function. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      text.append(i).append(": ");
      frame
          .moduleOffset()
          .ifPresent(at -> text.append("0x").append(Long.toHexString(at)).append(" - "));
      text.append(frame.title()).append('\n');
    }
    return text.toString();
  }
}
