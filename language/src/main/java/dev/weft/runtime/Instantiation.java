// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import dev.weft.WasmContext;
import dev.weft.linker.spi.EngineHook;
import dev.weft.module.ConstExpr;
import dev.weft.module.DataSegment;
import dev.weft.module.ElementSegment;
import dev.weft.module.Module;
import dev.weft.module.SegmentMode;
import dev.weft.opcode.Opcode;
import dev.weft.types.GlobalType;
import dev.weft.types.TableType;
import java.util.function.Consumer;

/**
 * Makes instances of modules (specification, "Instantiation"): imports, then memories, globals and
 * tables, element segments, data segments, the start function, in this order. What a failing
 * instantiation did to imported tables and memories before it failed stays.
 */
public final class Instantiation {
  private final Module module;
  private final WasmContext context;
  private final Instance instance;
  private final ConstEvaluator constants;
  private boolean initialising;

  private Instantiation(ModuleCode code, WasmContext context) {
    this.module = code.module();
    this.context = context;
    this.instance = new Instance(code, context);
    this.constants = new ConstEvaluator(instance);
  }

  /**
   * Makes an instance and runs its start function.
   *
   * @param code the module
   * @param context the current context
   * @param imports where imports are looked for first, see {@link ImportResolver}
   * @throws WasmException if an import is missing or does not match, if there is not enough memory,
   *     and the trap if a segment does not fit or the start function traps
   */
  @TruffleBoundary
  public static Instance instantiate(ModuleCode code, WasmContext context, Object... imports) {
    return instantiate(code, context, new ImportResolver(context, imports));
  }

  /**
   * Makes an instance of given imports and runs its start function.
   *
   * @param imports a function, table, memory, global or tag for each import, in order
   * @throws WasmException if one does not match, and as {@link #instantiate}
   */
  @TruffleBoundary
  public static Instance link(ModuleCode code, WasmContext context, Object[] imports) {
    return instantiate(
        code, context, instance -> ImportResolver.bindAll(context, instance, imports));
  }

  static Instance instantiate(ModuleCode code, WasmContext context, ImportResolver resolver) {
    return instantiate(code, context, resolver::resolve);
  }

  private static Instance instantiate(
      ModuleCode code, WasmContext context, Consumer<Instance> linker) {
    context.instantiating(code);
    Instantiation instantiation = new Instantiation(code, context);
    linker.accept(instantiation.instance);
    boolean complete = false;
    try {
      instantiation.complete(code, context);
      complete = true;
    } finally {
      if (!complete && !instantiation.initialising) {
        // Nothing can refer to it; later, tables of others might.
        instantiation.instance.release();
      }
    }
    return instantiation.instance;
  }

  private void complete(ModuleCode code, WasmContext context) {
    instance.accountEntry = context.account().instance(instance);
    allocate();
    initialising = true;
    initialise();
    int start = code.module().startFunction();
    if (start >= 0) {
      if (code.limits().fuel() != null) {
        // The start section is a call of its own, as of a function that calls the start function.
        context.metering().fuel -=
            code.limits().fuel().entry() + code.limits().fuel().of(Opcode.CALL);
      }
      runStart(context, instance, instance.function(start));
    }
  }

  /** Runs the start function, with the new instance as its caller. */
  private static void runStart(WasmContext context, Instance instance, FunctionInstance start) {
    EngineHook hook = context.callHook();
    if (hook == null) {
      start.callConverted(new Object[] {null, instance});
      return;
    }
    hook.callingWasm();
    Throwable failure = null;
    try {
      start.callConverted(new Object[] {null, instance});
    } catch (Throwable t) {
      failure = t;
      throw t;
    } finally {
      hook.returningFromWasm(failure);
    }
  }

  private void allocate() {
    for (int i = module.importedMemoryCount(); i < module.memoryCount(); i++) {
      instance.memories[i] = Memory.create(module.memoryType(i), context);
    }
    if (instance.memories.length > 0) {
      instance.memory0 = instance.memories[0];
    }
    for (int i = module.importedTagCount(); i < module.tagCount(); i++) {
      instance.tags[i] = new Tag(module.tagType(i));
    }
    for (int i = module.importedGlobalCount(); i < module.globalCount(); i++) {
      GlobalType type = module.globalType(i);
      constants.run(module.globalInit(i));
      instance.globals[i] =
          type.type().isRef()
              ? new Global(type, constants.ref())
              : new Global(type, constants.bits());
    }
    for (int i = module.importedTableCount(); i < module.tableCount(); i++) {
      ConstExpr init = module.tableInit(i);
      Object value = init == null ? WasmNull.INSTANCE : constants.run(init).ref();
      instance.tables[i] = Table.create(module.tableType(i), value, context.account());
    }
  }

  private void initialise() {
    for (int i = 0; i < instance.elements.length; i++) {
      ElementSegment segment = module.elements().get(i);
      if (segment.mode() != SegmentMode.DECLARATIVE) {
        instance.elements[i] = items(segment);
      }
    }
    for (int i = 0; i < instance.elements.length; i++) {
      ElementSegment segment = module.elements().get(i);
      if (segment.mode() == SegmentMode.ACTIVE) {
        Object[] items = instance.elements[i];
        TableType table = module.tableType(segment.table());
        long index = offset(segment.offset(), table.limits().is64());
        instance.tables[segment.table()].init(index, items, 0, items.length);
        instance.elements[i] = null;
      }
    }
    byte[] bytes = module.bytes();
    for (int i = 0; i < instance.droppedData.length; i++) {
      DataSegment segment = module.data().get(i);
      if (segment.mode() == SegmentMode.ACTIVE) {
        boolean is64 = module.memoryType(segment.memory()).limits().is64();
        long address = offset(segment.offset(), is64);
        instance.memories[segment.memory()].write(
            address, bytes, segment.start(), segment.length());
        instance.droppedData[i] = true;
      }
    }
  }

  private long offset(ConstExpr expression, boolean is64) {
    long value = constants.run(expression).bits();
    return is64 ? value : value & 0xFFFF_FFFFL;
  }

  private Object[] items(ElementSegment segment) {
    Object[] items = new Object[segment.length()];
    int[] functions = segment.functions();
    for (int i = 0; i < items.length; i++) {
      items[i] =
          functions != null
              ? instance.function(functions[i])
              : constants.run(segment.items()[i]).ref();
    }
    return items;
  }
}
