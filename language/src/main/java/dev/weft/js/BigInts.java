// SPDX-License-Identifier: Apache-2.0
package dev.weft.js;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.TruffleLanguage.Env;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.nodes.EncapsulatingNodeReference;
import com.oracle.truffle.api.nodes.LanguageInfo;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.RootNode;
import com.oracle.truffle.api.source.Source;
import dev.weft.WasmContext;

/**
 * i64 as {@code BigInt} for JavaScript that uses our objects as polyglot values, without its {@code
 * WebAssembly} object. JavaScript takes a Java {@code long} for a number, and other languages and
 * the host would have nothing of a {@code BigInt}, so who gets the value decides: it is JavaScript
 * if the message comes from its code, or the function called is one of its.
 *
 * <p>One for each context. Where {@code wasm.JavaScriptBigInt} is off, or JavaScript cannot be
 * reached from here, values stay as they are.
 */
public final class BigInts {
  private static final String JAVASCRIPT = "js";

  private final WasmContext context;

  /** JavaScript's function BigInt; null before it was asked for, and where there is none. */
  private Object constructor;

  private boolean asked;

  /** Makes the converter of a context. */
  public BigInts(WasmContext context) {
    this.context = context;
  }

  /**
   * Whether a message that a library's node handles comes from JavaScript.
   *
   * @param node the node; where it belongs to no tree, the library's caller counts
   */
  @TruffleBoundary
  public static boolean isAskedByJavaScript(Node node) {
    RootNode root = node.getRootNode();
    if (root == null) {
      Node caller = EncapsulatingNodeReference.getCurrent().get();
      root = caller == null ? null : caller.getRootNode();
    }
    LanguageInfo language = root == null ? null : root.getLanguageInfo();
    return language != null && language.getId().equals(JAVASCRIPT);
  }

  /** Whether an object is one of JavaScript. */
  @TruffleBoundary
  public static boolean isOfJavaScript(Env env, Object object) {
    InteropLibrary interop = InteropLibrary.getUncached(object);
    try {
      if (!interop.hasLanguage(object)) {
        return false;
      }
      Class<? extends TruffleLanguage<?>> language = interop.getLanguage(object);
      return env.getLanguageInfo(language).getId().equals(JAVASCRIPT);
    } catch (UnsupportedMessageException e) {
      return false;
    }
  }

  /**
   * What JavaScript gets for a value of WebAssembly.
   *
   * @param value a boxed number or a reference
   * @param interop a library that accepts functions of JavaScript
   * @return a BigInt for a {@link Long} if there is one, else the value
   */
  public Object toJavaScript(Object value, InteropLibrary interop) {
    if (!(value instanceof Long)) {
      return value;
    }
    if (!asked) {
      find();
    }
    if (constructor == null) {
      return value;
    }
    try {
      return interop.execute(constructor, value);
    } catch (UnsupportedTypeException | ArityException | UnsupportedMessageException e) {
      return value;
    }
  }

  /** The same for the values of an array, which is not changed. */
  public Object[] toJavaScript(Object[] values, InteropLibrary interop) {
    Object[] converted = new Object[values.length];
    for (int i = 0; i < converted.length; i++) {
      converted[i] = toJavaScript(values[i], interop);
    }
    return converted;
  }

  @TruffleBoundary
  private void find() {
    asked = true;
    Env env = context.env();
    if (!context.options().javaScriptBigInt()
        || !env.getInternalLanguages().containsKey(JAVASCRIPT)) {
      return;
    }
    try {
      Object found =
          env.parseInternal(
                  Source.newBuilder(JAVASCRIPT, "BigInt", "weft-bigint.js").internal(true).build())
              .call();
      constructor = InteropLibrary.getUncached().isExecutable(found) ? found : null;
    } catch (AbstractTruffleException e) {
      // There is no BigInt in this JavaScript (js.bigint=false).
      constructor = null;
    }
  }
}
