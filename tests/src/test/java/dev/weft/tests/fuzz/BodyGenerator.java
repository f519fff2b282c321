// SPDX-License-Identifier: Apache-2.0
package dev.weft.tests.fuzz;

import dev.weft.tests.fuzz.Generator.Elements;
import dev.weft.tests.fuzz.Generator.Global;
import dev.weft.tests.fuzz.Generator.Storage;
import dev.weft.tests.fuzz.Program.Feature;
import dev.weft.tests.fuzz.Program.Function;
import dev.weft.tests.fuzz.Program.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** Makes the body of one function. */
final class BodyGenerator {
  /** What a branch can go to; for a loop the local that counts its iterations down. */
  private record Label(String name, List<Type> types, String counter) {}

  private static final int MAX_DEPTH = 9;

  private final Generator module;
  private final Random random;
  private final Function function;
  private final List<Label> labels = new ArrayList<>();
  private int budget;
  private int depth;
  private int names;

  /** How many blocks there are around that are no {@link #labels}. */
  private int hidden;

  /** Locals that only their loop may write. */
  private final List<Integer> counters = new ArrayList<>();

  BodyGenerator(Generator module, Function function) {
    this.module = module;
    this.random = module.random;
    this.function = function;
  }

  void generate() {
    budget = (10 + random.nextInt(module.chance(20) ? 400 : 120)) * module.size / 100;
    for (int i = random.nextInt(6); i > 0; i--) {
      function.locals.add(module.valueType(module.program.types.size()));
    }
    List<Type> results = function.signature.results();
    List<Code> body = function.body;
    body.add(fuel());
    labels.add(new Label("", results, null));
    while (budget > module.size / 5 && !module.chance(15)) {
      body.add(statement());
    }
    body.addAll(values(results));
    if (module.has(Feature.TAIL_CALLS) && module.chance(20)) {
      Code call = tailCall();
      if (call != null) {
        body.clear();
        body.add(fuel());
        body.add(call);
      }
    }
  }

  /** Takes a unit of fuel, or returns. */
  Code fuel() {
    List<Code> zeros = new ArrayList<>();
    for (Type type : function.signature.results()) {
      zeros.add(zero(type).pin());
    }
    zeros.add(Code.statement("return").pin());
    Code check = block("if", List.of(), List.of(), zeros);
    check.operands.add(Code.of("i32.eqz", Type.I32, Code.of("global.get $fuel", Type.I32).pin()));
    check.operands.getFirst().pin();
    Code less =
        Code.of(
            "i32.sub",
            Type.I32,
            Code.of("global.get $fuel", Type.I32).pin(),
            Code.of("i32.const 1", Type.I32).pin());
    Code take = Code.statement("global.set $fuel", less.pin());
    return Code.sequence(List.of(), List.of(check.pin(), take.pin())).pin();
  }

  private static Code zero(Type type) {
    return Code.of(type.zero(), type);
  }

  private Code block(String head, List<Type> parameters, List<Type> results, List<Code> body) {
    Code code = new Code(head + label(parameters, results), results, List.of());
    code.body = new ArrayList<>(body);
    return code;
  }

  private static String label(List<Type> parameters, List<Type> results) {
    String signature = new Signature(parameters, results).text();
    return signature.isEmpty() ? "" : " " + signature;
  }

  // --- values ---

  /** Instructions that push values of some types, one after the other or several at once. */
  List<Code> values(List<Type> types) {
    List<Code> result = new ArrayList<>();
    for (int i = 0; i < types.size(); ) {
      if (types.size() - i > 1 && module.chance(40)) {
        List<Type> several = types.subList(i, i + 2 + random.nextInt(types.size() - i - 1));
        result.add(several(List.copyOf(several)));
        i += several.size();
      } else {
        result.add(value(types.get(i++)));
      }
      if (module.chance(5) && budget > 0) {
        result.add(statement());
      }
    }
    return result;
  }

  private Code several(List<Type> types) {
    depth++;
    try {
      if (budget-- > 0 && depth < MAX_DEPTH) {
        Code call = module.chance(50) ? call(types) : null;
        return call != null ? call : structured(types);
      }
      List<Code> parts = new ArrayList<>();
      types.forEach(type -> parts.add(leaf(type)));
      return Code.sequence(types, parts);
    } finally {
      depth--;
    }
  }

  Code value(Type type) {
    if (budget-- <= 0 || depth >= MAX_DEPTH) {
      return leaf(type);
    }
    depth++;
    try {
      Code code = operation(type);
      return code != null ? code : leaf(type);
    } finally {
      depth--;
    }
  }

