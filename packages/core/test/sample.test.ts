import { constant, product, ramp, repeat, sample } from "@anneal/core";
import type { SampleOptions } from "@anneal/core";
import { composition } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

const falling = ramp({ from: 1, to: 0, steps: 4 });

test.each<readonly [SampleOptions, readonly number[]]>([
  [{ steps: 1 }, [1]],
  [{ steps: 6 }, [1, 0.75, 0.5, 0.25, 0, 0]],
  [{ steps: 6, from: 2 }, [0.5, 0.25, 0, 0]],
  [{ steps: 6, from: 6 }, []],
  [{ steps: 6, from: 7 }, []],
  [{ steps: 4, every: 2 }, [1, 0.5]],
  [{ steps: 5, every: 2 }, [1, 0.5, 0]],
  [{ steps: 2, every: 0.5, from: 0.5 }, [0.875, 0.75, 0.625]],
])("%o", (options, values) => {
  expect(sample(falling, options)).toEqual(values);
});

test("takes anything that gives a learning rate", () => {
  expect(sample(0.1, { steps: 2 })).toEqual([0.1, 0.1]);
  expect(sample((step) => step + 1, { steps: 2 })).toEqual([1, 2]);
  const reactive = halving({ schedule: falling });
  expect(sample(reactive, { steps: 2 })).toEqual([1, 0.75]);
  const state = { ...reactive.initial, scale: 0.5 };
  expect(sample(reactive, { steps: 2, state })).toEqual([0.5, 0.375]);
});

test("does not drift where a sum of fractions would", () => {
  const rounds = repeat({ steps: 0.1 }, ramp({ from: 1, to: 0, steps: 0.1 }));
  expect(sample(rounds, { steps: 100, every: 0.1 }).every((value) => value === 1)).toBe(true);
});

test("is what calls give", () => {
  fc.assert(
    fc.property(composition({ depth: 3, leaves: pureLeaves }), (schedule) => {
      const calls = Array.from({ length: 60 }, (_, step) =>
        (schedule as (at: number) => number)(step),
      );
      expect(sample(schedule, { steps: 60 })).toEqual(calls);
    }),
    { numRuns: 50 },
  );
});

test.each<readonly [string, () => unknown, new (text: string) => Error, string]>([
  [
    "no step",
    () => sample(1, { steps: 0 }),
    RangeError,
    "steps must be an integer of at least 1, got 0",
  ],
  [
    "half a step",
    () => sample(1, { steps: 1.5 }),
    RangeError,
    "steps must be an integer of at least 1, got 1.5",
  ],
  [
    "no distance",
    () => sample(1, { steps: 1, every: 0 }),
    RangeError,
    "every must be a finite number above 0, got 0",
  ],
  [
    "a step below 0",
    () => sample(1, { steps: 1, from: -1 }),
    RangeError,
    "from must be a finite number of at least 0, got -1",
  ],
  [
    "a word",
    () => sample("1" as never, { steps: 1 }),
    TypeError,
    'schedule must be a schedule, a function of the step, or a finite number of at least 0, got "1"',
  ],
  [
    "a factory",
    () => sample(constant as never, { steps: 1 }),
    TypeError,
    "schedule must be a schedule, a function of the step, or a finite number of at least 0, got (function)",
  ],
])("refuses %s", (_name, call, Failure, message) => {
  expect(call).toThrow(new Failure(`@anneal/core: sample: ${message}`));
});

test("tells all that is wrong at once", () => {
  expect(() => sample(-1, { steps: 0, evry: 1 } as never)).toThrow(
    new TypeError(
      '@anneal/core: sample: each option must be one of steps, every, from, state, schedule, got "evry"; steps must be an integer of at least 1, got 0; schedule must be a schedule, a function of the step, or a finite number of at least 0, got -1',
    ),
  );
  expect(() => sample(() => NaN, { steps: 1 })).toThrow(RangeError);
});

test("refuses more values than a list can hold", () => {
  expect(() => sample(1, { steps: 10, every: 5e-324 })).toThrow(
    new RangeError(
      "@anneal/core: sample: every must be so long that at most 10000000 values are left, got 5e-324",
    ),
  );
});

describe("without steps", () => {
  test.each([
    [ramp({ from: 1, to: 0, steps: 4 }), [1, 0.75, 0.5, 0.25]],
    [ramp({ from: 1, to: 0, steps: 2.5 }), [1, 0.6, expect.closeTo(0.2, 15)]],
    [0.1, [0.1]],
  ] as const)("the values are those until the end", (schedule, values) => {
    expect(sample(schedule)).toEqual(values);
    expect(sample(schedule, { every: 1 })).toEqual(values);
  });

  test("a schedule without an end is refused", () => {
    expect(() => sample((step) => step)).toThrow(
      new RangeError(
        "@anneal/core: sample: steps must be given for a schedule that has no end, got undefined",
      ),
    );
  });
});

test("refuses more work than a moment's, and says what to do", () => {
  const wide = product(Array.from({ length: 1000 }, () => 1));
  expect(sample(wide, { steps: 900 })).toHaveLength(900);
  expect(() => sample(wide, { steps: 1000 })).toThrow(
    new RangeError(
      "@anneal/core: sample: schedule must be of fewer parts for 1000 values (at most 1000; take fewer values, or sample a part of it), got 1001",
    ),
  );
  // A hundred parts are ordinary: their run is as long as one likes.
  const ordinary = product(Array.from({ length: 99 }, () => 1));
  expect(sample(ordinary, { steps: 20_000 })).toHaveLength(20_000);
});
