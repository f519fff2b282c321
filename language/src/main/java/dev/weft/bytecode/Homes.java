// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.module.Module;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * In which class each function of a module is: its <i>home</i>, given by the function that the
 * class is made for. A class costs two kilobytes of metaspace, as much as the code of a function of
 * median size, so a small function goes into the class of the first one that calls it: nine of ten
 * functions that a function calls are called at some time.
 *
 * <p>The home is decided once and for all, when the first class that calls the function is made.
 */
final class Homes {
  /** The most functions that join the one a class is made for; others only to test. */
  static volatile int maxMembers = Integer.getInteger("weft.classMembers", 15);

  /** The most bytes of WebAssembly code of a function that joins another. */
  private static final int SMALL = 300;

  /** Descriptors of methods have no room for many more. */
  private static final int MAX_PARAMETERS = 100;

  private final Module module;

  /** For each function its home plus 1, or 0 while it is not decided. */
  private final AtomicIntegerArray homes;

  Homes(Module module) {
    this.module = module;
    this.homes = new AtomicIntegerArray(module.functionCount());
  }

  /** The function for which the class of a function is made; its own if it was free. */
  int home(int function) {
    return decide(function, function);
  }

  private int decide(int function, int home) {
    int known = homes.get(function);
    if (known == 0) {
      homes.compareAndSet(function, 0, home + 1);
      known = homes.get(function);
    }
    return known - 1;
  }

  /** Whether a function that is called by one of a class is in that class. */
  boolean joins(int function, int home) {
    return module.codeEnd(function) - module.codeStart(function) <= SMALL
        && module.functionType(function).funcType().paramCount() <= MAX_PARAMETERS
        && decide(function, home) == home;
  }

  /** The internal name of the class that a function is in. */
  String className(int function) {
    return className(home(function), 'F');
  }

  /**
   * The internal name of a class.
   *
   * @param kind F for functions, E for an entry
   */
  static String className(int home, char kind) {
    return "weft/" + kind + home;
  }

  /** The name of the method that takes a function's parameters and the instance. */
  String methodName(int function) {
    return methodName(function, home(function));
  }

  /** The name of the method of a function in the class made for {@code home}. */
  static String methodName(int function, int home) {
    return function == home ? "f" : "f" + function;
  }

  /** Of a function with tail calls: the name of the method that returns its boxed result. */
  static String rawName(int function, int home) {
    return function == home ? "r" : "r" + function;
  }

  /**
   * The function that a method with lines is, or is a piece of.
   *
   * @param className with dots
   * @return its index, or -1 for other classes
   */
  static int function(String className, String methodName) {
    if (!className.startsWith("weft.F")) {
      return -1;
    }
    char first = methodName.charAt(0);
    boolean named = (first == 'f' || first == 'r') && methodName.length() > 1;
    return named
        ? Integer.parseInt(methodName, 1, methodName.length(), 10)
        : Integer.parseInt(className, 6, className.length(), 10);
  }
}
