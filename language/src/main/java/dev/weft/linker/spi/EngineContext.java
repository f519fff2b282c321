// SPDX-License-Identifier: Apache-2.0
package dev.weft.linker.spi;

import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * The engine's side of a polyglot context. All methods want the context to be entered by the
 * calling thread.
 */
public interface EngineContext {
  /** The member of the language's bindings that holds the object. */
  String MEMBER = "dev.weft.linker";

  /**
   * Enters the context; cheaper than the polyglot API's way.
   *
   * @return what {@link #leave} wants
   */
  Object enter();

  /** Leaves the context. */
  void leave(Object previous);

  /** The store that works with this context, last made of those that do; null before. */
  Object store();

  /** Sets the store. */
  void store(Object store);

  /** The guest object behind a value of this context: one of our own, or another language's. */
  Object unwrap(Value value);

  /** The id of the language that a value belongs to, or null. */
  String languageOf(Value value);

  /**
   * A guest value for {@code externref}: Java objects keep their identity.
   *
   * @param object anything, {@link Value}s of this context too; null is the null reference
   */
  Object toExternref(Object object);

  /**
   * The Java object, number, string or null behind a guest value, or the guest value itself if it
   * belongs to a language.
   */
  Object fromExternref(Object guest);

  /** The null reference. */
  Object nullReference();

  /** Decodes and validates a module; its exceptions are for {@link #explain}. */
  EngineModule decode(Source source);

  /** The module that a guest value is, or null. */
  EngineModule module(Object guest);

  /** Identifies the contexts that share code with this one: the same object for all of them. */
  Object codeKey();

  /**
   * The module in a form for this context; decoded anew only if the options of the context accept
   * other features than those it was decoded under.
   */
  EngineModule adopt(EngineModule module);

  /**
   * Instantiates a module: everything from the check of the imports to the start function.
   *
   * @param module what {@link #adopt} gave
   * @param imports an item for each import, in order; each must match
   */
  EngineInstance instantiate(EngineModule module, EngineExtern[] imports);

  /** The instance that a guest value is, or null. */
  EngineInstance instance(Object guest);

  /**
   * A function that calls an executable of another language.
   *
   * @param type the type of the function
   * @param name its name in messages
   * @param executable the executable
   */
  EngineFunction foreignFunction(dev.weft.linker.FuncType type, String name, Value executable);

  /**
   * What an exception of the engine, or of a language that it called, means; null if it is neither.
   */
  GuestFailure explain(Throwable thrown);

  /** A guest object that throws an exception of the engine when it is executed. */
  Object thrower(Throwable thrown);

  /** The WebAssembly functions that are running on this thread, innermost first. */
  java.util.List<GuestFailure.Frame> frames();

  /** Host functions; see {@link EngineFunctions}. */
  EngineFunctions functions();

  /** Memories, tables, globals and tags; see {@link EngineObjects}. */
  EngineObjects objects();

  /** Limits and interruption; see {@link EngineLimits}. */
  EngineLimits limits();
}
