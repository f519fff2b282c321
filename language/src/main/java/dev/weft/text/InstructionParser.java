// SPDX-License-Identifier: Apache-2.0
package dev.weft.text;

import dev.weft.opcode.Opcode;
import java.util.Arrays;

/**
 * Instruction sequences, flat and folded, encoded as they are read. Nesting lives on a stack of its
 * own, so its depth is limited by memory alone.
 */
final class InstructionParser {
  /** A folded plain instruction: its encoding waits for its operands to be written. */
  private static final int PLAIN = 0;

  /** A folded if before its {@code then}: its encoding waits as well. */
  private static final int CONDITION = 1;

  private static final int BLOCK = 2;
  private static final int THEN = 3;
  private static final int ELSE = 4;
  private static final int TRY = 5;
  private static final int CATCH = 6;
  private static final int CATCH_ALL = 7;

  /** The flat structured instructions, which an {@code end} closes, from here on. */
  private static final int FLAT_BLOCK = 8;

  private static final int FLAT_IF = 9;
  private static final int FLAT_ELSE = 10;
  private static final int FLAT_TRY = 11;
  private static final int FLAT_CATCH = 12;
  private static final int FLAT_CATCH_ALL = 13;

  private static final int NO_LABEL = -1;
  private static final int NO_HINT = -1;

  /** The fields of an element of the stack. */
  private static final int KIND = 0;

  private static final int WAITING = 1;
  private static final int LABEL = 2;
  private static final int HINT = 3;
  private static final int TOKEN = 4;
  private static final int FRAME = 5;

  private final ModuleState state;
  private final TypeParser types;
  private final Lexer lexer;
  private final Immediates immediates;

  private int[] frames = new int[FRAME * 64];

  /** The index of the first field of the innermost frame. */
  private int top = -FRAME;

  /** The encodings that wait, the innermost last. */
  private final ByteOutput waiting = new ByteOutput(256);

  private ByteOutput output;

  /** The branch hints of the function, or null where none are possible. */
  private BranchHints hints;

  /** Where everything comes from, or null. */
  private final Positions positions;

  /** Whether what is written now has its positions noted: it is the body of a function. */
  private boolean noted;

  /** Where the instruction begins that is being read. */
  private int token;

  InstructionParser(ModuleState state, TypeParser types, Positions positions) {
    this.positions = positions;
    this.state = state;
    this.types = types;
    this.lexer = state.lexer;
    this.immediates = new Immediates(state, types);
  }

  /**
   * Reads a function's instructions up to the right parenthesis that closes the function.
   *
   * @param body the body so far, from its locals on; the closing {@code end} is written to it too
   */
  void body(int functionIndex, ByteOutput body, BranchHints branchHints) {
    output = body;
    hints = branchHints;
    state.labels.begin(functionIndex);
    noted = positions != null;
    run(false);
    if (noted) {
      positions.markInstruction(body.size, lexer.tokenStart);
    }
    noted = false;
    body.u8(Opcode.END.code());
  }

  /** Reads a constant expression up to the right parenthesis that follows it. */
  void constant(ByteOutput target) {
    output = target;
    hints = null;
    state.labels.begin(-1);
    run(false);
    target.u8(Opcode.END.code());
  }

  /** Reads a constant expression of a single folded instruction. */
  void foldedConstant(ByteOutput target) {
    if (lexer.kind != Lexer.OPEN) {
      throw lexer.unexpected();
    }
    output = target;
    hints = null;
    state.labels.begin(-1);
    run(true);
    target.u8(Opcode.END.code());
  }

  private void run(boolean single) {
    int base = top;
    do {
      int before = output.size;
      token = lexer.tokenStart;

      switch (lexer.kind) {
        case Lexer.KEYWORD -> flat();
        case Lexer.OPEN -> folded();
        case Lexer.RIGHT -> {
          if (top == base) {
            return;
          }
          close();
        }
        default -> throw lexer.unexpected();
      }
      if (noted && output.size > before) {
        positions.markInstruction(before, token);
      }
    } while (!single || top != base);
  }

