// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

import dev.weft.types.ExternKind;

/**
 * An export.
 *
 * @param name the unique name
 * @param kind the kind of thing
 * @param index its index in the index space of its kind
 */
public record Export(String name, ExternKind kind, int index) {}
