// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.exception.AbstractTruffleException;
import dev.weft.WasmContext;
import dev.weft.host.HostBinding;
import dev.weft.host.HostExceptions;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.TypedEntry;
import dev.weft.types.FuncType;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * How generated code calls typed functions of the host: for each method handle of {@link
 * dev.weft.host.HostCode} a class whose {@code call} invokes it. For the type {@code [i32 i64] ->
 * [f32]} one is
 *
 * <pre>{@code
 * public final class H extends B_IJ_F {
 *   private static final MethodHandle HANDLE = HostEntries.handle(H.class);
 *   private final HostBinding binding;
 *   private final WasmContext context;
 *   private final Object target;
 *   private final Object state;
 *
 *   public float call(int p0, long p1, Instance caller) {
 *     if (HostEntries.isHooked(context)) {
 *       return super.call(p0, p1, caller); // boxes, and calls the call target
 *     }
 *     try {
 *       return (float) HANDLE.invokeExact(target, state, (Object) caller, p0, p1);
 *     } catch (Throwable e) {
 *       throw HostEntries.failed(binding, e);
 *     }
 *   }
 * }
 * }</pre>
 *
 * where {@code B_IJ_F} is the class of {@link Signatures} for functions that are not generated. A
 * call is as long as a virtual call that HotSpot can inline, the function of the host with it. The
 * classes are no hidden ones: stack walks have to see where generated code ends.
 */
public final class HostEntries {
  private static final ClassDesc SELF = ClassDesc.of("weft.H");
  private static final ClassDesc HELPERS = desc(HostEntries.class);
  private static final ClassDesc BINDING = desc(HostBinding.class);
  private static final ClassDesc FUNCTION = desc(FunctionInstance.class);
  private static final MethodTypeDesc CONSTRUCTOR =
      MethodTypeDesc.of(ConstantDescs.CD_void, FUNCTION, BINDING);
  private static final String HANDLE = "HANDLE";
  private static final String BOUND = "binding";
  private static final ClassDesc CONTEXT = desc(WasmContext.class);
  private static final String IN = "context";
  private static final String TARGET = "target";
  private static final String STATE = "state";

  private HostEntries() {}

  private static ClassDesc desc(Class<?> c) {
    return c.describeConstable().orElseThrow();
  }

  /** Makes entries of one handle. */
  private static final class Factory {
    private final MethodHandle constructor;

    Factory(FuncType type, MethodHandle handle) {
      try {
        Class<?> c = Class.forName("weft.H", true, new Loader(type, handle));
        constructor =
            MethodHandles.publicLookup()
                .findConstructor(
                    c, MethodType.methodType(void.class, FunctionInstance.class, HostBinding.class))
                .asType(
                    MethodType.methodType(
                        TypedEntry.class, FunctionInstance.class, HostBinding.class));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("generated class", e);
      }
    }

    TypedEntry entry(FunctionInstance function, HostBinding binding) {
      try {
        return (TypedEntry) constructor.invokeExact(function, binding);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new LinkageError("generated class", e);
      }
    }
  }

  /**
   * The entry of a host function.
   *
   * @return null if its parameters are too many for a method
   */
  static TypedEntry entry(FunctionInstance function, HostBinding binding) {
    FuncType type = function.funcType();
    Factory factory = binding.code.typedEntries(Factory.class, handle -> new Factory(type, handle));
    return factory == null ? null : factory.entry(function, binding);
  }

  /** Whether a class is one that calls the host. */
  static boolean isEntry(Class<?> c) {
    return c.getClassLoader() instanceof Loader;
  }

  // What the classes call

  /** The handle of a class. */
  public static MethodHandle handle(Class<?> c) {
    return ((Loader) c.getClassLoader()).handle;
  }

  /** Whether a hook has to be told of the call; called before each. */
  public static boolean isHooked(WasmContext context) {
    return context.attendsHostCalls() && attend(context);
  }

  private static boolean attend(WasmContext context) {
    context.flushOutput();
    return context.callHook() != null;
  }

  /** Makes a guest's exception of what the host threw, and notes the frames it goes through. */
  public static RuntimeException failed(HostBinding binding, Throwable e) {
    try {
      throw HostExceptions.toGuest(binding.context, e);
    } catch (AbstractTruffleException guest) {
      GeneratedFrames.passThrough(guest);
      throw guest;
    }
  }

  // Their code

