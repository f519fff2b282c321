// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.dsl.Bind;
import com.oracle.truffle.api.dsl.Cached;
import com.oracle.truffle.api.dsl.GenerateInline;
import com.oracle.truffle.api.dsl.GenerateUncached;
import com.oracle.truffle.api.dsl.Specialization;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.CachedLibrary;
import com.oracle.truffle.api.nodes.ExplodeLoop;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.profiles.InlinedBranchProfile;
import dev.weft.WasmContext;
import dev.weft.js.BigInts;
import dev.weft.nodes.CallFunctionNode;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.ValueType;
import java.lang.ref.Reference;

/** A call of a function from the host or from another language: converts arguments and results. */
@GenerateUncached
@GenerateInline(false)
abstract class ExecuteNode extends Node {
  abstract Object execute(FunctionInstance function, Object[] arguments)
      throws ArityException, UnsupportedTypeException;

  @Specialization(guards = "function.type() == type", limit = "3")
  static Object cached(
      FunctionInstance function,
      Object[] arguments,
      @Bind Node node,
      @SuppressWarnings("unused") @Cached("function.type()") DefinedType type,
      @Cached(value = "type.funcType().params()", dimensions = 1) ValueType[] params,
      @CachedLibrary(limit = "3") InteropLibrary interop,
      @Cached("isAskedByJavaScript(node)") boolean javaScript,
      @CachedLibrary(limit = "1") InteropLibrary bigInt,
      @Cached CallFunctionNode call,
      @Cached InlinedBranchProfile fresh,
      @Cached InlinedBranchProfile freshAgain,
      @Cached InlinedBranchProfile output)
      throws ArityException, UnsupportedTypeException {
    Object[] converted = convert(function, params, arguments, interop);
    if (!function.isTranslated()) {
      // Compiled code has no call here unless a second function was new at this place, as those of
      // every new instance are: with a call in it, a caller's loop keeps nothing in registers.
      if (fresh.wasEntered(node)) {
        freshAgain.enter(node);
      } else {
        fresh.enter(node);
      }
      function.target();
    }
    try {
      Object result = call.execute(function, converted);
      return result(javaScript ? toJavaScript(function, result, node, bigInt) : result);
    } catch (WasmException e) {
      throw forCaller(function, e);
    } finally {
      WasmContext context = WasmContext.get(node);
      if (context.hasWasi()) {
        output.enter(node);
        context.flushOutput();
      }
      // What runs reaches its memories through its function; keep it until the call is over.
      Reference.reachabilityFence(function);
    }
  }

  @Specialization(replaces = "cached")
  @TruffleBoundary
  Object generic(FunctionInstance function, Object[] arguments)
      throws ArityException, UnsupportedTypeException {
    Object[] converted =
        convert(function, function.funcType().params(), arguments, InteropLibrary.getUncached());
    try {
      Object result = function.callConverted(converted);
      if (BigInts.isAskedByJavaScript(this)) {
        result = toJavaScript(function, result, this, InteropLibrary.getUncached());
      }
      return result(result);
    } catch (WasmException e) {
      throw forCaller(function, e);
    } finally {
      WasmContext.get(this).flushOutput();
      Reference.reachabilityFence(function);
    }
  }

  static boolean isAskedByJavaScript(Node node) {
    return BigInts.isAskedByJavaScript(node);
  }

  /**
   * i64 as BigInt, but not for the functions of JavaScript's WebAssembly object: those have an
   * object of JavaScript with them, and convert by themselves.
   */
  private static Object toJavaScript(
      FunctionInstance function, Object result, Node node, InteropLibrary bigInt) {
    if (function.embedderData() != null) {
      return result;
    }
    BigInts bigInts = WasmContext.get(node).bigInts();
    return result instanceof Object[] several
        ? bigInts.toJavaScript(several, bigInt)
        : bigInts.toJavaScript(result, bigInt);
  }

  /**
   * What a caller gets to see of a failure. JavaScript must see an exhausted stack as it sees that
   * of its own functions (JavaScript interface, "Stack Overflow"), and makes its RangeError of the
   * Java error. A function that it has an object for is called by nobody else.
   */
  @TruffleBoundary(transferToInterpreterOnException = false)
  private static WasmException forCaller(FunctionInstance function, WasmException e) {
    if (e.code() == TrapCode.CALL_STACK_EXHAUSTED
        && function.embedderData() != null
        && !WasmContext.get(null).javaScript().knowsExhaustion()) {
      throw new StackOverflowError(e.getMessage());
    }
    return e;
  }

  @ExplodeLoop
  private static Object[] convert(
      FunctionInstance function, ValueType[] params, Object[] arguments, InteropLibrary interop)
      throws ArityException, UnsupportedTypeException {
    int count = params.length;
    if (arguments.length != count) {
      throw ArityException.create(count, count, arguments.length);
    }
    Object[] converted = new Object[count + 1];
    for (int i = 0; i < count; i++) {
      Object value = Conversion.toWasm(params[i], arguments[i], interop);
      if (value == null) {
        CompilerDirectives.transferToInterpreter();
        throw refused(function, arguments, i);
      }
      converted[i + 1] = value;
    }
    return converted;
  }

  @TruffleBoundary
  private static UnsupportedTypeException refused(
      FunctionInstance function, Object[] arguments, int index) {
    FuncType type = function.funcType();
    return UnsupportedTypeException.create(
        arguments,
        "Parameter "
            + index
            + " of function '"
            + function.name()
            + "' "
            + type
            + " is "
            + type.param(index)
            + " and cannot be "
            + Conversion.describe(arguments[index])
            + ".");
  }

  private static Object result(Object result) {
    if (result == null) {
      return WasmVoid.INSTANCE;
    }
    return result instanceof Object[] several ? new ListObject(several) : result;
  }
}
