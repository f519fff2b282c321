// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.driver;

import java.io.IOException;
import java.io.OutputStream;

/** An engine as the drivers on the JVM see it. The methods are called in their order here. */
public interface Peer extends AutoCloseable {
  /** Creates what the engine needs before it sees a module. Returns what is running. */
  String start() throws Exception;

  /** Decodes, validates, and compiles what is compiled ahead. */
  void load(byte[] module) throws Exception;

  /** Makes a fresh instance that prints to a stream. */
  Guest instantiate(OutputStream out) throws Exception;

  @Override
  void close() throws IOException;

  /** An instance. */
  interface Guest extends AutoCloseable {
    /** Runs a command and returns its exit status. */
    int command() throws Exception;

    /** An exported function of i32 parameters with one result or none. */
    Function function(String name) throws Exception;

    /** Copies bytes out of the memory. */
    byte[] read(int address, int length) throws Exception;

    /** Copies bytes into the memory. */
    void write(int address, byte[] bytes) throws Exception;

    /** Gives up the instance. */
    @Override
    void close() throws IOException;
  }

  /** A function of the guest. */
  @FunctionalInterface
  interface Function {
    /** Calls it; a missing result is 0. */
    long call(int... arguments) throws Exception;
  }
}
