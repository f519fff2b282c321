// SPDX-License-Identifier: Apache-2.0
package dev.weft.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arguments of the command, split into what the launcher, the engine and the guest are to see.
 * Everything after FILE is the guest's, whatever it looks like.
 */
final class CommandLine {
  /** Directories the guest sees: its path for them, and ours. */
  final Map<String, String> directories = new LinkedHashMap<>();

  /** The guest's environment. */
  final Map<String, String> environment = new LinkedHashMap<>();

  /** Modules to instantiate first: the name their exports are imported by, and their files. */
  final Map<String, String> preloads = new LinkedHashMap<>();

  /** What the launcher does not know, for the engine. */
  final List<String> engineOptions = new ArrayList<>();

  /** The guest's arguments, without the program's name. */
  List<String> arguments = List.of();

  /** The module, or null. */
  String file;

  /** The function to call, or null. */
  String invoke;

  /** What to do with {@link #file}. */
  Task task = Task.RUN;

  /** The files and directories that tools work on; a program's are in {@link #arguments}. */
  final List<String> files = new ArrayList<>();

  /** The file that a tool writes, or null. */
  String output;

  /** Of the scripts only those whose path contains this are run; null for all. */
  String filter;

  /** Whether nothing is run after a command of a script that failed. */
  boolean failFast;

  /** Whether a translated module is written without being validated. */
  boolean noCheck;

  /** Whether the version was asked for. */
  boolean version;

  private CommandLine() {}

  /** The subcommands. */
  enum Task {
    /** Runs a program; also without its name. */
    RUN("run"),
    /** Runs test scripts. */
    WAST("wast"),
    /** Translates the text format to the binary format. */
    WAT2WASM("wat2wasm"),
    /** Translates the binary format to the text format. */
    PRINT("print");

    final String word;

    Task(String word) {
      this.word = word;
    }

    static Task of(String word) {
      for (Task task : values()) {
        if (task.word.equals(word)) {
          return task;
        }
      }
      return null;
    }
  }

  /**
   * Parses the arguments of the command.
   *
   * @param words all of them
   * @throws UsageException where an option of ours is incomplete
   */
  static CommandLine parse(List<String> words) throws UsageException {
    CommandLine line = new CommandLine();
    boolean mayRun = true;
    boolean mayBeOption = true;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (mayBeOption && word.startsWith("-") && word.length() > 1) {
        if (word.equals("--")) {
          mayBeOption = false;
          continue;
        }
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        if (name.equals("--fail-fast") && line.task == Task.WAST && equals < 0) {
          line.failFast = true;
          continue;
        }
        if (name.equals("--no-check") && line.task == Task.WAT2WASM && equals < 0) {
          line.noCheck = true;
          continue;
        }
        if (!line.isOwn(name)) {
          line.other(word);
          continue;
        }
        String value;
        if (equals >= 0) {
          value = word.substring(equals + 1);
        } else if (++i < words.size()) {
          value = words.get(i);
        } else {
          throw new UsageException(name + " wants a value: " + synopsis(name));
        }
        line.own(name, value);
      } else if (mayRun && mayBeOption && Task.of(word) != null) {
        mayRun = false;
        line.task = Task.of(word);
      } else if (line.task != Task.RUN) {
        line.file = line.file == null ? word : line.file;
        line.files.add(word);
      } else {
        line.file = word;
        line.arguments = List.copyOf(words.subList(i + 1, words.size()));
        break;
      }
    }
    return line;
  }

  /** Whether a module is to be translated, and nothing said that concerns the engine. */
  boolean isTranslationAlone() {
    return (task == Task.WAT2WASM || task == Task.PRINT)
        && files.size() == 1
        && engineOptions.isEmpty()
        && !version;
  }

  private boolean isOwn(String name) {
    return switch (name) {
      case "--dir", "--env", "--invoke", "--preload" -> task == Task.RUN;
      case "--filter" -> task == Task.WAST;
      case "-o" -> task == Task.WAT2WASM || task == Task.PRINT;
      default -> false;
    };
  }

  private static String synopsis(String name) {
    return switch (name) {
      case "--dir" -> "--dir HOST[::GUEST]";
      case "--env" -> "--env NAME=VALUE";
      case "--invoke" -> "--invoke FUNCTION";
      case "--preload" -> "--preload NAME=FILE";
      case "--filter" -> "--filter TEXT";
      case "-o" -> "-o FILE";
      default -> throw new IllegalArgumentException(name);
    };
  }

  private void other(String word) {
    switch (word) {
      case "--version" -> version = true;
      case "-h" -> engineOptions.add("--help");
      default -> engineOptions.add(word);
    }
  }

  private void own(String name, String value) throws UsageException {
    switch (name) {
      case "--dir" -> directory(value);
      case "--env" -> {
        int equals = value.indexOf('=');
        if (equals <= 0) {
          throw malformed(name, value);
        }
        environment.put(value.substring(0, equals), value.substring(equals + 1));
      }
      case "--invoke" -> {
        if (invoke != null) {
          throw new UsageException("--invoke is given twice: '" + invoke + "', '" + value + "'");
        }
        invoke = value;
      }
      case "--preload" -> {
        int equals = value.indexOf('=');
        if (equals <= 0 || equals + 1 == value.length()) {
          throw malformed(name, value);
        }
        String module = value.substring(0, equals);
        if (preloads.putIfAbsent(module, value.substring(equals + 1)) != null) {
          throw new UsageException("--preload names the module '" + module + "' twice");
        }
      }
      case "--filter" -> filter = value;
      case "-o" -> output = value;
      default -> throw new IllegalArgumentException(name);
    }
  }

  private void directory(String value) throws UsageException {
    int separator = value.indexOf("::");
    String host = separator < 0 ? value : value.substring(0, separator);
    String guest = separator < 0 ? value : value.substring(separator + 2);
    if (host.isEmpty() || guest.isEmpty()) {
      throw malformed("--dir", value);
    }
    if (directories.putIfAbsent(guest, host) != null) {
      throw new UsageException("--dir gives the guest's directory '" + guest + "' twice");
    }
  }

  private static UsageException malformed(String name, String value) {
    return new UsageException("'" + value + "' is not what " + synopsis(name) + " wants");
  }
}
