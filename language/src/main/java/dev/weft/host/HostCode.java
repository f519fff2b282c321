// SPDX-License-Identifier: Apache-2.0
package dev.weft.host;

import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.RootCallTarget;
import dev.weft.WasmLanguage;
import dev.weft.linker.spi.EngineHostCode;
import dev.weft.types.DefinedType;
import dev.weft.types.ValueType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;

/**
 * Calls Java from compiled WebAssembly without boxes: the code of typed host functions of one type
 * that share a method handle. The handle holds no state. What differs between the functions are its
 * first three arguments:
 *
 * <ol>
 *   <li>the Java function, any object;
 *   <li>what the embedding keeps for the store, any object;
 *   <li>the {@link dev.weft.runtime.Instance} that made the call, or null if the host made it;
 * </ol>
 *
 * <p>then the parameters: {@code int}, {@code long}, {@code float}, {@code double}, and {@link
 * Object} for references. It returns the same, or an {@code Object[]} of boxed results where there
 * are several.
 *
 * <p>For each handle a class is generated, in which the handle is a constant: HotSpot compiles the
 * function of the host into it. Partial evaluation stops at it, because what a host function does
 * may be any Java, except for functions that are known to be pure: they get a second class, which
 * partial evaluation looks through.
 */
public abstract class HostCode implements EngineHostCode {
  /** How many arguments of the handle precede the parameters. */
  static final int LEADING = 3;

  private final DefinedType type;
  private final Map<WasmLanguage, WeakReference<RootCallTarget>> targets = new WeakHashMap<>();

  /** The handle; null where parameters go in an array. */
  private MethodHandle handle;

  private Object typedEntries;

  /** Knows which functions are pure; null once it was asked. */
  private Function<Object, MethodHandle> pure;

  private HostCode inlined;

  @CompilationFinal private boolean isPure;

  /** For the generated classes. */
  protected HostCode(DefinedType type) {
    this.type = type;
  }

  /**
   * Makes code that calls a handle.
   *
   * @param type the function type
   * @param handle a handle of type {@link #handleType}
   */
  public static HostCode of(DefinedType type, MethodHandle handle) {
    return of(type, handle, function -> null);
  }

  /**
   * Makes code that calls a handle.
   *
   * @param type the function type
   * @param handle a handle of type {@link #handleType}
   * @param pure returns a handle of the same type that partial evaluation may look into, or null
   */
  public static HostCode of(
      DefinedType type, MethodHandle handle, Function<Object, MethodHandle> pure) {
    MethodType expected = handleType(type);
    if (!handle.type().equals(expected)) {
      throw new IllegalArgumentException(handle.type() + " instead of " + expected);
    }
    if (!isDirect(type)) {
      return new Boxed(type, handle.asType(BOXED));
    }
    HostCode code = HostCodeGenerator.generate(type, handle, true);
    code.handle = handle;
    code.pure = pure;
    return code;
  }

  /**
   * The code for a function that is called often: this, or for pure functions other code of the
   * same function, which compilers can inline.
   *
   * @param function a function that is called by this code
   */
  HostCode hot(Object function) {
    synchronized (targets) {
      if (pure != null) {
        MethodHandle inlinable = pure.apply(function);
        pure = null;
        if (inlinable != null && inlinable.type().equals(handle.type())) {
          inlined = HostCodeGenerator.generate(type, inlinable, false);
          inlined.isPure = true;
        }
      }
      return inlined == null ? this : inlined;
    }
  }

  /**
   * The type of the handle that host functions of a type are called by: as the class describes it,
   * or {@code (Object, Object, Object, Object[])Object} with boxed parameters where the type has
   * more parameters than a method can have.
   */
  public static MethodType handleType(DefinedType type) {
    if (!isDirect(type)) {
      return BOXED;
    }
    ValueType[] params = type.funcType().params();
    Class<?>[] classes = new Class<?>[LEADING + params.length];
    for (int i = 0; i < LEADING; i++) {
      classes[i] = Object.class;
    }
    for (int i = 0; i < params.length; i++) {
      classes[LEADING + i] = javaClass(params[i]);
    }
    Class<?> result =
        switch (type.funcType().resultCount()) {
          case 0 -> void.class;
          case 1 -> javaClass(type.funcType().result(0));
          default -> Object[].class;
        };
    return MethodType.methodType(result, classes);
  }

  private static final MethodType BOXED =
      MethodType.methodType(Object.class, Object.class, Object.class, Object.class, Object[].class);

  /** Methods have at most 255 slots of parameters; the handle itself and combinators need some. */
  private static final int MOST_SLOTS = 240;

  private static boolean isDirect(DefinedType type) {
    int slots = LEADING;
    for (ValueType param : type.funcType().params()) {
      Class<?> c = javaClass(param);
      slots += c == long.class || c == double.class ? 2 : 1;
    }
    return slots <= MOST_SLOTS;
  }

  /** The Java type that values of a type have in handles. */
  public static Class<?> javaClass(ValueType type) {
    return switch (type.kind()) {
      case I32 -> int.class;
      case I64 -> long.class;
      case F32 -> float.class;
      case F64 -> double.class;
      case V128, REF -> Object.class;
    };
  }

  /** Whether it is for pure functions, and ignores all but the parameters. */
  final boolean isPure() {
    return isPure;
  }

  /** The function type. */
  public final DefinedType type() {
    return type;
  }

  /**
   * What another back end makes of the handle, for as long as this code lives.
   *
   * @param make makes it, of the handle, when it is first wanted; one and the same function always
   * @return null if there is no handle with a parameter for each of the function's
   */
  public final <T> T typedEntries(Class<T> type, Function<MethodHandle, T> make) {
    if (handle == null) {
      return null;
    }
    synchronized (targets) {
      if (typedEntries == null) {
        typedEntries = make.apply(handle);
      }
      return type.cast(typedEntries);
    }
  }

  /**
   * Calls the handle.
   *
   * @param function the Java function
   * @param state what the embedding keeps for the store
   * @param caller the instance that calls, or null
   * @param arguments those of the call target: parameter k is element k + 1
   * @return null, the boxed result, or an array of several
   * @throws Throwable whatever the function throws
   */
  protected abstract Object call(Object function, Object state, Object caller, Object[] arguments)
      throws Throwable;

  /** The call target for a language instance; the same for as long as anyone holds it. */
  @TruffleBoundary
  RootCallTarget target(WasmLanguage language) {
    synchronized (targets) {
      WeakReference<RootCallTarget> known = targets.get(language);
      RootCallTarget target = known == null ? null : known.get();
      if (target == null) {
        target = new TypedHostRootNode(language, this).getCallTarget();
        targets.put(language, new WeakReference<>(target));
      }
      return target;
    }
  }

  /** For types with more parameters than a method can have: these go in an array. */
  private static final class Boxed extends HostCode {
    private final MethodHandle handle;

    Boxed(DefinedType type, MethodHandle handle) {
      super(type);
      this.handle = handle;
    }

    @Override
    @TruffleBoundary(transferToInterpreterOnException = false)
    protected Object call(Object function, Object state, Object caller, Object[] arguments)
        throws Throwable {
      Object[] params = new Object[type().funcType().paramCount()];
      System.arraycopy(arguments, 1, params, 0, params.length);
      return (Object) handle.invokeExact(function, state, caller, params);
    }
  }
}
