// SPDX-License-Identifier: Apache-2.0
package dev.weft.host;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import dev.weft.types.DefinedType;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Generates the classes of {@link HostCode}. For the type {@code [i32 i64] -> [f32]} one is
 *
 * <pre>{@code
 * final class Generated extends HostCode {
 *   protected Object call(Object function, Object state, Object caller, Object[] a) {
 *     return Float.valueOf(
 *         invoke(function, state, caller, ((Integer) a[1]).intValue(), ((Long) a[2]).longValue()));
 *   }
 *
 *   @TruffleBoundary(transferToInterpreterOnException = false)
 *   private static float invoke(
 *       Object function, Object state, Object caller, int p0, long p1) {
 *     return (float) HANDLE.invokeExact(function, state, caller, p0, p1);
 *   }
 * }
 * }</pre>
 *
 * where {@code HANDLE} is a constant. Where partial evaluation may look into it, the annotation is
 * left out.
 */
final class HostCodeGenerator {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final ClassDesc SELF =
      ClassDesc.of(HostCodeGenerator.class.getPackageName(), "GeneratedHostCode");
  private static final ClassDesc SUPER = desc(HostCode.class);
  private static final MethodTypeDesc CONSTRUCTOR =
      MethodTypeDesc.of(ConstantDescs.CD_void, desc(DefinedType.class));
  private static final ClassDesc OBJECTS = ConstantDescs.CD_Object.arrayType();
  private static final MethodTypeDesc CALL =
      MethodTypeDesc.of(
          ConstantDescs.CD_Object,
          ConstantDescs.CD_Object,
          ConstantDescs.CD_Object,
          ConstantDescs.CD_Object,
          OBJECTS);
  private static final String INVOKE = "invoke";

  private static final DynamicConstantDesc<MethodHandle> HANDLE =
      DynamicConstantDesc.ofNamed(
          MethodHandleDesc.ofMethod(
              java.lang.constant.DirectMethodHandleDesc.Kind.STATIC,
              desc(MethodHandles.class),
              "classData",
              MethodTypeDesc.of(
                  ConstantDescs.CD_Object,
                  ConstantDescs.CD_MethodHandles_Lookup,
                  ConstantDescs.CD_String,
                  ConstantDescs.CD_Class)),
          ConstantDescs.DEFAULT_NAME,
          ConstantDescs.CD_MethodHandle);

  private record Kind(MethodType type, boolean boundary) {}

  private static final Map<Kind, byte[]> CLASSES = new ConcurrentHashMap<>();

  private HostCodeGenerator() {}

  private static ClassDesc desc(Class<?> c) {
    return c.describeConstable().orElseThrow();
  }

  /**
   * Defines a class for a handle, of bytes that all handles of its type share.
   *
   * @param boundary whether partial evaluation stops there
   */
  static HostCode generate(DefinedType type, MethodHandle handle, boolean boundary) {
    byte[] bytes =
        CLASSES.computeIfAbsent(new Kind(handle.type(), boundary), HostCodeGenerator::classFile);
    try {
      MethodHandles.Lookup generated = LOOKUP.defineHiddenClassWithClassData(bytes, handle, true);
      return (HostCode)
          generated
              .findConstructor(
                  generated.lookupClass(), MethodType.methodType(void.class, DefinedType.class))
              .invoke(type);
    } catch (Throwable e) {
      throw new IllegalStateException("a class that was generated is not accepted", e);
    }
  }

  private static byte[] classFile(Kind kind) {
    MethodTypeDesc invoke = kind.type.describeConstable().orElseThrow();
    List<Annotation> annotations = kind.boundary ? List.of(boundary()) : List.of();
    return ClassFile.of()
        .build(
            SELF,
            c ->
                c.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER)
                    .withSuperclass(SUPER)
                    .withMethodBody(
                        ConstantDescs.INIT_NAME, CONSTRUCTOR, 0, HostCodeGenerator::constructor)
                    .withMethodBody(
                        "call", CALL, ClassFile.ACC_PROTECTED, code -> call(code, invoke))
                    .withMethod(
                        INVOKE,
                        invoke,
                        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                        method ->
                            method
                                .with(RuntimeVisibleAnnotationsAttribute.of(annotations))
                                .withCode(code -> invoke(code, invoke))));
  }

  private static Annotation boundary() {
    return Annotation.of(
        desc(TruffleBoundary.class),
        AnnotationElement.of("transferToInterpreterOnException", AnnotationValue.ofBoolean(false)));
  }

  private static void constructor(CodeBuilder code) {
    code.aload(0).aload(1).invokespecial(SUPER, ConstantDescs.INIT_NAME, CONSTRUCTOR).return_();
  }

  private static void call(CodeBuilder code, MethodTypeDesc invoke) {
    for (int i = 1; i <= HostCode.LEADING; i++) {
      code.aload(i);
    }
    int arguments = HostCode.LEADING + 1;
    for (int i = HostCode.LEADING; i < invoke.parameterCount(); i++) {
      code.aload(arguments).loadConstant(i - HostCode.LEADING + 1).aaload();
      unbox(code, invoke.parameterType(i));
    }
    code.invokestatic(SELF, INVOKE, invoke);
    box(code, invoke.returnType());
    code.areturn();
  }

  private static void unbox(CodeBuilder code, ClassDesc type) {
    if (type.isPrimitive()) {
      ClassDesc box = boxOf(type);
      code.checkcast(box).invokevirtual(box, type.displayName() + "Value", MethodTypeDesc.of(type));
    }
  }

  private static void box(CodeBuilder code, ClassDesc type) {
    if (type.equals(ConstantDescs.CD_void)) {
      code.aconst_null();
    } else if (type.isPrimitive()) {
      code.invokestatic(boxOf(type), "valueOf", MethodTypeDesc.of(boxOf(type), type));
    }
  }

  private static ClassDesc boxOf(ClassDesc primitive) {
    return switch (primitive.descriptorString()) {
      case "I" -> ConstantDescs.CD_Integer;
      case "J" -> ConstantDescs.CD_Long;
      case "F" -> ConstantDescs.CD_Float;
      case "D" -> ConstantDescs.CD_Double;
      default -> throw new AssertionError(primitive);
    };
  }

  private static void invoke(CodeBuilder code, MethodTypeDesc type) {
    code.loadConstant(HANDLE);
    for (int i = 0; i < type.parameterCount(); i++) {
      code.loadLocal(TypeKind.from(type.parameterType(i)), code.parameterSlot(i));
    }
    code.invokevirtual(ConstantDescs.CD_MethodHandle, "invokeExact", type)
        .return_(TypeKind.from(type.returnType()));
  }
}
