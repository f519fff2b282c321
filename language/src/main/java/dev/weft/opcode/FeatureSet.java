// SPDX-License-Identifier: Apache-2.0
package dev.weft.opcode;

/** An immutable set of enabled {@link Feature}s. */
public final class FeatureSet {
  /** Everything; the default. */
  public static final FeatureSet ALL = new FeatureSet((1L << Feature.values().length) - 1);

  /** The first version of WebAssembly alone. */
  public static final FeatureSet MVP = new FeatureSet(Feature.MVP.bit());

  private final long bits;

  private FeatureSet(long bits) {
    this.bits = bits;
  }

  /** Returns this set and the given feature. */
  public FeatureSet with(Feature feature) {
    return new FeatureSet(bits | feature.bit());
  }

  /** Returns this set without the given feature; MVP stays. */
  public FeatureSet without(Feature feature) {
    return new FeatureSet(bits & ~feature.bit() | Feature.MVP.bit());
  }

  /** Returns whether the feature is enabled. */
  public boolean has(Feature feature) {
    return (bits & feature.bit()) != 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureSet set && bits == set.bits;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (Feature feature : Feature.values()) {
      if (has(feature)) {
        text.append(text.length() > 1 ? ", " : "").append(feature.text());
      }
    }
    return text.append(']').toString();
  }
}
