// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.LinkerAccess;
import dev.weft.linker.spi.TypeSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The type of a function. Types are compared as the specification does: two types are equal if they
 * are the same up to the names of what they refer to, and a type is a subtype of what it was
 * declared a subtype of, not of all that look alike. Function types belong to no engine or store.
 */
public final class FuncType implements ExternType, DefinedType {
  static {
    LinkerAccess.set(new Access());
  }

  private final Object canonical;
  private List<ValType> params;
  private List<ValType> results;

  private FuncType(Object canonical) {
    this.canonical = canonical;
  }

  /**
   * The final type, without a supertype, of functions from {@code params} to {@code results}: what
   * {@code (type (func ...))} means.
   */
  public static FuncType of(List<? extends ValType> params, List<? extends ValType> results) {
    return of(params, results, true, Optional.empty());
  }

  /**
   * A type with its place in the hierarchy.
   *
   * @param params the types of the parameters
   * @param results the types of the results
   * @param isFinal whether it may not have subtypes
   * @param supertype what it is declared a subtype of
   * @throws IllegalArgumentException if the supertype is final, or parameters and results do not
   *     match it
   */
  public static FuncType of(
      List<? extends ValType> params,
      List<? extends ValType> results,
      boolean isFinal,
      Optional<FuncType> supertype) {
    List<ValType> p = List.copyOf(params);
    List<ValType> r = List.copyOf(results);
    if (supertype.isPresent()) {
      FuncType above = supertype.get();
      if (above.isFinal()) {
        throw new IllegalArgumentException("the supertype " + above + " is final");
      }
      if (!allMatch(above.params(), p) || !allMatch(r, above.results())) {
        throw new IllegalArgumentException(
            "a function type with parameters "
                + p
                + " and results "
                + r
                + " cannot be a subtype of "
                + above);
      }
    }
    return new FuncType(
        TypeSystem.get().define(p, r, isFinal, supertype.map(FuncType::canonical).orElse(null)));
  }

  /**
   * The final type that a signature such as {@code "(i32, i64) -> f64"} or {@code "() -> (i32,
   * externref)"} means.
   *
   * @param signature parameter types in parentheses, an arrow, and no result as {@code ()}, one, or
   *     several in parentheses; the types are {@code i32}, {@code i64}, {@code f32}, {@code f64},
   *     {@code v128} and the abbreviations of references such as {@code funcref}
   * @throws IllegalArgumentException if it cannot be understood
   */
  public static FuncType of(String signature) {
    return Signatures.parse(signature);
  }

  static FuncType ofCanonical(Object canonical) {
    return new FuncType(Objects.requireNonNull(canonical));
  }

  Object canonical() {
    return canonical;
  }

  private static boolean allMatch(List<ValType> from, List<ValType> to) {
    if (from.size() != to.size()) {
      return false;
    }
    for (int i = 0; i < from.size(); i++) {
      if (!from.get(i).matches(to.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The types of the parameters. */
  public List<ValType> params() {
    if (params == null) {
      params = TypeSystem.get().params(canonical);
    }
    return params;
  }

  /** The types of the results. */
  public List<ValType> results() {
    if (results == null) {
      results = TypeSystem.get().results(canonical);
    }
    return results;
  }

  /** Whether the type may not have subtypes. */
  public boolean isFinal() {
    return TypeSystem.get().isFinal(canonical);
  }

  /** What the type was declared a subtype of. */
  public Optional<FuncType> supertype() {
    return Optional.ofNullable(TypeSystem.get().superType(canonical)).map(FuncType::new);
  }

  /** Whether a function of this type may be used where one of {@code expected} is wanted. */
  @Override
  public boolean isSubtypeOf(DefinedType expected) {
    return TypeSystem.get().isSubtype(canonical, ((FuncType) expected).canonical);
  }

  @Override
  public String kind() {
    return "func";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FuncType type && canonical == type.canonical;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(canonical);
  }

  /** The type in the words of the text format, such as {@code (func (param i32) (result f64))}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("(func");
    append(text, "param", params());
    append(text, "result", results());
    return text.append(')').toString();
  }

  private static void append(StringBuilder text, String word, List<ValType> types) {
    if (!types.isEmpty()) {
      List<String> words = new ArrayList<>();
      types.forEach(type -> words.add(type.toString()));
      text.append(" (").append(word).append(' ').append(String.join(" ", words)).append(')');
    }
  }
}
