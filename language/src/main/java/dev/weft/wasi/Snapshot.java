// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

/**
 * The two published snapshots of WASI with the same functions. They differ in a few layouts and in
 * the numbers of {@code whence}; each difference is a question to this type.
 */
enum Snapshot {
  /** {@code wasi_unstable}, of 2019. */
  UNSTABLE("wasi_unstable"),
  /** {@code wasi_snapshot_preview1}. */
  PREVIEW1("wasi_snapshot_preview1");

  private final String moduleName;

  Snapshot(String moduleName) {
    this.moduleName = moduleName;
  }

  /** The module name by which guests import the functions. */
  String moduleName() {
    return moduleName;
  }

  /** The snapshot with a module name, or null. */
  static Snapshot of(String moduleName) {
    for (Snapshot snapshot : values()) {
      if (snapshot.moduleName.equals(moduleName)) {
        return snapshot;
      }
    }
    return null;
  }
}
