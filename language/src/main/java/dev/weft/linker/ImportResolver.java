// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Optional;

/**
 * Finds what a linker has no definition for.
 *
 * @param <T> the type of the host's data
 */
@FunctionalInterface
public interface ImportResolver<T> {
  /**
   * The item for an import; empty to let others look.
   *
   * @param store the store that is linked in
   * @param type the import
   */
  Optional<Extern> resolve(Store<? extends T> store, ImportType type);
}
