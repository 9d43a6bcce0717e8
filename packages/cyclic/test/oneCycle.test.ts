import {
  cosineCurve,
  exponentialCurve,
  linearCurve,
  mirrorCosineCurve,
  oneMinusSqrtCurve,
  polynomialCurve,
  ramp,
  rexCurve,
  sequence,
  squareCurve,
  nextOf,
} from "@anneal/core";
import type { Curve } from "@anneal/core";
import { oneCycle } from "@anneal/cyclic";
import type { OneCycleOptions } from "@anneal/cyclic";
import {
  curveCase,
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  nonNegativeCase,
  optional,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { phasesCase, shareCase } from "./optionCases.ts";

const options = { peak: 0.9, steps: 12, fraction: 0.25, initial: 0.3, min: 0.1 };

// 0.6 ± 0.3 · cos(t · 60°) up to 3, then 0.5 + 0.4 · cos((t − 3) · 20°).
test.each([
  [0, 0.3],
  [1, 0.45],
  [1.5, 0.6],
  [2, 0.75],
  [2.999999, 0.9],
  [3, 0.9],
  [4, 0.5 + 0.4 * Math.cos(Math.PI / 9)],
  [6, 0.7],
  [7.5, 0.5],
  [9, 0.3],
  [11.999999, 0.1],
  [12, 0.1],
  [13, 0.1],
  [24, 0.1],
  [1e9, 0.1],
])("rises, falls and holds: %d → %d", (at, value) =>
  expect(oneCycle(options)(at)).toBeCloseTo(value, 11),
);

// Straight lines: up by 0.2 a step, down by as much, then down by 0.2 / 6.
test.each([
  [0, 0.3],
  [1, 0.5],
  [2.5, 0.8],
  [3, 0.9],
  [3.5, 0.8],
  [5, 0.5],
  [5.999999, 0.3000002],
  [6, 0.3],
  [7.5, 0.25],
  [9, 0.2],
  [11.999999, 0.1 + 1e-6 / 30],
  [12, 0.1],
  [13, 0.1],
  [1e9, 0.1],
])("with three phases returns to its start first: %d → %d", (at, value) =>
  expect(oneCycle({ ...options, phases: 3, curve: linearCurve })(at)).toBeCloseTo(value, 14),
);

test("starts at a twenty-fifth and ends ten thousand times lower by default", () => {
  const schedule = oneCycle({ peak: 0.5, steps: 50 });
  expect([0, 15, 50].map(schedule)).toEqual([0.02, 0.5, 2e-6]);
  expect(schedule.end).toBe(50);
  expect(oneCycle({ peak: 0.5, steps: 50, initial: 0 })(50)).toBe(2e-6);
});

test.each<[string, OneCycleOptions, number[]]>([
  ["no rise", { ...options, fraction: 0 }, [0.9, 0.7, 0.5, 0.3, 0.1, 0.1]],
  ["no fall", { ...options, fraction: 1 }, [0.3, 0.45, 0.6, 0.75, 0.1, 0.1]],
  [
    "no rise, three phases",
    { ...options, fraction: 0, phases: 3 },
    [0.3, 0.25, 0.2, 0.15, 0.1, 0.1],
  ],
  ["no third phase", { ...options, fraction: 0.5, phases: 3 }, [0.3, 0.6, 0.9, 0.6, 0.1, 0.1]],
])("leaves out a phase of length 0: %s", (_what, given, values) => {
  const schedule = oneCycle({ ...given, curve: linearCurve });
  values.forEach((value, index) => expect(schedule(3 * index)).toBeCloseTo(value, 14));
});

test.each([
  [100, 0.55, 55],
  [100, 0.29, 29],
  [100, 0.57, 57],
  [19, 5 / 19, 5],
  [1000, 0.007, 7],
])("peaks exactly at a whole step: %d · %d", (steps, fraction, top) => {
  const two = oneCycle({ peak: 0.1, steps, fraction, curve: linearCurve });
  expect(two(top)).toBe(0.1);
  expect(two(top - 1)).toBeLessThan(0.1);
  expect(two(top + 1)).toBeLessThan(0.1);
  if (fraction > 0.5) return;
  const three = oneCycle({ peak: 0.1, steps, fraction, phases: 3, curve: linearCurve });
  expect([three(top), three(2 * top)]).toEqual([0.1, three(0)]);
});

test("does not reach for a whole step from afar", () => {
  const schedule = oneCycle({ peak: 0.1, steps: 100, fraction: 0.55 - 1e-13, curve: linearCurve });
  expect(schedule(55)).toBeLessThan(0.1);
});

const curves: readonly Curve[] = [
  linearCurve,
  cosineCurve,
  oneMinusSqrtCurve,
  squareCurve,
  mirrorCosineCurve,
  rexCurve,
  exponentialCurve,
  polynomialCurve(2.5),
];

describe("laws", () => {
  const fraction = (): fc.Arbitrary<number> =>
    fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(0, 5e-324, 1e-300, 2 ** -53, 0.5, 1 - 2 ** -53, 1),
    );

  test.each([2, 3] as const)("no NaN and no bounce for any horizon, %d phases", (phases) => {
    fc.assert(
      fc.property(fraction(), fc.constantFrom(...curves), (part, curve) => {
        for (let steps = 1; steps <= 50; steps++) {
          const given = { peak: 0.1, steps, fraction: phases === 3 ? part / 2 : part, phases };
          const schedule = oneCycle({ ...given, curve });
          for (let at = 0; at <= steps + 2; at++) {
            const value = schedule(at);
            // A rounding outside of two rates that a curve joins is within its rights.
            if (!(value >= 4e-7 * (1 - 2 ** -50) && value <= 0.1 * (1 + 2 ** -50))) {
              expect.fail(`${JSON.stringify(schedule)} at ${String(at)} is ${String(value)}`);
            }
            if (at >= steps) expect(value).toBe(0.1 / 25 / 1e4);
          }
        }
      }),
    );
  });

  test("rises up to the top, falls from there, and is exact at both ends", () => {
    fc.assert(
      fc.property(
        fc.tuple(learningRate(), learningRate(), learningRate()),
        duration(),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.tuple(anyStep(), anyStep()),
        (rates, steps, part, [a, b]) => {
          const [initial, min, peak] = [rates[0], rates[1], Math.max(...rates)];
          const schedule = oneCycle({ peak, steps, fraction: part, initial, min });
          const top = part * steps;
          const [early, late] = [Math.min(a, b), Math.max(a, b)];
          // A cosine is not monotone to the last bit.
          if (late < top) {
            expect(schedule(early)).toBeLessThanOrEqual(schedule(late) * (1 + 2 ** -50));
          }
          if (early > top) {
            expect(schedule(late)).toBeLessThanOrEqual(schedule(early) * (1 + 2 ** -50));
          }
          expect(schedule(0)).toBe(initial);
          expect(schedule(steps)).toBe(min);
        },
      ),
    );
  });

  test("is a sequence of ramps", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(...curves),
        anyStep(),
        (top, rest, curve, at) => {
          const ends = { peak: 0.9, initial: 0.3, min: 0.1, curve };
          const up = ramp({ from: 0.3, to: 0.9, steps: top, curve });
          const two = sequence([up, ramp({ from: 0.9, to: 0.1, steps: rest, curve })]);
          const cycle = oneCycle({ ...ends, steps: top + rest, fraction: top / (top + rest) });
          expect(cycle(at)).toBe(two(at));
          const three = sequence([
            up,
            ramp({ from: 0.9, to: 0.3, steps: top, curve }),
            ramp({ from: 0.3, to: 0.1, steps: rest, curve }),
          ]);
          const steps = 2 * top + rest;
          expect(oneCycle({ ...ends, steps, fraction: top / steps, phases: 3 })(at)).toBe(
            three(at),
          );
        },
      ),
    );
  });

  test("ends where it says, however near to it the top is", () => {
    for (const steps of [5 * (1 - 2 ** -52), 5, 5 * (1 + 2 ** -52)]) {
      for (const phases of [2, 3] as const) {
        const schedule = oneCycle({ peak: 1, steps, fraction: 1 / (phases - 1), phases });
        expect(schedule(steps)).toBe(4e-6);
        expect(schedule(5.000001)).toBe(4e-6);
      }
    }
  });
});

