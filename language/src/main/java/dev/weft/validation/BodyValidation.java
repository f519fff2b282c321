// SPDX-License-Identifier: Apache-2.0
package dev.weft.validation;

import dev.weft.binary.WasmFormatException;
import dev.weft.module.Module;
import dev.weft.opcode.FeatureSet;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Validates all function bodies of a module, with a second thread if they are long enough. The
 * result does not depend on the threads: the error reported is that of the first wrong function.
 */
final class BodyValidation {
  /** Below this many bytes of bodies a second thread costs more than it brings. */
  private static final int BYTES_FOR_SECOND_THREAD = 128 * 1024;

  /** How many functions a thread takes at once. */
  private static final int CHUNK = 32;

  private final Module module;
  private final FeatureSet features;
  private final BitSet declaredFunctions;
  private final AtomicInteger nextFunction;

  private WasmFormatException error;
  private Throwable failure;

  /** No function from here on needs validation: functions up to it decide the result. */
  private volatile int end;

  BodyValidation(Module module, FeatureSet features, BitSet declaredFunctions) {
    this.module = module;
    this.features = features;
    this.declaredFunctions = declaredFunctions;
    this.nextFunction = new AtomicInteger(module.importedFunctionCount());
    this.end = module.functionCount();
  }

  void run() {
    int first = module.importedFunctionCount();
    if (first == end) {
      return;
    }
    int size = module.codeEnd(end - 1) - module.codeStart(first);
    if (size < BYTES_FOR_SECOND_THREAD || Runtime.getRuntime().availableProcessors() < 2) {
      work();
    } else {
      Thread helper = new Thread(this::work, "weft-validation");
      helper.setDaemon(true);
      helper.start();
      work();
      join(helper);
    }
    if (failure instanceof Error wrong) {
      throw wrong;
    }
    if (failure instanceof RuntimeException wrong) {
      throw wrong;
    }
    if (error != null) {
      throw error;
    }
  }

  /** Waits even if interrupted: the helper has at most one chunk to go. */
  private static void join(Thread helper) {
    boolean interrupted = false;
    while (true) {
      try {
        helper.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      FunctionValidator validator = new FunctionValidator(module, features, declaredFunctions);
      while (true) {
        int start = nextFunction.getAndAdd(CHUNK);
        if (start >= end) {
          return;
        }
        for (int i = start; i < start + CHUNK && i < end; i++) {
          validator.run(i, null);
        }
      }
    } catch (WasmFormatException e) {
      record(e);
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private synchronized void record(WasmFormatException e) {
    if (error == null || e.function() < error.function()) {
      error = e;
      end = Math.min(end, e.function());
    }
  }

  private synchronized void fail(Throwable e) {
    failure = e;
    end = 0;
  }
}
