// SPDX-License-Identifier: Apache-2.0
package dev.weft.module;

import dev.weft.types.ExternKind;
import dev.weft.types.ExternType;

/**
 * An import.
 *
 * @param module the name of the module that provides it
 * @param name the name within that module
 * @param type the required type
 * @param kind the kind of thing
 * @param index the index that it gets in the index space of its kind
 */
public record Import(String module, String name, ExternType type, ExternKind kind, int index) {}
