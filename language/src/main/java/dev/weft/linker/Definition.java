// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.Optional;

/**
 * An entry of a linker.
 *
 * @param module the first name
 * @param name the second name; empty for what {@link Linker#defineName} defined
 * @param item what is defined
 */
public record Definition(String module, Optional<String> name, Extern item) {}
