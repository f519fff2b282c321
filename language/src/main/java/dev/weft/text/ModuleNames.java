// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.module.CustomSection;
import dev.weft.module.Module;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** All names of a module's name section, as identifiers where that is possible. */
final class ModuleNames {
  static final int FUNCTIONS = 1;
  static final int LOCALS = 2;
  static final int LABELS = 3;
  static final int TYPES = 4;
  static final int TABLES = 5;
  static final int MEMORIES = 6;
  static final int GLOBALS = 7;
  static final int ELEMENTS = 8;
  static final int DATA = 9;
  static final int FIELDS = 10;
  static final int TAGS = 11;
  private static final int LAST = 11;
  private static final Map<Integer, String> NONE = Map.of();

  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException() {
      super(null, null, false, false);
    }
  }

  private final byte[] bytes;
  private int position;
  private int limit;
  private CustomSection section;
  private String moduleName;

  /** Names by index, for each subsection of such. */
  private final Map<Integer, Map<Integer, String>> names = new HashMap<>();

  /** Names by outer and inner index. */
  private final Map<Integer, Map<Integer, Map<Integer, String>>> indirect = new HashMap<>();

  /** Of each subsection the names that more than one entry has. */
  private final Map<Integer, Set<String>> ambiguous = new HashMap<>();

  /** Reads the first name section; one that is malformed counts as absent. */
  ModuleNames(Module module) {
    bytes = module.bytes();
    for (CustomSection custom : module.customSections()) {
      if (custom.name().equals("name")) {
        try {
          position = custom.start();
          limit = position + custom.length();
          read();
          section = custom;
        } catch (MalformedException e) {
          moduleName = null;
          names.clear();
          indirect.clear();
        }
        break;
      }
    }
    names.forEach((space, map) -> ambiguous.put(space, repeated(map)));
  }

  /** The section whose names these are, or null. */
  CustomSection section() {
    return section;
  }

  private void read() throws MalformedException {
    int last = -1;
    while (position < limit) {
      int id = bytes[position++];
      int end = number();
      if (id <= last || id > LAST || end > limit - position) {
        // Subsections that the text cannot express would be lost: the section stays as it is.
        throw new MalformedException();
      }
      last = id;
      end += position;
      int outer = limit;
      limit = end;
      switch (id) {
        case 0 -> moduleName = name();
        case LOCALS, LABELS, FIELDS -> indirect.put(id, indirectMap());
        default -> names.put(id, map());
      }
      if (position != end) {
        throw new MalformedException();
      }
      limit = outer;
    }
  }

  private Map<Integer, Map<Integer, String>> indirectMap() throws MalformedException {
    int count = number();
    Map<Integer, Map<Integer, String>> result = new HashMap<>();
    int last = -1;
    for (int i = 0; i < count; i++) {
      last = ascending(last);
      result.put(last, map());
    }
    return result;
  }

  private Map<Integer, String> map() throws MalformedException {
    int count = number();
    Map<Integer, String> result = new HashMap<>();
    int last = -1;
    for (int i = 0; i < count; i++) {
      last = ascending(last);
      result.put(last, name());
    }
    return result;
  }

  private int ascending(int last) throws MalformedException {
    int index = number();
    if (index <= last) {
      throw new MalformedException();
    }
    return index;
  }

  private String name() throws MalformedException {
    int length = number();
    if (length > limit - position || !Utf8.isValid(bytes, position, position + length)) {
      throw new MalformedException();
    }
    position += length;
    return new String(bytes, position - length, length, StandardCharsets.UTF_8);
  }

  private int number() throws MalformedException {
    long result = 0;
    for (int shift = 0; shift < 35 && position < limit; shift += 7) {
      int b = bytes[position++];
      result |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        if (result > Integer.MAX_VALUE) {
          break;
        }
        return (int) result;
      }
    }
    throw new MalformedException();
  }

  static Set<String> repeated(Map<Integer, String> map) {
    Set<String> seen = new HashSet<>();
    Set<String> repeated = new HashSet<>();
    for (String name : map.values()) {
      if (!seen.add(name)) {
        repeated.add(name);
      }
    }
    return repeated;
  }

  /** The module's name, or null. */
  String moduleName() {
    return moduleName;
  }

  /** The name of an entry of an index space, or null. */
  String name(int space, int index) {
    return names.getOrDefault(space, NONE).get(index);
  }

  /** The name of an entry if it can stand for the entry in text, or null. */
  String identifier(int space, int index) {
    String name = name(space, index);
    return name == null || name.isEmpty() || ambiguous.get(space).contains(name) ? null : name;
  }

  /** The names of locals, labels or fields of one function or type. */
  Map<Integer, String> of(int space, int index) {
    return indirect.getOrDefault(space, Map.of()).getOrDefault(index, NONE);
  }
}
