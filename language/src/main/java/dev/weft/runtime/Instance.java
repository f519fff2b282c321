// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.dsl.Cached;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import com.oracle.truffle.api.interop.UnsupportedTypeException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import dev.weft.WasmContext;
import dev.weft.linker.spi.EngineExtern;
import dev.weft.linker.spi.EngineInstance;
import dev.weft.linker.spi.EngineModule;
import dev.weft.module.Export;
import dev.weft.module.Module;
import java.util.ArrayList;
import java.util.List;

/**
 * A module instance (specification, "Module Instances"): argument 0 of every call of its functions.
 * Made by {@link Instantiation}.
 */
@ExportLibrary(InteropLibrary.class)
public final class Instance extends WasmObject implements EngineInstance {
  private static final String EXPORTS = "exports";

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

  /** What the functions of the context may still use up. */
  public final Metering metering;

  /** What the account of the context knows this instance by; may be null. */
  Object accountEntry;

  private ExportsObject exports;

  /** Makes room for what {@link Instantiation} then fills in. */
  Instance(ModuleCode code, WasmContext context) {
    this.module = code.module();
    this.code = code;
    this.context = context;
    this.metering = context == null ? null : context.metering();
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

  /**
   * Stops counting this instance and what it defines, because nobody uses them any more or they
   * were never finished. They stay usable.
   */
  @TruffleBoundary
  public void release() {
    ResourceAccount.release(accountEntry);
    for (int i = module.importedMemoryCount(); i < memories.length; i++) {
      if (memories[i] != null) {
        ResourceAccount.release(memories[i].accountEntry());
      }
    }
    for (int i = module.importedTableCount(); i < tables.length; i++) {
      if (tables[i] != null) {
        ResourceAccount.release(tables[i].accountEntry());
      }
    }
  }

  /** What the module is called: by its name section, or by its source. */
  public String name() {
    return code.name();
  }

  /** The exports, as an object of other languages; the same one every time. */
  @TruffleBoundary
  public ExportsObject exports() {
    if (exports == null) {
      exports = new ExportsObject(this);
    }
    return exports;
  }

  @Override
  public EngineModule engineModule() {
    return new ModuleObject(code);
  }

  @Override
  @TruffleBoundary
  public List<EngineExtern> exportedItems() {
    List<EngineExtern> items = new ArrayList<>(module.exports().size());
    for (Export export : module.exports()) {
      items.add((EngineExtern) exports().get(export));
    }
    return items;
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return new ListObject(EXPORTS);
  }

  /** Exports can be read from the instance as well; the member {@code exports} goes first. */
  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String member) {
    return member.equals(EXPORTS) || exports().isMemberReadable(member);
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    return member.equals(EXPORTS) ? exports() : exports().readMember(member);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberInvocable(String member) {
    return !member.equals(EXPORTS) && exports().isMemberInvocable(member);
  }

  @ExportMessage
  Object invokeMember(String member, Object[] arguments, @Cached ExecuteNode node)
      throws UnknownIdentifierException,
          UnsupportedMessageException,
          ArityException,
          UnsupportedTypeException {
    return exports().invokeMember(member, arguments, node);
  }

  @Override
  MetaType metaType() {
    return MetaType.INSTANCE;
  }

  @Override
  String display() {
    return "instance of " + name();
  }
}
