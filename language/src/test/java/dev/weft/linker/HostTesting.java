// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Engine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of host functions and calls share: an engine, a store whose data is a list. */
abstract class HostTesting {
  /** Lives as long as the tests of this package. */
  static final Engine ENGINE = Engine.newBuilder("wasm").build();

  Store<List<Object>> store;
  Linker<List<Object>> linker;

  @BeforeEach
  void makeStore() {
    store = Store.create(ENGINE, new ArrayList<>());
    linker = Linker.create(ENGINE);
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  static WasmModule module(String text) {
    return WasmModule.compile(ENGINE, text);
  }

  Instance instantiate(String text) {
    return linker.instantiate(store, module(text));
  }

  static Func func(Instance instance, String name) {
    return instance.func(name).orElseThrow();
  }

  static Object one(Object[] results) {
    if (results.length != 1) {
      throw new AssertionError(results.length + " results");
    }
    return results[0];
  }
}
