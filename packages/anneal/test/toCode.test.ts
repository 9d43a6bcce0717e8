import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as anneal from "../src/index.ts";
import { compact, cosine, kinds, parse, toCode } from "../src/index.ts";
import type { ReactiveSchedule, Schedule } from "../src/index.ts";
import { anySchedule } from "./random.ts";

const names = Object.entries(anneal);
const evaluate = (code: string): Schedule | ReactiveSchedule => {
  const parameters = names.map(([name]) => name);
  const make = Reflect.construct(Function, [...parameters, `return ${code}`]) as (
    ...values: unknown[]
  ) => Schedule | ReactiveSchedule;
  return make(...names.map(([, value]) => value));
};

test("writes what one would write", () => {
  expect(toCode(cosine({ initial: 0.1, steps: 100 }).spec)).toBe(
    "cosine({ initial: 0.1, steps: 100 })",
  );
});

describe("of every kind", () => {
  const met = new Set<string>();

  test("the code that is written has the same spec, and so has the spec without defaults", () => {
    fc.assert(
      fc.property(anySchedule(2), ({ spec }) => {
        const text = JSON.stringify(spec);
        // A function of the tests alone has no name in a program.
        if (text.includes("testing/dampened")) return;
        for (const [, kind] of text.matchAll(/"(?:kind|factory)":"([^"]+)"/g)) met.add(kind!);
        expect(evaluate(toCode(spec)).spec).toEqual(spec);
        const short = compact(spec);
        expect(parse(short).spec).toEqual(spec);
        expect(JSON.stringify(short).length).toBeLessThanOrEqual(text.length);
        expect(evaluate(toCode(short)).spec).toEqual(spec);
      }),
      { numRuns: 1500 },
    );
  }, 120_000);

  test("none was left out", () => {
    // A function inside `map` has a name of its own there.
    expect(
      kinds.map(({ kind }) => kind).filter((kind) => !met.has(kind) && kind !== "map"),
    ).toEqual([]);
  });
});
