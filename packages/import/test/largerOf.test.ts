import { ramp } from "@anneal/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { largerOf } from "../src/largerOf.ts";

test.each([10, 9999, 100_000])("is the larger of two lines that cross, over %i steps", (until) => {
  fc.assert(
    fc.property(
      fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100), fc.nat(100)),
      fc.array(fc.nat(until), { minLength: 1, maxLength: 9 }),
      ([a, b, c, d], steps) => {
        const [first, second] = [
          ramp({ from: a, to: b, steps: until }),
          ramp({ from: c, to: d, steps: until }),
        ];
        const larger = largerOf(first, second, until);
        for (const step of [0, ...steps, until, until + 5]) {
          expect(larger(step)).toBe(Math.max(first(step), second(step)));
        }
      },
    ),
    { numRuns: 30 },
  );
});
