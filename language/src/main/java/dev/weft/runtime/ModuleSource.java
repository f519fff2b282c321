// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.source.Source;
import com.oracle.truffle.api.source.SourceSection;
import dev.weft.WasmLanguage;
import dev.weft.module.Module;
import dev.weft.text.InstructionPlaces;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The text of a module that tools show: the one it was evaluated from, or else the module printed.
 * Made when there is a tool.
 */
final class ModuleSource {
  private final Module module;
  private final Source source;
  private final InstructionPlaces places;
  private final AtomicReferenceArray<SourceSection> functions;

  /**
   * Finds the instructions in the text.
   *
   * @param text the source that the module was evaluated from, or null if that was no text
   * @param name what a printed module is called
   */
  ModuleSource(Module module, Source text, String name) {
    this.module = module;
    InstructionPlaces found = text == null ? null : InstructionPlaces.of(text.getCharacters());
    if (found == null) {
      this.places = InstructionPlaces.print(module);
      this.source =
          Source.newBuilder(WasmLanguage.ID, places.text(), name)
              .mimeType(WasmLanguage.TEXT_MIME_TYPE)
              .build();
    } else {
      this.places = found;
      this.source = text;
    }
    this.functions = new AtomicReferenceArray<>(module.functionCount());
  }

  /** The instruction at a byte offset of the module. */
  SourceSection instruction(int offset) {
    int start = places.start(offset);
    return start < 0
        ? source.createUnavailableSection()
        : source.createSection(start, places.end(start) - start);
  }

  /** The instructions of a function. */
  SourceSection function(int index) {
    SourceSection section = functions.get(index);
    if (section == null) {
      int[] range = places.range(module.codeStart(index), module.codeEnd(index));
      section =
          range == null
              ? source.createUnavailableSection()
              : source.createSection(range[0], range[1] - range[0]);
      functions.set(index, section);
    }
    return section;
  }
}
