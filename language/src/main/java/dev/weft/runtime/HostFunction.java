// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.interop.ArityException;
import dev.weft.WasmContext;
import dev.weft.js.BigInts;
import dev.weft.types.DefinedType;

/**
 * A callable of another language or of the host that is given where a function is wanted: the
 * environment of such functions, run by {@link HostFunctionRootNode}.
 */
public final class HostFunction {
  final WasmContext context;
  final Object callable;

  /** Whether it gets i64 as BigInt. */
  final boolean takesBigInts;

  private final DefinedType type;
  private final String name;

  private HostFunction(WasmContext context, Object callable, DefinedType type, String name) {
    this.context = context;
    this.callable = callable;
    this.takesBigInts = BigInts.isOfJavaScript(context.env(), callable);
    this.type = type;
    this.name = name;
  }

  /**
   * Makes a function object of a callable.
   *
   * @param context the context
   * @param callable an executable interop value
   * @param type the type that calls of it convert to and from
   * @param name its name in stack traces and messages
   * @param target code of a {@link HostFunctionRootNode} for this type, one for each place that
   *     host functions come in, so that it learns about few callables
   */
  @TruffleBoundary
  public static FunctionInstance wrap(
      WasmContext context, Object callable, DefinedType type, String name, RootCallTarget target) {
    return new FunctionInstance(
        type, name, target, new HostFunction(context, callable, type, name));
  }

  /** The failure that the callable refused the arguments. */
  @TruffleBoundary
  WasmException refused(Exception cause) {
    String reason = cause.getMessage();
    if (cause instanceof ArityException arity) {
      reason = Conversion.describe(callable) + " takes " + arguments(arity) + " arguments";
    }
    return WasmException.failure(
        FailureType.CONVERSION,
        "host function " + name + " of type " + type + " cannot be called",
        reason == null || reason.isEmpty() ? Conversion.describe(callable) : reason,
        cause);
  }

  private static String arguments(ArityException e) {
    int min = e.getExpectedMinArity();
    int max = e.getExpectedMaxArity();
    return min == max ? "" + min : max < 0 ? "at least " + min : min + " to " + max;
  }

  /** The failure that a result is not of its type. */
  @TruffleBoundary
  WasmException badResult(int index, Object value) {
    int results = type.funcType().resultCount();
    String which = results == 1 ? "its result" : "result " + index + " of " + results;
    return WasmException.failure(
        FailureType.CONVERSION,
        "host function " + name + " of type " + type + " returned what cannot be converted",
        which + " must be " + type.funcType().result(index) + ", not " + Conversion.describe(value),
        null);
  }

  /** The failure that there are too few or too many results. */
  @TruffleBoundary
  WasmException badResultCount(Object value) {
    return WasmException.failure(
        FailureType.CONVERSION,
        "host function " + name + " of type " + type + " returned what cannot be converted",
        "it must return an array of "
            + type.funcType().resultCount()
            + " elements, not "
            + Conversion.describe(value),
        null);
  }
}
