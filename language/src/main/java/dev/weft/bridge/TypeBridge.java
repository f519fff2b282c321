// SPDX-License-Identifier: Apache-2.0
package dev.weft.bridge;

import dev.weft.linker.ValType;
import dev.weft.linker.spi.TypeSystem;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.RecGroup;
import dev.weft.wasi.WasiModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The canonical types of {@code dev.weft.types} for the linker's API. */
public final class TypeBridge implements TypeSystem {
  /** Made by the service loader. */
  public TypeBridge() {}

  @Override
  public Object define(
      List<ValType> params, List<ValType> results, boolean isFinal, Object superType) {
    RecGroup.Builder builder = new RecGroup.Builder(1);
    builder.define(
        0,
        new FuncType(LinkTypes.valueTypes(params), LinkTypes.valueTypes(results)),
        isFinal,
        (DefinedType) superType);
    return builder.build()[0];
  }

  @Override
  public List<ValType> params(Object type) {
    return LinkTypes.valTypes(((DefinedType) type).funcType().params());
  }

  @Override
  public List<ValType> results(Object type) {
    return LinkTypes.valTypes(((DefinedType) type).funcType().results());
  }

  @Override
  public boolean isFinal(Object type) {
    return ((DefinedType) type).isFinal();
  }

  @Override
  public SequencedMap<String, dev.weft.linker.FuncType> wasiFunctions(String moduleName) {
    SequencedMap<String, DefinedType> types = WasiModule.functions(moduleName);
    if (types == null) {
      return null;
    }
    SequencedMap<String, dev.weft.linker.FuncType> result = new LinkedHashMap<>();
    types.forEach((name, type) -> result.put(name, LinkTypes.funcType(type)));
    return result;
  }

  @Override
  public Object superType(Object type) {
    return ((DefinedType) type).superType();
  }

  @Override
  public boolean isSubtype(Object type, Object other) {
    return ((DefinedType) type).isSubtypeOf((DefinedType) other);
  }
}
