import { clamp, linearCurve, ramp } from "@anneal/core";
import type { ClampBounds, Composable } from "@anneal/core";
import {
  composition,
  describeErrors,
  describeOptions,
  describeReactive,
  describeSchedule,
  learningRate,
  step,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nonNegativeCase, scheduleCase } from "./combinators.ts";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

const falling = ramp({ from: 1, to: 0, steps: 10 });

test.each<readonly [ClampBounds, readonly number[]]>([
  [{ min: 0.25, max: 0.75 }, [0.75, 0.75, 0.5, 0.25, 0.25]],
  [{ min: 0.25 }, [1, 0.8, 0.5, 0.25, 0.25]],
  [{ max: 0.75 }, [0.75, 0.75, 0.5, 0.2, 0]],
  [{}, [1, 0.8, 0.5, 0.2, 0]],
  [{ min: 0.3, max: 0.3 }, [0.3, 0.3, 0.3, 0.3, 0.3]],
  [{ min: undefined, max: 0 }, [0, 0, 0, 0, 0]],
])("%j", (bounds, values) => {
  const schedule = clamp(bounds, falling);
  [0, 2, 5, 8, 10].forEach((at, index) => {
    expect(schedule(at)).toBeCloseTo(values[index]!, 14);
  });
  expect(schedule.end).toBe(10);
});

test("leaves out of its spec what was left out", () => {
  expect(clamp({ max: 1 }, 0.1).spec).toEqual({ kind: "clamp", min: 0, max: 1, schedule: 0.1 });
  expect(clamp({}, 0.1).spec).toEqual({ kind: "clamp", min: 0, schedule: 0.1 });
});

test("keeps a value that must not be hidden from being a rate", () => {
  expect(() => clamp({ min: 0.1 }, () => NaN)(3)).toThrow(
    new RangeError(
      "@anneal/core: function: value at step 3 must be a finite number of at least 0, got NaN",
    ),
  );
});

test("changes nothing the second time", () => {
  fc.assert(
    fc.property(
      learningRate(),
      learningRate(),
      composition({ depth: 1, leaves: pureLeaves }),
      step(),
      (a, b, schedule, at) => {
        const bounds = { min: Math.min(a, b), max: Math.max(a, b) };
        const once = clamp(bounds, schedule as (at: number) => number);
        expect(clamp(bounds, once)(at)).toBe(once(at));
        expect(once(at)).toBeGreaterThanOrEqual(bounds.min);
        expect(once(at)).toBeLessThanOrEqual(bounds.max);
      },
    ),
  );
});

test("refuses a max below min", () => {
  expect(() => clamp({ min: 0.2, max: 0.1 }, 1)).toThrow(
    new RangeError(
      "@anneal/core: clamp({ min, max }, schedule): max must be at least min (0.2), got 0.1",
    ),
  );
});

test("refuses bounds that are no object", () => {
  expect(() => clamp(0.1 as never, 1)).toThrow(
    new TypeError(
      '@anneal/core: clamp({ min, max }, schedule): each option must be one of min, max, schedule, got "bounds"',
    ),
  );
});

describe("clamp", () => {
  describeSchedule("pure", () => clamp({ min: 0.1, max: 0.8 }, falling), [
    clamp,
    ramp,
    linearCurve,
  ]);
  describeReactive("reactive", () => clamp({ min: 0.02 }, halving({ schedule: 0.1 })), [
    clamp,
    halving,
  ]);
  describeOptions(
    "clamp",
    (bounds: { min: number; max: number }) => clamp(bounds, falling),
    () => ({ min: 0.1, max: 0.7 }),
  );
  describeErrors(
    "@anneal/core: clamp({ min, max }, schedule)",
    (options: ClampBounds & { schedule: Composable }) => clamp.create!(options),
    { min: 0, max: 1, schedule: 0.1 },
    {
      min: { ...nonNegativeCase, optional: true },
      max: { ...nonNegativeCase, optional: true },
      schedule: scheduleCase,
    },
  );
});
