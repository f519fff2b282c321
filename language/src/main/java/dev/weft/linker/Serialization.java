// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.ByteSequence;

/**
 * The format of serialized modules: the magic number, the version, a SHA-256 checksum of the rest,
 * the length of the name and the name in UTF-8, the binary module. Numbers are big-endian.
 */
final class Serialization {
  private static final byte[] MAGIC = "\u007fweftmod".getBytes(StandardCharsets.US_ASCII);

  /** Changes with the format. */
  static final int VERSION = 1;

  private static final int CHECKSUM = 32;

  private Serialization() {}

  static byte[] write(String name, byte[] module) {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (DataOutputStream tail = new DataOutputStream(rest);
        DataOutputStream out = new DataOutputStream(all)) {
      byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
      tail.writeInt(utf8.length);
      tail.write(utf8);
      tail.write(module);
      out.write(MAGIC);
      out.writeInt(VERSION);
      out.write(checksum(rest.toByteArray()));
      out.write(rest.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  static boolean isSerialized(byte[] bytes) {
    return bytes.length >= MAGIC.length + Integer.BYTES + CHECKSUM + Integer.BYTES
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  static Source read(byte[] bytes) {
    if (!isSerialized(bytes)) {
      throw new IllegalArgumentException("not a serialized module");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.skipNBytes(MAGIC.length);
      int version = in.readInt();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "a serialized module of the incompatible version "
                + version
                + ": this is version "
                + VERSION);
      }
      byte[] checksum = in.readNBytes(CHECKSUM);
      byte[] rest = in.readAllBytes();
      if (!Arrays.equals(checksum, checksum(rest))) {
        throw new IllegalArgumentException("the serialized module is damaged");
      }
      int length = java.nio.ByteBuffer.wrap(rest).getInt();
      int start = Integer.BYTES + length;
      String name = new String(rest, Integer.BYTES, length, StandardCharsets.UTF_8);
      byte[] module = Arrays.copyOfRange(rest, start, rest.length);
      return Source.newBuilder("wasm", ByteSequence.create(module), name).buildLiteral();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] checksum(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