describe("agrees with", () => {
  // torch 2.13.0, OneCycleLR(max_lr=0.1, total_steps=20, anneal_strategy, three_phase). It counts to the last update, and
  // peaks one step early: its steps are one fewer, its rise lasts 0.3 · 20 − 1 of them. At step 20 it bounces; we hold.
  test.each<[string, 2 | 3, Curve, number[]]>([
    [
      "cos",
      2,
      cosineCurve,
      [
        0.0040000000000000036, 0.013167184270002533, 0.037167184270002526, 0.06683281572999747,
        0.09083281572999748, 0.1, 0.09874640062350874, 0.09504846320134738, 0.089091617757105,
        0.0811745653949763, 0.07169430017913009, 0.06112620219362893, 0.0500002,
        0.03887419780637107, 0.028306099820869922, 0.0188258346050237, 0.010908782242895003,
        0.004951936798652629, 0.0012539993764912555, 4e-7, 4e-7,
      ],
    ],
    [
      "cos, three phases",
      3,
      cosineCurve,
      [
        0.0040000000000000036, 0.013167184270002533, 0.037167184270002526, 0.06683281572999747,
        0.09083281572999748, 0.1, 0.09083281572999748, 0.06683281572999747, 0.037167184270002526,
        0.013167184270002527, 0.004, 0.003879397303047659, 0.0035321356773493316, 0.0030001,
        0.0023474616256983273, 0.0016529383743016728, 0.0010003000000000004, 0.000468264322650668,
        0.00012100269695234054, 4e-7, 4e-7,
      ],
    ],
    [
      "linear",
      2,
      linearCurve,
      [
        0.004, 0.023200000000000002, 0.04240000000000001, 0.0616, 0.08080000000000001, 0.1,
        0.09285717142857143, 0.08571434285714286, 0.0785715142857143, 0.07142868571428572,
        0.06428585714285714, 0.05714302857142858, 0.0500002, 0.042857371428571434,
        0.03571454285714286, 0.028571714285714284, 0.02142888571428571, 0.014286057142857148,
        0.007143228571428573, 3.999999999976245e-7, 4e-7,
      ],
    ],
    [
      "linear, three phases",
      3,
      linearCurve,
      [
        0.004, 0.023200000000000002, 0.04240000000000001, 0.0616, 0.08080000000000001, 0.1,
        0.08080000000000001, 0.0616, 0.04240000000000001, 0.0232, 0.0040000000000000036, 0.0035556,
        0.0031112, 0.0026668000000000004, 0.0022224000000000002, 0.001778, 0.0013336000000000003,
        0.0008892000000000001, 0.0004448000000000004, 4.0000000000022656e-7, 4e-7,
      ],
    ],
  ])("PyTorch: %s", (_name, phases, curve, values) => {
    const schedule = oneCycle({ peak: 0.1, steps: 19, fraction: 5 / 19, curve, phases });
    values.forEach((value, at) => expect(schedule(at)).toBeCloseTo(value, 15));
  });

  // optax 0.2.8, cosine_onecycle_schedule(20, 1.0), float64.
  test("optax", () => {
    const values = [
      0.040000000000000036, 0.10430780618346935, 0.28, 0.52, 0.7599999999999999, 0.9356921938165306,
      1, 0.9874640062350873, 0.9504846320134737, 0.89091617757105, 0.8117456539497631,
      0.7169430017913008, 0.6112620219362893, 0.500002, 0.38874197806371075, 0.28306099820869923,
      0.18825834605023697, 0.10908782242895004, 0.049519367986526286, 0.012539993764912554, 4e-6,
      4e-6, 4e-6,
    ];
    values.forEach((value, at) => {
      expect(oneCycle({ peak: 1, steps: 20 })(at)).toBeCloseTo(value, 14);
    });
  });
});

