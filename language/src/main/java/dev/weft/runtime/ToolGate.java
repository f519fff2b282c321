// SPDX-License-Identifier: Apache-2.0
package dev.weft.runtime;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Whether tools look at the code of any language instance of this virtual machine: what generated
 * code asks at the entry of each function. HotSpot takes the target of a call site for a constant
 * of the code it compiles, and throws that code away when the target changes: so the question costs
 * compiled code nothing.
 */
public final class ToolGate {
  private static final MethodHandle CLOSED;
  private static final MethodHandle OPEN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodType type = MethodType.methodType(void.class);
      CLOSED = lookup.findStatic(ToolGate.class, "closed", type);
      OPEN = lookup.findStatic(ToolGate.class, "open", type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("tool gate", e);
    }
  }

  private static final MutableCallSite SITE = new MutableCallSite(CLOSED);

  /** Those of language instances in which there are tools. */
  private static final Set<Tools> PRESENT = Collections.newSetFromMap(new WeakHashMap<>());

  private ToolGate() {}

  // Never called: only their handles are compared.

  private static void closed() {}

  private static void open() {}

  /** Whether there are tools in any language instance. */
  public static boolean isOpen() {
    return SITE.getTarget() != CLOSED;
  }

  /** Notes whether there are tools in a language instance. */
  static synchronized void set(Tools tools, boolean present) {
    if (present) {
      PRESENT.add(tools);
    } else {
      PRESENT.remove(tools);
    }
    update();
  }

  /** Forgets language instances that were closed with their tools. */
  static synchronized void forgetLost() {
    update();
  }

  private static void update() {
    MethodHandle target = PRESENT.isEmpty() ? CLOSED : OPEN;
    if (SITE.getTarget() != target) {
      SITE.setTarget(target);
      // Code that runs on other threads sees it at once, not only what is compiled from now on.
      MutableCallSite.syncAll(new MutableCallSite[] {SITE});
    }
  }
}
