// SPDX-License-Identifier: Apache-2.0
package dev.weft.bytecode;

import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.exception.AbstractTruffleException;
import com.oracle.truffle.api.frame.FrameInstance;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.nodes.Node;
import com.oracle.truffle.api.nodes.RootNode;
import dev.weft.runtime.TrapCode;
import dev.weft.runtime.WasmException;
import java.lang.StackWalker.Option;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts generated frames into the stack traces of guest exceptions. Truffle notes a frame when an
 * exception leaves a call target, and generated functions that call each other have none in
 * between. So the frames are noted while they are there: when a trap is made, and when an exception
 * comes back from a call to something that is not generated. Where the exception then leaves
 * generated code, in {@link BytecodeRootNode}, the calls are played again with call targets: each
 * calls the next one, from the node of its instruction, and the last throws the exception.
 */
public final class GeneratedFrames {
  /** How many frames a trace has at most: replaying needs stack. */
  private static final int MAX_FRAMES = 1000;

  /** How many frames the trap of an exhausted stack has at most. */
  private static final int MAX_EXHAUSTION_FRAMES = 200;

  private static final StackWalker WALKER = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

  /** The exception on its way out of generated code and the frames it passes, innermost first. */
  private record Pending(AbstractTruffleException exception, boolean located, List<At> frames) {}

  /**
   * A generated function and the byte offset of the instruction it is at.
   *
   * @param code the code of its module
   * @param function its index
   * @param offset byte offset of the instruction in the module
   */
  public record At(GeneratedCode code, int function, int offset) {
    /** The root that stands for the function in stack traces. */
    public RootNode root() {
      return code.replayRoot(function);
    }

    Node node() {
      return code.replayRoot(function).instruction(offset);
    }
  }

  private static final ThreadLocal<Pending> PENDING = new ThreadLocal<>();

  /** Whether there are generated functions at all. */
  private static volatile boolean active;

  static {
    // Initialises the classes that a stack overflow needs, the JDK's for stack traces among them:
    // their initialisation would overflow as well, and what failed to initialise stays unusable.
    new Throwable().getStackTrace();
    WasmException.trap(TrapCode.CALL_STACK_EXHAUSTED, null);
  }

  private GeneratedFrames() {}

  /** Told when the first function is generated. */
  static void activate() {
    active = true;
  }

  /**
   * The generated frames down to the entry to generated code.
   *
   * @param direct whether nothing else that the guest called may be above them
   */
  private static List<At> capture(boolean direct) {
    return WALKER.walk(
        stream -> {
          List<At> frames = new ArrayList<>();
          var all = stream.iterator();
          while (all.hasNext() && frames.size() < MAX_FRAMES) {
            StackWalker.StackFrame frame = all.next();
            Class<?> c = frame.getDeclaringClass();
            if (c == BytecodeRootNode.class && frame.getMethodName().equals("enter")
                || direct && frames.isEmpty() && CallSupport.isOutside(c, frame.getMethodName())) {
              break;
            }
            GeneratedCode code = GeneratedCode.of(c.getClassLoader());
            if (code != null) {
              add(frames, code, frame.toStackTraceElement());
            }
          }
          return frames;
        });
  }

  /**
   * The generated functions that are running on this thread, innermost first: a list for each entry
   * to generated code, which Truffle sees as one frame of a {@link BytecodeRootNode}.
   */
  public static List<List<At>> running() {
    return WALKER.walk(
        stream -> {
          List<List<At>> stretches = new ArrayList<>();
          List<At> frames = new ArrayList<>();
          for (var all = stream.iterator(); all.hasNext(); ) {
            StackWalker.StackFrame frame = all.next();
            Class<?> c = frame.getDeclaringClass();
            if (c == BytecodeRootNode.class && frame.getMethodName().equals("enter")) {
              stretches.add(frames);
              frames = new ArrayList<>();
              continue;
            }
            GeneratedCode code = GeneratedCode.of(c.getClassLoader());
            if (code != null) {
              add(frames, code, frame.toStackTraceElement());
            }
          }
          return stretches;
        });
  }

  /** Whether a frame is an entry to generated code. */
  public static boolean isEntry(FrameInstance frame) {
    return root(frame) instanceof BytecodeRootNode root && !root.isForwarding(frame.getCallNode());
  }

  /** Whether a frame only leads to the tree of a function that is generated as well. */
  public static boolean isForwarding(FrameInstance frame) {
    return root(frame) instanceof BytecodeRootNode root && root.isForwarding(frame.getCallNode());
  }

  private static RootNode root(FrameInstance frame) {
    return ((RootCallTarget) frame.getCallTarget()).getRootNode();
  }

