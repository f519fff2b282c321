// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a WASI program sees of the world.
 *
 * @param args the arguments, the name of the program first
 * @param environment names and values; a name may be there several times
 * @param in standard input; null for that of the context
 * @param out standard output; null for that of the context
 * @param err standard error; null for that of the context
 * @param directories the directories it may use
 * @param wall the clock of the time of day
 * @param monotonic nanoseconds from some point on; null for the JVM's
 * @param random where random numbers come from; null for a secure source
 */
public record WasiConfiguration(
    List<String> args,
    List<Map.Entry<String, String>> environment,
    InputStream in,
    OutputStream out,
    OutputStream err,
    List<Directory> directories,
    Clock wall,
    LongSupplier monotonic,
    RandomGenerator random) {
  /**
   * A directory.
   *
   * @param guest its name for the program
   * @param host its name on the host
   * @param writable whether the program may change what is in it
   */
  public record Directory(String guest, String host, boolean writable) {}
}
