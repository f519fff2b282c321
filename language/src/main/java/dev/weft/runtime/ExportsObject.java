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
import dev.weft.module.Export;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The exports of an instance as members, in the order of the module. Read-only. */
@ExportLibrary(InteropLibrary.class)
public final class ExportsObject extends WasmObject {
  private final Instance instance;
  private final Map<String, Export> byName;

  ExportsObject(Instance instance) {
    this.instance = instance;
    List<Export> exports = instance.module.exports();
    this.byName = HashMap.newHashMap(exports.size());
    for (Export export : exports) {
      byName.put(export.name(), export);
    }
  }

  /** The instance whose exports these are. */
  Instance instance() {
    return instance;
  }

  /** The function, memory, table, global or tag exported by a name, or null. */
  @TruffleBoundary
  public Object get(String name) {
    Export export = byName.get(name);
    return export == null ? null : get(export);
  }

  Object get(Export export) {
    int index = export.index();
    return switch (export.kind()) {
      case FUNCTION -> instance.function(index);
      case TABLE -> instance.tables[index];
      case MEMORY -> instance.memories[index];
      case GLOBAL -> instance.globals[index];
      case TAG -> instance.tags[index];
    };
  }

  @ExportMessage
  boolean hasMembers() {
    return true;
  }

  @ExportMessage
  @TruffleBoundary
  Object getMembers(@SuppressWarnings("unused") boolean includeInternal) {
    List<Export> exports = instance.module.exports();
    Object[] names = new Object[exports.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = exports.get(i).name();
    }
    return new ListObject(names);
  }

  @ExportMessage
  @TruffleBoundary
  boolean isMemberReadable(String name) {
    return byName.containsKey(name);
  }

  @ExportMessage
  Object readMember(String name) throws UnknownIdentifierException {
    Object value = get(name);
    if (value == null) {
      throw UnknownIdentifierException.create(name);
    }
    return value;
  }

  @ExportMessage
  boolean isMemberInvocable(String name) {
    return get(name) instanceof FunctionInstance;
  }

  @ExportMessage
  Object invokeMember(String name, Object[] arguments, @Cached ExecuteNode node)
      throws UnknownIdentifierException,
          UnsupportedMessageException,
          ArityException,
          UnsupportedTypeException {
    Object value = get(name);
    if (value == null) {
      throw UnknownIdentifierException.create(name);
    }
    if (value instanceof FunctionInstance function) {
      return node.execute(function, arguments);
    }
    throw UnsupportedMessageException.create();
  }

  @Override
  MetaType metaType() {
    return MetaType.EXPORTS;
  }

  @Override
  String display() {
    return "exports of " + instance.name();
  }
}
