// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.binary.InstructionReader;
import dev.weft.module.CustomSection;
import dev.weft.module.Module;
import dev.weft.types.DefinedType;
import dev.weft.types.FuncType;
import dev.weft.types.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prints functions: signatures, locals and bodies. */
final class FunctionPrinter {
  private static final int LOCALS_PER_LINE = 20;

  private final Module module;
  private final ModuleNames names;
  private final TypePrinter types;
  private final InstructionPrinter instructions;
  private final TextOutput out;

  /** The branch hints of each function by their offsets in its body. */
  private final Map<Integer, Map<Integer, Integer>> hints = new HashMap<>();

  private CustomSection hintSection;

  /** The names of the current function's locals, and those that are identifiers. */
  private Map<Integer, String> localNames = Map.of();

  private Map<Integer, String> localIdentifiers = Map.of();

  FunctionPrinter(
      Module module,
      ModuleNames names,
      TypePrinter types,
      InstructionPrinter instructions,
      TextOutput out) {
    this.module = module;
    this.names = names;
    this.types = types;
    this.instructions = instructions;
    this.out = out;
    for (CustomSection section : module.customSections()) {
      if (section.name().equals(Lexer.ANNOTATIONS[Lexer.ANNOTATION_BRANCH_HINT])
          && hintSection == null) {
        hintSection = readHints(section) ? section : null;
      }
    }
    if (hintSection == null) {
      hints.clear();
    }
  }

  /** The section whose hints are printed as annotations, or null. */
  CustomSection hintSection() {
    return hintSection;
  }

  void print() throws IOException {
    InstructionReader reader = new InstructionReader(module, 0, 0);
    for (int f = module.importedFunctionCount(); f < module.functionCount(); f++) {
      out.line(1);
      out.add("(func");
      String name = names.name(ModuleNames.FUNCTIONS, f);
      String identifier = names.identifier(ModuleNames.FUNCTIONS, f);
      if (identifier != null) {
        out.add(" ").identifier(identifier);
      } else if (name != null) {
        out.add(" (@name ").string(name).add(")");
      }
      out.add(" (;").add(f).add(";)");
      int params = signature(f);
      int start = module.codeStart(f);
      int end = module.codeEnd(f);
      reader.reset(start, end);
      locals(reader, params);
      Map<Integer, Integer> functionHints = new HashMap<>();
      hints.getOrDefault(f, Map.of()).forEach((at, hint) -> functionHints.put(start + at, hint));
      instructions.body(f, reader.position(), end, localIdentifiers, functionHints);
      out.add(")");
    }
  }

  /** Prints a function's type use and notes the names of its locals; returns its parameters. */
  int signature(int function) {
    int typeIndex = module.functionTypeIndex(function);
    out.add(" (type ");
    types.index(typeIndex);
    out.add(")");
    localNames = names.of(ModuleNames.LOCALS, function);
    localIdentifiers = Map.of();
    if (!localNames.isEmpty()) {
      Set<String> repeated = ModuleNames.repeated(localNames);
      localIdentifiers = new HashMap<>(localNames);
      localIdentifiers.values().removeIf(name -> name.isEmpty() || repeated.contains(name));
    }
    DefinedType type = module.type(typeIndex);
    if (!type.isFunc()) {
      return 0;
    }
    FuncType func = type.funcType();
    // Spelled as in the definition of the type, which must be the same to the letter.
    types.within(typeIndex);
    for (int i = 0; i < func.paramCount(); i++) {
      if (localNames.get(i) != null) {
        out.add(" (param ");
        localName(i);
        types.value(func.param(i));
        out.add(")");
      } else {
        out.add(" (param ");
        types.value(func.param(i));
        while (i + 1 < func.paramCount() && localNames.get(i + 1) == null) {
          out.add(" ");
          types.value(func.param(++i));
        }
        out.add(")");
      }
    }
    types.list("result", func.results());
    types.within(-1);
    return func.paramCount();
  }

  private void localName(int index) {
    String identifier = localIdentifiers.get(index);
    if (identifier != null) {
      out.identifier(identifier).add(" ");
    } else {
      out.add("(@name ").string(localNames.get(index)).add(") ");
    }
  }

  private void locals(InstructionReader reader, int params) throws IOException {
    List<ValueType> locals = new ArrayList<>();
    for (int group = reader.localGroupCount(); group > 0; group--) {
      int count = reader.localGroup();
      locals.addAll(Collections.nCopies(count, reader.localType()));
    }
    int i = 0;
    while (i < locals.size()) {
      out.line(2);
      int lineEnd = Math.min(locals.size(), i + LOCALS_PER_LINE);
      for (String separator = ""; i < lineEnd; separator = " ") {
        out.add(separator).add("(local ");
        if (localNames.get(params + i) != null) {
          localName(params + i);
        }
        types.value(locals.get(i));
        boolean alone = localNames.get(params + i) != null;
        i++;
        while (!alone && i < lineEnd && localNames.get(params + i) == null) {
          out.add(" ");
          types.value(locals.get(i++));
        }
        out.add(")");
      }
    }
  }

  // --- branch hints

  private boolean readHints(CustomSection section) {
    byte[] bytes = module.bytes();
    int[] position = {section.start()};
    int end = section.start() + section.length();
    int functions = number(bytes, position, end);
    for (int i = 0; i < functions; i++) {
      int function = number(bytes, position, end);
      int count = number(bytes, position, end);
      if (function < module.importedFunctionCount() || function >= module.functionCount()) {
        return false;
      }
      Map<Integer, Integer> map = hints.computeIfAbsent(function, key -> new HashMap<>());
      for (int k = 0; k < count; k++) {
        int offset = number(bytes, position, end);
        int size = number(bytes, position, end);
        int value = number(bytes, position, end);
        if (offset < 0 || size != 1 || value < 0 || value > 1) {
          return false;
        }
        map.put(offset, value);
      }
      if (count < 0) {
        return false;
      }
    }
    return functions >= 0 && position[0] == end;
  }

  private static int number(byte[] bytes, int[] position, int end) {
    long result = 0;
    for (int shift = 0; shift < 35 && position[0] < end; shift += 7) {
      int b = bytes[position[0]++];
      result |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return result > Integer.MAX_VALUE ? -1 : (int) result;
      }
    }
    return -1;
  }
}
