// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DynamicTest;

/**
 * Long tests that share nothing: two of them run at a time, while JUnit, which runs the tests of a
 * factory one after the other, waits for each in turn.
 */
public final class Ahead {
  private final ExecutorService threads;

  /**
   * Creates the threads.
   *
   * @param stack the size of their stacks, in bytes
   */
  public Ahead(long stack) {
    this.threads =
        Executors.newFixedThreadPool(
            2,
            body -> {
              Thread thread = new Thread(null, body, "ahead", stack);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** A test whose body begins as soon as a thread is free, and which throws what that throws. */
  public DynamicTest test(String name, Callable<Void> body) {
    Future<Void> result = threads.submit(body);
    return DynamicTest.dynamicTest(
        name,
        () -> {
          try {
            result.get();
          } catch (ExecutionException e) {
            throw e.getCause();
          }
        });
  }
}
