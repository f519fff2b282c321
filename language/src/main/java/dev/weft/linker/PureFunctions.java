// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Finds host functions that a compiler may put into WebAssembly code in place of a call of them:
 * those that do nothing but compute a number from their parameters, in bounded time and without
 * ever throwing, like {@code Math::sin} or {@code (a, b) -> a * 31 ^ b}. Partial evaluation inlines
 * all that it can reach, so a function must be known to reach nothing else.
 *
 * <p>It is read from class files ({@link PureCode}). An object of a named class tells by itself
 * what its method is. A lambda does not tell which of its class's lambdas it is, and need not: if
 * all of that interface which capture nothing are pure, it is.
 */
final class PureFunctions {
  private static final String LAMBDA = "$$Lambda";
  private static final String METAFACTORY = "LambdaMetafactory";

  private PureFunctions() {}

  /** Agents may put into classes what their files do not have: counters, probes, mocks. */
  private static final class Agents {
    static final boolean PRESENT =
        Stream.concat(
                ProcessHandle.current().info().arguments().stream().flatMap(Arrays::stream),
                Stream.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
                    .map(System::getenv)
                    .filter(Objects::nonNull))
            .anyMatch(argument -> argument.contains("-javaagent:"));

    private Agents() {}
  }

  /**
   * A handle of a function, if it is pure.
   *
   * @param method the method of an interface or class that the function is called by
   * @param function the function; the handle holds it, and it holds nothing itself
   * @return takes the three arguments that precede the parameters, which it ignores, and the
   *     parameters; null if the function is not known to be pure
   */
  static MethodHandle handle(Method method, Object function) {
    try {
      return !Agents.PRESENT && isPure(method, function.getClass()) ? bind(method, function) : null;
    } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null; // nothing is known about it, then
    }
  }

  /**
   * The same for a method handle, which is pure if it is the direct handle of a public static
   * method that is.
   */
  static MethodHandle handle(MethodHandle target) {
    try {
      Method method =
          MethodHandles.publicLookup()
              .revealDirect(target)
              .reflectAs(Method.class, MethodHandles.publicLookup());
      return Modifier.isStatic(method.getModifiers()) ? handle(method, target) : null;
    } catch (IllegalArgumentException e) {
      return null; // not direct, not public, or no method
    }
  }

  private static MethodHandle bind(Method method, Object function) {
    MethodHandle target = Reflection.unreflect(method);
    if (!Modifier.isStatic(method.getModifiers())) {
      target = target.bindTo(function);
    }
    return MethodHandles.dropArguments(target, 0, Object.class, Object.class, Object.class);
  }

  private static boolean isPure(Method method, Class<?> c)
      throws IOException, ReflectiveOperationException {
    MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
    if (!type.parameterList().stream().allMatch(Class::isPrimitive)
        || !type.returnType().isPrimitive()) {
      return false;
    }
    MethodTypeDesc descriptor = type.describeConstable().orElseThrow();
    if (Modifier.isStatic(method.getModifiers())) {
      return isPureMethod(method.getDeclaringClass(), method.getName(), descriptor);
    }
    if (hasState(c)) {
      return false;
    }
    return c.isHidden()
        ? isPureLambda(method, descriptor, c)
        : isPureMethod(c, method.getName(), descriptor);
  }

  /** An object with fields is not held only because its class's code is. */
  private static boolean hasState(Class<?> c) {
    for (Class<?> d = c; d != null; d = d.getSuperclass()) {
      for (Field field : d.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isPureMethod(Class<?> c, String name, MethodTypeDesc type)
      throws IOException {
    if (PureCode.isKnown(c.describeConstable().orElseThrow(), name, type)) {
      return true;
    }
    ClassModel model = read(c);
    return model != null && new PureCode(model).isPure(name, type);
  }

  private static boolean isPureLambda(Method method, MethodTypeDesc type, Class<?> c)
      throws IOException, ReflectiveOperationException {
    int suffix = c.getName().indexOf(LAMBDA);
    Class<?>[] interfaces = c.getInterfaces();
    if (suffix < 0 || interfaces.length != 1) {
      return false;
    }
    Class<?> writer = Class.forName(c.getName().substring(0, suffix), false, c.getClassLoader());
    ClassModel model = read(writer);
    return model != null
        && allPure(model, interfaces[0].describeConstable().orElseThrow(), method, type);
  }

  /** Whether all lambdas of a class that implement an interface and capture nothing are pure. */
  private static boolean allPure(
      ClassModel model, ClassDesc implemented, Method method, MethodTypeDesc type) {
    PureCode code = new PureCode(model);
    MethodTypeDesc capturesNothing = MethodTypeDesc.of(implemented);
    boolean any = false;
    for (PoolEntry entry : model.constantPool()) {
      if (!(entry instanceof InvokeDynamicEntry site)
          || !site.typeSymbol().equals(capturesNothing)) {
        continue;
      }
      DirectMethodHandleDesc bootstrap = site.bootstrap().bootstrapMethod().asSymbol();
      List<ConstantDesc> arguments = List.of(site.asSymbol().bootstrapArgs());
      if (!bootstrap.owner().displayName().equals(METAFACTORY)
          || !bootstrap.methodName().equals("metafactory")
          || !site.name().equalsString(method.getName())
          || !arguments.get(0).equals(type)
          || !(arguments.get(1) instanceof DirectMethodHandleDesc body)
          || !isPureStatic(code, model, body, type)) {
        return false;
      }
      any = true;
    }
    return any;
  }

  private static boolean isPureStatic(
      PureCode code, ClassModel model, DirectMethodHandleDesc body, MethodTypeDesc type) {
    boolean isStatic =
        switch (body.kind()) {
          case STATIC, INTERFACE_STATIC -> true;
          default -> false;
        };
    if (!isStatic || !body.lookupDescriptor().equals(type.descriptorString())) {
      return false; // a conversion is none of our business either
    }
    return body.owner().equals(model.thisClass().asSymbol())
        ? code.isPure(body.methodName(), type)
        : PureCode.isKnown(body.owner(), body.methodName(), type);
  }

  private static ClassModel read(Class<?> c) throws IOException {
    String name = c.getName();
    try (InputStream in =
        c.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
      return in == null ? null : ClassFile.of().parse(in.readAllBytes());
    }
  }
}
