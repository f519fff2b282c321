// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.opcode.Opcode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a test script command by command; what cannot be read does not hide what follows. */
public final class ScriptReader {
  private final Lexer script;

  /** Reads the current command: a command's words mean nothing to those before it. */
  private Lexer lexer;

  private boolean begun;

  /** Where the last command began, and where what follows it begins. */
  private int commandStart;

  private int commandEnd;

  /** How far lines were counted, and up to which offset. */
  private int countedLine = 1;

  private int countedOffset;

  /**
   * Begins a script.
   *
   * @param utf8 the script's text in UTF-8
   */
  public ScriptReader(byte[] utf8) {
    script = lexer(utf8, 0, utf8.length);
    lexer = script;
  }

  private static Lexer lexer(byte[] utf8, int from, int end) {
    Lexer lexer = new Lexer(utf8, from, end);
    lexer.collectAnnotations(false);
    return lexer;
  }

  /**
   * The text of the command that {@link #next} returned last, from its parenthesis to the one that
   * closes it; empty if that was not a command in parentheses. Lines end with a single character,
   * whatever they end with in the file.
   */
  public String commandText() {
    return new String(
            script.source, commandStart, commandEnd - commandStart, StandardCharsets.UTF_8)
        .replace("\r\n", "\n");
  }

  /** The next command, or null at the end. */
  public Script.Command next() {
    commandStart = 0;
    commandEnd = 0;
    int line = 0;
    int start;
    try {
      start = script.skipToToken();
      if (start == script.end) {
        return null;
      }
      line = line(start);
      if (script.source[start] != '(') {
        script.next();
        throw script.unexpected();
      }
    } catch (TextFormatException e) {
      // Not a command and none that could follow.
      script.skipTo(script.end);
      return new Script.Unreadable(Math.max(line, e.line()), e);
    }
    if (!begun) {
      begun = true;
      if (isField(start)) {
        // A script may be the fields of one module.
        script.skipTo(script.end);
        return new Script.DefineModule(1, bareModule(), false);
      }
    }
    try {
      script.skipTo(start + 1);
      int end = script.skip(1);
      commandStart = start;
      commandEnd = end;
      lexer = lexer(script.source, start, end);
      lexer.next();
      if (lexer.kind != Lexer.OPEN || lexer.keyword == null) {
        throw lexer.unexpected();
      }
      return command(line);
    } catch (TextFormatException e) {
      return new Script.Unreadable(line, e);
    }
  }

  /** Whether what begins at an offset is a field of a module, rather than a command. */
  private boolean isField(int start) {
    Lexer first = lexer(script.source, start, script.end);
    try {
      first.next();
    } catch (TextFormatException e) {
      return false;
    }
    return first.kind == Lexer.OPEN && !isCommand(first.keyword);
  }

  /** Moves to what follows an unreadable module; there may be nothing readable. */
  private void seekBehind(int offset) {
    try {
      lexer.seek(offset);
    } catch (TextFormatException e) {
      lexer.seek(lexer.end);
    }
  }

  private int line(int offset) {
    for (; countedOffset < offset; countedOffset++) {
      if (script.source[countedOffset] == '\n') {
        countedLine++;
      }
    }
    return countedLine;
  }

  private static boolean isCommand(Keyword keyword) {
    return keyword != null
        && (keyword == Keyword.MODULE || keyword.compareTo(Keyword.DEFINITION) >= 0);
  }

  private Script.ModuleSource bareModule() {
    try {
      byte[] bytes = TextParser.fields(new Lexer(script.source, 0, script.end));
      return new Script.ModuleSource(null, Script.Form.TEXT, bytes, null);
    } catch (TextFormatException e) {
      return new Script.ModuleSource(null, Script.Form.TEXT, null, e);
    }
  }

  private Script.Command command(int line) {
    Keyword keyword = lexer.keyword;
    return switch (keyword) {
      case MODULE -> moduleCommand(line);
      case REGISTER -> {
        lexer.next();
        String name = string();
        yield close(new Script.Register(line, name, optionalId()));
      }
      case INVOKE, GET -> new Script.Perform(line, action());
      case ASSERT_RETURN -> {
        lexer.next();
        Script.Action action = action();
        List<Script.Value> expected = values();
        yield close(new Script.AssertReturn(line, action, expected));
      }
      case ASSERT_TRAP -> failure(line, Script.Failure.TRAP);
      case ASSERT_EXHAUSTION -> failure(line, Script.Failure.EXHAUSTION);
      case ASSERT_UNLINKABLE -> failure(line, Script.Failure.UNLINKABLE);
      case ASSERT_EXCEPTION -> failure(line, Script.Failure.EXCEPTION);
      case ASSERT_MALFORMED, ASSERT_MALFORMED_CUSTOM -> refused(line, true);
      case ASSERT_INVALID, ASSERT_INVALID_CUSTOM -> refused(line, false);
      case THREAD -> thread(line);
      case WAIT -> {
        lexer.next();
        yield close(new Script.AwaitThread(line, id()));
      }
      default -> throw lexer.unexpected();
    };
  }

