// SPDX-License-Identifier: Apache-2.0
package dev.weft.wasi;

import static dev.weft.wasi.Guest.CREATE;
import static dev.weft.wasi.Guest.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.graalvm.polyglot.io.FileSystem;
import org.graalvm.polyglot.io.IOAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** File systems of embedders that can do little, devices, and what contexts leave behind. */
@Timeout(120)
class WasiFileSystemTest {
  @TempDir Path dir;

  /** A file system without links, numbers of files, atomic moves and options of opening. */
  private static final class Plain implements FileSystem {
    private final FileSystem host = FileSystem.newDefaultFileSystem();

    @Override
    public Path parsePath(URI uri) {
      return host.parsePath(uri);
    }

    @Override
    public Path parsePath(String path) {
      return host.parsePath(path);
    }

    @Override
    public void checkAccess(Path path, Set<? extends AccessMode> modes, LinkOption... options)
        throws IOException {
      host.checkAccess(path, modes, options);
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
      host.createDirectory(path, attributes);
    }

    @Override
    public void delete(Path path) throws IOException {
      host.delete(path);
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      if (options.contains(LinkOption.NOFOLLOW_LINKS)) {
        throw new UnsupportedOperationException("NOFOLLOW_LINKS");
      }
      return host.newByteChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
      return host.newDirectoryStream(path, filter);
    }

    @Override
    public Path toAbsolutePath(Path path) {
      return host.toAbsolutePath(path);
    }

    @Override
    public Path toRealPath(Path path, LinkOption... options) throws IOException {
      return host.toRealPath(path, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
        throws IOException {
      if (attributes.startsWith("unix:") || attributes.startsWith("posix:")) {
        throw new UnsupportedOperationException(attributes);
      }
      return host.readAttributes(path, attributes, options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
      if (List.of(options).contains(StandardCopyOption.ATOMIC_MOVE)) {
        throw new UnsupportedOperationException("ATOMIC_MOVE");
      }
      host.move(source, target, options);
    }
  }

  @Test
  void worksOnPlainFileSystems() throws IOException {
    Guest.Builder builder = new Guest.Builder().dir("/", dir);
    builder.io = IOAccess.newBuilder().fileSystem(new Plain()).build();
    try (Guest g = builder.build()) {
      int fd = g.open("f", CREATE, WRITE, Descriptor.APPEND);
      g.write(fd, "one");
      g.ok(WasiFunction.PATH_RENAME, 3, "f", 3, "g");
      g.write(fd, "two");
      assertEquals("onetwo", Files.readString(dir.resolve("g")));
      Guest.Stat stat = g.stat(fd, true);
      assertEquals(6, stat.size());
      assertEquals(1, stat.links());
      g.open("h", CREATE, WRITE, 0);
      assertNotEquals(g.stat("g", true).inode(), g.stat("h", true).inode());
      g.ok(WasiFunction.PATH_RENAME, 3, "g", 3, "h");
      assertEquals("onetwo", Files.readString(dir.resolve("h")));
      g.expect(Errno.NOTSUP, WasiFunction.PATH_SYMLINK, "h", 3, "link");
      g.expect(Errno.NOTSUP, WasiFunction.PATH_LINK, 3, 0, "h", 3, "link");
      assertEquals(
          List.of(".", "..", "h"), g.entries(3, 1000).stream().map(Guest.Entry::name).toList());
      g.expect(Errno.NOTCAPABLE, WasiFunction.PATH_FILESTAT_GET, 3, 1, "../x", 512);
    }
  }

  static boolean hasDevices() {
    return Files.isReadable(Path.of("/dev/zero"));
  }

  @Test
  @EnabledIf("hasDevices")
  void devices() {
    try (Guest g = Guest.in(Path.of("/dev"))) {
      assertEquals(FileType.CHARACTER_DEVICE, g.stat("zero", false).type());
      int zero = g.open("zero", 0, Guest.READ, 0);
      assertEquals("\0\0\0\0", g.read(zero, 4));
      assertEquals("\0\0", g.read(zero, 2));
      int none = g.open("null", 0, WRITE, 0);
      assertEquals(5, g.write(none, "bytes"));
      assertEquals("", g.read(none, 4));
    }
  }

  @Test
  void namedPipesAreRefused() throws IOException, InterruptedException {
    Process mkfifo = new ProcessBuilder("mkfifo", dir.resolve("fifo").toString()).start();
    assumeTrue(mkfifo.waitFor() == 0);
    try (Guest g = Guest.in(dir)) {
      g.expectOpen(Errno.NOTSUP, "fifo", 0, Guest.READ);
    }
  }

  /** Contexts in great number leave neither threads nor open files. */
  @Test
  void contextsLeaveNothing() throws Exception {
    final long before = threads(); // other tests leave threads that wait for ever
    for (int k = 0; k < 200; k++) {
      try (Guest g = Guest.in(dir)) {
        int fd = g.open("f", CREATE, WRITE, 0);
        g.write(fd, "x");
        g.write(1, "a");
        g.write(1, "b");
        assertEquals("", g.read(0, 10));
      }
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (threads() > before && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    assertTrue(threads() <= before);
    Path descriptors = Path.of("/proc/self/fd");
    if (Files.isDirectory(descriptors)) {
      try (var open = Files.list(descriptors)) {
        long left =
            open.filter(
                    d -> {
                      try {
                        return Files.readSymbolicLink(d).startsWith(dir);
                      } catch (IOException e) {
                        return false;
                      }
                    })
                .count();
        assertEquals(0, left);
      }
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith("weft-"))
        .count();
  }

  /** An overdue buffer and a context that closes at the same time do not meet badly. */
  @Test
  void closingWhileTheTimerRuns() throws InterruptedException {
    for (int k = 0; k < 20; k++) {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      CountDownLatch done = new CountDownLatch(1);
      int delay = 5 + k / 2;
      Thread thread =
          new Thread(
              () -> {
                try (Guest g = new Guest.Builder().build()) {
                  g.write(1, "a");
                  g.write(1, "b");
                  Thread.sleep(delay);
                } catch (Throwable t) {
                  thrown.set(t);
                }
                done.countDown();
              });
      thread.start();
      assertTrue(done.await(20, TimeUnit.SECONDS));
      assertEquals(null, thrown.get());
    }
  }
}
