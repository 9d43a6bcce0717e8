/*
 * What holds for every combinator that runs a schedule on a clock of its own: `advance`, `delay`, `hold`, `stretch`.
 */
import { advance, delay, hold, linearCurve, ramp, stretch } from "@anneal/core";
import type { Composable } from "@anneal/core";
import {
  composition,
  describeErrors,
  describeReactive,
  describeSchedule,
  duration,
  learningRate,
} from "@anneal/testing";
import type { OptionCase } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nonNegativeCase, positiveCase, scheduleCase } from "./combinators.ts";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

interface Clock {
  readonly combinator: typeof advance;
  /** The name of its first argument, and what that must be. */
  readonly option: "steps" | "factor";
  readonly must: OptionCase;
  /** A first argument whose multiples are rounded, and a whole one. */
  readonly rounded: number;
  readonly whole: number;
  /** First arguments of two, one around the other, and of the one that does the same. */
  readonly nested: fc.Arbitrary<readonly [outer: number, inner: number, both: number]>;
}

const length = fc.nat(20);
const sums = fc.tuple(length, length).map(([a, b]) => [a, b, a + b] as const);
const power = fc.constantFrom(1, 2, 4, 8);

const clocks: readonly Clock[] = [
  {
    combinator: advance,
    option: "steps",
    must: nonNegativeCase,
    rounded: 0.1,
    whole: 2,
    nested: sums,
  },
  {
    combinator: delay,
    option: "steps",
    must: nonNegativeCase,
    rounded: 0.1,
    whole: 2,
    nested: sums,
  },
  {
    combinator: hold,
    option: "steps",
    must: positiveCase,
    rounded: 0.3,
    whole: 3,
    nested: fc.integer({ min: 1, max: 20 }).map((steps) => [steps, steps, steps] as const),
  },
  {
    combinator: stretch,
    option: "factor",
    must: positiveCase,
    rounded: 0.3,
    whole: 3,
    nested: fc.tuple(power, power).map(([a, b]) => [a, b, a * b] as const),
  },
];

describe.each(clocks.map((clock) => ({ ...clock, name: clock.combinator.kind })))(
  "$name",
  ({ name, combinator, option, must, rounded, whole, nested }) => {
    test("has its last value at its end, however that is rounded", () => {
      fc.assert(
        fc.property(duration(), duration(), learningRate(), (argument, steps, to) => {
          const schedule = combinator(argument, ramp({ from: 1, to, steps }));
          expect(schedule(schedule.end)).toBe(to);
        }),
      );
    });

    test("two are one", () => {
      fc.assert(
        fc.property(
          nested,
          composition({ depth: 1, leaves: pureLeaves }),
          fc.nat(500),
          ([outer, inner, both], composed, at) => {
            const schedule = composed as (at: number) => number;
            expect(combinator(outer, combinator(inner, schedule))(at)).toBe(
              combinator(both, schedule)(at),
            );
          },
        ),
      );
    });

    describeSchedule("pure", () => combinator(rounded, ramp({ from: 1, to: 0, steps: 7 })), [
      combinator,
      ramp,
      linearCurve,
    ]);
    describeReactive("reactive", () => combinator(whole, halving({ schedule: 0.1 })), [
      combinator,
      halving,
    ]);
    describeErrors(
      `@anneal/core: ${name}(${option}, schedule)`,
      (options: Record<string, Composable>) => combinator.create!(options),
      { [option]: 1, schedule: 0.1 },
      { [option]: must, schedule: scheduleCase },
    );
  },
);
