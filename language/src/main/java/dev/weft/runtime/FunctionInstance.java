// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.dsl.Cached;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import dev.weft.bridge.LinkTypes;
import dev.weft.linker.spi.EngineFunction;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;

/**
 * A function instance: a function of a module instance, of the host, or of WASI. References to
 * functions are compared by its identity.
 *
 * <p>Every call target takes {@code {environment, p0, p1, ...}} with boxed parameters ({@link
 * Integer}, {@link Long}, {@link Float}, {@link Double}, reference objects), after which the {@link
 * Instance} that makes the call may follow; it returns {@code null} for no result, the boxed value
 * for one, an {@code Object[]} for several, or a {@link TailCall}. The environment is the {@link
 * Instance} for functions of modules.
 */
@ExportLibrary(InteropLibrary.class)
public final class FunctionInstance extends ExternObject implements EngineFunction {
  private final DefinedType type;
  private final Object environment;
  private final int index;

  /**
   * The module instance of a function of a module, or null: the last parameter of typed entries.
   */
  public final Instance owner;

  /** How generated code calls the function; null until it was wanted. */
  public TypedEntry entry;

  private RootCallTarget target;
  private String name;

  /**
   * A function of a module instance.
   *
   * @param instance the instance
   * @param index its index in the function index space, of no imported function
   */
  FunctionInstance(Instance instance, int index) {
    this.type = instance.module.functionType(index);
    this.environment = instance;
    this.owner = instance;
    this.index = index;
  }

  /**
   * A function that is not from a module.
   *
   * @param type its type
   * @param name its name in stack traces and messages
   * @param target its code
   * @param environment what the code expects as its argument 0
   */
  public FunctionInstance(
      DefinedType type, String name, RootCallTarget target, Object environment) {
    this.type = type;
    this.environment = environment;
    this.owner = null;
    this.index = -1;
    this.target = target;
    this.name = name;
  }

  /** The type. */
  public DefinedType type() {
    return type;
  }

  /** The function type, {@code type().funcType()}. */
  public FuncType funcType() {
    return type.funcType();
  }

  @Override
  @TruffleBoundary
  public dev.weft.linker.FuncType externType() {
    return LinkTypes.funcType(type);
  }

  @Override
  public String functionName() {
    return name();
  }

  @Override
  public Object callBoxed(Object... params) {
    return call(params);
  }

  @Override
  public Object callRaw(Object[] slots) {
    return callConverted(slots);
  }

  /** Argument 0 of every call of {@link #target()}. */
  public Object environment() {
    return environment;
  }

  /** The module instance this function belongs to, or null if it is not from a module. */
  public Instance instance() {
    return owner;
  }

  /** The index in the function index space of its module, or -1 if it is not from a module. */
  public int index() {
    return index;
  }

  /** The name: from the name section, the exports, or made from the index. */
  @TruffleBoundary
  public String name() {
    if (name == null) {
      name = instance().module.functionName(index);
    }
    return name;
  }

  /** The code, translated if this is its first use. */
  public RootCallTarget target() {
    RootCallTarget t = target;
    return t != null ? t : translate();
  }

  /** Whether {@link #target()} has been asked for before. */
  public boolean isTranslated() {
    return target != null;
  }

  @TruffleBoundary
  private RootCallTarget translate() {
    return target = instance().code.target(index);
  }

  /**
   * Calls the function, following tail calls.
   *
   * @param params boxed values of exactly the parameter types
   * @return null, the result, or an {@code Object[]} of several results
   */
  @TruffleBoundary
  public Object call(Object... params) {
    Object[] arguments = new Object[params.length + 1];
    System.arraycopy(params, 0, arguments, 1, params.length);
    return callConverted(arguments);
  }

  /** Calls with an array whose element 0 is free for the environment. */
  @TruffleBoundary
  public Object callConverted(Object[] arguments) {
    arguments[0] = environment;
    Object result = target().call(arguments);
    while (result instanceof TailCall tail) {
      result = tail.target.call(tail.arguments);
    }
    return result;
  }

  @ExportMessage
  boolean isExecutable() {
    return true;
  }

  @ExportMessage
  Object execute(Object[] arguments, @Cached ExecuteNode node)
      throws ArityException, UnsupportedTypeException {
    return node.execute(this, arguments);
  }

  @ExportMessage
  boolean hasExecutableName() {
    return true;
  }

  @ExportMessage
  Object getExecutableName() {
    return name();
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return new ListObject("name", "type");
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String member) {
    return member.equals("name") || member.equals("type");
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    return switch (member) {
      case "name" -> name();
      case "type" -> Types.describe(type);
      default -> throw UnknownIdentifierException.create(member);
    };
  }

  @Override
  MetaType metaType() {
    return MetaType.FUNCTION;
  }

  @Override
  @TruffleBoundary
  String display() {
    return "function " + name() + " " + type.funcType();
  }
}
