// SPDX-License-Identifier: Apache-2.0
package dev.weft.benchmarks.driver;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Argon2id (RFC 9106) around a module that exports its compression: {@code G(x, y, result,
 * scratch)}, {@code G2} (the same twice over), {@code xor(result, x, y)} and {@code getLZ(result,
 * random, lane, lanes, pass, slice, at, slices, segment)}, all over a memory that the host makes.
 */
public final class Argon2id {
  private static final int BLOCK = 1024;
  private static final int SLICES = 4;
  private static final int TAG = 32;

  /* The memory: six blocks for these, then the lanes. */
  private static final int SCRATCH = 0;
  private static final int NUMBERS = BLOCK;
  private static final int INPUT = 2 * BLOCK;
  private static final int ZERO = 3 * BLOCK;
  private static final int FRESH = 4 * BLOCK;
  private static final int REFERENCE = 5 * BLOCK;
  private static final int MATRIX = 6 * BLOCK;

  private final Peer.Guest guest;
  private final int lanes;
  private final int passes;
  private final int columns;

  private Argon2id(Peer.Guest guest, int lanes, int passes, int columns) {
    this.guest = guest;
    this.lanes = lanes;
    this.passes = passes;
    this.columns = columns;
  }

  /**
   * The tag, in hexadecimal, for the password, salt, secret and associated data of RFC 9106 section
   * 5.3.
   *
   * @param kibibytes the memory to fill, at most 64 MiB: what the host's memory has from the start
   */
  public static String hash(Peer.Guest guest, int lanes, int passes, int kibibytes)
      throws Exception {
    int columns = SLICES * (kibibytes / (SLICES * lanes));
    byte[] start =
        Blake2b.hash(
            64,
            join(
                words(lanes, TAG, kibibytes, passes, 0x13, 2),
                sized(1, 32),
                sized(2, 16),
                sized(3, 8),
                sized(4, 12)));
    return HexFormat.of().formatHex(new Argon2id(guest, lanes, passes, columns).fill(start));
  }

  private byte[] fill(byte[] start) throws Exception {
    guest.write(0, new byte[MATRIX]);
    for (int lane = 0; lane < lanes; lane++) {
      for (int column = 0; column < 2; column++) {
        guest.write(block(lane, column), longHash(BLOCK, join(start, words(column, lane))));
      }
    }
    Peer.Function g = guest.function("G");
    Peer.Function g2 = guest.function("G2");
    Peer.Function xor = guest.function("xor");
    Peer.Function choose = guest.function("getLZ");
    int segment = columns / SLICES;
    for (int pass = 0; pass < passes; pass++) {
      for (int slice = 0; slice < SLICES; slice++) {
        for (int lane = 0; lane < lanes; lane++) {
          boolean independent = pass == 0 && slice < 2;
          for (int at = 0; at < segment; at++) {
            // A block of numbers serves 128 columns.
            if (independent && at % 128 == 0) {
              guest.write(
                  INPUT, longs(pass, lane, slice, columns * lanes, passes, 2, at / 128 + 1));
              g2.call(ZERO, INPUT, NUMBERS, SCRATCH);
            }
            if (pass == 0 && slice == 0 && at < 2) {
              continue;
            }
            int column = slice * segment + at;
            int previous = block(lane, column > 0 ? column - 1 : columns - 1);
            int random = independent ? NUMBERS + at % 128 * 8 : previous;
            choose.call(REFERENCE, random, lane, lanes, pass, slice, at, SLICES, segment);
            ByteBuffer reference =
                ByteBuffer.wrap(guest.read(REFERENCE, 8)).order(ByteOrder.LITTLE_ENDIAN);
            int from = block(reference.getInt(), reference.getInt());
            int current = block(lane, column);
            if (pass == 0) {
              g.call(previous, from, current, SCRATCH);
            } else {
              g.call(previous, from, FRESH, SCRATCH);
              xor.call(current, FRESH, current);
            }
          }
        }
      }
    }
    int result = block(0, columns - 1);
    for (int lane = 1; lane < lanes; lane++) {
      xor.call(result, result, block(lane, columns - 1));
    }
    return longHash(TAG, guest.read(result, BLOCK));
  }

  private int block(int lane, int column) {
    return MATRIX + (lane * columns + column) * BLOCK;
  }

  /** H', the hash of variable length (RFC 9106 section 3.3). */
  private static byte[] longHash(int length, byte[] message) {
    byte[] all = join(words(length), message);
    if (length <= 64) {
      return Blake2b.hash(length, all);
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    byte[] last = Blake2b.hash(64, all);
    while (out.remaining() > 64) {
      out.put(last, 0, 32);
      last = Blake2b.hash(Math.min(64, out.remaining()), last);
    }
    return out.put(last).array();
  }

  private static byte[] sized(int value, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return join(words(length), bytes);
  }

  private static byte[] words(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  private static byte[] longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return bytes.array();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
