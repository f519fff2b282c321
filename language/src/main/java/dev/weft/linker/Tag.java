// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import dev.weft.linker.spi.EngineTag;
import java.util.Optional;
import org.graalvm.polyglot.Value;

/** A kind of exceptions, in a store. */
public final class Tag implements Extern {
  private final Store<?> store;
  private final EngineTag engine;

  Tag(Store<?> store, EngineTag engine) {
    this.store = store;
    this.engine = engine;
  }

  /** Makes a tag, different from every other. */
  public static Tag create(Store<?> store, TagType type) {
    return new Tag(store, store.call(() -> store.engineSide().objects().tag(type)));
  }

  EngineTag engine() {
    return engine;
  }

  @Override
  public TagType type() {
    return engine.externType();
  }

  @Override
  public Optional<Store<?>> store() {
    return Optional.of(store);
  }

  @Override
  public Value value() {
    return store.call(() -> store.context().asValue(engine));
  }

  /** Whether both are the same tag: types do not matter. */
  public boolean sameAs(Tag other) {
    return engine == other.engine;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tag tag && engine == tag.engine;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(engine);
  }

  @Override
  public String toString() {
    return type().toString();
  }
}
