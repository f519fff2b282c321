// SPDX-License-Identifier: Apache-2.0
package dev.weft.testing;

import java.util.ArrayList;
import java.util.List;

/**
 * Builds binary modules for tests, valid ones or not. Each method adds an entry to a section;
 * sections come out in the right order, and those without entries are left out.
 */
public final class ModuleBuilder {
  /** The codes of the number and vector types and of two reference types. */
  public static final int I32 = 0x7F;

  /** The code of i64. */
  public static final int I64 = 0x7E;

  /** The code of f32. */
  public static final int F32 = 0x7D;

  /** The code of f64. */
  public static final int F64 = 0x7C;

  /** The code of v128. */
  public static final int V128 = 0x7B;

  /** The code of funcref. */
  public static final int FUNCREF = 0x70;

  /** The code of externref. */
  public static final int EXTERNREF = 0x6F;

  private static final int[] ORDER = {1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11};

  private final List<List<Bytes>> entries = new ArrayList<>();
  private final Bytes customSections = new Bytes();
  private int importedFunctions;
  private long start = -1;

  /** Starts an empty module. */
  public ModuleBuilder() {
    for (int i = 0; i < 14; i++) {
      entries.add(new ArrayList<>());
    }
  }

  /** Adds an entry to the section with the given number; returns its place there. */
  public int entry(int section, Bytes entry) {
    entries.get(section).add(entry);
    return entries.get(section).size() - 1;
  }

  /** Adds a function type; returns its index. */
  public int type(int[] params, int[] results) {
    return entry(
        1, new Bytes().raw(0x60).u(params.length).raw(params).u(results.length).raw(results));
  }

  /** Adds an imported function; returns its index. */
  public int importFunction(String module, String name, int type) {
    entry(2, new Bytes().name(module).name(name).raw(0).u(type));
    return importedFunctions++;
  }

  /** Adds a function without locals; the end of the body is added. Returns its index. */
  public int function(int type, Bytes body) {
    return functionWithLocals(type, new Bytes().u(0), body);
  }

  /** Adds a function; the end of the body is added. Returns its index. */
  public int functionWithLocals(int type, Bytes locals, Bytes body) {
    entry(10, new Bytes().sized(new Bytes().append(locals).append(body).raw(0x0B)));
    return importedFunctions + entry(3, new Bytes().u(type));
  }

  /** Adds a memory without maximum; returns its place in the section. */
  public int memory(int min) {
    return entry(5, new Bytes().raw(0).u(min));
  }

  /** Adds a table of funcref without maximum; returns its place in the section. */
  public int table(int min) {
    return entry(4, new Bytes().raw(FUNCREF, 0).u(min));
  }

  /** Adds a global; the end of the initialiser is added. Returns its place in the section. */
  public int global(int type, boolean mutable, Bytes init) {
    return entry(6, new Bytes().raw(type, mutable ? 1 : 0).append(init).raw(0x0B));
  }

  /** Adds an export of the given kind (0 function, 1 table, 2 memory, 3 global, 4 tag). */
  public ModuleBuilder export(String name, int kind, int index) {
    entry(7, new Bytes().name(name).raw(kind).u(index));
    return this;
  }

  /** Sets the start function. */
  public ModuleBuilder start(long function) {
    start = function;
    return this;
  }

  /** Adds a custom section, which comes out after all others. */
  public ModuleBuilder custom(String name, Bytes contents) {
    customSections.raw(0).sized(new Bytes().name(name).append(contents));
    return this;
  }

  /** Returns the module. */
  public byte[] build() {
    Bytes module = header();
    for (int id : ORDER) {
      List<Bytes> list = entries.get(id);
      Bytes contents = new Bytes();
      if (id == 8) {
        if (start < 0) {
          continue;
        }
        contents.u(start);
      } else if (list.isEmpty()) {
        continue;
      } else if (id == 12) {
        contents.append(list.get(0));
      } else {
        contents.u(list.size());
        for (Bytes entry : list) {
          contents.append(entry);
        }
      }
      module.raw(id).sized(contents);
    }
    return module.append(customSections).toArray();
  }

  /** Returns the eight bytes that every module begins with. */
  public static Bytes header() {
    return new Bytes().raw(0, 'a', 's', 'm', 1, 0, 0, 0);
  }
}
