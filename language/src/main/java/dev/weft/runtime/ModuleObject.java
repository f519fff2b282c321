// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.CachedLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import dev.weft.WasmContext;
import dev.weft.module.CustomSection;
import dev.weft.module.Export;
import dev.weft.module.Import;
import dev.weft.module.Module;
import dev.weft.bridge.LinkTypes;
import dev.weft.linker.ExportType;
import dev.weft.linker.ImportType;
import dev.weft.linker.MemoryType;
import dev.weft.linker.TableType;
import dev.weft.linker.spi.EngineModule;
import dev.weft.types.ExternType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What evaluating a module yields: instantiable, any number of times, with import objects as
 * arguments. Immutable and free of any context, so contexts that share code share it.
 */
@ExportLibrary(InteropLibrary.class)
public final class ModuleObject extends WasmObject implements EngineModule {
  private static final String NAME = "name";
  private static final String IMPORTS = "imports";
  private static final String EXPORTS = "exports";
  private static final String CUSTOM_SECTIONS = "customSections";

  private final ModuleCode code;

  /** Makes the object that stands for {@code code}'s module. */
  public ModuleObject(ModuleCode code) {
    this.code = code;
  }

  /** The module and its code. */
  public ModuleCode code() {
    return code;
  }

  /** What the module is called: by its name section, or by its source. */
  public String name() {
    return code.name();
  }

  // ---- For the linker

  @Override
  public Object identity() {
    return code.module();
  }

  @Override
  public String moduleName() {
    return code.module().name();
  }

  @Override
  public String sourceName() {
    return code.sourceName();
  }

  @Override
  public byte[] moduleBytes() {
    return code.module().bytes().clone();
  }

  @Override
  public boolean hasStart() {
    return code.module().startFunction() >= 0;
  }

  @Override
  public List<ImportType> importTypes() {
    return code.module().imports().stream()
        .map(i -> new ImportType(i.module(), i.name(), LinkTypes.of(i.type())))
        .toList();
  }

  @Override
  public List<ExportType> exportTypes() {
    Module module = code.module();
    return module.exports().stream()
        .map(e -> new ExportType(e.name(), LinkTypes.of(type(module, e))))
        .toList();
  }

  @Override
  public List<MemoryType> definedMemories() {
    Module module = code.module();
    List<MemoryType> types = new ArrayList<>();
    for (int i = module.importedMemoryCount(); i < module.memoryCount(); i++) {
      types.add(LinkTypes.memoryType(module.memoryType(i)));
    }
    return types;
  }

  @Override
  public List<TableType> definedTables() {
    Module module = code.module();
    List<TableType> types = new ArrayList<>();
    for (int i = module.importedTableCount(); i < module.tableCount(); i++) {
      types.add(LinkTypes.tableType(module.tableType(i)));
    }
    return types;
  }

  @Override
  public List<byte[]> customSectionContents(String name) {
    byte[] bytes = code.module().bytes();
    return code.module().customSections().stream()
        .filter(section -> section.name().equals(name))
        .map(s -> Arrays.copyOfRange(bytes, s.start(), s.start() + s.length()))
        .toList();
  }

  // ---- For other languages

  @ExportMessage
  boolean isInstantiable() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object instantiate(Object[] imports, @CachedLibrary("this") InteropLibrary node) {
    WasmContext context = WasmContext.get(node);
    try {
      return Instantiation.instantiate(code, context, imports);
    } finally {
      context.flushOutput(); // of the start function
    }
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    return new ListObject(NAME, IMPORTS, EXPORTS, CUSTOM_SECTIONS);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String member) {
    return switch (member) {
      case NAME, IMPORTS, EXPORTS, CUSTOM_SECTIONS -> true;
      default -> false;
    };
  }

  @ExportMessage
  @TruffleBoundary
  Object readMember(String member) throws UnknownIdentifierException {
    return switch (member) {
      case NAME -> name();
      case IMPORTS -> imports();
      case EXPORTS -> exports();
      case CUSTOM_SECTIONS -> customSections();
      default -> throw UnknownIdentifierException.create(member);
    };
  }

  private ListObject imports() {
    Object[] items = new Object[code.module().imports().size()];
    for (int i = 0; i < items.length; i++) {
      Import item = code.module().imports().get(i);
      items[i] =
          new RecordObject()
              .with("module", item.module())
              .with(NAME, item.name())
              .with("kind", item.kind().text())
              .with("type", Types.describe(item.type()));
    }
    return new ListObject(items);
  }

  private ListObject exports() {
    Module module = code.module();
    Object[] items = new Object[module.exports().size()];
    for (int i = 0; i < items.length; i++) {
      Export item = module.exports().get(i);
      items[i] =
          new RecordObject()
              .with(NAME, item.name())
              .with("kind", item.kind().text())
              .with("type", Types.describe(type(module, item)));
    }
    return new ListObject(items);
  }

  private static ExternType type(Module module, Export export) {
    return switch (export.kind()) {
      case FUNCTION -> ExternType.function(module.functionType(export.index()));
      case TABLE -> module.tableType(export.index());
      case MEMORY -> module.memoryType(export.index());
      case GLOBAL -> module.globalType(export.index());
      case TAG -> module.tagType(export.index());
    };
  }

  private ListObject customSections() {
    Module module = code.module();
    Object[] items = new Object[module.customSections().size()];
    for (int i = 0; i < items.length; i++) {
      CustomSection section = module.customSections().get(i);
      items[i] =
          new RecordObject()
              .with(NAME, section.name())
              .with("bytes", new BytesObject(module.bytes(), section.start(), section.length()));
    }
    return new ListObject(items);
  }

  @Override
  MetaType metaType() {
    return MetaType.MODULE;
  }

  @Override
  String display() {
    return "module " + name();
  }
}