  private <T> T close(T result) {
    if (lexer.kind != Lexer.RIGHT) {
      throw lexer.unexpected();
    }
    lexer.next();
    return result;
  }

  // --- modules

  private Script.Command moduleCommand(int line) {
    int start = lexer.tokenStart;
    lexer.next();
    if (lexer.isKeyword(Keyword.INSTANCE)) {
      lexer.next();
      String id = optionalId();
      return close(new Script.DefineInstance(line, id, optionalId()));
    }
    boolean definitionOnly = lexer.isKeyword(Keyword.DEFINITION);
    lexer.seek(start);
    return new Script.DefineModule(line, module(), definitionOnly);
  }

  /** Reads a module from its parenthesis on; errors in its text are kept in the result. */
  private Script.ModuleSource module() {
    if (!lexer.isOpen(Keyword.MODULE)) {
      throw lexer.unexpected();
    }
    int start = lexer.tokenStart;
    int end = lexer.skip(0);
    String id = null;
    Script.Form form = Script.Form.TEXT;
    // Names and custom sections are part of the module, but not of the script.
    lexer.collectAnnotations(true);
    try {
      lexer.seek(start);
      lexer.next();
      if (lexer.isKeyword(Keyword.DEFINITION)) {
        lexer.next();
      }
      byte[] name = null;
      if (lexer.kind == Lexer.ID) {
        name = lexer.identifierBytes();
        id = new String(name, StandardCharsets.UTF_8);
        lexer.next();
      }
      if (lexer.isKeyword(Keyword.BINARY)) {
        form = Script.Form.BINARY;
      } else if (lexer.isKeyword(Keyword.QUOTE)) {
        form = Script.Form.QUOTE;
      }
      byte[] bytes = TextParser.content(lexer, name);
      return new Script.ModuleSource(id, form, bytes, null);
    } catch (TextFormatException e) {
      lexer.collectAnnotations(false);
      seekBehind(end);
      return new Script.ModuleSource(id, form, null, e);
    } finally {
      lexer.collectAnnotations(false);
    }
  }

  private Script.Command refused(int line, boolean malformed) {
    lexer.next();
    Script.ModuleSource module = module();
    return close(new Script.AssertRefused(line, malformed, module, string()));
  }

  // --- actions

  private Script.Action action() {
    if (lexer.isOpen(Keyword.INVOKE)) {
      lexer.next();
      String instance = optionalId();
      String name = string();
      return close(new Script.Invoke(instance, name, values()));
    }
    if (!lexer.isOpen(Keyword.GET)) {
      throw lexer.unexpected();
    }
    lexer.next();
    String instance = optionalId();
    return close(new Script.Get(instance, string()));
  }

  private Script.Command failure(int line, Script.Failure failure) {
    lexer.next();
    Script.Action action =
        lexer.isOpen(Keyword.MODULE) ? new Script.Instantiate(module()) : action();
    String message = failure == Script.Failure.EXCEPTION ? null : string();
    return close(new Script.AssertFailure(line, failure, action, message));
  }

  private Script.Command thread(int line) {
    lexer.next();
    String id = id();
    List<String> shared = new ArrayList<>();
    while (lexer.isOpen(Keyword.SHARED)) {
      lexer.next();
      if (!lexer.isOpen(Keyword.MODULE)) {
        throw lexer.unexpected();
      }
      lexer.next();
      shared.add(close(id()));
      close(null);
    }
    List<Script.Command> commands = new ArrayList<>();
    while (lexer.kind == Lexer.OPEN && lexer.keyword != Keyword.THREAD) {
      commands.add(command(line(lexer.tokenStart)));
    }
    return close(new Script.StartThread(line, id, shared, commands));
  }

  // --- words and values

  private String string() {
    if (lexer.kind != Lexer.STRING) {
      throw lexer.unexpected();
    }
    String string = new String(lexer.stringBytes(true), StandardCharsets.UTF_8);
    lexer.next();
    return string;
  }

