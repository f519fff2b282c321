// SPDX-License-Identifier: Apache-2.0
//
// What the esbuild run transforms: types to strip, newer syntax to lower, names to shorten.

import type { Reader } from "./reader";
import { open as openFile, type Handle } from "./files";

export const enum Shade { Light = 1, Dark = Light << 4, Both = Light | Dark }

declare global { interface Window { weft?: Loom } }

namespace Threads {
  export const count = 12;
  export function wind<T extends string | number>(value: T, times: number = count): T[] {
    return Array.from({ length: times }, () => value);
  }
}

abstract class Frame<out T> {
  static #made = 0;
  readonly #name: string;
  protected declare extra: unknown;
  constructor(name: string, public readonly width: number, private height?: number) {
    this.#name = name ?? "frame";
    Frame.#made++;
  }
  static { Frame.#made ||= 0; }
  get area(): number { return this.width * (this.height ?? 1); }
  abstract weave(...threads: readonly T[]): AsyncGenerator<T>;
  static is(value: unknown): value is Frame<unknown> { return #name in (value as object); }
}

export default class Loom extends Frame<string> implements Reader {
  @logged accessor speed = 1_000_000;
  async *weave(...threads: readonly string[]) {
    for await (const thread of threads) {
      yield thread?.trim()?.[0]!.toUpperCase() ?? `${Shade.Dark ** 2}`;
    }
  }
}

function logged(_target: unknown, context: { kind: string }) {
  if (context.kind !== "accessor") throw new TypeError(`not an accessor: ${context.kind}`);
}

export async function run(path: string, { retries = 3, ...options }: Record<string, any> = {}) {
  let handle: Handle | undefined;
  try {
    handle = await openFile(path, options);
    options.shade &&= Shade.Both satisfies number as Shade;
    const unused = () => { throw new Error("never called"); };
    return Threads.wind(handle.read()!, retries);
  } catch {
    return [] as string[];
  } finally {
    await handle?.close();
  }
}

label: for (let i = 0; ; i++) { if (i > 3) break label; else continue; }
console.log(/(?<year>\d{4})-(?<day>\d\d)/su.exec("2026-22")?.groups!.year, 0b1010, 0o17, "\u{1F9F5}");