  private Code leaf(Type type) {
    if (!type.isNullable()) {
      List<Function> functions = module.functionsOf(type);
      if (functions.isEmpty()) {
        return Code.of("ref.as_non_null", type, zero(type.nullable()));
      }
      return Code.of("ref.func " + module.any(functions).name(), type);
    }
    String local = local(type, false);
    if (local != null && module.chance(60)) {
      return Code.of("local.get " + local, type);
    }
    Global global = global(type, false);
    if (global != null && module.chance(30)) {
      return Code.of("global.get " + global.name(), type);
    }
    if (type.isNumber()) {
      Code code = Code.of(Numbers.constant(random, type), type);
      code.exact = true;
      return code;
    }
    List<Function> functions = type == Type.EXTERN ? List.of() : module.functionsOf(type);
    return functions.isEmpty() || module.chance(20)
        ? zero(type)
        : Code.of("ref.func " + module.any(functions).name(), type);
  }

  private String local(Type type, boolean write) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < function.locals.size(); i++) {
      if (function.locals.get(i).equals(type) && !(write && counters.contains(i))) {
        found.add(i);
      }
    }
    return found.isEmpty() ? null : module.any(found).toString();
  }

  private Global global(Type type, boolean write) {
    List<Global> found =
        module.globals.stream()
            .filter(global -> global.type().equals(type) && (global.mutable() || !write))
            .toList();
    return found.isEmpty() ? null : module.any(found);
  }

  /** A value made by an instruction with operands; null if what was drawn is not possible. */
  private Code operation(Type type) {
    int draw = random.nextInt(100);
    if (draw < 12) {
      return leaf(type);
    }
    if (draw < 62) {
      return type.isNumber() ? numeric(type) : reference(type);
    }
    if (draw < 72) {
      return structured(List.of(type));
    }
    if (draw < 78) {
      return call(List.of(type));
    }
    if (draw < 83) {
      String head =
          type.isNumber() && module.chance(70) ? "select" : "select (result " + type + ")";
      return Code.of(head, type, value(type), value(type), value(Type.I32));
    }
    if (draw < 88) {
      String local = local(type, true);
      return local == null ? null : Code.of("local.tee " + local, type, value(type));
    }
    if (draw < 93) {
      Label label = label(candidate -> candidate.types.equals(List.of(type)));
      if (label == null) {
        return null;
      }
      Code value = value(type);
      return Code.of("br_if " + name(label), type, value, condition(label));
    }
    if (draw < 95) {
      return Code.sequence(List.of(type), List.of(value(type), statement()));
    }
    if (draw < 97) {
      return callWithMore(type);
    }
    if (draw < 98) {
      Code end = end();
      return end == null ? null : Code.sequence(List.of(type), List.of(end));
    }
    return null;
  }

  private Code numeric(Type type) {
    if (type == Type.I32 && module.chance(10)) {
      return small();
    }
    if (module.has(Feature.THREADS)
        && !type.isFloat()
        && !module.memories.isEmpty()
        && module.chance(10)) {
      return atomic(module.any(Operator.ATOMICS.get(type.text())));
    }
    if (module.chance(15) && !module.memories.isEmpty()) {
      Operator load = module.any(Operator.LOADS.get(type.text()));
      Storage memory = module.any(module.memories);
      Code code = Code.of(load.name() + access(memory), type, address(memory));
      code.exact = true;
      return code;
    }
    Operator operator = module.any(Operator.NUMERIC.get(type.text()));
    if (operator.traps() && module.chance(operator.name().contains("trunc") ? 75 : 30)) {
      operator = module.any(Operator.NUMERIC.get(type.text()));
    }
    List<Code> operands = new ArrayList<>();
    for (int i = 0; i < operator.operands().size(); i++) {
      Code operand = value(operator.operands().get(i));
      if (i == 1 && operator.traps() && module.chance(75)) {
        operand = Code.of(type + ".or", type, operand, Code.of(type + ".const 1", type));
      }
      operands.add(operator.shows(i) ? exact(operand) : operand);
      if (module.chance(3) && budget > 0) {
        operands.add(statement());
      }
    }
    Code code = new Code(operator.name(), List.of(type), operands);
    code.exact = operator.exact();
    return code;
  }

  /** Makes a NaN the canonical one, unless its bits are the same everywhere already. */
  private static Code exact(Code value) {
    Type type = value.results.getFirst();
    return value.exact || !type.isFloat()
        ? value
        : Code.of("call $exact_" + type, type, value).pin();
  }

  /** Sizes, growth and tests of references. */
  private Code small() {
    switch (random.nextInt(4)) {
      case 0 -> {
        Storage memory = module.memories.isEmpty() ? null : module.any(module.memories);
        if (memory == null) {
          return null;
        }
        Type address = memory.address();
        Code code =
            module.chance(50)
                ? Code.of("memory.size " + memory.name(), address)
                : Code.of(
                    "memory.grow " + memory.name(),
                    address,
                    Code.of(address + ".const " + random.nextInt(3), address));
        return narrow(code);
      }
      case 1 -> {
        Storage table = module.any(module.tables);
        return narrow(Code.of("table.size " + table.name(), table.address()));
      }
      case 2 -> {
        Storage table = module.any(module.tables);
        Code growth = Code.of(table.address() + ".const " + random.nextInt(3), table.address());
        return narrow(
            Code.of("table.grow " + table.name(), table.address(), value(table.element()), growth));
      }
      default -> {
        Type type = module.valueType(module.program.types.size());
        return type.isNumber() ? null : Code.of("ref.is_null", Type.I32, value(type));
      }
    }
  }

  private static Code narrow(Code code) {
    return code.results.getFirst() == Type.I64 ? Code.of("i32.wrap_i64", Type.I32, code) : code;
  }

  private Code reference(Type type) {
    if (!type.isNullable()) {
      Label label = label(candidate -> candidate.types.isEmpty() && candidate.counter == null);
      if (label != null && module.chance(50)) {
        return Code.of("br_on_null " + name(label), type, value(type.nullable()));
      }
      return module.chance(50)
          ? Code.of("ref.as_non_null", type, value(type.nullable()))
          : leaf(type);
    }
    List<Storage> tables =
        module.tables.stream().filter(table -> table.element().equals(type)).toList();
    if (!tables.isEmpty() && module.chance(60)) {
      Storage table = module.any(tables);
      return Code.of("table.get " + table.name(), type, index(table));
    }
    return type.isTyped() && module.chance(30)
        ? Code.sequence(List.of(type), List.of(value(Type.reference(false, type.heapType()))))
        : leaf(type);
  }

  private Code address(Storage memory) {
    Code value = value(memory.address());
    if (module.chance(2)) {
      return value;
    }
    int mask = module.chance(97) ? 0xFFF : 0xFFFF;
    return masked(memory.address(), value, mask);
  }

  /** An atomic access. Its address is aligned: engines differ in which of two traps comes first. */
  private Code atomic(Operator operator) {
    Storage memory = module.any(module.memories);
    Type type = memory.address();
    List<Code> operands = new ArrayList<>();
    operands.add(masked(type, value(type), module.chance(97) ? 0xFF8 : -8));
    for (Type operand : operator.operands()) {
      operands.add(value(operand));
    }
    String index = module.has(Feature.MULTI_MEMORY) ? " " + memory.name() : "";
    String offset = module.chance(10) ? " offset=" + 8 * random.nextInt(10) : "";
    List<Type> results = operator.result() == null ? List.of() : List.of(operator.result());
    return new Code(operator.name() + index + offset, results, operands);
  }

  private static Code masked(Type type, Code value, int mask) {
    return Code.of(type + ".and", type, value, Code.of(type + ".const " + mask, type));
  }

  private Code index(Storage table) {
    return module.chance(4)
        ? value(table.address())
        : masked(table.address(), value(table.address()), module.chance(90) ? 3 : 15);
  }

  private String access(Storage memory) {
    String text = module.has(Feature.MULTI_MEMORY) ? " " + memory.name() : "";
    return switch (random.nextInt(80)) {
      case 0 -> text + " offset=65528";
      case 1 -> text + (module.chance(20) ? " offset=4294967295" : "");
      case 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 ->
          text + " offset=" + random.nextInt(64);
      default -> text;
    };
  }

  // --- calls ---

  private Code call(List<Type> results) {
    return call(signature -> signature.results().equals(results), "", results);
  }

  private Code tailCall() {
    return call(
        signature -> signature.results().equals(function.signature.results()),
        "return_",
        List.of());
  }

  /** Calls what has more results, and drops those. */
  private Code callWithMore(Type type) {
    Code call =
        call(
            signature ->
                signature.results().size() > 1 && signature.results().getFirst().equals(type),
            "",
            null);
    if (call == null) {
      return null;
    }
    List<Code> parts = new ArrayList<>(List.of(call));
    for (int i = call.results.size() - 1; i > 0; i--) {
      parts.add(Code.statement("drop").pin());
    }
    return Code.sequence(List.of(type), parts);
  }

  private Code call(Predicate<Signature> wanted, String prefix, List<Type> results) {
    List<Signature> types = module.program.types;
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      if (wanted.test(types.get(i))) {
        found.add(i);
      }
    }
    if (found.isEmpty()) {
      return null;
    }
    int type = module.any(found);
    Signature signature = types.get(type);
    List<Type> left = results != null ? results : signature.results();
    List<Function> functions =
        module.program.functions.stream().filter(candidate -> candidate.type == type).toList();
    if (functions.isEmpty() && module.chance(90)) {
      // All that such a call could do is trap.
      return null;
    }
    List<Code> operands = values(signature.parameters());
    if (!functions.isEmpty() && module.chance(50)) {
      return new Code(prefix + "call " + module.any(functions).name(), left, operands);
    }
    if (module.has(Feature.TYPED_REFERENCES) && module.chance(50)) {
      operands.add(value(Type.reference(module.chance(30), "$t" + type)));
      return new Code(prefix + "call_ref $t" + type, left, operands);
    }
    List<Storage> tables =
        module.tables.stream()
            .filter(
                table ->
                    table.element() == Type.FUNC
                        || (table.element().isTyped()
                            && table.element().heapType().equals("$t" + type)))
            .toList();
    Storage table = module.any(tables);
    List<Integer> right = new ArrayList<>();
    table
        .functions()
        .forEach(
            (i, callee) -> {
              if (callee.type == type) {
                right.add(i);
              }
            });
    if (right.isEmpty() && !functions.isEmpty() && module.chance(80)) {
      return new Code(prefix + "call " + module.any(functions).name(), left, operands);
    }
    operands.add(
        right.isEmpty() || module.chance(15)
            ? index(table)
            : Code.of(table.address() + ".const " + module.any(right), table.address()));
    return new Code(
        prefix + "call_indirect " + table.name() + " (type $t" + type + ")", left, operands);
  }

  // --- control ---

  private Label label(Predicate<Label> wanted) {
    List<Label> found = labels.stream().filter(wanted).toList();
    return found.isEmpty() ? null : module.any(found);
  }

  /** A condition to branch on: for loops one that fails in the end. */
  private Code condition(Label label) {
    if (label.counter == null) {
      return value(Type.I32);
    }
    Code count = Code.of("local.get " + label.counter, Type.I32);
    Code one = Code.of("i32.const 1", Type.I32);
    return Code.of(
        "local.tee " + label.counter, Type.I32, Code.of("i32.sub", Type.I32, count, one));
  }

  /** How a branch from here names a label: the function's own has no identifier. */
  private String name(Label label) {
    return label.name.isEmpty() ? Integer.toString(labels.size() - 1 + hidden) : label.name;
  }

  /** A block, loop or if that leaves values of some types. */
  private Code structured(List<Type> results) {
    List<Type> parameters = new ArrayList<>();
    if (module.chance(30)) {
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        parameters.add(
            i > 1 && module.chance(50) && !results.isEmpty()
                ? results.getFirst()
                : module.valueType(module.program.types.size()));
      }
    }
    String name = newName();
    switch (random.nextInt(3)) {
      case 0 -> {
        List<Code> operands = values(parameters);
        Code code = block("block " + name, parameters, results, List.of());
        code.operands.addAll(operands);
        fill(code.body, new Label(name, results, null), parameters, results);
        return code;
      }
      case 1 -> {
        List<Code> operands = values(parameters);
        operands.add(value(Type.I32));
        Code code = block("if " + name, parameters, results, List.of());
        code.operands.addAll(operands);
        Label label = new Label(name, results, null);
        fill(code.body, label, parameters, results);
        if (!parameters.equals(results) || module.chance(70)) {
          code.otherwise = new ArrayList<>();
          fill(code.otherwise, label, parameters, results);
        }
        return code;
      }
      default -> {
        return loop(name, parameters, results);
      }
    }
  }

  /** A name for a label. */
  String newName() {
    return "$l" + names++;
  }

  /** A local that nothing writes but what asked for it. */
  int newCounter() {
    int counter = function.locals.size();
    function.locals.add(Type.I32);
    counters.add(counter);
    return counter;
  }

  /** From now on code may go to the end of a block without results. */
  void enter(String name) {
    labels.add(new Label(name, List.of(), null));
  }

  /** So many more blocks are around, or fewer, to which only what makes them goes. */
  void hide(int blocks) {
    hidden += blocks;
  }

  /** The block that was entered last ends. */
  void leave() {
    labels.removeLast();
  }

  private Code loop(String name, List<Type> parameters, List<Type> results) {
    int counter = newCounter();
    int iterations = 1 + random.nextInt(module.chance(20) ? 100 : 8);
    Code start =
        Code.statement("local.set " + counter, Code.of("i32.const " + iterations, Type.I32));
    List<Code> operands = values(parameters);
    Code code = block("loop " + name, parameters, results, List.of());
    code.operands.add(start);
    code.operands.addAll(operands);
    code.body.add(fuel());
    Label label = new Label(name, parameters, Integer.toString(counter));
    fill(code.body, label, parameters, results);
    return code;
  }

  /** Fills a block: first its parameters are taken from the stack, or left there as results. */
  private void fill(List<Code> body, Label label, List<Type> parameters, List<Type> results) {
    labels.add(label);
    int kept = 0;
    while (kept < parameters.size()
        && kept < results.size()
        && parameters.get(kept).equals(results.get(kept))) {
      kept++;
    }
    if (kept > 0 && module.chance(30)) {
      kept--;
    }
    for (int i = parameters.size() - 1; i >= kept; i--) {
      body.addAll(consume(parameters.get(i)));
    }
    while (budget > 0 && module.chance(45)) {
      body.add(statement());
    }
    if (label.counter != null && module.chance(80)) {
      // Around again, with new values.
      List<Code> back = values(label.types);
      back.add(condition(label));
      body.add(new Code("br_if " + name(label), label.types, back).pin());
      label.types.forEach(type -> body.add(Code.statement("drop").pin()));
    }
    List<Type> missing = List.copyOf(results.subList(kept, results.size()));
    if (!missing.isEmpty() && label.counter == null && module.chance(10)) {
      body.addAll(values(missing));
      if (kept == 0) {
        body.add(Code.statement("br " + name(label)));
      }
    } else {
      body.addAll(values(missing));
    }
    labels.removeLast();
  }

  /** Takes a value from the stack that a block began with. */
  private List<Code> consume(Type type) {
    List<Code> parts = new ArrayList<>();
    if (type.isNumber() && module.chance(50)) {
      parts.add(value(type));
      parts.add(Code.statement(type + (module.chance(50) ? ".add" : ".mul")).pin());
    }
    String local = local(type, true);
    parts.add(
        Code.statement(local == null || module.chance(20) ? "drop" : "local.set " + local).pin());
    return parts;
  }

  /** An instruction after which nothing is executed; null if none is possible. */
  private Code end() {
    switch (random.nextInt(6)) {
      case 0 -> {
        return module.chance(20) ? Code.statement("unreachable") : null;
      }
      case 1 -> {
        return new Code("return", List.of(), values(function.signature.results()));
      }
      case 2 -> {
        return module.has(Feature.TAIL_CALLS) ? tailCall() : null;
      }
      case 3 -> {
        Label label = label(candidate -> candidate.counter == null);
        return new Code("br " + name(label), List.of(), values(label.types));
      }
      default -> {
        // Labels of loops are left out: nothing would count.
        Label last = label(candidate -> candidate.counter == null);
        List<Label> same =
            labels.stream()
                .filter(label -> label.counter == null && label.types.equals(last.types))
                .toList();
        StringBuilder head = new StringBuilder("br_table");
        for (int i = random.nextInt(6); i > 0; i--) {
          head.append(' ').append(name(module.any(same)));
        }
        List<Code> operands = values(last.types);
        Code index = value(Type.I32);
        operands.add(module.chance(70) ? masked(Type.I32, index, 7) : index);
        return new Code(head + " " + name(last), List.of(), operands);
      }
    }
  }

  // --- statements ---

  Code statement() {
    if (budget-- <= 0 || depth >= MAX_DEPTH) {
      return Code.statement("nop");
    }
    depth++;
    try {
      Code code = null;
      while (code == null) {
        code = effect();
      }
      return code;
    } finally {
      depth--;
    }
  }

  private Code effect() {
    int draw = random.nextInt(100);
    if (draw < 25) {
      int i = random.nextInt(function.locals.size() + 1);
      if (i == function.locals.size() || counters.contains(i)) {
        return null;
      }
      return Code.statement("local.set " + i, value(function.locals.get(i)));
    }
    if (draw < 35) {
      Global global = module.any(module.globals);
      return global.mutable()
          ? Code.statement("global.set " + global.name(), value(global.type()))
          : null;
    }
    if (draw < 52) {
      if (module.memories.isEmpty()) {
        return null;
      }
      if (module.has(Feature.THREADS) && module.chance(30)) {
        return module.chance(10)
            ? Code.statement("atomic.fence")
            : atomic(module.any(Operator.ATOMIC_STORES));
      }
      Storage memory = module.any(module.memories);
      Operator store = module.any(Operator.STORES);
      Code address = address(memory);
      return Code.statement(
          store.name() + access(memory), address, exact(value(store.operands().getFirst())));
    }
    if (draw < 70) {
      return structured(List.of());
    }
    if (draw < 72) {
      return new MachineGenerator(this, module).generate();
    }
    if (draw < 78) {
      return call(List.of());
    }
    if (draw < 82) {
      return Code.statement("call $log", value(Type.I32));
    }
    if (draw < 85) {
      return Code.statement("drop", value(module.valueType(module.program.types.size())));
    }
    if (draw < 90) {
      return branch();
    }
    return draw < 95 ? memory() : table();
  }

  private Code branch() {
    Label label = module.any(labels);
    if (label.types.size() == 1 && label.types.getFirst().isTyped()) {
      Type type = label.types.getFirst();
      if (!type.isNullable() || module.chance(50)) {
        // With a label that takes null too this is the same.
        return label.counter == null
            ? Code.statement("br_on_non_null " + name(label), value(type.nullable()))
            : null;
      }
    }
    List<Code> operands = values(label.types);
    operands.add(condition(label));
    Code code = new Code("br_if " + name(label), label.types, operands);
    List<Code> parts = new ArrayList<>(List.of(code));
    label.types.forEach(type -> parts.add(Code.statement("drop").pin()));
    return Code.sequence(List.of(), parts);
  }

  private Code length(Type type) {
    Code value = value(type);
    return module.chance(5) ? value : masked(type, value, 63);
  }

  private static Type lower(Type a, Type b) {
    return a == Type.I64 ? b : a;
  }

  private Code memory() {
    if (module.memories.isEmpty()) {
      return null;
    }
    Storage memory = module.any(module.memories);
    Type type = memory.address();
    switch (random.nextInt(4)) {
      case 0 -> {
        return Code.statement(
            "memory.fill " + memory.name(), address(memory), value(Type.I32), length(type));
      }
      case 1 -> {
        Storage from = module.any(module.memories);
        return Code.statement(
            "memory.copy " + memory.name() + " " + from.name(),
            address(memory),
            address(from),
            length(lower(type, from.address())));
      }
      case 2 -> {
        return module.data.isEmpty()
            ? null
            : Code.statement(
                "memory.init " + memory.name() + " " + module.any(module.data),
                address(memory),
                masked(Type.I32, value(Type.I32), 15),
                masked(Type.I32, value(Type.I32), 15));
      }
      default -> {
        return module.data.isEmpty() || module.chance(70)
            ? null
            : Code.statement("data.drop " + module.any(module.data));
      }
    }
  }

  private Code table() {
    Storage table = module.any(module.tables);
    switch (random.nextInt(5)) {
      case 0 -> {
        return Code.statement("table.set " + table.name(), index(table), value(table.element()));
      }
      case 1 -> {
        Code length = masked(table.address(), value(table.address()), 3);
        return Code.statement(
            "table.fill " + table.name(), index(table), value(table.element()), length);
      }
      case 2 -> {
        List<Storage> same =
            module.tables.stream()
                .filter(candidate -> candidate.element().equals(table.element()))
                .toList();
        Storage from = module.any(same);
        Type type = lower(table.address(), from.address());
        return Code.statement(
            "table.copy " + table.name() + " " + from.name(),
            index(table),
            index(from),
            masked(type, value(type), 3));
      }
      case 3 -> {
        List<Elements> same =
            module.elements.stream()
                .filter(candidate -> candidate.type().equals(table.element()))
                .toList();
        return same.isEmpty()
            ? null
            : Code.statement(
                "table.init " + table.name() + " " + module.any(same).name(),
                index(table),
                masked(Type.I32, value(Type.I32), 3),
                masked(Type.I32, value(Type.I32), 3));
      }
      default -> {
        return module.elements.isEmpty() || module.chance(70)
            ? null
            : Code.statement("elem.drop " + module.any(module.elements).name());
      }
    }
  }
}
