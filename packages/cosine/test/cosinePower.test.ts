import { cosine, cosinePower } from "@anneal/cosine";
import type { CosinePowerOptions } from "@anneal/cosine";
import {
  describeDecay,
  duration,
  learningRate,
  optional,
  positiveCase,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { initial: 0.9, steps: 6, min: 0.1, exponent: 2, kDecay: 1 };

// 0.1 + 0.8 · ((1 + cos(t · 30°)) / 2)².
test.each([
  [0, 0.9],
  [1, 0.1 + 0.2 * (1 + Math.sqrt(3) / 2) ** 2],
  [2, 0.55],
  [3, 0.3],
  [4, 0.15],
  [5, 0.1 + 0.2 * (1 - Math.sqrt(3) / 2) ** 2],
  [5.999999, 0.1],
  [6, 0.1],
  [7, 0.1],
  [1e9, 0.1],
])("squares the cosine: %d → %d", (at, value) =>
  expect(cosinePower(options)(at)).toBeCloseTo(value, 12),
);

// 0.1 + 0.4 · (1 + cos(π · p)) with p = (t / 6)², which is a third at 2√3, a half at 3√2 and two thirds at 2√6.
test.each([
  [0, 0.9],
  [2 * Math.sqrt(3), 0.7],
  [3, 0.5 + 0.2 * Math.SQRT2],
  [3 * Math.SQRT2, 0.5],
  [2 * Math.sqrt(6), 0.3],
  [6, 0.1],
  [60, 0.1],
])("squares the progress: %d → %d", (at, value) =>
  expect(cosinePower({ ...options, exponent: 1, kDecay: 2 })(at)).toBeCloseTo(value, 12),
);

const anyPower = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

describe("laws", () => {
  test("ends exactly, at `steps`, whatever the powers", () => {
    fc.assert(
      fc.property(
        learningRate(),
        learningRate(),
        duration(),
        anyPower,
        anyPower,
        (a, b, steps, exponent, kDecay) => {
          const [min, initial] = [Math.min(a, b), Math.max(a, b)];
          const schedule = cosinePower({ initial, steps, min, exponent, kDecay });
          expect(schedule(0)).toBe(initial);
          expect(schedule(steps)).toBe(min);
          expect(schedule.end).toBe(steps);
        },
      ),
    );
  });

  test("stays between its ends", () => {
    fc.assert(
      fc.property(duration(), anyStep(), anyPower, anyPower, (steps, at, exponent, kDecay) => {
        const value = cosinePower({ initial: 0.9, steps, min: 0.1, exponent, kDecay })(at);
        expect(value).toBeGreaterThanOrEqual(0.1);
        expect(value).toBeLessThanOrEqual(0.9);
      }),
    );
  });

  test("is cosine where both powers are 1", () => {
    fc.assert(
      fc.property(duration(), anyStep(), (steps, at) => {
        const given = { initial: 0.9, steps, min: 0.1 };
        expect(cosinePower(given)(at)).toBe(cosine(given)(at));
      }),
    );
  });
});

describe("agrees with", () => {
  // optax 0.2.8, cosine_decay_schedule(0.1, 5, 0.1, 2.0), float64.
  test.each([
    [0, 0.1],
    [1, 0.0836322059335908],
    [2, 0.04855432356015448],
    [3, 0.02074279406640921],
    [4, 0.010820676439845526],
    [5, 0.010000000000000002],
    [8, 0.010000000000000002],
  ])("optax: %d → %d", (at, value) =>
    expect(cosinePower({ initial: 0.1, steps: 5, min: 0.01, exponent: 2 })(at)).toBeCloseTo(
      value,
      14,
    ),
  );

  // timm 1.0.29, CosineLRScheduler(t_initial=6, k_decay) with base rate 0.1, steps 0 to 7.
  test.each<[number, number[]]>([
    [
      0.5,
      [
        0.1, 0.06421357512423505, 0.037969074274029554, 0.01971500664605933, 0.008081028712490935,
        0.0018614552634545756, 0, 0,
      ],
    ],
    [
      1.5,
      [
        0.1, 0.0988620276706941, 0.09113648285600273, 0.07220079201631067, 0.04305898339136619,
        0.013473622084142418, 0, 0,
      ],
    ],
    [
      2,
      [
        0.1, 0.09980973490458728, 0.09698463103929543, 0.08535533905932738, 0.058682408883346526,
        0.021321178182447692, 0, 0,
      ],
    ],
  ])("timm with k_decay %d", (kDecay, values) => {
    const schedule = cosinePower({ initial: 0.1, steps: 6, kDecay });
    values.forEach((value, at) => expect(schedule(at)).toBeCloseTo(value, 14));
  });
});

const power = { ...optional(positiveCase), defaultValue: 1 };
describeDecay<CosinePowerOptions>("@anneal/cosine", cosinePower, options, {
  exponent: power,
  kDecay: power,
});
