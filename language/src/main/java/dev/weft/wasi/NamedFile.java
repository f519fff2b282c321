// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.TruffleFile;

/** An open file or directory, which the host knows by name only and which the guest may rename. */
interface NamedFile {
  /** Its name by now. */
  TruffleFile file();

  /** Tells that the guest has renamed it or a directory above it. */
  void moved(TruffleFile newFile);
}
