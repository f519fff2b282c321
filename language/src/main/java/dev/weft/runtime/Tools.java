// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import com.oracle.truffle.api.Assumption;
import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.CompilerDirectives.CompilationFinal;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.TruffleLanguage;
import com.oracle.truffle.api.frame.VirtualFrame;
import com.oracle.truffle.api.instrumentation.StandardTags.RootBodyTag;
import com.oracle.truffle.api.instrumentation.StandardTags.RootTag;
import com.oracle.truffle.api.instrumentation.StandardTags.StatementTag;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.api.nodes.RootNode;
import java.util.Set;

/**
 * Whether instruments (debuggers, profilers) look at the code of a language instance: then
 * functions run as trees, in which instruments have their probes, whatever form they had before.
 *
 * <p>Truffle does not tell languages so. But it prepares each root node that has run for each
 * instrument that comes, or goes, before it asks what the instrument wants of it: so there is a
 * root node for nothing else than to be prepared. And a root node that runs for the first time is
 * prepared at once if there is any instrument: which is how it is found out that all have gone.
 */
public final class Tools {
  private static final Set<Class<? extends Tag>> TAGS =
      Set.of(RootTag.class, RootBodyTag.class, StatementTag.class);

  /**
   * For so long after a change it is looked whether there still are instruments: Truffle prepares
   * root nodes for one that goes before it is gone.
   */
  private static final long SETTLE_NANOS = 1_000_000_000;

  /** The time between such looks, each of which makes a root node. */
  private static final long LOOK_NANOS = 50_000_000;

  private final TruffleLanguage<?> language;

  /** Held for as long as this object is: Truffle knows it weakly. */
  private final Witness witness;

  @CompilationFinal private volatile State state = new State(false);

  /** Whether instruments may have come or gone lately. */
  private volatile boolean changed;

  private int changes;
  private long lastChange;
  private long nextLook;

  /** What compiled code takes for granted. */
  private static final class State {
    final boolean present;
    final Assumption current = Assumption.create("the instruments are the same");

    State(boolean present) {
      this.present = present;
    }
  }

  /** Runs once, so that Truffle prepares it for instruments. */
  private static final class Witness extends RootNode {
    /** Whom to tell; null for one that is only asked. */
    private final Tools owner;

    private volatile boolean prepared;

    Witness(TruffleLanguage<?> language, Tools owner) {
      super(language);
      this.owner = owner;
    }

    @Override
    public Object execute(VirtualFrame frame) {
      return WasmNull.INSTANCE;
    }

    @Override
    protected void prepareForInstrumentation(Set<Class<?>> tags) {
      if (tags.stream().anyMatch(TAGS::contains)) {
        prepared = true;
        if (owner != null) {
          owner.noteChange();
        }
      }
    }

    @Override
    public boolean isInternal() {
      return true;
    }
  }

  /**
   * Watches the instruments of a language instance.
   *
   * @param language the language instance; null in tests of what does not run as code
   */
  public Tools(TruffleLanguage<?> language) {
    this.language = language;
    this.witness = language == null ? null : new Witness(language, this);
    if (witness != null) {
      ToolGate.forgetLost();
      witness.getCallTarget().call();
    }
  }

  /** Whether there are instruments; a constant of compiled code. */
  public boolean present() {
    State s = state;
    if (CompilerDirectives.inCompiledCode() && !s.current.isValid()) {
      CompilerDirectives.transferToInterpreterAndInvalidate();
      s = state;
    }
    return s.present;
  }

  /**
   * Whether there still are instruments, asked at calls while there were some.
   *
   * @return what {@link #present()} is from now on
   */
  public boolean stillPresent() {
    return changed ? look() : present();
  }

  @TruffleBoundary
  private boolean look() {
    long now = System.nanoTime();
    int before;
    synchronized (this) {
      before = changes;
      if (now - nextLook < 0) {
        return present();
      }
      nextLook = now + LOOK_NANOS;
      changed = now - lastChange < SETTLE_NANOS;
    }
    Witness asked = new Witness(language, null);
    asked.getCallTarget().call();
    synchronized (this) {
      if (!asked.prepared && changes == before) {
        set(false);
      }
    }
    return present();
  }

  /** Invalidates compiled code of loops, so that they look at what they depend on. */
  public void invalidate() {
    set(present());
  }

  private void noteChange() {
    synchronized (this) {
      changes++;
      changed = true;
      lastChange = System.nanoTime();
      nextLook = lastChange;
      set(true);
    }
  }

  /** Invalidates code that relies on what was so far, even if that stays the same. */
  private synchronized void set(boolean present) {
    State old = state;
    state = new State(present);
    old.current.invalidate();
    ToolGate.set(this, present);
  }
}
