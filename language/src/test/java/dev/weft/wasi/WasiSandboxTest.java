// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import static dev.weft.wasi.Guest.CREATE;
import static dev.weft.wasi.Guest.EXCLUSIVE;
import static dev.weft.wasi.Guest.READ;
import static dev.weft.wasi.Guest.RESULT;
import static dev.weft.wasi.Guest.TRUNCATE;
import static dev.weft.wasi.Guest.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.WasmContext;
import dev.weft.runtime.WasmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No guest reaches what lies outside its directories. */
class WasiSandboxTest {
  @TempDir Path temp;
  private Path dir;
  private Path secret;

  @BeforeEach
  void prepare() throws IOException {
    dir = Files.createDirectory(temp.resolve("guest"));
    secret = temp.resolve("secret");
    Files.writeString(secret, "secret");
    Files.createDirectories(dir.resolve("a/b"));
    Files.writeString(dir.resolve("a/f"), "f");
  }

  private static String[] outside(Path secret) {
    return new String[] {
      "..",
      "../",
      "../secret",
      "./../secret",
      "a/../../secret",
      "a/b/../../../secret",
      "a/b/../../../guest/a/f",
      "a/./..//../secret",
      "/",
      "/etc/passwd",
      secret.toString(),
      "//etc",
    };
  }

