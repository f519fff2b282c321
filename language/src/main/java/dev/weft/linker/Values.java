// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.math.BigInteger;
import java.util.Optional;
import org.graalvm.polyglot.Value;

/**
 * Values between Java and the engine. The engine has boxed numbers ({@link Integer}, {@link Long},
 * {@link Float}, {@link Double}) and references of its own.
 */
final class Values {
  private Values() {}

  static Val.Ref nullOf(RefType type) {
    return switch (type.heap()) {
      case HeapType.Concrete c -> new Val.Ref.FuncRef(Optional.empty());
      case HeapType.Abstract heap ->
          switch (heap) {
            case FUNC, NOFUNC -> new Val.Ref.FuncRef(Optional.empty());
            case EXTERN, NOEXTERN -> new Val.Ref.ExternRef(null);
            case EXN, NOEXN -> new Val.Ref.ExnRef(Optional.empty());
            case ANY, EQ, I31, STRUCT, ARRAY, NONE -> new Val.Ref.AnyRef(null);
          };
    };
  }

  /** The zero or null of a type, or null if it has none. */
  static Val defaultOf(ValType type) {
    return switch (type) {
      case ValType.Num num ->
          switch (num) {
            case I32 -> new Val.I32(0);
            case I64 -> new Val.I64(0);
            case F32 -> new Val.F32(0);
            case F64 -> new Val.F64(0);
          };
      case ValType.Vec vec -> new Val.V128(0, 0);
      case RefType ref -> ref.nullable() ? nullOf(ref) : null;
    };
  }

  static Val toVal(ValType type, Object java) {
    Val val = java instanceof Val given ? given : convert(type, java);
    if (val == null || !matches(val, type)) {
      throw new IllegalArgumentException(describe(java) + " is not a value of type " + type);
    }
    return val;
  }

  static String describe(Object java) {
    return switch (java) {
      case null -> "null";
      case Val v -> v.toString();
      case String text -> "the string \"" + text + '"';
      default -> java.getClass().getSimpleName() + " " + java;
    };
  }

  private static Val convert(ValType type, Object java) {
    return switch (type) {
      case ValType.Num num -> number(num, java);
      case ValType.Vec vec -> null;
      case RefType ref -> reference(ref, java);
    };
  }

  private static Val number(ValType.Num type, Object java) {
    return switch (java) {
      case Integer i ->
          switch (type) {
            case I32 -> new Val.I32(i);
            case I64 -> new Val.I64(i);
            case F32 -> (int) (float) i == i && i != Integer.MAX_VALUE ? Val.f32(i) : null;
            case F64 -> Val.f64(i);
          };
      case Long l ->
          switch (type) {
            case I32 -> (int) (long) l == l ? new Val.I32((int) (long) l) : null;
            case I64 -> new Val.I64(l);
            case F32 -> (long) (float) l == l && l != Long.MAX_VALUE ? Val.f32(l) : null;
            case F64 -> (long) (double) l == l && l != Long.MAX_VALUE ? Val.f64(l) : null;
          };
      case Short s -> number(type, (int) s);
      case Byte b -> number(type, (int) b);
      case Boolean b -> type == ValType.Num.I32 ? new Val.I32(b ? 1 : 0) : null;
      case Character c -> type == ValType.Num.I32 ? new Val.I32(c) : null;
      case Float f ->
          switch (type) {
            case F32 -> Val.f32(f);
            case F64 -> Val.f64(f);
            case I32 -> (int) (float) f == f ? new Val.I32((int) (float) f) : null;
            case I64 -> (long) (float) f == f ? new Val.I64((long) (float) f) : null;
          };
      case Double d ->
          switch (type) {
            case F64 -> Val.f64(d);
            case F32 -> (float) (double) d == d || d.isNaN() ? Val.f32((float) (double) d) : null;
            case I32 -> (int) (double) d == d ? new Val.I32((int) (double) d) : null;
            case I64 -> (long) (double) d == d ? new Val.I64((long) (double) d) : null;
          };
      case BigInteger big -> big.bitLength() < 64 ? number(type, big.longValue()) : null;
      case null, default -> null;
    };
  }

  private static Val reference(RefType type, Object java) {
    if (java == null) {
      return nullOf(type);
    }
    return switch (nullOf(type)) {
      case Val.Ref.FuncRef f -> java instanceof Func func ? Val.funcRef(func) : null;
      case Val.Ref.ExternRef e -> Val.externRef(java);
      case Val.Ref.AnyRef a -> java instanceof Value value ? new Val.Ref.AnyRef(value) : null;
      case Val.Ref.ExnRef x ->
          java instanceof WasmException e ? new Val.Ref.ExnRef(Optional.of(e)) : null;
    };
  }

