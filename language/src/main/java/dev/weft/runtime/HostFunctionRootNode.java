// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.InvalidArrayIndexException;
import com.oracle.truffle.api.interop.StopIterationException;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.profiles.BranchProfile;
import com.oracle.truffle.api.utilities.TruffleWeakReference;
import dev.weft.WasmLanguage;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.ValueType;
import java.util.List;

/**
 * Calls a {@link HostFunction}, which is argument 0, and converts its results by a function type.
 * Exceptions of the callee pass unchanged.
 */
public final class HostFunctionRootNode extends RootNode {
  private final String typeText;

  @CompilationFinal(dimensions = 1)
  private final ValueType[] results;

  private final int paramCount;

  /** Whether there is an i64 among the parameters. */
  private final boolean hasLongs;

  /** Whether results have come in other boxes than those of their types, or as references. */
  @CompilationFinal private boolean converts;

  /**
   * The function that was called here, as long as there is only one: a constant of compiled code.
   * What it is of another language is then constant too, and decides there, for instance, whether
   * there is a result; without that a result of JavaScript stays boxed. Held weakly, because code
   * lives longer than contexts.
   */
  @CompilationFinal private TruffleWeakReference<HostFunction> only;

  /** Whether several functions were called, or there may be several contexts. */
  @CompilationFinal private boolean several;

  private final BranchProfile output = BranchProfile.create();

  @Child private InteropLibrary callee = InteropLibrary.getFactory().createDispatched(3);
  @Child private InteropLibrary bigInt = InteropLibrary.getFactory().createDispatched(1);
  @Child private InteropLibrary values = InteropLibrary.getFactory().createDispatched(3);

  /** Makes the code for host functions of one type. */
  public HostFunctionRootNode(WasmLanguage language, DefinedType type) {
    super(language);
    FuncType function = type.funcType();
    this.typeText = function.toString();
    this.results = function.results();
    this.paramCount = function.paramCount();
    this.hasLongs = List.of(function.params()).contains(ValueType.I64);
  }

  @Override
  @ExplodeLoop
  public Object execute(VirtualFrame frame) {
    Object[] arguments = frame.getArguments();
    HostFunction function =
        constant(CompilerDirectives.castExact(arguments[0], HostFunction.class));
    Object[] params = new Object[paramCount];
    for (int i = 0; i < paramCount; i++) {
      params[i] = arguments[i + 1];
    }
    if (hasLongs && function.takesBigInts) {
      params = function.context.bigInts().toJavaScript(params, bigInt);
    }
    if (function.context.hasWasi()) {
      output.enter();
      function.context.flushOutput();
    }
    Object result;
    try {
      result = callee.execute(function.callable, params);
    } catch (UnsupportedTypeException | ArityException | UnsupportedMessageException e) {
      CompilerDirectives.transferToInterpreter();
      throw function.refused(e);
    }
    return switch (results.length) {
      case 0 -> null;
      case 1 -> convert(function, 0, result);
      default -> convertAll(function, result);
    };
  }

  /** The same function, as a constant where it is always the same. */
  private HostFunction constant(HostFunction function) {
    if (several) {
      return function;
    }
    if (only != null) {
      HostFunction first = only.get();
      if (first == function) {
        return first;
      }
    }
    CompilerDirectives.transferToInterpreterAndInvalidate();
    several = only != null || getLanguage(WasmLanguage.class).hasSeveralContexts();
    only = several ? null : new TruffleWeakReference<>(function);
    return function;
  }

  private Object convert(HostFunction function, int index, Object value) {
    if (!converts) {
      if (Conversion.isExact(results[index], value)) {
        return value;
      }
      CompilerDirectives.transferToInterpreterAndInvalidate();
      converts = true;
    }
    Object converted = Conversion.toWasm(results[index], value, values);
    if (converted == null) {
      CompilerDirectives.transferToInterpreter();
      throw function.badResult(index, value);
    }
    return converted;
  }

  @ExplodeLoop
  private Object[] convertAll(HostFunction function, Object result) {
    Object[] converted = new Object[results.length];
    try {
      if (!values.hasArrayElements(result)) {
        return convertElements(function, result);
      }
      if (values.getArraySize(result) != results.length) {
        CompilerDirectives.transferToInterpreter();
        throw function.badResultCount(result);
      }
      for (int i = 0; i < results.length; i++) {
        converted[i] = convert(function, i, values.readArrayElement(result, i));
      }
    } catch (UnsupportedMessageException | InvalidArrayIndexException e) {
      CompilerDirectives.transferToInterpreter();
      throw function.badResultCount(result);
    }
    return converted;
  }

  /** Of what is no array but can be iterated: a generator, a set. */
  @TruffleBoundary
  private Object[] convertElements(HostFunction function, Object result)
      throws UnsupportedMessageException {
    InteropLibrary interop = InteropLibrary.getUncached();
    if (!interop.hasIterator(result)) {
      throw function.badResultCount(result);
    }
    Object iterator = interop.getIterator(result);
    Object[] converted = new Object[results.length];
    try {
      for (int i = 0; i < results.length; i++) {
        Object element = interop.getIteratorNextElement(iterator);
        converted[i] = Conversion.toWasm(results[i], element);
        if (converted[i] == null) {
          throw function.badResult(i, element);
        }
      }
      if (interop.hasIteratorNextElement(iterator)) {
        throw function.badResultCount(result);
      }
    } catch (StopIterationException e) {
      throw function.badResultCount(result);
    }
    return converted;
  }

  @Override
  public String getName() {
    return "host function " + typeText;
  }

  @Override
  public boolean isInternal() {
    return true;
  }
}