  private void push(int kind, int waitingFrom, int label, int hint) {
    top += FRAME;
    if (top == frames.length) {
      frames = Arrays.copyOf(frames, frames.length * 2);
    }
    frames[top + KIND] = kind;
    frames[top + WAITING] = waitingFrom;
    frames[top + LABEL] = label;
    frames[top + HINT] = hint;
    frames[top + TOKEN] = token;
  }

  private void pop() {
    top -= FRAME;
  }

  /** The kind of the innermost frame; no kind where there is none. */
  private int topKind() {
    return top < 0 ? -1 : frames[top + KIND];
  }

  private void require(boolean condition) {
    if (!condition) {
      throw lexer.unexpected();
    }
  }

  private int optionalLabel() {
    int symbol = NO_LABEL;
    if (lexer.kind == Lexer.ID) {
      symbol = state.symbols.of(lexer);
      lexer.next();
    }
    return symbol;
  }

  private void emit(Opcode opcode) {
    output.u8(opcode.code());
  }

  // --- flat instructions

  private void flat() {
    Opcode opcode = lexer.opcode;
    int kind = topKind();
    require(opcode != null && kind != PLAIN && kind != CONDITION);
    int hint = takeHint(opcode);
    switch (opcode) {
      case BLOCK, LOOP, TRY_TABLE -> block(opcode, FLAT_BLOCK);
      case IF -> {
        lexer.next();
        int label = optionalLabel();
        recordHint(hint);
        emit(opcode);
        types.blockType(output);
        open(FLAT_IF, label);
      }
      case TRY -> block(opcode, FLAT_TRY);
      case ELSE -> {
        require(kind == FLAT_IF);
        lexer.next();
        closingLabel();
        emit(opcode);
        frames[top + KIND] = FLAT_ELSE;
      }
      case CATCH -> {
        require(kind == FLAT_TRY || kind == FLAT_CATCH);
        lexer.next();
        emit(opcode);
        output.u32(state.index(state.tags));
        frames[top + KIND] = FLAT_CATCH;
      }
      case CATCH_ALL -> {
        require(kind == FLAT_TRY || kind == FLAT_CATCH);
        lexer.next();
        emit(opcode);
        frames[top + KIND] = FLAT_CATCH_ALL;
      }
      case DELEGATE -> {
        require(kind == FLAT_TRY);
        lexer.next();
        state.labels.pop();
        pop();
        emit(opcode);
        immediates.label(output);
      }
      case END -> {
        require(kind >= FLAT_BLOCK);
        lexer.next();
        closingLabel();
        end();
      }
      default -> {
        lexer.next();
        recordHint(hint);
        immediates.encode(opcode, output);
      }
    }
  }

  /** Reads the label that {@code else} and {@code end} may repeat. */
  private void closingLabel() {
    if (lexer.kind == Lexer.ID) {
      if (state.symbols.of(lexer) != frames[top + LABEL]) {
        throw lexer.error("mismatching label", lexer.describe());
      }
      lexer.next();
    }
  }

  /** Begins a block, loop, try or try_table, flat or folded. */
  private void block(Opcode opcode, int kind) {
    lexer.next();
    int label = optionalLabel();
    emit(opcode);
    types.blockType(output);
    if (opcode == Opcode.TRY_TABLE) {
      immediates.catches(output);
    }
    open(kind, label);
  }

  private void open(int kind, int label) {
    state.labels.push(label);
    push(kind, 0, label, NO_HINT);
  }

  /** Ends the structured instruction on top. */
  private void end() {
    emit(Opcode.END);
    state.labels.pop();
    pop();
  }

  // --- folded instructions

