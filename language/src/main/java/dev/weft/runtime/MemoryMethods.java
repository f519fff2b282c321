// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/**
 * The operations of a memory that other languages call by name: many bytes, and text, at once. For
 * languages that see a buffer of another language element by element only.
 */
enum MemoryMethods {
  /** {@code grow(pages)}: the size before, in pages. */
  GROW("grow", 1, 1) {
    @Override
    Object call(Memory memory, Object[] arguments) {
      long most = memory.maxPages() - memory.pages();
      long delta = HostError.count(operation(), "the number of pages to add", arguments[0], most);
      long before = memory.grow(delta);
      if (before < 0) {
        throw HostError.usage(operation(), "the host has not got " + delta + " more pages");
      }
      return before;
    }
  },

  /** {@code read(offset, count)}: a copy of the bytes. */
  READ("read", 2, 2) {
    @Override
    Object call(Memory memory, Object[] arguments) {
      byte[] bytes = bytes(memory, arguments[0], arguments[1]);
      return new BytesObject(bytes, 0, bytes.length);
    }
  },

  /** {@code write(offset, bytes)}: takes a buffer or an array of bytes; how many they were. */
  WRITE("write", 2, 2) {
    @Override
    Object call(Memory memory, Object[] arguments) {
      byte[] bytes = Types.bytes(arguments[1]);
      if (bytes == null) {
        throw HostError.notA(operation(), "a buffer or an array of bytes", arguments[1]);
      }
      return put(memory, arguments[0], bytes);
    }
  },

  /** {@code getString(offset, count, charset?)}: the text of so many bytes, UTF-8 by default. */
  GET_STRING("getString", 2, 3) {
    @Override
    Object call(Memory memory, Object[] arguments) {
      Charset charset = charset(arguments);
      byte[] bytes = bytes(memory, arguments[0], arguments[1]);
      try {
        return charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes))
            .toString();
      } catch (CharacterCodingException e) {
        throw HostError.usage(
            operation(), "the " + bytes.length + " bytes are not " + charset.name());
      }
    }
  },

  /**
   * {@code putString(offset, text, charset?)}: how many bytes were written, none after the text.
   */
  PUT_STRING("putString", 2, 3) {
    @Override
    Object call(Memory memory, Object[] arguments) {
      Charset charset = charset(arguments);
      String text = Types.text(arguments[1]);
      if (text == null) {
        throw HostError.notA(operation(), "a string", arguments[1]);
      }
      try {
        ByteBuffer encoded =
            charset
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return put(memory, arguments[0], bytes);
      } catch (CharacterCodingException e) {
        throw HostError.usage(operation(), "the string cannot be expressed in " + charset.name());
      }
    }
  };

  private final String text;
  private final int minArity;
  private final int maxArity;

  MemoryMethods(String text, int minArity, int maxArity) {
    this.text = text;
    this.minArity = minArity;
    this.maxArity = maxArity;
  }

  /** The member's name. */
  String text() {
    return text;
  }

  String operation() {
    return "memory." + text;
  }

  /** Does it; the number of arguments is right. */
  abstract Object call(Memory memory, Object[] arguments);

  /** The operation as an object that can be called. */
  MethodObject of(Memory memory) {
    return new MethodObject(text, minArity, maxArity, arguments -> call(memory, arguments));
  }

  /** The operation with a name, or null. */
  @TruffleBoundary
  static MemoryMethods named(String name) {
    for (MemoryMethods method : values()) {
      if (method.text.equals(name)) {
        return method;
      }
    }
    return null;
  }

  byte[] bytes(Memory memory, Object offset, Object count) {
    long size = memory.byteSize();
    long from = HostError.count(operation(), "the offset", offset, size);
    long most = Math.min(size - from, Integer.MAX_VALUE - 8);
    long length = HostError.count(operation(), "the number of bytes", count, most);
    byte[] bytes = new byte[(int) length];
    memory.read(from, bytes, 0, bytes.length);
    return bytes;
  }

  long put(Memory memory, Object offset, byte[] bytes) {
    long size = memory.byteSize();
    long at = HostError.count(operation(), "the offset", offset, size);
    if (bytes.length > size - at) {
      throw HostError.usage(
          operation(),
          bytes.length + " bytes at offset " + at + " are beyond the end of the memory, " + size);
    }
    memory.write(at, bytes, 0, bytes.length);
    return bytes.length;
  }

  Charset charset(Object[] arguments) {
    if (arguments.length < 3) {
      return StandardCharsets.UTF_8;
    }
    String name = Types.text(arguments[2]);
    if (name == null) {
      throw HostError.notA(operation(), "the name of a charset", arguments[2]);
    }
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw HostError.usage(operation(), "there is no charset \"" + name + "\"");
    }
  }
}
