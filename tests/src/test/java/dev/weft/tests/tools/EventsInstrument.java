// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.tools;

import com.oracle.truffle.api.instrumentation.EventBinding;
import com.oracle.truffle.api.instrumentation.EventContext;
import com.oracle.truffle.api.instrumentation.ExecutionEventListener;
import com.oracle.truffle.api.instrumentation.SourceSectionFilter;
import com.oracle.truffle.api.instrumentation.Tag;
import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import com.oracle.truffle.api.instrumentation.provider.TruffleInstrumentProvider;
import com.oracle.truffle.api.frame.VirtualFrame;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.graalvm.polyglot.Engine;

/** An instrument that hands execution events to a test. */
public final class EventsInstrument extends TruffleInstrument {
  private static final String ID = "weft-test-events";

  private Env env;

  /** How Truffle finds the instrument, by a file in META-INF/services. */
  @Registration(id = ID, name = "events", version = "1", services = EventsInstrument.class)
  public static final class Provider extends TruffleInstrumentProvider {
    /** Made by the service loader. */
    public Provider() {}

    @Override
    protected String getInstrumentClassName() {
      return EventsInstrument.class.getName();
    }

    @Override
    protected Object create() {
      return new EventsInstrument();
    }

    @Override
    protected Collection<String> getServicesClassNames() {
      return List.of(EventsInstrument.class.getName());
    }
  }

  @Override
  protected void onCreate(Env newEnv) {
    this.env = newEnv;
    newEnv.registerService(this);
  }

  static EventsInstrument of(Engine engine) {
    return engine.getInstruments().get(ID).lookup(EventsInstrument.class);
  }

  /** Counts entries of functions by their name. */
  final class Calls implements ExecutionEventListener, AutoCloseable {
    final Map<String, Integer> entered = new ConcurrentHashMap<>();
    final Map<String, Integer> left = new ConcurrentHashMap<>();
    final Map<String, Object> results = new ConcurrentHashMap<>();
    private final Consumer<String> whenEntered;
    private final EventBinding<?> binding;

    private Calls(Class<? extends Tag> tag, Consumer<String> whenEntered) {
      this.whenEntered = whenEntered;
      binding =
          env.getInstrumenter()
              .attachExecutionEventListener(
                  SourceSectionFilter.newBuilder().tagIs(tag).includeInternal(false).build(), this);
    }

    private static String name(EventContext context) {
      return context.getInstrumentedNode().getRootNode().getName();
    }

    @Override
    public void onEnter(EventContext context, VirtualFrame frame) {
      String name = name(context);
      entered.merge(name, 1, Integer::sum);
      whenEntered.accept(name);
    }

    @Override
    public void onReturnValue(EventContext context, VirtualFrame frame, Object result) {
      left.merge(name(context), 1, Integer::sum);
      if (result != null) {
        results.put(name(context), result);
      }
    }

    @Override
    public void onReturnExceptional(EventContext context, VirtualFrame frame, Throwable e) {
      left.merge(name(context), 1, Integer::sum);
    }

    int calls(String function) {
      return entered.getOrDefault(function, 0);
    }

    @Override
    public void close() {
      binding.dispose();
    }
  }

  /** Listens to events of nodes with a tag. */
  Calls listen(Class<? extends Tag> tag, Consumer<String> whenEntered) {
    return new Calls(tag, whenEntered);
  }
}