  /** Tries everything that takes a path. */
  private void expectNoWay(Guest g, String path) {
    g.reset();
    g.expectOpen(Errno.NOTCAPABLE, path, 0, READ);
    g.expectOpen(Errno.NOTCAPABLE, path, CREATE | TRUNCATE, WRITE);
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_FILESTAT_GET, 3, 1, path, 512);
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_FILESTAT_SET_TIMES, 3, 1, path, 1L, 1L, 5);
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_LINK, 3, 1, path, 3, "new");
    assertFalse(Files.exists(dir.resolve("new"), LinkOption.NOFOLLOW_LINKS));
  }

  /** Tries what acts on the name itself, not on what a link at its end means. */
  private void expectNoWayByName(Guest g, String path) {
    g.reset();
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_CREATE_DIRECTORY, 3, path);
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_FILESTAT_GET, 3, 0, path, 512);
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_READLINK, 3, path, 512, 64, RESULT);
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_REMOVE_DIRECTORY, 3, path);
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_UNLINK_FILE, 3, path);
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_RENAME, 3, path, 3, "new");
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_RENAME, 3, "a/f", 3, path);
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_LINK, 3, 0, "a/f", 3, path);
    g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_SYMLINK, "x", 3, path);
  }

  private void checkUntouched() throws IOException {
    assertEquals("secret", Files.readString(secret));
    assertEquals("f", Files.readString(dir.resolve("a/f")));
    try (var names = Files.list(temp)) {
      assertEquals(2, names.count());
    }
  }

  @Test
  void pathsDoNotLeave() throws IOException {
    try (Guest g = Guest.in(dir)) {
      for (String path : outside(secret)) {
        expectNoWay(g, path);
        expectNoWayByName(g, path);
      }
      // but may wander inside
      assertEquals("f", g.read(g.open("a/b/.././/f", 0, READ, 0), 5));
      assertEquals("f", g.read(g.open("./a/b/../../a/./b/../f", 0, READ, 0), 5));
      assertEquals(FileType.DIRECTORY, g.stat("a/..", true).type());
    }
    checkUntouched();
  }

  @Test
  void directoriesOpenedByTheGuestAreLeftByNoPath() throws IOException {
    try (Guest g = Guest.in(dir)) {
      int a = g.openDirectory("a");
      g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_FILESTAT_GET, a, 1, "../a/f", 512);
      g.ok(WasiFunction.PATH_FILESTAT_GET, a, 1, "b/../f", 512);
    }
  }

  @Test
  void linksOfTheHostDoNotLeadOut() throws IOException {
    Files.createSymbolicLink(dir.resolve("absolute"), secret);
    Files.createSymbolicLink(dir.resolve("relative"), Path.of("../secret"));
    Files.createSymbolicLink(dir.resolve("a/deep"), Path.of("../../secret"));
    Files.createSymbolicLink(dir.resolve("out"), temp);
    Files.createSymbolicLink(dir.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(dir.resolve("a/up2"), Path.of("b/../../.."));
    Files.createSymbolicLink(dir.resolve("chain"), Path.of("a/chain2"));
    Files.createSymbolicLink(dir.resolve("a/chain2"), Path.of("../up/secret"));
    Files.createSymbolicLink(dir.resolve("dangling"), temp.resolve("none"));
    Files.createSymbolicLink(dir.resolve("dangling2"), Path.of("../none"));
    Files.createSymbolicLink(dir.resolve("back"), Path.of("../guest/a/f"));
    try (Guest g = Guest.in(dir)) {
      for (String path :
          new String[] {
            "absolute",
            "relative",
            "a/deep",
            "out",
            "up",
            "a/up2",
            "chain",
            "dangling",
            "dangling2",
            "back"
          }) {
        expectNoWay(g, path);
      }
      for (String path :
          new String[] {
            "out/secret", "up/secret", "a/up2/secret", "up/guest/a/f", "out/x", "up/..", "a/../up/x"
          }) {
        expectNoWay(g, path);
        expectNoWayByName(g, path);
      }
      // the links themselves are the guest's
      g.expect(Errno.LOOP, WasiFunction.PATH_OPEN, 3, 0, "absolute", 0, READ, 0L, 0, RESULT);
      assertEquals(FileType.SYMBOLIC_LINK, g.stat("out", false).type());
      g.expectOpen(Errno.EXIST, "dangling", CREATE | EXCLUSIVE, WRITE);
      g.ok(WasiFunction.PATH_RENAME, 3, "absolute", 3, "renamed");
      g.ok(WasiFunction.PATH_UNLINK_FILE, 3, "renamed");
      g.ok(WasiFunction.PATH_LINK, 3, 0, "relative", 3, "hard");
      assertTrue(Files.isSymbolicLink(dir.resolve("hard")), "the link, not what it means");
      g.expectOpen(Errno.NOTCAPABLE, "hard", 0, READ);
    }
    checkUntouched();
  }

  @Test
  void linksOfTheGuestDoNotLeadOut() throws IOException {
    try (Guest g = Guest.in(dir)) {
      g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_SYMLINK, "/etc/passwd", 3, "abs");
      g.expect(Errno.NOENT, WasiFunction.PATH_SYMLINK, "", 3, "empty");
      g.ok(WasiFunction.PATH_SYMLINK, "../secret", 3, "rel");
      expectNoWay(g, "rel");
      g.ok(WasiFunction.PATH_SYMLINK, "../..", 3, "a/two");
      expectNoWay(g, "a/two/secret");
      // a link that stays inside, until it is moved
      g.ok(WasiFunction.PATH_SYMLINK, "../../a/f", 3, "a/b/inside");
      assertEquals("f", g.read(g.open("a/b/inside", 0, READ, 0), 5));
      g.ok(WasiFunction.PATH_RENAME, 3, "a/b/inside", 3, "outside");
      expectNoWay(g, "outside");
      g.ok(WasiFunction.PATH_RENAME, 3, "a/two", 3, "two");
      expectNoWayByName(g, "two/secret");
      g.ok(WasiFunction.PATH_UNLINK_FILE, 3, "two");
    }
    checkUntouched();
  }

  @Test
  void linksInsideWork() throws IOException {
    try (Guest g = Guest.in(dir)) {
      g.ok(WasiFunction.PATH_SYMLINK, "a/f", 3, "link");
      g.ok(WasiFunction.PATH_SYMLINK, "link", 3, "link2");
      g.ok(WasiFunction.PATH_SYMLINK, "a", 3, "dirlink");
      g.ok(WasiFunction.PATH_SYMLINK, "../a/./b/..", 3, "a/self");
      assertEquals("f", g.read(g.open("link2", 0, READ, 0), 5));
      assertEquals("f", g.read(g.open("dirlink/self/self/f", 0, READ, 0), 5));
      g.ok(WasiFunction.PATH_READLINK, 3, "link2", 512, 64, RESULT);
      assertEquals("link", g.text(512, g.resultInt()));
      g.ok(WasiFunction.PATH_READLINK, 3, "link2", 512, 2, RESULT);
      assertEquals("li", g.text(512, g.resultInt()));
      g.expect(Errno.INVAL, WasiFunction.PATH_READLINK, 3, "a", 512, 64, RESULT);
      assertEquals(FileType.SYMBOLIC_LINK, g.stat("dirlink", false).type());
      assertEquals(FileType.DIRECTORY, g.stat("dirlink/", false).type(), "a slash follows");
      assertEquals(FileType.DIRECTORY, g.stat("dirlink/.", false).type());
      g.expect(Errno.NOTDIR, WasiFunction.PATH_FILESTAT_GET, 3, 1, "link/", 512);
      // a file is made where a dangling link points
      g.ok(WasiFunction.PATH_SYMLINK, "a/made", 3, "dangling");
      g.expect(Errno.NOENT, WasiFunction.PATH_FILESTAT_GET, 3, 1, "dangling", 512);
      g.expectOpen(Errno.NOENT, "dangling", 0, READ);
      g.expectOpen(Errno.EXIST, "dangling", CREATE | EXCLUSIVE, WRITE);
      g.write(g.open("dangling", CREATE, WRITE, 0), "made");
      assertEquals("made", Files.readString(dir.resolve("a/made")));
      // loops end
      g.ok(WasiFunction.PATH_SYMLINK, "loop2", 3, "loop");
      g.ok(WasiFunction.PATH_SYMLINK, "loop", 3, "loop2");
      g.expectOpen(Errno.LOOP, "loop", 0, READ);
      g.expectOpen(Errno.LOOP, "loop/x", CREATE, WRITE);
      g.ok(WasiFunction.PATH_SYMLINK, "deeper/x", 3, "deeper");
      g.expectOpen(Errno.LOOP, "deeper", 0, READ);
      g.expect(Errno.EXIST, WasiFunction.PATH_SYMLINK, "a", 3, "a");
      g.expect(Errno.EXIST, WasiFunction.PATH_SYMLINK, "a", 3, "link");
    }
  }

  @Test
  void longPathsAreRefusedEarly() {
    try (Guest g = Guest.in(dir)) {
      g.expectOpen(Errno.NAMETOOLONG, "a/".repeat(3000), 0, READ);
      g.expectOpen(Errno.NAMETOOLONG, "x".repeat(300), CREATE, WRITE);
    }
  }

  /** Two guests of one virtual machine: one swaps a directory with a link, the other opens. */
  @Test
  void guestsCannotRaceOthersOut() throws Exception {
    Path evil = Files.createDirectory(temp.resolve("evil"));
    Files.writeString(evil.resolve("f"), "evil");
    AtomicBoolean stop = new AtomicBoolean();
    Thread swapper =
        new Thread(
            () -> {
              try (Guest g = Guest.in(dir)) {
                g.ok(WasiFunction.PATH_SYMLINK, "../evil", 3, "link");
                while (!stop.get()) {
                  g.reset();
                  g.ok(WasiFunction.PATH_RENAME, 3, "a", 3, "aside");
                  g.ok(WasiFunction.PATH_RENAME, 3, "link", 3, "a");
                  g.ok(WasiFunction.PATH_RENAME, 3, "a", 3, "link");
                  g.ok(WasiFunction.PATH_RENAME, 3, "aside", 3, "a");
                }
              }
            });
    swapper.start();
    try (Guest g = Guest.in(dir)) {
      long end = System.nanoTime() + 500_000_000L;
      while (System.nanoTime() < end) {
        g.reset();
        int at = g.put("a/f".getBytes());
        int error = g.call(WasiFunction.PATH_OPEN, 3, 1, at, 3, 0, READ, 0L, 0, RESULT);
        if (error == 0) {
          int fd = g.resultInt();
          assertEquals("f", g.read(fd, 10));
          g.ok(WasiFunction.FD_CLOSE, fd);
        } else {
          Errno errno = Errno.values()[error];
          assertTrue(errno == Errno.NOENT || errno == Errno.NOTCAPABLE, errno.name());
        }
        g.call(WasiFunction.PATH_UNLINK_FILE, 3, "a/victim");
        g.call(WasiFunction.PATH_OPEN, 3, 1, "a/x", CREATE | TRUNCATE, WRITE, 0L, 0, RESULT);
        g.call(WasiFunction.FD_CLOSE, 4);
      }
    } finally {
      stop.set(true);
      swapper.join();
    }
    try (var names = Files.list(evil)) {
      assertEquals(1, names.count());
    }
  }

  @Test
  void aDirectoryMayItselfBeALink() throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("tolink"), dir);
    try (Guest g = Guest.in(link)) {
      assertEquals("f", g.read(g.open("a/f", 0, READ, 0), 5));
    }
  }

  @Test
  void badDirectoriesAreNamed() {
    try (Context context =
        Context.newBuilder("wasm")
            .allowIO(IOAccess.ALL)
            .option("engine.WarnInterpreterOnly", "false")
            .option("wasm.WasiMapDirs", temp.resolve("none").toString())
            .build()) {
      context.initialize("wasm");
      context.enter();
      WasmException e = assertThrows(WasmException.class, () -> WasmContext.get(null).wasi());
      assertTrue(e.getMessage().contains("none': it does not exist"), e.getMessage());
      context.leave();
    }
  }

  @Test
  void noFilesWithoutFileAccess() {
    try (Context context =
        Context.newBuilder("wasm")
            .option("engine.WarnInterpreterOnly", "false")
            .option("wasm.WasiMapDirs", dir.toString())
            .build()) {
      context.initialize("wasm");
      context.enter();
      WasmException e = assertThrows(WasmException.class, () -> WasmContext.get(null).wasi());
      assertTrue(e.getMessage().contains("allowIO"), e.getMessage());
      context.leave();
    }
  }
}
