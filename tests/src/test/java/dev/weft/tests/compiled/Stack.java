// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.compiled;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.function.Executable;

/** Threads with stacks of a given size. */
final class Stack {
  private Stack() {}

  /** Runs something on a thread with a stack of this many bytes, and throws what it throws. */
  static void run(long bytes, Executable body) throws Exception {
    FutureTask<Throwable> task =
        new FutureTask<>(
            () -> {
              try {
                body.execute();
                return null;
              } catch (Throwable e) {
                return e;
              }
            });
    Thread thread = new Thread(null, task, "stack of " + bytes, bytes);
    thread.start();
    try {
      Throwable thrown = task.get();
      switch (thrown) {
        case null -> {}
        case Exception e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(thrown);
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