  static boolean matches(Val val, ValType type) {
    return switch (val) {
      case Val.I32 v -> type == ValType.I32;
      case Val.I64 v -> type == ValType.I64;
      case Val.F32 v -> type == ValType.F32;
      case Val.F64 v -> type == ValType.F64;
      case Val.V128 v -> type == ValType.V128;
      case Val.Ref ref -> type instanceof RefType expected && matches(ref, expected);
    };
  }

  private static boolean matches(Val.Ref ref, RefType type) {
    if (nullOf(type).getClass() != ref.getClass()) {
      return false;
    }
    if (ref.isNull()) {
      return type.nullable();
    }
    return switch (ref) {
      case Val.Ref.FuncRef f ->
          new HeapType.Concrete(f.func().orElseThrow().type()).matches(type.heap());
      case Val.Ref.ExternRef e -> type.heap() == HeapType.Abstract.EXTERN;
      case Val.Ref.ExnRef e -> type.heap() == HeapType.Abstract.EXN;
      case Val.Ref.AnyRef a -> type.heap() != HeapType.Abstract.NONE;
    };
  }

  /**
   * The engine's form of a value.
   *
   * @param store the store; functions must belong to it
   * @param val a value that matches the type it goes to
   * @throws LinkException.CrossStore if a reference belongs to another store
   */
  static Object toEngine(Store<?> store, Val val) {
    return switch (val) {
      case Val.I32 v -> v.v();
      case Val.I64 v -> v.v();
      case Val.F32 v -> v.value();
      case Val.F64 v -> v.value();
      case Val.V128 v -> throw new UnsupportedOperationException("vectors are not executable yet");
      case Val.Ref.FuncRef f ->
          f.func().isEmpty() ? store.engineSide().nullReference() : own(store, f.func().get());
      case Val.Ref.ExternRef e -> externref(store, e.object());
      case Val.Ref.AnyRef a when a.isNull() -> store.engineSide().nullReference();
      case Val.Ref.ExnRef e when e.isNull() -> store.engineSide().nullReference();
      case Val.Ref r ->
          throw new UnsupportedOperationException(
              "structures, arrays and exceptions are not executable yet");
    };
  }

  private static Object own(Store<?> store, Func func) {
    if (!store.owns(func)) {
      throw new LinkException.CrossStore("function " + func, null);
    }
    return func.engine();
  }

  private static Object externref(Store<?> store, Object object) {
    if (object instanceof Value value) {
      store.checkOwner(value);
    }
    return store.engineSide().toExternref(object);
  }

  /** The engine's form of a Java object as a value of a type; see {@link Val#of}. */
  static Object toEngine(Store<?> store, ValType type, Object java) {
    return toEngine(store, toVal(type, java));
  }

  /** A value of the engine. */
  static Val toVal(Store<?> store, ValType type, Object engine) {
    return switch (type) {
      case ValType.Num num ->
          switch (num) {
            case I32 -> new Val.I32((Integer) engine);
            case I64 -> new Val.I64((Long) engine);
            case F32 -> Val.f32((Float) engine);
            case F64 -> Val.f64((Double) engine);
          };
      case ValType.Vec vec ->
          throw new UnsupportedOperationException("vectors are not executable yet");
      case RefType ref -> toRef(store, ref, engine);
    };
  }

  /** A reference of the engine. */
  static Val.Ref toRef(Store<?> store, RefType type, Object engine) {
    if (engine == store.engineSide().nullReference()) {
      return nullOf(type);
    }
    return switch (nullOf(type)) {
      case Val.Ref.FuncRef f ->
          Val.funcRef(new Func(store, (dev.weft.linker.spi.EngineFunction) engine));
      case Val.Ref.ExternRef e -> Val.externRef(fromExternref(store, engine));
      case Val.Ref.AnyRef a -> new Val.Ref.AnyRef(store.context().asValue(engine));
      case Val.Ref.ExnRef e ->
          throw new UnsupportedOperationException("exceptions are not executable yet");
    };
  }

  private static Object fromExternref(Store<?> store, Object engine) {
    Object java = store.engineSide().fromExternref(engine);
    return java == engine && !(java instanceof String) && !isNumber(java)
        ? store.context().asValue(engine)
        : java;
  }

  private static boolean isNumber(Object java) {
    return java instanceof Number || java instanceof Boolean || java instanceof Character;
  }

  /**
   * A value of the engine as a Java object: numbers in their boxes, {@link Func}, the object of an
   * externref, null for null references.
   */
  static Object toJava(Store<?> store, ValType type, Object engine) {
    if (type instanceof ValType.Num) {
      return engine;
    }
    return switch (toVal(store, type, engine)) {
      case Val.Ref.FuncRef f -> f.func().orElse(null);
      case Val.Ref.ExternRef e -> e.object();
      case Val.Ref.AnyRef a -> a.object();
      case Val.Ref.ExnRef e -> e.exception().orElse(null);
      case Val val -> val;
    };
  }
}
