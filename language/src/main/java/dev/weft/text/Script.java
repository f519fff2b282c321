// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import java.util.List;

/** The commands of a test script, as {@link ScriptReader} reads them. */
public final class Script {
  private Script() {}

  /** A command of a script. */
  public sealed interface Command {
    /** The line of the script, from 1, on which the command begins. */
    int line();
  }

  /** Something that is run for its results or its failure. */
  public sealed interface Action {}

  /** Calls an exported function; of the last instance if the identifier is null. */
  public record Invoke(String instance, String name, List<Value> arguments) implements Action {}

  /** Reads an exported global; of the last instance if the identifier is null. */
  public record Get(String instance, String name) implements Action {}

  /** Instantiates a module, as an action whose failure is asserted. */
  public record Instantiate(ModuleSource module) implements Action {}

  /** How a script writes a module. */
  public enum Form {
    TEXT,
    BINARY,
    QUOTE
  }

  /**
   * A module of a script in the binary format.
   *
   * @param id the identifier without its dollar sign, or null
   * @param bytes the module, or null if its text is malformed
   * @param error why the text is malformed, or null
   */
  public record ModuleSource(String id, Form form, byte[] bytes, TextFormatException error) {}

  /** Defines a module and, unless it is a definition only, instantiates it. */
  public record DefineModule(int line, ModuleSource module, boolean definitionOnly)
      implements Command {}

  /** Instantiates a defined module: the last one if its identifier is null. */
  public record DefineInstance(int line, String id, String definition) implements Command {}

  /** Gives an instance, the last one if its identifier is null, a name for imports. */
  public record Register(int line, String name, String instance) implements Command {}

  /** Runs an action. */
  public record Perform(int line, Action action) implements Command {}

  /** The action returns these values. */
  public record AssertReturn(int line, Action action, List<Value> expected) implements Command {}

  /** How an action is to fail. */
  public enum Failure {
    TRAP,
    EXHAUSTION,
    EXCEPTION,
    UNLINKABLE
  }

  /** The action fails; the message is null for exceptions. */
  public record AssertFailure(int line, Failure failure, Action action, String message)
      implements Command {}

  /** The module is refused before it is instantiated: as malformed, or as invalid. */
  public record AssertRefused(int line, boolean malformed, ModuleSource module, String message)
      implements Command {}

  /** Runs commands on a thread of its own; instances of the outer script are visible to it. */
  public record StartThread(int line, String id, List<String> shared, List<Command> commands)
      implements Command {}

  /** Waits for a thread. */
  public record AwaitThread(int line, String id) implements Command {}

  /** A command that cannot be read. */
  public record Unreadable(int line, TextFormatException error) implements Command {}

  /** A value or, among expected results, a pattern of values. */
  public sealed interface Value {}

  /** The numeric types. */
  public enum NumberType {
    I32,
    I64,
    F32,
    F64
  }

  /** A number by its bits. */
  public record Number(NumberType type, long bits) implements Value {}

  /** Which NaNs match. */
  public enum NanClass {
    CANONICAL,
    ARITHMETIC
  }

  /** Any NaN of a class. */
  public record Nan(NumberType type, NanClass nanClass) implements Value {}

  /**
   * A vector, by lanes.
   *
   * @param laneType the type of the lanes; i8 and i16 lanes are I32
   * @param lanes {@link Number}s and {@link Nan}s, from the lowest; their bits are as wide as the
   *     lane
   */
  public record Vector(NumberType laneType, List<Value> lanes) implements Value {
    /** The width of a lane in bits. */
    public int laneBits() {
      return 128 / lanes.size();
    }
  }

  /** The kinds of references that scripts tell apart. */
  public enum ReferenceKind {
    /** The null reference. */
    NULL,
    /** An external reference, made from a number by the host. */
    EXTERN,
    /** A host reference, internalized. */
    HOST,
    FUNC,
    EQ,
    I31,
    STRUCT,
    ARRAY,
    ANY,
    EXN
  }

  /**
   * A reference.
   *
   * @param number of which external or host reference, or null for any of the kind
   */
  public record Reference(ReferenceKind kind, Long number) implements Value {}

  /** Any of these. */
  public record Either(List<Value> alternatives) implements Value {}
}