test.each<[OneCycleOptions, number[]]>([
  [options, [3, 12]],
  [{ ...options, phases: 3 }, [3, 6, 12]],
  [{ ...options, fraction: 0 }, [12]],
  [{ ...options, fraction: 1 }, [12]],
  [{ ...options, fraction: 0.5, phases: 3 }, [6, 12]],
])("knows its next event: %o has %j", (given, expected) => {
  const { node } = oneCycle(given);
  const events: number[] = [];
  for (let at = node.next!(0); at < Infinity; at = node.next!(at)) events.push(at);
  expect(events).toEqual(expected);
  expect([11.9, 13].map((at) => node.next!(at))).toEqual([12, Infinity]);
});

describe("C9: what PyTorch's users met in its one-cycle", () => {
  test("no error and no bounce after the last step", () => {
    const schedule = oneCycle({ peak: 0.1, steps: 19, fraction: 5 / 19 });
    expect([18, 19, 20, 21, 1000].map(schedule).slice(1)).toEqual([4e-7, 4e-7, 4e-7, 4e-7]);
  });

  test("no division by zero where a phase has no length", () => {
    for (const fraction of [0, 1, 1 / 20]) {
      const schedule = oneCycle({ peak: 0.1, steps: 20, fraction });
      for (let at = 0; at < 25; at++) expect(schedule(at)).toBeGreaterThan(0);
    }
  });

  test("the three phases of the paper", () => {
    const schedule = oneCycle({ ...options, fraction: 0.4, steps: 10, phases: 3 });
    expect([0, 4, 8, 10].map(schedule)).toEqual([0.3, 0.9, 0.3, 0.1]);
  });
});

