// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

/**
 * What can be imported and exported: a function, memory, table, global or tag. A JavaScript engine
 * keeps its own object for it here, so that the same thing is always the same object there.
 */
public abstract class ExternObject extends WasmObject {
  private Object embedderData;

  ExternObject() {}

  /** What {@link #setEmbedderData} was given last; null before. */
  public final Object embedderData() {
    return embedderData;
  }

  /** Keeps an object of the embedder with this one, in place of the one kept before. */
  public final void setEmbedderData(Object data) {
    this.embedderData = data;
  }
}
