// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weft.binary.ModuleDecoder;
import dev.weft.opcode.FeatureSet;
import dev.weft.testing.Bytes;
import dev.weft.testing.ModuleBuilder;
import org.junit.jupiter.api.Test;

class NameSectionTest {
  private static final Bytes MODULE_NAME = new Bytes().raw(0).sized(new Bytes().name("mod"));

  private static Module module(Bytes... subsections) {
    ModuleBuilder builder = new ModuleBuilder();
    int type = builder.type(new int[0], new int[0]);
    for (int i = 0; i < 3; i++) {
      builder.function(type, new Bytes());
    }
    builder.export("exported", 0, 1);
    Bytes contents = new Bytes();
    for (Bytes subsection : subsections) {
      contents.append(subsection);
    }
    builder.custom("name", contents);
    return ModuleDecoder.decode(builder.build(), null, FeatureSet.ALL);
  }

  private static Bytes functions(Bytes map) {
    return new Bytes().raw(1).sized(map);
  }

  @Test
  void names() {
    Bytes locals = new Bytes().raw(2).sized(new Bytes().u(0));
    Module module =
        module(MODULE_NAME, functions(new Bytes().u(2).u(0).name("první").u(2).name("")), locals);
    assertEquals("mod", module.name());
    assertEquals("první", module.functionName(0));
    assertEquals("exported", module.functionName(1));
    assertEquals("", module.functionName(2));
  }

  @Test
  void namesOfFunctionsThatDoNotExistAreIgnored() {
    Module module = module(functions(new Bytes().u(2).u(0).name("a").u(1000).name("b")));
    assertEquals("a", module.functionName(0));
    assertEquals("func[2]", module.functionName(2));
    assertNull(module.name());
  }

  @Test
  void exportsOfFunctionsThatDoNotExistNameNothing() {
    ModuleBuilder builder = new ModuleBuilder();
    builder.function(builder.type(new int[0], new int[0]), new Bytes());
    builder.export("far", 0, 9).export("m", 2, 0);
    Module module = ModuleDecoder.decode(builder.build(), null, FeatureSet.ALL);
    assertEquals("func[0]", module.functionName(0));
  }

  @Test
  void unknownSubsectionsAreSkipped() {
    Module module = module(new Bytes().raw(99).sized(new Bytes().raw(1, 2)), MODULE_NAME);
    assertEquals("mod", module.name());
  }

  @Test
  void malformedSectionsCountAsAbsent() {
    Bytes[] wrong = {
      functions(new Bytes().u(2).u(0).name("a")),
      functions(new Bytes().u(1).u(0).raw(9, 'a')),
      functions(new Bytes().u(1).u(0).raw(1, 0xFF)),
      functions(new Bytes().u(2).u(1).name("a").u(0).name("b")),
      functions(new Bytes().u(2).u(0).name("a").u(0).name("b")),
      functions(new Bytes().u(1).u(0).name("a").raw(7)),
      functions(new Bytes().raw(0xFF, 0xFF, 0xFF, 0xFF, 0xFF)),
      new Bytes().raw(1, 50, 0),
      new Bytes().raw(1, 0x80),
      new Bytes().raw(0).sized(new Bytes().name("mod").raw(0))
    };
    for (Bytes subsection : wrong) {
      Module module = module(MODULE_NAME, subsection);
      assertNull(module.name());
      assertEquals("func[0]", module.functionName(0));
      assertEquals("exported", module.functionName(1));
    }
  }
}
