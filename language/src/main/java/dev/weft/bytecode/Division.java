// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import dev.weft.opcode.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Divides a function into pieces that stay below a size. Pieces are ranges of operators: loops that
 * are too large become pieces of their own, innermost first, and what is left of a loop or function
 * is cut into segments where little crosses the cut. A loop that dispatches by a table keeps the
 * way from its start to the table, so that each round of an interpreter calls one piece.
 *
 * <p>Sizes are estimated here; whoever generates the code calls {@link #refine} for what became too
 * large. That terminates. Let the atoms of a piece be its own operators and its children. A new
 * piece takes {@code k} of the {@code n} atoms of the one that it is cut from, at least two and not
 * all, and the old one keeps {@code n - k + 1}: both have fewer than {@code n}. So each step
 * replaces a number by smaller ones in the multiset of the numbers of atoms, and there is no
 * endless descent of those. If nothing can be cut from a piece any more and it is still too large,
 * as when hundreds of operands cross, the function runs as a tree.
 */
final class Division {
  /** The most operands that may be pending at a cut. */
  private static final int MAX_PENDING = 24;

  private final FunctionIr ir;
  private final Flow flow;
  private final Sizes sizes;
  private final Piece root;

  /** A part of a piece that is not cut: an operator, a loop or a child. */
  private record Atom(int from, int to, Piece child, int size) {}

  Division(FunctionIr ir, Flow flow, Sizes sizes) {
    this.ir = ir;
    this.flow = flow;
    this.sizes = sizes;
    this.root = Piece.of(ir);
  }

  /**
   * Divides the function.
   *
   * @param budget the bytes that a piece may have by estimate
   * @return the outermost piece
   */
  Piece divide(int budget) {
    reduce(root, budget, true);
    analyse(root);
    return root;
  }

  /**
   * Makes a piece smaller whose code turned out too large.
   *
   * @param actual the size of its code
   * @param wanted the size that it should have
   * @return the pieces to be generated, the given one among them
   * @throws NotEmittable if there is nothing left to divide
   */
  List<Piece> refine(Piece piece, int actual, int wanted) {
    int estimate = estimate(piece);
    int budget = (int) Math.min(estimate * 2L / 3, (long) estimate * wanted / actual);
    List<Piece> before = new ArrayList<>(piece.children);
    int atoms = atomCount(piece);
    reduce(piece, Math.max(budget, 1), false);
    if (atomCount(piece) >= atoms) {
      throw new NotEmittable("cannot be divided: " + atoms + " parts of " + actual + " bytes");
    }
    List<Piece> changed = new ArrayList<>();
    collect(piece, before, changed);
    analyse(root);
    return changed;
  }

  private static void collect(Piece piece, List<Piece> known, List<Piece> into) {
    into.add(piece);
    for (Piece child : piece.children) {
      if (!known.contains(child)) {
        collect(child, known, into);
      }
    }
  }

  private int estimate(Piece piece) {
    int size = sizes.of(piece.from, piece.to);
    for (Piece child : piece.children) {
      size += Sizes.CALL_OF_PIECE - sizes.of(child.from, child.to);
    }
    return size;
  }

  private static int atomCount(Piece piece) {
    int count = piece.to - piece.from + piece.children.size();
    for (Piece child : piece.children) {
      count -= child.to - child.from;
    }
    return count;
  }

  // Making children

  private void reduce(Piece piece, int budget, boolean loops) {
    if (estimate(piece) <= budget) {
      return;
    }
    if (loops) {
      separateLoops(piece, budget);
    }
    boolean keep = true;
    while (estimate(piece) > budget) {
      int before = atomCount(piece);
      segment(piece, budget, loops, keep);
      if (atomCount(piece) < before) {
        continue;
      }
      if (keep) {
        keep = false; // nothing is left but the way to a table: cut it too
      } else if (loops) {
        loops = false; // nothing is left but loops
      } else {
        return;
      }
    }
  }

  /** Makes pieces of the outermost loops that alone are too large. */
  private void separateLoops(Piece piece, int budget) {
    int i = piece.from + 1; // a loop that is the piece itself is not inside
    while (i < piece.to) {
      Piece child = piece.childAt(i);
      if (child != null) {
        i = child.to;
      } else if (isLoopInside(piece, i) && sizes.of(i, ir.block(i).end + 1) > budget) {
        int end = ir.block(i).end + 1;
        reduce(piece.separate(i, end), budget, true);
        i = end;
      } else {
        i++;
      }
    }
  }

  /** Whether a loop starts at an operator that is a proper part of the piece. */
  private boolean isLoopInside(Piece piece, int i) {
    if (ir.opcodes[i] != Opcode.LOOP) {
      return false;
    }
    int end = ir.block(i).end + 1;
    if (end > piece.to || i <= piece.from + 1 && end >= piece.to - 1) {
      return false;
    }
    Piece last = piece.childAt(end - 1);
    return last == null || last.from >= i;
  }

  /** Cuts what a piece has of its own, or its children where there are too many, into segments. */
  private void segment(Piece piece, int budget, boolean loops, boolean keep) {
    List<Atom> atoms = atoms(piece, loops);
    int first = keep ? kept(piece, atoms, budget) : 0;
    if (first == 0 && atoms.size() > 2 && ir.opcodes[piece.from] == Opcode.LOOP) {
      first = 1;
    }
    int target = Math.max(budget * 3 / 4, 1);
    List<Piece> made = new ArrayList<>();
    int start = first;
    while (start < atoms.size()) {
      int end = endOfSegment(piece, atoms, start, target);
      if (!worthwhile(atoms, start, end) && end < atoms.size()) {
        end++;
      }
      if (start == 0 && end == atoms.size()) {
        end = Math.max(1, atoms.size() / 2);
      }
      boolean small = end == atoms.size() && size(atoms, start, end) < target / 4 && start > first;
      if (worthwhile(atoms, start, end) && !small) {
        made.add(piece.separate(atoms.get(start).from, atoms.get(end - 1).to));
      }
      start = end;
    }
    for (Piece child : made) {
      reduce(child, budget, loops);
    }
  }

  /** A piece has at least two atoms. */
  private boolean worthwhile(List<Atom> atoms, int start, int end) {
    if (end - start > 1) {
      return true;
    }
    Atom only = atoms.get(start);
    return only.child == null && only.to - only.from > 1;
  }

  private static int size(List<Atom> atoms, int start, int end) {
    int size = 0;
    for (int k = start; k < end; k++) {
      size += atoms.get(k).size;
    }
    return size;
  }

  private List<Atom> atoms(Piece piece, boolean loops) {
    List<Atom> atoms = new ArrayList<>();
    int next = 0;
    int i = piece.from;
    while (i < piece.to) {
      if (next < piece.children.size() && piece.children.get(next).from == i) {
        Piece child = piece.children.get(next++);
        atoms.add(new Atom(i, child.to, child, Sizes.CALL_OF_PIECE));
        i = child.to;
        continue;
      }
      int end = i + 1;
      if (loops && isLoopInside(piece, i)) {
        int after = ir.block(i).end + 1;
        if (next == piece.children.size() || piece.children.get(next).from >= after) {
          end = after;
        }
      }
      atoms.add(new Atom(i, end, null, sizes.of(i, end)));
      i = end;
    }
    return atoms;
  }

  /** How many atoms at the start stay: up to the table by which a loop dispatches. */
  private int kept(Piece piece, List<Atom> atoms, int budget) {
    int size = 0;
    int kept = 0;
    int most = 7;
    for (int k = 0; k < atoms.size(); k++) {
      Atom atom = atoms.get(k);
      size += atom.size;
      if (size > budget / 2) {
        break;
      }
      if (atom.child == null && ir.opcodes[atom.from] == Opcode.BR_TABLE) {
        int cases = ir.tables.get(ir.a[atom.from]).length;
        if (cases > most) {
          most = cases;
          kept = k + 1;
        }
      }
    }
    return kept;
  }

  /** Finds the best place to cut when a segment has about its size. */
  private int endOfSegment(Piece piece, List<Atom> atoms, int start, int target) {
    int size = 0;
    int best = -1;
    int bestCost = Integer.MAX_VALUE;
    for (int k = start; k < atoms.size(); k++) {
      size += atoms.get(k).size;
      if (size > target && best >= 0) {
        return best;
      }
      if (k + 1 == atoms.size()) {
        return k + 1;
      }
      int position = atoms.get(k + 1).from;
      int pending = flow.height(position) - flow.base(position);
      if (pending > MAX_PENDING && size <= 2 * target) {
        continue;
      }
      if (size * 3L >= target || size > target) {
        int cost = cost(position, pending);
        if (cost <= bestCost) {
          best = k + 1;
          bestCost = cost;
        }
        if (size > target) {
          return best;
        }
      }
    }
    return atoms.size();
  }

  private int cost(int position, int pending) {
    int cost = 4 * flow.depth(position) + 8 * pending;
    if (flow.falls(position)) {
      cost += 10;
    }
    return cost;
  }

  // What crosses

  /** Finds what goes into and out of each piece. */
  private void analyse(Piece top) {
    Piece[] owners = new Piece[ir.count];
    List<Piece> all = new ArrayList<>();
    prepare(top, owners, all);
    for (int i = 0; i < ir.count; i++) {
      Piece owner = owners[i];
      owner.height = Math.min(owner.height, flow.base(i));
      switch (ir.opcodes[i]) {
        case LOCAL_GET -> owner.ownUses.set(ir.a[i]);
        case LOCAL_SET, LOCAL_TEE -> {
          owner.ownUses.set(ir.a[i]);
          owner.ownWrites.set(ir.a[i]);
        }
        default -> {}
      }
      if (!Flow.isLast(ir.opcodes[i]) && i + 1 < ir.count && flow.falls(i + 1)) {
        takeOperands(owner, flow.arrival(i + 1));
      }
      if (flow.restarts(i)) {
        owner.ownUses.set(0, ir.type.paramCount());
        owner.ownWrites.set(0, ir.type.paramCount());
      }
      for (Piece p = owner; flow.returns(i) && p != null; p = p.parent) {
        p.returns = true;
      }
      for (Piece p = owner; flow.restarts(i) && p != null; p = p.parent) {
        p.restarts = true;
      }
    }
    top.ownUses.set(0, ir.type.paramCount());
    top.ownWrites.set(0, ir.type.paramCount());
    for (int k = all.size() - 1; k >= 0; k--) { // children come after their parents
      Piece piece = all.get(k);
      piece.allUses.or(piece.ownUses);
      piece.allWrites.or(piece.ownWrites);
      if (piece.parent != null) {
        piece.parent.allUses.or(piece.allUses);
        piece.parent.allWrites.or(piece.allWrites);
        piece.parent.height = Math.min(piece.parent.height, piece.height);
      }
    }
    findCrossings(owners, all);
  }

  /**
   * A piece that ends right before the end of a block outside of it hands over all results of that
   * block, and right before a loop all parameters of the loop, as branches to there do; so it must
   * have taken those that were there before the piece began.
   */
  private void takeOperands(Piece owner, int position) {
    switch (ir.opcodes[position]) {
      case END, LOOP -> {
        for (Piece p = owner; !p.contains(position); p = p.parent) {
          p.height = Math.min(p.height, ir.block(position).height);
        }
      }
      default -> {}
    }
  }

  private void prepare(Piece piece, Piece[] owners, List<Piece> all) {
    all.add(piece);
    piece.height = Integer.MAX_VALUE;
    for (BitSet set : List.of(piece.ownUses, piece.ownWrites, piece.allUses, piece.allWrites)) {
      set.clear();
    }
    piece.returns = false;
    piece.restarts = false;
    Arrays.fill(owners, piece.from, piece.to, piece);
    for (Piece child : piece.children) {
      prepare(child, owners, all);
    }
  }

  private void findCrossings(Piece[] owners, List<Piece> all) {
    Map<Piece, TreeSet<Integer>> entries = new IdentityHashMap<>();
    Map<Piece, TreeSet<Integer>> exits = new IdentityHashMap<>();
    for (Piece piece : all) {
      entries.put(piece, new TreeSet<>());
      exits.put(piece, new TreeSet<>());
    }
    for (Piece p = owners[0]; p.parent != null; p = p.parent) {
      entries.get(p).add(0);
    }
    for (int i = 0; i < ir.count; i++) {
      Piece source = owners[i];
      flow.successors(
          i,
          to -> {
            if (owners[to] == source) {
              return;
            }
            for (Piece p = source; !p.contains(to); p = p.parent) {
              exits.get(p).add(to);
            }
            for (Piece p = owners[to]; p != null && !isAbove(p, source); p = p.parent) {
              entries.get(p).add(to);
            }
          });
    }
    for (Piece piece : all) {
      piece.entries = entries.get(piece).stream().mapToInt(Integer::intValue).toArray();
      piece.exits = exits.get(piece).stream().mapToInt(Integer::intValue).toArray();
    }
  }

  private static boolean isAbove(Piece outer, Piece inner) {
    for (Piece p = inner; p != null; p = p.parent) {
      if (p == outer) {
        return true;
      }
    }
    return false;
  }
}
