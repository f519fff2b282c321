// SPDX-License-Identifier: Apache-2.0
//
// What the QuickJS run evaluates: the value of the last expression is its output.

(function () {
  const out = [];
  const say = (name, ...values) => out.push(name + " " + values.join(" "));

  // Objects and closures: a tokenizer and a recursive-descent parser, run over generated input.
  function tokenize(text) {
    const tokens = [];
    for (const match of text.matchAll(/\s*(?:(\d+(?:\.\d+)?)|([a-z]\w*)|(.))/gy)) {
      tokens.push(
        match[1] !== undefined
          ? { kind: "number", value: Number(match[1]) }
          : match[2] !== undefined
            ? { kind: "name", value: match[2] }
            : { kind: match[3] },
      );
    }
    return tokens;
  }

  class Parser {
    #at = 0;
    constructor(tokens) {
      this.tokens = tokens;
    }
    get peek() {
      return this.tokens[this.#at]?.kind;
    }
    next() {
      return this.tokens[this.#at++];
    }
    expression(priority = 0) {
      let left = this.primary();
      for (;;) {
        const level = { "+": 1, "-": 1, "*": 2, "/": 2, "^": 3 }[this.peek] ?? 0;
        if (level <= priority) return left;
        const { kind } = this.next();
        left = { kind, left, right: this.expression(kind === "^" ? level - 1 : level) };
      }
    }
    primary() {
      const token = this.next();
      switch (token.kind) {
        case "number":
        case "name":
          return token;
        case "(": {
          const inside = this.expression();
          if (this.next()?.kind !== ")") throw new SyntaxError("unbalanced");
          return inside;
        }
        case "-":
          return { kind: "negate", left: this.expression(2) };
        default:
          throw new SyntaxError("unexpected " + token.kind);
      }
    }
  }

  const evaluate = (node, names) => {
    switch (node.kind) {
      case "number":
        return node.value;
      case "name":
        return names[node.value] ?? NaN;
      case "negate":
        return -evaluate(node.left, names);
      case "+":
        return evaluate(node.left, names) + evaluate(node.right, names);
      case "-":
        return evaluate(node.left, names) - evaluate(node.right, names);
      case "*":
        return evaluate(node.left, names) * evaluate(node.right, names);
      case "/":
        return evaluate(node.left, names) / evaluate(node.right, names);
      case "^":
        return evaluate(node.left, names) ** evaluate(node.right, names);
    }
  };

  let sum = 0;
  for (let i = 0; i < 300; i++) {
    const tree = new Parser(
      tokenize(`(${i} + x) * 2 ^ 3 - -y / (${i % 7} + 1.5) + long_name * (1 - 2 - 3)`),
    ).expression();
    sum += evaluate(tree, { x: i / 2, y: 9, long_name: 0.25 });
  }
  say("parser", sum.toFixed(6));
  try {
    new Parser(tokenize("1 + (2 * 3")).expression();
  } catch (error) {
    say("error", error instanceof SyntaxError, error.message);
  }

  // Typed arrays.
  const sieve = new Uint8Array(100000);
  let primes = 0;
  for (let i = 2; i < sieve.length; i++) {
    if (sieve[i]) continue;
    primes++;
    for (let j = i * i; j < sieve.length; j += i) sieve[j] = 1;
  }
  say("sieve", primes);
  const view = new DataView(new ArrayBuffer(16));
  view.setFloat64(0, Math.PI);
  view.setBigInt64(8, -3n, true);
  say("bytes", Array.from(new Uint8Array(view.buffer)).join(","));

  // Maps, sets, sorting, strings, regular expressions.
  const words = "in the beginning the loom was empty and the weft was wound upon the shuttle".split(" ");
  const counts = new Map();
  for (let i = 0; i < 400; i++)
    for (const word of words) counts.set(word + (i % 10), (counts.get(word + (i % 10)) ?? 0) + 1);
  const top = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, 3);
  say("counts", counts.size, JSON.stringify(top));
  say("regexp", "2026-11-22 and 1999-01-31".replace(/(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)/g, "$<d>.$<m>.$<y>"));
  say("unicode", [..."wéft🧵"].length, "ÄÖ".toLowerCase(), "abc".padStart(6, "xy"), "straße".toUpperCase());

  // Numbers of all sorts.
  let factorial = 1n;
  for (let i = 2n; i <= 150n; i++) factorial *= i;
  say("bigint", factorial % 1000000007n, factorial.toString(36).length, BigInt.asIntN(64, 2n ** 63n));
  say("numbers", 0.1 + 0.2, 1e21, (25).toString(36), parseInt("ff", 16), Math.fround(5.05), -7 % 3, 2 ** 31 >> 0, 1 / -0);
  let hash = 0;
  for (let i = 0; i < 100000; i++) hash = (Math.imul(hash, 31) + (i ^ (hash >>> 15))) | 0;
  say("imul", hash);
  let float = 0;
  for (let i = 1; i <= 50000; i++) float += Math.sqrt(i) / (i + 1);
  say("float", float.toFixed(9));

  // Generators, destructuring, proxies, symbols, getters, tagged templates, labels.
  function* fibonacci() {
    let [a, b] = [0, 1];
    for (;;) {
      yield a;
      [a, b] = [b, a + b];
    }
  }
  const taken = [];
  for (const f of fibonacci()) {
    if (f > 500) break;
    if (f % 2) taken.push(f);
  }
  say("generator", taken);
  const log = [];
  const proxy = new Proxy({}, { get: (_, key) => (log.push(String(key)), key.length), has: () => true });
  say("proxy", proxy.alpha + proxy.be, "x" in proxy, log);
  const { a, ...rest } = { a: 1, b: { c: [2, 3] }, get d() { return this.b.c.length; } };
  say("rest", a, JSON.stringify(rest));
  const tag = (strings, ...values) => strings.raw.map((s, i) => s + (values[i] ?? "")).join("|");
  say("tag", tag`a${1}\n${2}b`);
  outer: for (let i = 0; i < 5; i++) for (let j = 0; j < 5; j++) if (i * j === 6) { say("label", i, j); break outer; }
  const weft = { [Symbol.toPrimitive]: (hint) => (hint === "number" ? 42 : "weft") };
  say("primitive", +weft, `${weft}`);
  say("json", JSON.stringify({ u: undefined, n: null, d: new Date(86400000), s: "\u2028\"\\", nested: [[], {}] }, null, 1).length);
  return out.join("\n");
})();