  private static byte[] classFile(FuncType type, MethodType handleType) {
    ClassDesc superClass = ClassDesc.ofInternalName(Signatures.INSTANCE_OF_VM.boxingClass(type));
    MethodTypeDesc call = MethodTypeDesc.ofDescriptor(Kinds.call(type));
    MethodTypeDesc invoke = handleType.describeConstable().orElseThrow();
    return ClassFile.of()
        .build(
            SELF,
            c ->
                c.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                    .withSuperclass(superClass)
                    .withField(
                        HANDLE,
                        ConstantDescs.CD_MethodHandle,
                        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_FINAL)
                    .withField(BOUND, BINDING, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                    .withField(IN, CONTEXT, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                    .withField(
                        TARGET,
                        ConstantDescs.CD_Object,
                        ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                    .withField(
                        STATE, ConstantDescs.CD_Object, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                    .withMethodBody(
                        ConstantDescs.CLASS_INIT_NAME,
                        ConstantDescs.MTD_void,
                        ClassFile.ACC_STATIC,
                        HostEntries::initializer)
                    .withMethodBody(
                        ConstantDescs.INIT_NAME,
                        CONSTRUCTOR,
                        ClassFile.ACC_PUBLIC,
                        code -> constructor(code, superClass))
                    .withMethodBody(
                        "call",
                        call,
                        ClassFile.ACC_PUBLIC,
                        code -> call(code, superClass, call, invoke, type)));
  }

  private static void initializer(CodeBuilder code) {
    code.loadConstant(SELF)
        .invokestatic(
            HELPERS,
            "handle",
            MethodTypeDesc.of(ConstantDescs.CD_MethodHandle, ConstantDescs.CD_Class))
        .putstatic(SELF, HANDLE, ConstantDescs.CD_MethodHandle)
        .return_();
  }

  private static void constructor(CodeBuilder code, ClassDesc superClass) {
    code.aload(0)
        .aload(1)
        .invokespecial(
            superClass, ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void, FUNCTION))
        .aload(0)
        .aload(2)
        .putfield(SELF, BOUND, BINDING)
        .aload(0)
        .aload(2)
        .getfield(BINDING, "context", CONTEXT)
        .putfield(SELF, IN, CONTEXT)
        .aload(0)
        .aload(2)
        .getfield(BINDING, "function", ConstantDescs.CD_Object)
        .putfield(SELF, TARGET, ConstantDescs.CD_Object)
        .aload(0)
        .aload(2)
        .getfield(BINDING, "state", ConstantDescs.CD_Object)
        .putfield(SELF, STATE, ConstantDescs.CD_Object)
        .return_();
  }

  private static void call(
      CodeBuilder code,
      ClassDesc superClass,
      MethodTypeDesc call,
      MethodTypeDesc invoke,
      FuncType type) {
    TypeKind result = TypeKind.from(call.returnType());
    int params = call.parameterCount() - 1;
    Label direct = code.newLabel();
    code.aload(0)
        .getfield(SELF, IN, CONTEXT)
        .invokestatic(HELPERS, "isHooked", MethodTypeDesc.of(ConstantDescs.CD_boolean, CONTEXT))
        .ifeq(direct)
        .aload(0);
    loadParameters(code, call, params + 1);
    code.invokespecial(superClass, "call", call).return_(result).labelBinding(direct);
    code.trying(
        body -> {
          body.getstatic(SELF, HANDLE, ConstantDescs.CD_MethodHandle)
              .aload(0)
              .getfield(SELF, TARGET, ConstantDescs.CD_Object)
              .aload(0)
              .getfield(SELF, STATE, ConstantDescs.CD_Object)
              .aload(body.parameterSlot(params));
          loadParameters(body, call, params);
          body.invokevirtual(ConstantDescs.CD_MethodHandle, "invokeExact", invoke);
          if (type.resultCount() > 1) {
            spread(body, call.returnType());
          }
          body.return_(result);
        },
        handlers ->
            handlers.catching(
                ConstantDescs.CD_Throwable,
                handler ->
                    handler
                        .aload(0)
                        .getfield(SELF, BOUND, BINDING)
                        .swap()
                        .invokestatic(
                            HELPERS,
                            "failed",
                            MethodTypeDesc.of(
                                desc(RuntimeException.class), BINDING, ConstantDescs.CD_Throwable))
                        .athrow()));
  }

  private static void loadParameters(CodeBuilder code, MethodTypeDesc call, int count) {
    for (int i = 0; i < count; i++) {
      code.loadLocal(TypeKind.from(call.parameterType(i)), code.parameterSlot(i));
    }
  }

  /** Of several results the first is left on the stack, the others go where they are expected. */
  private static void spread(CodeBuilder code, ClassDesc first) {
    code.invokestatic(
        desc(CallSupport.class),
        "spreadResults",
        MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object));
    if (first.isPrimitive()) {
      ClassDesc box =
          MethodType.methodType(primitive(first))
              .wrap()
              .returnType()
              .describeConstable()
              .orElseThrow();
      code.checkcast(box)
          .invokevirtual(box, first.displayName() + "Value", MethodTypeDesc.of(first));
    }
  }

  private static Class<?> primitive(ClassDesc type) {
    return switch (type.descriptorString()) {
      case "I" -> int.class;
      case "J" -> long.class;
      case "F" -> float.class;
      case "D" -> double.class;
      default -> throw new AssertionError(type);
    };
  }

  /** Holds one class, which lives as long as the code of its handle. */
  private static final class Loader extends ClassLoader {
    private final FuncType type;
    private final MethodHandle handle;

    Loader(FuncType type, MethodHandle handle) {
      super("weft-host", Signatures.INSTANCE_OF_VM.loader());
      this.type = type;
      this.handle = handle;
      GeneratedCode.openTo(getUnnamedModule());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (!name.equals("weft.H")) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = classFile(type, handle.type());
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
