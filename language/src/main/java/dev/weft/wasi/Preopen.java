// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import java.util.ArrayList;
import java.util.List;

/**
 * A directory that a guest may use.
 *
 * @param guest the name under which the guest finds it
 * @param host its name on the host
 * @param writable whether the guest may change what is in it
 */
public record Preopen(String guest, String host, boolean writable) {
  /** A directory that the guest may change. */
  public Preopen(String guest, String host) {
    this(guest, host, true);
  }

  /**
   * Reads the option {@code wasm.WasiMapDirs}: {@code [guest::]host}, separated by commas. Without
   * a name for the guest it is that of the host. Empty entries are skipped.
   */
  public static List<Preopen> parse(String option) {
    List<Preopen> result = new ArrayList<>();
    for (String entry : option.split(",")) {
      if (!entry.isEmpty()) {
        int colons = entry.indexOf("::");
        result.add(
            colons < 0
                ? new Preopen(entry, entry)
                : new Preopen(entry.substring(0, colons), entry.substring(colons + 2)));
      }
    }
    return result;
  }
}
