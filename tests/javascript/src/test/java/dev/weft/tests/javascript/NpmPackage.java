// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.javascript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/** Runs a script of {@code src/test/packages} with an unmodified package of npm. */
final class NpmPackage {
  private final Path script;
  private final Path directory;

  /**
   * Names a script and the package it uses.
   *
   * @param script a function of JavaScript that is given the package and promises a text
   * @param directory the unpacked package
   */
  NpmPackage(Path script, Path directory) {
    this.script = script;
    this.directory = directory;
  }

  /** The text that the script makes under GraalJS on Weft. */
  String underWeft() throws IOException {
    HostAccess access = HostAccess.newBuilder(HostAccess.EXPLICIT).allowBufferAccess(true).build();
    try (Context context =
        Context.newBuilder("js", "wasm")
            .allowPolyglotAccess(PolyglotAccess.ALL)
            .allowHostAccess(access)
            .allowIO(IOAccess.ALL)
            .option("js.webassembly", "true")
            .option("js.text-encoding", "true")
            .build()) {
      Path environment = script.resolveSibling("environment.js");
      Value host =
          context
              .eval(Source.newBuilder("js", environment.toFile()).build())
              .execute(host(context));
      StringBuilder text = new StringBuilder();
      StringBuilder failure = new StringBuilder();
      ProxyExecutable fulfilled = arguments -> text.append(arguments[0].asString());
      ProxyExecutable rejected =
          arguments -> {
            Value stack = arguments[0].hasMembers() ? arguments[0].getMember("stack") : null;
            return failure.append(arguments[0]).append('\n').append(stack);
          };
      Value promise = context.eval(Source.newBuilder("js", script.toFile()).build()).execute(host);
      promise.invokeMember("then", fulfilled, rejected);
      if (!failure.isEmpty()) {
        throw new AssertionError(failure);
      }
      return text.toString();
    }
  }

  private ProxyObject host(Context context) {
    Map<String, Object> members = new HashMap<>();
    members.put("directory", directory.toString());
    members.put(
        "exists",
        (ProxyExecutable) arguments -> Files.isRegularFile(Path.of(arguments[0].asString())));
    members.put("read", (ProxyExecutable) arguments -> read(Path.of(arguments[0].asString())));
    members.put("url", (ProxyExecutable) NpmPackage::url);
    members.put(
        "evaluate",
        (ProxyExecutable)
            arguments -> {
              String file = arguments[0].asString();
              ByteBuffer bytes = read(Path.of(file));
              String text =
                  arguments[1].asString()
                      + StandardCharsets.UTF_8.decode(bytes)
                      + arguments[2].asString();
              return context.eval(Source.newBuilder("js", text, file).buildLiteral());
            });
    return ProxyObject.fromMap(members);
  }

  private static ByteBuffer read(Path file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The parts of a URL that the packages ask for, or null. */
  private static Object url(Value... arguments) {
    try {
      URI uri = new URI(arguments[0].asString());
      if (!arguments[1].isNull()) {
        uri = new URI(arguments[1].asString()).resolve(uri);
      }
      if (!uri.isAbsolute()) {
        return null;
      }
      uri = uri.normalize();
      String search = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String hash = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
      String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      String start = uri.getScheme() + "://" + uri.getRawAuthority();
      return ProxyArray.fromArray(
          start + path + search + hash,
          uri.getScheme() + ":",
          uri.getRawAuthority(),
          path,
          search,
          hash);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** The text that the script makes under node, or null if there is none. */
  String underNode() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "node",
            script.resolveSibling("run-node.mjs").toString(),
            script.toString(),
            directory.toString());
    Process process;
    try {
      process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      return null;
    }
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("node ended with " + process.exitValue());
    }
    return text;
  }
}