test("writes its defaults, and no rate that follows from the peak", () => {
  expect(oneCycle({ peak: 0.1, steps: 5 }).spec).toEqual({
    kind: "oneCycle",
    peak: 0.1,
    steps: 5,
    fraction: 0.3,
    curve: { kind: "cosineCurve" },
    phases: 2,
  });
});

test.each<[Partial<OneCycleOptions>, string]>([
  [{ initial: 1 }, "@anneal/cyclic: oneCycle: initial must be at most peak (0.9), got 1"],
  [{ min: 1 }, "@anneal/cyclic: oneCycle: min must be at most peak (0.9), got 1"],
  [
    { phases: 3, fraction: 0.51 },
    "@anneal/cyclic: oneCycle: fraction must be at most 0.5 for three phases, got 0.51",
  ],
  [
    { initial: 0, curve: exponentialCurve },
    "@anneal/core: exponentialCurve: both ends must be above 0 and have a ratio, got 0 and 0.9",
  ],
  [
    { min: 0, curve: exponentialCurve },
    "@anneal/core: exponentialCurve: both ends must be above 0 and have a ratio, got 0.9 and 0",
  ],
  [
    { min: 0, curve: exponentialCurve, phases: 3 },
    "@anneal/core: exponentialCurve: both ends must be above 0 and have a ratio, got 0.3 and 0",
  ],
])("refuses %o", (wrong, message) => {
  expect(() => oneCycle({ ...options, ...wrong })).toThrow(new RangeError(message));
});

test("is its final value without a length", () => {
  for (const phases of [2, 3] as const) {
    for (const fraction of [0, 0.3, 0.5]) {
      const schedule = oneCycle({ peak: 1, steps: 0, min: 0.2, phases, fraction });
      expect([0, 0.5, 1e9].map(schedule)).toEqual([0.2, 0.2, 0.2]);
      expect(schedule.end).toBe(0);
      expect(nextOf(schedule.node, 0)).toBe(Infinity);
      expect(schedule.spec.steps).toBe(0);
    }
  }
});

describeErrors("@anneal/cyclic: oneCycle", oneCycle, options, {
  peak: nonNegativeCase,
  steps: nonNegativeCase,
  fraction: shareCase,
  initial: optional(nonNegativeCase),
  min: optional(nonNegativeCase),
  curve: optional(curveCase),
  phases: phasesCase,
});
describeOptions("oneCycle", oneCycle, () => ({ ...options }));
const kinds = [oneCycle, cosineCurve, polynomialCurve];
describeSchedule("oneCycle", () => oneCycle(options), kinds);
describeSchedule(
  "oneCycle with three phases",
  () => oneCycle({ peak: 0.1, steps: 30.7, phases: 3, curve: polynomialCurve(2) }),
  kinds,
);