  /** Adds a frame, unless it only leads from one piece of a function to another. */
  private static void add(List<At> frames, GeneratedCode code, StackTraceElement element) {
    int function = Homes.function(element.getClassName(), element.getMethodName());
    int line = element.getLineNumber();
    if (function >= 0 && line > 0) {
      frames.add(new At(code, function, code.offset(function, line)));
    }
  }

  /** What a trap that is about to be made in generated code needs to know. */
  public static final class Position {
    private final List<At> frames;

    /** The node of the instruction that traps. */
    public final Node location;

    private Position(List<At> frames) {
      this.frames = frames;
      this.location = frames.get(0).node();
    }

    /** Tells which exception was made of it. */
    public void madeTo(AbstractTruffleException e) {
      PENDING.set(new Pending(e, true, frames));
    }
  }

  /** The position of a trap that knows no node; null unless generated code runs. */
  public static Position position() {
    if (!active) {
      return null;
    }
    List<At> frames = capture(true);
    return frames.isEmpty() ? null : new Position(frames);
  }

  /** Called where an exception comes back into generated code. */
  static void passThrough(AbstractTruffleException e) {
    List<At> frames = capture(false);
    if (!frames.isEmpty()) {
      PENDING.set(new Pending(e, false, frames));
    }
  }

  /** Called where an exception leaves generated code: returns it with its trace completed. */
  static AbstractTruffleException leave(AbstractTruffleException e, BytecodeRootNode root) {
    Pending pending = PENDING.get();
    if (pending == null || pending.exception != e) {
      return e;
    }
    PENDING.remove();
    return replay(e, pending.located, pending.frames, root);
  }

  private static AbstractTruffleException replay(
      AbstractTruffleException e, boolean located, List<At> frames, BytecodeRootNode root) {
    int last = frames.size() - 1;
    At outermost = frames.get(last);
    // The frame of the root itself is the outermost, unless traces leave it out.
    boolean complete =
        outermost.function == root.functionIndex()
            && outermost.code.code() == root.code()
            && !root.isInternal();
    try {
      new Replay(e, located, frames, complete ? last : last + 1).run(root);
    } catch (AbstractTruffleException thrown) {
      return thrown;
    }
    return e;
  }

  /** A call of the replay: argument 0 of the call target, in place of an instance. */
  static final class Replay {
    private final AbstractTruffleException exception;
    private final boolean located;
    private final List<At> frames;
    private final int index;

    private Replay(
        AbstractTruffleException exception, boolean located, List<At> frames, int index) {
      this.exception = exception;
      this.located = located;
      this.frames = frames;
      this.index = index;
    }

    /** Runs as the function of the frame with the index; compiled code cannot make the nodes. */
    @TruffleBoundary(transferToInterpreterOnException = false)
    RuntimeException run(TracedRootNode root) {
      Node node = index < frames.size() ? root.instruction(frames.get(index).offset) : null;
      if (index > 0) {
        At next = frames.get(index - 1);
        Replay inner = new Replay(exception, located, frames, index - 1);
        next.code.replayRoot(next.function).getCallTarget().call(node, inner);
      } else if (!located) {
        // Its own trace does not know from where it was called: a frame that nobody sees does.
        new Thrower(exception).getCallTarget().call(node);
      }
      throw exception;
    }
  }

  /** Throws an exception. */
  private static final class Thrower extends RootNode {
    private final AbstractTruffleException exception;

    Thrower(AbstractTruffleException exception) {
      super(null);
      this.exception = exception;
    }

    @Override
    public Object execute(VirtualFrame frame) {
      throw exception;
    }

    @Override
    public boolean isInternal() {
      return true;
    }
  }

  /** The trap of an exhausted stack, with the innermost frames. */
  static AbstractTruffleException exhausted(StackOverflowError e, BytecodeRootNode root) {
    List<At> frames = new ArrayList<>();
    for (StackTraceElement element : e.getStackTrace()) {
      if (frames.size() == MAX_EXHAUSTION_FRAMES
          || element.getClassName().equals(BytecodeRootNode.class.getName())
              && element.getMethodName().equals("enter")) {
        break;
      }
      GeneratedCode code = GeneratedCode.named(element.getClassLoaderName());
      if (code != null) {
        add(frames, code, element);
      }
    }
    if (frames.isEmpty()) {
      return WasmException.trap(TrapCode.CALL_STACK_EXHAUSTED, root);
    }
    WasmException trap = WasmException.trap(TrapCode.CALL_STACK_EXHAUSTED, frames.get(0).node());
    return replay(trap, true, frames, root);
  }
}
