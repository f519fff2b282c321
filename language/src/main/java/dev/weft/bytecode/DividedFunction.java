// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.module.Module;
import dev.weft.types.ValueKind;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A function as several methods of its class, none larger than HotSpot compiles. The outermost
 * piece is the function's method; it makes an object of the class, the <i>frame</i>, with a field
 * for each value that pieces share. A piece loads what it uses into JVM locals when it starts, and
 * again what a child may have changed after calling it; it stores what it may have changed before
 * it calls a child that uses it, and when it leaves. Of locals, that is only done for those that
 * are live.
 *
 * <p>A piece returns the number of its exit, in their order, then one for a return from the
 * function (whose value is in the frame), then one for starting it again. It is told by a last
 * parameter at which entry to start, if there are several.
 */
final class DividedFunction {
  static final String RESULT = "r";

  final Module module;
  final FunctionIr ir;
  final Flow flow;
  final String className;
  private final String superName;
  private final Homes homes;
  private final Division division;
  private final Piece root;
  private final ClassWriter writer;
  private final Positions positions;
  private final String memoryAccess;
  private final TierPolicy policy;
  private final int limit;
  private final Map<Piece, MethodCode> methods = new HashMap<>();

  private final Map<Piece, Integer> directJumps = new HashMap<>();

  /** Names and descriptors of the fields of the frame. */
  private final Map<String, String> fields = new TreeMap<>();

  private int names;

  /**
   * Divides a function.
   *
   * @param className the class it is written to, whose objects are the frames
   * @param superName the superclass of that
   * @param homes in which class each function is
   * @param limit the most bytes that a method may have
   */
  DividedFunction(
      Module module,
      FunctionIr ir,
      String className,
      String superName,
      ClassWriter writer,
      Positions positions,
      Homes homes,
      String memoryAccess,
      TierPolicy policy,
      int limit) {
    this.module = module;
    this.ir = ir;
    this.flow = new Flow(ir);
    this.className = className;
    this.superName = superName;
    this.homes = homes;
    this.writer = writer;
    this.positions = positions;
    this.memoryAccess = memoryAccess;
    this.policy = policy;
    this.limit = limit;
    this.division = new Division(ir, flow, new Sizes(ir, module));
    this.root = division.divide(limit * 3 / 4);
  }

  /** Writes the methods and fields; the outermost piece gets the name given. */
  void write(String name, String type) {
    ArrayDeque<Piece> work = new ArrayDeque<>();
    addAll(root, work);
    while (!work.isEmpty()) {
      Piece piece = work.pop();
      if (piece.method == null) {
        piece.method = piece.parent == null ? name : "p" + names++;
      }
      emit(piece, work);
    }
    int flags = ClassWriter.PUBLIC | ClassWriter.STATIC;
    ArrayDeque<Piece> all = new ArrayDeque<>();
    addAll(root, all);
    for (Piece piece : all) {
      writer.method(flags, piece.method, piece == root ? type : type(piece), methods.get(piece));
    }
    fields.forEach((field, kind) -> writer.addField(ClassWriter.PUBLIC, field, kind));
    Signatures.constructor(writer, superName);
  }

  private static void addAll(Piece piece, ArrayDeque<Piece> into) {
    into.add(piece);
    for (Piece child : piece.children) {
      addAll(child, into);
    }
  }

  private void emit(Piece piece, ArrayDeque<Piece> work) {
    int known = positions.count();
    int size;
    try {
      MethodCode method = new MethodCode(writer);
      Emitter emitter =
          new Emitter(
              module,
              ir,
              piece,
              new PieceCode(this, piece),
              flow,
              Signatures.INSTANCE_OF_VM,
              positions,
              homes,
              memoryAccess,
              policy,
              false,
              null,
              null,
              method);
      emitter.emit();
      size = method.size();
      if (size <= limit) {
        methods.put(piece, method);
        directJumps.put(piece, emitter.directJumps());
        return;
      }
    } catch (TooLarge e) {
      size = MethodCode.MAX_SIZE;
    }
    positions.truncate(known);
    List<Piece> changed = division.refine(piece, size, limit * 3 / 4);
    changed.forEach(work::push);
  }

  /** How many branches go past the table at the start of a loop. */
  int directJumps() {
    return directJumps.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many methods there are. */
  int pieces() {
    return methods.size();
  }

  /** The name of the method of a piece. */
  String method(Piece piece) {
    if (piece.method == null) {
      piece.method = "p" + names++;
    }
    return piece.method;
  }

  /** The descriptor of the method of a piece that is not the outermost. */
  String type(Piece piece) {
    return "(L"
        + className
        + ";L"
        + Kinds.INSTANCE
        + ";"
        + (piece.entries.length > 1 ? "I" : "")
        + ")I";
  }

  // Fields of the frame

  private String field(String name, String descriptor) {
    fields.put(name, descriptor);
    return name;
  }

  /** The field of a local. */
  String local(int index) {
    return field("l" + index, Kinds.descriptor(ir.locals[index]));
  }

  /** The field of the temp of a position on the operand stack. */
  String temp(int position, ValueKind kind) {
    return field("t" + position + Kinds.letter(kind), Kinds.descriptor(kind));
  }

  /** The field of the function's result. */
  String result(ValueKind kind) {
    return field(RESULT, Kinds.descriptor(kind));
  }

  // What crosses

  /** The lowest operand that a piece has to hand over when it leaves for a position. */
  int lowestOut(Piece piece, int position) {
    return switch (ir.opcodes[position]) {
      case END, LOOP -> Math.min(piece.height, ir.block(position).height);
      default -> piece.height;
    };
  }

  /** The locals that are live at one of some positions. */
  BitSet liveAt(int[] at) {
    BitSet live = new BitSet();
    for (int position : at) {
      live.or(flow.liveAt(position));
    }
    return live;
  }
}
