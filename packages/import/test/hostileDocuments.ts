import { drive } from "@anneal/core";
import fc from "fast-check";
import { expect } from "vitest";
import type { Imported } from "../src/index.ts";

/** What a document of 100 kB may cost, in milliseconds of processor time. */
export const budget = 50;

/** A value of JSON. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What reads documents, with some that are right. */
export interface Importer {
  readonly name: string;
  readonly valid: readonly Json[];
  readonly read: (document: unknown) => Imported["learningRate"];
}

const long = "x".repeat(100_000);

/** What a value may become. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    0,
    -0,
    -1,
    0.5,
    1 - 2 ** -53,
    1 + 2 ** -52,
    5e-324,
    2 ** 31,
    2 ** 53 - 1,
    2 ** 53,
    Number.MAX_VALUE,
    NaN,
    Infinity,
    -Infinity,
    null,
    true,
    "",
    "cos",
    "__proto__",
    long,
    {},
    [],
    undefined,
    10n,
    Symbol("hostile"),
  ),
  fc
    .constantFrom<() => unknown>(
      () => Array.from({ length: 20_000 }, (_, index) => index),
      () => Array<number>(20_000).fill(0.1),
      () => Object.fromEntries(Array.from({ length: 8000 }, (_, index) => [`key${index}`, index])),
      () => Object.fromEntries(Array.from({ length: 8000 }, (_, index) => [index, 1])),
      () => {
        let deep: unknown = 1;
        for (let depth = 0; depth < 10_000; depth++) deep = depth % 2 === 0 ? [deep] : { a: deep };
        return deep;
      },
      () => {
        const cyclic: Record<string, unknown> = {};
        cyclic["itself"] = cyclic;
        cyclic["_schedulers"] = [cyclic, cyclic];
        return cyclic;
      },
    )
    .map((make) => make()),
  fc.double(),
  fc.jsonValue(),
);

const key = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "toString", "lr", "name", long, ""),
  fc.constantFrom("_schedulers", "_milestones", "T_max", "lr_lambdas", "learning_rate", "gamma"),
);

/** A place in a document, by how far along its places it is. */
export const mutation = fc.record({
  place: fc.nat(1_000_000),
  change: fc.constantFrom<"set" | "drop" | "add">("set", "set", "drop", "add"),
  key,
  value,
});

export function mutated(
  valid: Json,
  { place, change, key, value }: typeof mutation extends fc.Arbitrary<infer M> ? M : never,
): unknown {
  const copy = structuredClone(valid);
  const places: [Record<string, unknown>, string][] = [];
  const walk = (node: unknown): void => {
    if (Object(node) !== node) return;
    for (const own of Object.keys(node as object)) {
      places.push([node as Record<string, unknown>, own]);
      walk((node as Record<string, unknown>)[own]);
    }
  };
  walk(copy);
  const [holder, own] = places[place % places.length]!;
  if (change === "set") holder[own] = value;
  else if (change === "drop") Reflect.deleteProperty(holder, own);
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true });
  return copy;
}

/** 100 kB of something that is repeated, or of anything. */
export const nonsense = fc.oneof(
  fc
    .constantFrom(
      '\\"',
      '"\\"',
      "[",
      '{"a":',
      '"',
      "\\",
      "-",
      "9",
      "Infinity",
      "-Infinity,",
      "NaN ",
      "\n\\\n",
      "{",
      '{"gamma":1,',
      "é",
    )
    .chain((part) =>
      fc
        .constantFrom("", '"', '{"', '{"gamma": ', "[")
        .map((start) => start + part.repeat(100_000 / part.length)),
    ),
  fc
    .string({ unit: "binary", minLength: 0, maxLength: 2000 })
    .map((text) => text.repeat(50).slice(0, 100_000)),
);

/** A valid text of which some characters are others. */
export const damaged = (valid: readonly Json[]): fc.Arbitrary<string> =>
  fc
    .record({
      document: fc.constantFrom(...valid),
      place: fc.nat(1_000_000),
      length: fc.nat(5),
      text: fc.constantFrom(
        "",
        '"',
        "\\",
        "{",
        "]",
        ",",
        "1e999",
        "-",
        "NaN",
        "Infinity",
        "\u0000",
      ),
    })
    .map(({ document, place, length, text }) => {
      const whole = JSON.stringify(
        Object.hasOwn(document as object, "state") ? (document as { state: Json }).state : document,
      );
      const at = place % whole.length;
      return whole.slice(0, at) + text + whole.slice(at + length);
    });

/** Processor time of a call in milliseconds: the least of three, because the collector of garbage works for all. */
export function costOf(call: () => void): number {
  let least = Infinity;
  for (let time = 0; time < 3 && least > budget; time++) {
    const before = process.cpuUsage();
    call();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

const steps = [0, 1, 7.5, 1000, 2 ** 31, 2 ** 53, Number.MAX_VALUE];

/** Reads a document, and asks what was made of it for its rates. Every error must be a clear one. */
export function readOrRefuse({ name, read }: Importer, document: unknown): void {
  try {
    const schedule = read(document);
    const { node } = schedule;
    expect(schedule.spec.kind).toEqual(expect.any(String));
    expect(drive(schedule).value).toBeGreaterThanOrEqual(0);
    for (const step of steps) {
      try {
        node.at(step, node.initial);
      } catch (error) {
        // A rate that has grown beyond all numbers.
        expect(error).toBeInstanceOf(RangeError);
      }
    }
  } catch (error) {
    expect(["TypeError", "RangeError"], String(error)).toContain((error as Error).name);
    expect((error as Error).message).toContain(`@anneal/import: ${name}`);
    expect((error as Error).message.length).toBeLessThan(1000);
  }
}
