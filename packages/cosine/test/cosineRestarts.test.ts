import { nextOf, ramp, repeat, sequence } from "@anneal/core";
import { cosine, cosineCycles, cosineRestarts } from "@anneal/cosine";
import type { CosineRestartsOptions } from "@anneal/cosine";
import {
  decayFactorCase,
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  nonNegativeCase,
  optional,
  positiveCase,
  positiveIntegerCase,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { initial: 0.9, steps: 2, min: 0.1, multiplier: 2, factor: 0.5, cycles: 3 };

// Cycles of 2, 4 and 8 steps from 0.9, 0.45 and 0.225 down to 0.1.
test.each([
  [0, 0.9],
  [0.5, 0.5 + 0.2 * Math.SQRT2],
  [1, 0.5],
  [1.999999, 0.1],
  [2, 0.45],
  [3, 0.275 + 0.0875 * Math.SQRT2],
  [4, 0.275],
  [5.999999, 0.1],
  [6, 0.225],
  [8, 0.1625 + 0.03125 * Math.SQRT2],
  [10, 0.1625],
  [13.999999, 0.1],
  [14, 0.1],
  [15, 0.1],
  [1e9, 0.1],
])("grows its cycles and lowers its peaks: %d → %d", (at, value) =>
  expect(cosineRestarts(options)(at)).toBeCloseTo(value, 11),
);

// Cycles of 8, 4 and 2 steps.
test.each([
  [0, 1],
  [4, 0.5],
  [7.999999, 0],
  [8, 1],
  [10, 0.5],
  [12, 1],
  [13, 0.5],
  [14, 0],
  [15, 0],
])("shrinks its cycles: %d → %d", (at, value) =>
  expect(cosineRestarts({ initial: 1, steps: 8, multiplier: 0.5, cycles: 3 })(at)).toBeCloseTo(
    value,
    11,
  ),
);

test("never lowers a peak below the floor", () => {
  const schedule = cosineRestarts({ initial: 1, steps: 2, min: 0.3, factor: 0.5 });
  expect([0, 2, 4, 5, 6].map(schedule)).toEqual([1, 0.5, 0.3, 0.3, 0.3]);
});

test.each<[CosineRestartsOptions, number]>([
  [{ initial: 1, steps: 5 }, Infinity],
  [{ initial: 1, steps: 5, multiplier: 2 }, Infinity],
  [{ initial: 1, steps: 5, cycles: 1 }, 5],
  [{ initial: 1, steps: 5, cycles: 7 }, 35],
  [{ initial: 1, steps: 2.5, cycles: 3 }, 7.5],
  [{ initial: 1, steps: 5, multiplier: 2, cycles: 4 }, 75],
  [{ initial: 1, steps: 5, multiplier: 3, cycles: 20 }, (5 * (3 ** 20 - 1)) / 2],
  [{ initial: 1, steps: 4, multiplier: 0.5, cycles: 3 }, 7],
  [{ initial: 1, steps: 4, multiplier: 0.5, cycles: 2 ** 53 - 1 }, 8],
  [{ initial: 1, steps: 4, cycles: 2 ** 53 - 1 }, 4 * (2 ** 53 - 1)],
  [{ initial: 1, steps: 4, multiplier: 2, cycles: 2 ** 53 - 1 }, Infinity],
])("%j ends at %d", (given, end) => {
  const schedule = cosineRestarts(given);
  expect(schedule.end).toBe(end);
  if (end === Infinity) return;
  expect(schedule(end)).toBe(0);
  expect(schedule(end * (1 - 1e-3))).toBeGreaterThan(0);
});

/** Starts of the first cycles, up to `most`, from a recurrence in whole numbers. */
function startsOf(steps: number, multiplier: number, most: number): number[] {
  const starts = [0];
  let length = BigInt(steps);
  for (let start = length; start <= most && starts.length < 3000; start += length) {
    starts.push(Number(start));
    length *= BigInt(multiplier);
  }
  return starts;
}

describe("restarts exactly", () => {
  // Restarts at which PyTorch's or timm's logarithm stays in the cycle before.
  test.each([
    [1, 3, 121],
    [1, 3, 9841],
    [1, 5, 156],
    [1, 6, 55987],
    [1, 10, 111],
    [2, 3, 242],
    [3, 3, 363],
    [7, 5, 1092],
  ])("steps %d, multiplier %d at %d", (steps, multiplier, at) => {
    const schedule = cosineRestarts({ initial: 0.1, steps, min: 0.001, multiplier });
    expect(startsOf(steps, multiplier, at).at(-1)).toBe(at);
    expect(schedule(at)).toBe(0.1);
    expect(schedule(at - 1)).toBeLessThan(0.1);
  });

  // Every T_0 below 60, T_mult and restart below 3000. The boundaries at which the logarithms of PyTorch (with its 51) and
  // of timm (with its 130) miss the restart are among them.
  test("at every boundary at which PyTorch or timm ends a cycle one step late", () => {
    let missed = 0;
    let boundaries = 0;
    for (let steps = 1; steps < 60; steps++) {
      for (let multiplier = 2; multiplier < 3000; multiplier++) {
        const starts = startsOf(steps, multiplier, 2999);
        if (starts.length < 3) break;
        const schedule = cosineRestarts({ initial: 0.1, steps, min: 0.001, multiplier });
        starts.forEach((start, index) => {
          boundaries++;
          const logarithm = Math.log((start / steps) * (multiplier - 1) + 1) / Math.log(multiplier);
          if (Math.trunc(logarithm) !== index) missed++;
          expect(schedule(start)).toBe(0.1);
          if (index > 0) expect(schedule.node.next!(starts[index - 1]!)).toBe(start);
        });
      }
    }
    expect(boundaries).toBeGreaterThan(10_000);
    expect(missed).toBeGreaterThan(51);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 16, 17, 100, 1000, 65_537])(
    "whole steps up to 2^40, multiplier %d",
    (multiplier) => {
      for (const steps of [1, 2, 3, 5, 7, 10, 29, 100, 390, 1875, 99_991]) {
        const schedule = cosineRestarts({
          initial: 0.7,
          steps,
          min: 0.01,
          multiplier,
          factor: 0.5,
        });
        for (const [index, start] of startsOf(steps, multiplier, 2 ** 40).entries()) {
          const peak = Math.max(0.01, 0.7 * 0.5 ** index);
          expect(schedule(start)).toBe(peak);
          if (peak > 0.01)
            expect(schedule(start + steps * 0.01 * multiplier ** index)).toBeLessThan(peak);
          if (index > 0 && peak > 0.01) {
            const middle = start - (steps * multiplier ** (index - 1)) / 2;
            expect(schedule(middle)).toBeCloseTo(0.7 * 0.5 ** index + 0.005, 9);
          }
        }
      }
    },
  );

  test.each([
    [0.1, 1],
    [0.7, 1],
    [1 / 3, 1],
    [10, 1.1],
    [10, 1.5],
    [1000, 1.01],
    [10_000, 1.0001],
    [1e6, 1 + 1e-9],
    [0.3, 2],
    [29.7, 3],
  ])("fractional cycles: steps %d, multiplier %d", (steps, multiplier) => {
    const schedule = cosineRestarts({ initial: 1, steps, multiplier });
    let [start, length] = [0, steps];
    for (let cycle = 0; cycle < 100; cycle++) {
      // Added up one by one, the starts themselves gather roundings.
      const slack = start * cycle * 2 ** -52;
      expect(schedule(start + slack)).toBeCloseTo(1, 10);
      expect(schedule(start + length / 2)).toBeCloseTo(0.5, 8);
      start += length;
      length *= multiplier;
    }
  });

  test.each([
    [0.1, 1, 0.3],
    [10, 1.1, 21],
    [10, 1.1, 33.1],
    [10, 1.5, 25],
    [10_000, 1.0001, 20_001],
    [0.7, 1, 2.1],
    [1 / 3, 1, 1],
    [100 / 3, 1, 100],
  ])("as written: steps %d, multiplier %d at %d", (steps, multiplier, at) => {
    expect(cosineRestarts({ initial: 0.1, steps, multiplier })(at)).toBe(0.1);
  });

  test("after a billion cycles of a fraction, as near as numbers are there", () => {
    const schedule = cosineRestarts({ initial: 0.1, steps: 0.1 });
    for (let cycle = 1e9; cycle < 1e9 + 1000; cycle++) {
      expect(schedule(cycle / 10)).toBeCloseTo(0.1, 13);
    }
  });
});

test("shrinks to nothing without losing its way", () => {
  for (const multiplier of [0.5, 0.9, 0.999999, 1 - 2 ** -53, 1e-300]) {
    for (const cycles of [1, 2, 10, 1e6, 2 ** 53 - 1]) {
      const schedule = cosineRestarts({ initial: 1, steps: 10, multiplier, cycles });
      expect(schedule.end).toBeLessThan(Infinity);
      for (const share of [0, 0.3, 0.5, 0.999, 1 - 1e-12, 1 - 2 ** -53, 1, 2]) {
        const value = schedule(schedule.end * share);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        if (share >= 1) expect(value).toBe(0);
      }
    }
  }
});

test("has a value at every step, however far, and finds it at once", () => {
  for (const multiplier of [1 - 2 ** -53, 1, 1 + 2 ** -52, 1.5, 2, 1e200]) {
    for (const steps of [1e-5, 1, 1e300]) {
      for (const factor of [1, 1 - 2 ** -53]) {
        const given = { initial: 1, steps, multiplier, factor, cycles: 2 ** 53 - 1 };
        for (const at of [2 ** 31, 2 ** 53, 1e250]) {
          const value = cosineRestarts(given)(at);
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }
    }
  }
});

test("has a value at the largest step, in cycles whose sum is no number", () => {
  const given = { initial: 1, steps: 1e308, multiplier: 0.5, cycles: 2 ** 53 - 1 };
  const schedule = cosineRestarts(given);
  expect(schedule.end).toBe(Infinity);
  // The fourth cycle begins at 1.75e308 and is 1.25e307 long.
  expect(schedule(Number.MAX_VALUE)).toBeCloseTo((1 + Math.cos(Math.PI * 0.3815)) / 2, 3);
});

describe("next", () => {
  test.each<[CosineRestartsOptions, number, number]>([
    [options, 0, 2],
    [options, 1.999, 2],
    [options, 2, 6],
    [options, 6, 14],
    [options, 13.5, 14],
    [options, 14, Infinity],
    [options, 1e9, Infinity],
    [{ initial: 1, steps: 5 }, 0, 5],
    [{ initial: 1, steps: 5 }, 5e9, 5e9 + 5],
    [{ initial: 1, steps: 5, cycles: 2 }, 5, 10],
    [{ initial: 1, steps: 5, cycles: 2 }, 10, Infinity],
  ])("%j after %d: %d", (given, at, event) => {
    expect(cosineRestarts(given).node.next!(at)).toBe(event);
  });

  test("is above the step and begins the next cycle, for cycles of any length", () => {
    const given = fc.record({
      steps: duration(),
      multiplier: fc.oneof(fc.constant(1), fc.double({ min: 0.5, max: 3, noNaN: true })),
      factor: fc.constantFrom(1, 0.9),
    });
    fc.assert(
      fc.property(given, fc.double({ min: 0, max: 1e6, noNaN: true }), (all, at) => {
        const schedule = cosineRestarts({ initial: 1, ...all, cycles: 2 ** 40 });
        const event = schedule.node.next!(at);
        expect(event).toBeGreaterThan(at);
        if (event === Infinity) expect(schedule(at)).toBe(0);
        else if (event < schedule.end * (1 - 2 ** -40) && all.factor === 1) {
          expect(schedule(event)).toBeCloseTo(1, 9);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("C22: what PyTorch's users ask of warm restarts", () => {
  test("cycles that shrink", () => {
    const schedule = cosineRestarts({ initial: 1, steps: 8, multiplier: 0.5, cycles: 3 });
    expect([0, 8, 12, 14].map(schedule)).toEqual([1, 1, 1, 0]);
  });

  test("peaks that decay, and a limit", () => {
    const schedule = cosineRestarts({ initial: 1, steps: 8, factor: 0.5, cycles: 3, min: 0.1 });
    expect([0, 8, 16, 24, 32].map(schedule)).toEqual([1, 0.5, 0.25, 0.1, 0.1]);
  });

  test("one warmup before all cycles, or one in every cycle", () => {
    const before = sequence([
      ramp({ from: 0, to: 1, steps: 4 }),
      cosineRestarts({ initial: 1, steps: 8 }),
    ]);
    expect([0, 2, 4, 12, 20].map(before)).toEqual([0, 0.5, 1, 1, 1]);
    const within = repeat(
      {},
      sequence([ramp({ from: 0, to: 1, steps: 4 }), cosine({ initial: 1, steps: 8 })]),
    );
    expect([0, 2, 4, 12, 14, 16].map(within)).toEqual([0, 0.5, 1, 0, 0.5, 1]);
    const listed = cosineCycles({
      cycles: [
        { warmup: 4, steps: 8, peak: 1 },
        { warmup: 4, steps: 8, peak: 0.5 },
      ],
      first: "zero",
    });
    expect([0, 2, 4, 12, 14, 16].map(listed)).toEqual([0, 0.5, 1, 0, 0.25, 0.5]);
  });
});

describe("laws", () => {
  test("one cycle is cosine", () => {
    fc.assert(
      fc.property(learningRate(), learningRate(), duration(), anyStep(), (a, b, steps, at) => {
        const given = { initial: Math.max(a, b), steps, min: Math.min(a, b) };
        fc.pre(at < steps * (1 - 1e-15) || at >= steps);
        expect(cosineRestarts({ ...given, cycles: 1 })(at)).toBe(cosine(given)(at));
      }),
    );
  });

  test("equal cycles are a repeated cosine", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.nat(200),
        fc.integer({ min: 1, max: 9 }),
        (steps, at, cycles) => {
          const repeated = repeat({ times: cycles }, cosine({ initial: 0.9, steps, min: 0.1 }));
          const schedule = cosineRestarts({ initial: 0.9, steps, min: 0.1, cycles });
          expect(schedule(at)).toBe(repeated(at));
          expect(schedule.end).toBe(repeated.end);
        },
      ),
    );
  });

  test("stays between floor and start", () => {
    const given = fc.record({
      rates: fc.tuple(learningRate(), learningRate()),
      steps: duration(),
      multiplier: fc.double({ min: 0.1, max: 5, noNaN: true }),
      factor: fc.double({ min: 0.01, max: 1, noNaN: true }),
      cycles: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(given, anyStep(), ({ rates, ...others }, at) => {
        const [min, initial] = [Math.min(...rates), Math.max(...rates)];
        const schedule = cosineRestarts({ initial, min, ...others });
        expect(schedule(0)).toBe(initial);
        // Where peak and floor are nearly one, their mean may be a rounding outside.
        expect(schedule(at)).toBeLessThanOrEqual(initial * (1 + 2 ** -52));
        expect(schedule(at)).toBeGreaterThanOrEqual(min * (1 - 2 ** -52));
        expect(schedule(schedule.end)).toBe(min);
      }),
    );
  });
});

describe("agrees with", () => {
  // torch 2.13.0, CosineAnnealingWarmRestarts(T_0=3, T_mult=2, eta_min=0.01) with base rate 0.1.
  test.each([
    [0, 0.1],
    [1, 0.0775],
    [2, 0.032500000000000015],
    [3, 0.1],
    [4, 0.09397114317029975],
    [8, 0.01602885682970026],
    [9, 0.1],
    [20, 0.011533337816991932],
    [21, 0.1],
    [24, 0.0965745789630079],
  ])("PyTorch: %d → %d", (at, value) =>
    expect(cosineRestarts({ initial: 0.1, steps: 3, min: 0.01, multiplier: 2 })(at)).toBeCloseTo(
      value,
      14,
    ),
  );

  // torch 2.13.0, CosineAnnealingWarmRestarts(T_0=4, T_mult=2).step(x) with base rate 0.1.
  test.each([
    [0.25, 0.09903926402016153],
    [3.75, 0.0009607359798384785],
    [4, 0.1],
    [7.9, 0.051962990787953425],
    [11.999, 3.855314167910961e-9],
    [12, 0.1],
    [20.5, 0.04509914298352197],
    [28, 0.1],
    [100.25, 0.030300397996947604],
  ])("PyTorch at fractions of an epoch: %d → %d", (at, value) =>
    expect(cosineRestarts({ initial: 0.1, steps: 4, multiplier: 2 })(at)).toBeCloseTo(value, 14),
  );

  // timm 1.0.29, CosineLRScheduler(t_initial=4, lr_min=0.01, cycle_mul=2, cycle_decay=0.5, cycle_limit=3), base rate 0.1.
  test.each([
    [0, 0.1],
    [1, 0.08681980515339464],
    [3, 0.023180194846605363],
    [4, 0.05],
    [7, 0.0376536686473018],
    [11, 0.011522409349774266],
    [12, 0.025],
    [20, 0.0175],
    [27, 0.010144110396975771],
    [28, 0.01],
    [32, 0.01],
  ])("timm: %d → %d", (at, value) =>
    expect(
      cosineRestarts({ initial: 0.1, steps: 4, min: 0.01, multiplier: 2, factor: 0.5, cycles: 3 })(
        at,
      ),
    ).toBeCloseTo(value, 14),
  );

  // keras 3.15.1, CosineDecayRestarts(1.0, 4, 1.0, 0.9), float32; without a floor its m_mul is our factor.
  test.each([
    [3, 0.1464466154575348],
    [4, 0.8999999761581421],
    [5, 0.7681980729103088],
    [8, 0.809999942779541],
    [13, 0.6222403645515442],
  ])("Keras: %d → %d", (at, value) =>
    expect(cosineRestarts({ initial: 1, steps: 4, factor: 0.9 })(at)).toBeCloseTo(value, 6),
  );
});

test("writes its defaults, and no limit where there is none", () => {
  expect(cosineRestarts({ initial: 0.1, steps: 5 }).spec).toEqual({
    kind: "cosineRestarts",
    initial: 0.1,
    steps: 5,
    min: 0,
    multiplier: 1,
    factor: 1,
  });
});

test.each([
  [{ min: 0.2 }, "min must be at most initial (0.1), got 0.2"],
  [{ multiplier: 0.5 }, "cycles must be given when multiplier is below 1, got undefined"],
])("refuses %j", (wrong, message) => {
  expect(() => cosineRestarts({ initial: 0.1, steps: 5, ...wrong })).toThrow(
    new RangeError(`@anneal/cosine: cosineRestarts: ${message}`),
  );
});

describe("cycles without a length", () => {
  test.each([1, 3])("are left out: %d of them", (cycles) => {
    for (const multiplier of [0.5, 1, 2]) {
      const schedule = cosineRestarts({ initial: 1, steps: 0, min: 0.1, cycles, multiplier });
      expect([0, 0.5, 1e9].map(schedule)).toEqual([0.1, 0.1, 0.1]);
      expect([schedule.end, nextOf(schedule.node, 0)]).toEqual([0, Infinity]);
      expect(schedule.spec.steps).toBe(0);
    }
  });

  test("have an end, or an error says why", () => {
    expect(() => cosineRestarts({ initial: 1, steps: 0 })).toThrow(
      new RangeError(
        "@anneal/cosine: cosineRestarts: steps must be above 0 without cycles to repeat, got 0",
      ),
    );
  });

  describeSchedule(
    "cosineRestarts without a length",
    () => cosineRestarts({ initial: 1, steps: 0, cycles: 2 }),
    [cosineRestarts],
  );
});

describeErrors("@anneal/cosine: cosineRestarts", cosineRestarts, options, {
  initial: nonNegativeCase,
  steps: nonNegativeCase,
  min: optional(nonNegativeCase),
  multiplier: optional(positiveCase),
  factor: optional(decayFactorCase),
  cycles: optional(positiveIntegerCase),
});
describeOptions("cosineRestarts", cosineRestarts, () => ({ ...options }));
describeSchedule("cosineRestarts", () => cosineRestarts(options), [cosineRestarts]);
describeSchedule(
  "cosineRestarts without an end",
  () => cosineRestarts({ initial: 0.1, steps: 7.3, multiplier: 1.3, factor: 0.8 }),
  [cosineRestarts],
);
describeSchedule(
  "cosineRestarts that shrinks",
  () => cosineRestarts({ initial: 0.1, steps: 40, multiplier: 0.7, cycles: 6 }),
  [cosineRestarts],
);