  private void folded() {
    Opcode opcode = lexer.opcode;
    if (opcode == null) {
      require(lexer.keyword == Keyword.THEN && topKind() == CONDITION);
      then();
      return;
    }
    int hint = takeHint(opcode);
    switch (opcode) {
      case BLOCK, LOOP, TRY_TABLE -> block(opcode, BLOCK);
      case IF -> {
        lexer.next();
        int label = optionalLabel();
        int from = waiting.size;
        waiting.u8(opcode.code());
        types.blockType(waiting);
        push(CONDITION, from, label, hint);
      }
      case TRY -> {
        block(opcode, TRY);
        require(state.acceptOpen(Keyword.DO));
      }
      case ELSE, END, CATCH, CATCH_ALL, DELEGATE -> throw lexer.unexpected();
      default -> {
        lexer.next();
        int from = waiting.size;
        immediates.encode(opcode, waiting);
        push(PLAIN, from, NO_LABEL, hint);
      }
    }
  }

  /** Writes what the frame on top kept waiting. */
  private void release() {
    int from = frames[top + WAITING];
    recordHint(frames[top + HINT]);
    if (noted) {
      positions.markInstruction(output.size, frames[top + TOKEN]);
    }
    output.bytes(waiting.data, from, waiting.size - from);
    waiting.size = from;
  }

  private void then() {
    lexer.next();
    release();
    frames[top + KIND] = THEN;
    state.labels.push(frames[top + LABEL]);
  }

  private void close() {
    int kind = topKind();
    switch (kind) {
      case PLAIN -> {
        lexer.next();
        release();
        pop();
      }
      case BLOCK -> {
        lexer.next();
        end();
      }
      case THEN -> {
        lexer.next();
        if (lexer.kind == Lexer.OPEN && lexer.opcode == Opcode.ELSE) {
          lexer.next();
          emit(Opcode.ELSE);
          frames[top + KIND] = ELSE;
        } else {
          state.expectRight();
          end();
        }
      }
      case ELSE -> {
        lexer.next();
        state.expectRight();
        end();
      }
      case TRY, CATCH, CATCH_ALL -> {
        lexer.next();
        clause(kind);
      }
      default -> throw lexer.unexpected();
    }
  }

  /** Reads what follows a part of a folded try: another clause, or its end. */
  private void clause(int kind) {
    if (lexer.kind == Lexer.RIGHT) {
      lexer.next();
      end();
      return;
    }
    require(lexer.kind == Lexer.OPEN && lexer.opcode != null);
    Opcode opcode = lexer.opcode;
    switch (opcode) {
      case CATCH -> {
        require(kind != CATCH_ALL);
        lexer.next();
        emit(opcode);
        output.u32(state.index(state.tags));
        frames[top + KIND] = CATCH;
      }
      case CATCH_ALL -> {
        require(kind != CATCH_ALL);
        lexer.next();
        emit(opcode);
        frames[top + KIND] = CATCH_ALL;
      }
      case DELEGATE -> {
        require(kind == TRY);
        lexer.next();
        state.labels.pop();
        pop();
        emit(opcode);
        immediates.label(output);
        state.expectRight();
        state.expectRight();
      }
      default -> throw lexer.unexpected();
    }
  }

  // --- branch hints

  /** Takes the hint annotation before the current instruction: 0, 1, or none. */
  private int takeHint(Opcode opcode) {
    if (lexer.pendingCount == 0) {
      return NO_HINT;
    }
    if (lexer.pending[0] != Lexer.ANNOTATION_BRANCH_HINT) {
      throw lexer.misplaced();
    }
    int at = lexer.pending[1];
    if (hints == null) {
      throw BranchHints.error(lexer, at, "not in a function", false);
    }
    int hint = BranchHints.read(lexer.contentOfPending(0), lexer, at);
    lexer.dropPending();
    if (lexer.pendingCount > 0 && lexer.pending[0] == Lexer.ANNOTATION_BRANCH_HINT) {
      throw BranchHints.error(lexer, lexer.pending[1], "duplicate annotation", false);
    }
    if (opcode != Opcode.IF && opcode != Opcode.BR_IF) {
      throw BranchHints.error(lexer, at, "invalid target", true);
    }
    return hint;
  }

  private void recordHint(int hint) {
    if (hint != NO_HINT) {
      hints.add(output.size, hint);
    }
  }
}