  private String id() {
    String id = optionalId();
    if (id == null) {
      throw lexer.unexpected();
    }
    return id;
  }

  private String optionalId() {
    if (lexer.kind != Lexer.ID) {
      return null;
    }
    String id = new String(lexer.identifierBytes(), StandardCharsets.UTF_8);
    lexer.next();
    return id;
  }

  private List<Script.Value> values() {
    List<Script.Value> values = new ArrayList<>();
    while (lexer.kind == Lexer.OPEN) {
      values.add(value());
    }
    return values;
  }

  private Script.Value value() {
    Opcode opcode = lexer.opcode;
    Keyword keyword = lexer.keyword;
    lexer.next();
    if (opcode != null) {
      return switch (opcode) {
        case I32_CONST -> close(number(Script.NumberType.I32, 32));
        case I64_CONST -> close(number(Script.NumberType.I64, 64));
        case F32_CONST -> close(number(Script.NumberType.F32, 32));
        case F64_CONST -> close(number(Script.NumberType.F64, 64));
        case V128_CONST -> close(vector());
        case REF_NULL -> {
          if (lexer.kind != Lexer.RIGHT) {
            // The heap type says nothing: there is one null.
            lexer.next();
          }
          yield reference(Script.ReferenceKind.NULL);
        }
        case REF_FUNC -> reference(Script.ReferenceKind.FUNC);
        case REF_EQ -> reference(Script.ReferenceKind.EQ);
        case REF_I31 -> reference(Script.ReferenceKind.I31);
        default -> throw lexer.unexpected();
      };
    }
    return switch (keyword) {
      case REF_EXTERN -> reference(Script.ReferenceKind.EXTERN);
      case REF_HOST -> reference(Script.ReferenceKind.HOST);
      case REF_STRUCT -> reference(Script.ReferenceKind.STRUCT);
      case REF_ARRAY -> reference(Script.ReferenceKind.ARRAY);
      case REF_ANY -> reference(Script.ReferenceKind.ANY);
      case REF_EXN -> reference(Script.ReferenceKind.EXN);
      case EITHER -> close(new Script.Either(values()));
      default -> throw lexer.unexpected();
    };
  }

  private Script.Value reference(Script.ReferenceKind kind) {
    Long number = null;
    if (lexer.kind == Lexer.NAT) {
      number = Literals.integer(lexer.source, lexer.start, lexer.stop, 32);
      lexer.next();
    }
    return close(new Script.Reference(kind, number));
  }

  private Script.Value number(Script.NumberType type, int bits) {
    boolean isFloat = type == Script.NumberType.F32 || type == Script.NumberType.F64;
    if (isFloat && lexer.isKeyword(Keyword.NAN_CANONICAL)) {
      lexer.next();
      return new Script.Nan(type, Script.NanClass.CANONICAL);
    }
    if (isFloat && lexer.isKeyword(Keyword.NAN_ARITHMETIC)) {
      lexer.next();
      return new Script.Nan(type, Script.NanClass.ARITHMETIC);
    }
    if (!lexer.isNumber() || !isFloat && lexer.kind == Lexer.FLOAT) {
      throw lexer.unexpected();
    }
    try {
      long value =
          isFloat
              ? Literals.floating(lexer.source, lexer.start, lexer.stop, bits == 64)
              : Literals.integer(lexer.source, lexer.start, lexer.stop, bits);
      lexer.next();
      return new Script.Number(type, bits == 64 ? value : value & (1L << bits) - 1);
    } catch (ArithmeticException e) {
      throw lexer.error("constant out of range", lexer.describe());
    }
  }

  private Script.Value vector() {
    Keyword shape = lexer.kind == Lexer.KEYWORD ? lexer.keyword : null;
    Script.NumberType type =
        switch (shape) {
          case I8X16, I16X8, I32X4 -> Script.NumberType.I32;
          case I64X2 -> Script.NumberType.I64;
          case F32X4 -> Script.NumberType.F32;
          case F64X2 -> Script.NumberType.F64;
          case null, default -> throw lexer.unexpected();
        };
    int lanes =
        switch (shape) {
          case I8X16 -> 16;
          case I16X8 -> 8;
          case I32X4, F32X4 -> 4;
          default -> 2;
        };
    lexer.next();
    List<Script.Value> values = new ArrayList<>(lanes);
    for (int i = 0; i < lanes; i++) {
      values.add(number(type, 128 / lanes));
    }
    return new Script.Vector(type, values);
  }
}
