// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import com.oracle.truffle.api.TruffleFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds the file that a guest's path means, inside the tree of a directory and nowhere else.
 *
 * <p>A path is walked component by component and no link is ever followed by the host: symbolic
 * links are read and walked here, {@code ..} goes back on the way that was walked. Whatever would
 * leave the tree of the directory fails with {@code notcapable}: an absolute path, a link to one,
 * more {@code ..} than components before. The result names a file whose directories are no links.
 *
 * <p>Java knows files by name only, so a link could be put in place of a directory between the walk
 * and the use of its result. Guests cannot do that: all work with paths in this virtual machine
 * runs under {@link WasiState#withPaths}, which lets nobody rename or link meanwhile. What other
 * processes do is noticed when a file is opened, see {@link PathFunctions}.
 */
final class PathResolver {
  /** As many links may be followed on a path as Linux allows. */
  private static final int MAX_LINKS = 40;

  private static final int MAX_PATH = 4096;

  /**
   * The file that a path means.
   *
   * @param file its name
   * @param parent the directory it is in; null if it is the directory that the path starts from
   * @param info what is known of it; null if it does not exist (but its directory does)
   * @param named whether the path ends with its name: not so after {@code .} and {@code ..}
   * @param asDirectory whether the path asks for a directory, by ending with a slash or dot
   */
  record Resolved(
      TruffleFile file, TruffleFile parent, FileInfo info, boolean named, boolean asDirectory) {
    boolean exists() {
      return info != null;
    }

    /** Fails with {@code noent} unless it exists. */
    Resolved existing() {
      if (info == null) {
        throw Errno.NOENT.exception();
      }
      return this;
    }
  }

  private PathResolver() {}

  /** Reads the path in a guest's memory; it must be UTF-8 without a NUL and not too long. */
  static String read(GuestMemory m, long address, int length) {
    if (Integer.compareUnsigned(length, MAX_PATH) > 0) {
      m.check(address, Integer.toUnsignedLong(length));
      throw Errno.NAMETOOLONG.exception();
    }
    byte[] bytes = new byte[length];
    m.read(address, bytes, 0, length);
    try {
      String path = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (path.indexOf('\0') >= 0) {
        throw Errno.INVAL.exception();
      }
      return path;
    } catch (CharacterCodingException e) {
      throw Errno.ILSEQ.exception();
    }
  }

  /**
   * Walks a path.
   *
   * @param directory where it starts and what it must not leave
   * @param follow whether a symbolic link at its end is followed; one followed by a slash always is
   * @param separator what separates names on the host
   */
  static Resolved resolve(TruffleFile directory, String path, boolean follow, String separator)
      throws IOException {
    if (path.isEmpty()) {
      throw Errno.NOENT.exception();
    }
    if (path.charAt(0) == '/') {
      throw Errno.NOTCAPABLE.exception();
    }
    Deque<String> rest = new ArrayDeque<>();
    push(rest, path);
    List<TruffleFile> walked = new ArrayList<>();
    walked.add(directory);
    int links = 0;
    boolean named = false;
    while (!rest.isEmpty()) {
      String name = rest.pop();
      TruffleFile at = walked.getLast();
      if (name.isEmpty() || name.equals(".")) {
        named &= name.isEmpty(); // a slash at the end leaves the name the last
        continue;
      }
      if (name.equals("..")) {
        if (walked.size() == 1) {
          throw Errno.NOTCAPABLE.exception();
        }
        walked.removeLast();
        named = false;
        continue;
      }
      TruffleFile file = child(at, name, separator);
      FileInfo info = FileInfo.ofExisting(file);
      boolean last = onlySlashes(rest);
      boolean asDirectory = !rest.isEmpty();
      if (info == null) {
        if (!last) {
          throw Errno.NOENT.exception();
        }
        return new Resolved(file, at, null, true, asDirectory);
      }
      if (info.isSymbolicLink() && (asDirectory || follow)) {
        if (++links > MAX_LINKS) {
          throw Errno.LOOP.exception();
        }
        push(rest, target(file, separator));
        continue;
      }
      if (!info.isDirectory()) {
        if (asDirectory) {
          throw Errno.NOTDIR.exception();
        }
        return new Resolved(file, at, info, true, false);
      }
      walked.add(file);
      named = true;
      if (last) {
        return new Resolved(file, at, info, true, asDirectory);
      }
    }
    TruffleFile file = walked.getLast();
    TruffleFile parent = walked.size() > 1 ? walked.get(walked.size() - 2) : null;
    return new Resolved(file, parent, FileInfo.of(file), named, true);
  }

  private static boolean onlySlashes(Deque<String> rest) {
    for (String name : rest) {
      if (!name.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static void push(Deque<String> rest, String path) {
    String[] names = path.split("/", -1);
    for (int i = names.length - 1; i >= 0; i--) {
      rest.push(names[i]);
    }
  }

  /** The file with a name in a directory: on any host a single step. */
  private static TruffleFile child(TruffleFile directory, String name, String separator) {
    if (!separator.equals("/") && (name.contains(separator) || name.indexOf(':') >= 0)) {
      throw Errno.INVAL.exception(); // Windows would walk such a name
    }
    return directory.resolve(name);
  }

  /** What a symbolic link points to, as a path of the guest; absolute links leave the tree. */
  private static String target(TruffleFile link, String separator) throws IOException {
    TruffleFile target = link.readSymbolicLink();
    String path = target.getPath();
    if (!separator.equals("/")) {
      path = path.replace(separator, "/");
    }
    if (target.isAbsolute() || path.startsWith("/")) {
      throw Errno.NOTCAPABLE.exception();
    }
    if (path.isEmpty()) {
      throw Errno.NOENT.exception();
    }
    return path;
  }
}
