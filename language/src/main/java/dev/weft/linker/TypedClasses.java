// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Function;

/**
 * Classes that implement an interface by calling functions of WebAssembly. For {@link
 * java.util.function.IntBinaryOperator} one is
 *
 * <pre>{@code
 * final class Typed implements IntBinaryOperator {
 *   private final Function t0;
 *
 *   Typed(Object[] targets) {
 *     t0 = (Function) targets[0];
 *   }
 *
 *   public int applyAsInt(int a, int b) {
 *     return (Integer) t0.apply(new Object[] {null, a, b});
 *   }
 * }
 * }</pre>
 *
 * It names classes of the JDK and of the interface only, so that it can lie beside an interface
 * that is not public.
 */
final class TypedClasses {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final ClassDesc FUNCTION = Function.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc APPLY =
      MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object);
  private static final MethodTypeDesc CONSTRUCTOR =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object.arrayType());

  /** Constructors of type (Object[])Object; null where no class can be defined. */
  private static final ClassValue<Constructor> CLASSES =
      new ClassValue<>() {
        @Override
        protected Constructor computeValue(Class<?> type) {
          return new Constructor(define(type, Shape.abstractMethods(type)));
        }
      };

  /** A handle or null. */
  private record Constructor(MethodHandle handle) {}

  private TypedClasses() {}

  /**
   * Makes an object.
   *
   * @param type the interface
   * @param methods its abstract methods, in the order of {@link Shape#abstractMethods}
   * @param targets what they call
   */
  static <I> I implement(Class<I> type, List<Method> methods, List<TypedTarget> targets) {
    if (type.isSealed()) {
      throw new IllegalArgumentException(type.getName() + " is sealed");
    }
    MethodHandle constructor = CLASSES.get(type).handle();
    if (constructor == null) {
      return proxy(type, methods, targets);
    }
    Object[] array = targets.toArray();
    try {
      return type.cast((Object) constructor.invokeExact(array));
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** An interface that no class outside its module may implement, except for the JDK's own. */
  private static <I> I proxy(Class<I> type, List<Method> methods, List<TypedTarget> targets) {
    InvocationHandler handler =
        (self, method, given) -> {
          int index = methods.indexOf(method);
          if (index >= 0) {
            Object[] slots = new Object[given == null ? 1 : given.length + 1];
            if (given != null) {
              System.arraycopy(given, 0, slots, 1, given.length);
            }
            return targets.get(index).apply(slots);
          }
          return switch (method.getName()) {
            case "equals" -> self == given[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> type.getName() + " of WebAssembly";
            default -> InvocationHandler.invokeDefault(self, method, given);
          };
        };
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static MethodHandle define(Class<?> type, List<Method> methods) {
    Module ours = TypedClasses.class.getModule();
    ours.addReads(type.getModule());
    MethodHandles.Lookup place;
    try {
      place = isSeenHere(type, methods) ? LOOKUP : MethodHandles.privateLookupIn(type, LOOKUP);
    } catch (IllegalAccessException e) {
      return null;
    }
    boolean hidden = place.hasFullPrivilegeAccess();
    // In another module only classes with a name can be defined.
    String name =
        hidden
            ? "Typed"
            : type.getName().substring(type.getName().lastIndexOf('.') + 1) + "$$Typed";
    ClassDesc self = ClassDesc.of(place.lookupClass().getPackageName(), name);
    byte[] bytes = classFile(self, type, methods);
    try {
      MethodHandle constructor =
          hidden ? hiddenClass(place, bytes) : constructor(place, place.defineClass(bytes));
      return constructor.asType(MethodType.methodType(Object.class, Object[].class));
    } catch (LinkageError e) {
      return null; // another copy of this class was here before
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a class that was generated is not accepted", e);
    }
  }

  private static MethodHandle hiddenClass(MethodHandles.Lookup place, byte[] bytes)
      throws ReflectiveOperationException {
    MethodHandles.Lookup defined = place.defineHiddenClass(bytes, true);
    return constructor(defined, defined.lookupClass());
  }

  private static MethodHandle constructor(MethodHandles.Lookup place, Class<?> type)
      throws ReflectiveOperationException {
    return place.findConstructor(type, MethodType.methodType(void.class, Object[].class));
  }

  /** Whether a class of this package can name all classes that are needed. */
  private static boolean isSeenHere(Class<?> type, List<Method> methods) {
    if (!isVisible(type)) {
      return false;
    }
    for (Method method : methods) {
      if (!isVisible(method.getReturnType())) {
        return false;
      }
      for (Class<?> parameter : method.getParameterTypes()) {
        if (!isVisible(parameter)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isVisible(Class<?> type) {
    if (type.isPrimitive()) {
      return true;
    }
    if (!Modifier.isPublic(type.getModifiers())
        || !type.getModule().isExported(type.getPackageName(), TypedClasses.class.getModule())) {
      return false;
    }
    try {
      return Class.forName(type.getName(), false, TypedClasses.class.getClassLoader()) == type;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  private static byte[] classFile(ClassDesc self, Class<?> type, List<Method> methods) {
    return ClassFile.of()
        .build(
            self,
            c -> {
              c.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                  .withInterfaceSymbols(type.describeConstable().orElseThrow());
              for (int i = 0; i < methods.size(); i++) {
                c.withField("t" + i, FUNCTION, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
              }
              c.withMethodBody(
                  ConstantDescs.INIT_NAME,
                  CONSTRUCTOR,
                  0,
                  code -> constructor(code, self, methods.size()));
              for (int i = 0; i < methods.size(); i++) {
                Method method = methods.get(i);
                String field = "t" + i;
                MethodTypeDesc desc =
                    MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                        .describeConstable()
                        .orElseThrow();
                c.withMethodBody(
                    method.getName(),
                    desc,
                    ClassFile.ACC_PUBLIC,
                    code -> method(code, self, field, desc));
              }
            });
  }

  private static void constructor(CodeBuilder code, ClassDesc self, int count) {
    code.aload(0)
        .invokespecial(
            ConstantDescs.CD_Object,
            ConstantDescs.INIT_NAME,
            MethodTypeDesc.of(ConstantDescs.CD_void));
    for (int i = 0; i < count; i++) {
      code.aload(0)
          .aload(1)
          .loadConstant(i)
          .aaload()
          .checkcast(FUNCTION)
          .putfield(self, "t" + i, FUNCTION);
    }
    code.return_();
  }

  private static void method(CodeBuilder code, ClassDesc self, String field, MethodTypeDesc desc) {
    code.aload(0)
        .getfield(self, field, FUNCTION)
        .loadConstant(desc.parameterCount() + 1)
        .anewarray(ConstantDescs.CD_Object);
    for (int i = 0; i < desc.parameterCount(); i++) {
      ClassDesc param = desc.parameterType(i);
      code.dup().loadConstant(i + 1).loadLocal(TypeKind.from(param), code.parameterSlot(i));
      if (param.isPrimitive()) {
        ClassDesc box = boxOf(param);
        code.invokestatic(box, "valueOf", MethodTypeDesc.of(box, param));
      }
      code.aastore();
    }
    code.invokeinterface(FUNCTION, "apply", APPLY);
    ClassDesc result = desc.returnType();
    if (result.equals(ConstantDescs.CD_void)) {
      code.pop().return_();
    } else if (result.isPrimitive()) {
      ClassDesc box = boxOf(result);
      code.checkcast(box)
          .invokevirtual(box, result.displayName() + "Value", MethodTypeDesc.of(result))
          .return_(TypeKind.from(result));
    } else {
      code.checkcast(result).areturn();
    }
  }

  private static ClassDesc boxOf(ClassDesc primitive) {
    return switch (primitive.descriptorString()) {
      case "I" -> ConstantDescs.CD_Integer;
      case "J" -> ConstantDescs.CD_Long;
      case "F" -> ConstantDescs.CD_Float;
      case "D" -> ConstantDescs.CD_Double;
      case "Z" -> ConstantDescs.CD_Boolean;
      default -> throw new AssertionError(primitive);
    };
  }
}
