// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.programs;

import dev.weft.benchmarks.driver.Peer;
import java.nio.ByteOrder;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/** An instance, driven through the polyglot API as an embedder does. */
record PolyglotGuest(Value exports, Value memory) implements Peer.Guest {
  @Override
  public int command() {
    try {
      exports.getMember("_start").executeVoid();
      return 0;
    } catch (PolyglotException e) {
      if (e.isExit()) {
        return e.getExitStatus();
      }
      throw e;
    }
  }

  @Override
  public Peer.Function function(String name) {
    Value function = exports.getMember(name);
    return arguments -> {
      Object[] boxed = new Object[arguments.length];
      for (int i = 0; i < boxed.length; i++) {
        boxed[i] = arguments[i];
      }
      Value result = function.execute(boxed);
      return result.isNumber() ? result.asLong() : 0;
    };
  }

  @Override
  public byte[] read(int address, int length) {
    byte[] bytes = new byte[length];
    memory.readBuffer(Integer.toUnsignedLong(address), bytes, 0, length);
    return bytes;
  }

  @Override
  public void write(int address, byte[] bytes) {
    long at = Integer.toUnsignedLong(address);
    int i = 0;
    for (; i + 4 <= bytes.length; i += 4) {
      int word =
          bytes[i] & 0xFF
              | (bytes[i + 1] & 0xFF) << 8
              | (bytes[i + 2] & 0xFF) << 16
              | bytes[i + 3] << 24;
      memory.writeBufferInt(ByteOrder.LITTLE_ENDIAN, at + i, word);
    }
    for (; i < bytes.length; i++) {
      memory.writeBufferByte(at + i, bytes[i]);
    }
  }

  @Override
  public void close() {
    // The instance ends with its context.
  }
}
