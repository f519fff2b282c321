// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.TruffleObject;
import dev.weft.WasmContext;
import dev.weft.module.Module;

/**
 * A module instance (specification, "Module Instances"): argument 0 of every call of its functions.
 * Made by {@link Instantiation}.
 */
public final class Instance implements TruffleObject {
  /** The module. */
  public final Module module;

  /** The module's code. */
  public final ModuleCode code;

  /** The context this instance lives in. */
  public final WasmContext context;

  /**
   * The functions by index: the imported ones are always there, the others once {@link #function}
   * was asked for them.
   */
  public final FunctionInstance[] functions;

  /** The tables by index. */
  public final Table[] tables;

  /** The memories by index. */
  public final Memory[] memories;

  /** The globals by index. */
  public final Global[] globals;

  /** The tags by index. */
  public final Tag[] tags;

  /** The items of the element segments by index; null once dropped. */
  public final Object[][] elements;

  /** Whether the data segment with an index was dropped. */
  public final boolean[] droppedData;

  /**
   * Memory 0, or null: in a field of its own because nearly every access goes there. Set once, by
   * {@link Instantiation}.
   */
  public Memory memory0;

  /** Makes room for what {@link Instantiation} then fills in. */
  Instance(ModuleCode code, WasmContext context) {
    this.module = code.module();
    this.code = code;
    this.context = context;
    this.functions = new FunctionInstance[module.functionCount()];
    this.tables = new Table[module.tableCount()];
    this.memories = new Memory[module.memoryCount()];
    this.globals = new Global[module.globalCount()];
    this.tags = new Tag[module.tagCount()];
    this.elements = new Object[module.elements().size()][];
    this.droppedData = new boolean[module.data().size()];
  }

  /** The function with an index; the same object whenever it is asked for. */
  public FunctionInstance function(int index) {
    FunctionInstance function = functions[index];
    return function != null ? function : makeFunction(index);
  }

  @TruffleBoundary
  private FunctionInstance makeFunction(int index) {
    return functions[index] = new FunctionInstance(this, index);
  }
}
