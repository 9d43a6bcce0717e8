import {
  constant,
  cosineCurve,
  defineSchedule,
  delay,
  exponentialCurve,
  halvingCurve,
  isReactive,
  linearCurve,
  logarithmicCurve,
  nextOf,
  oneMinusSqrtCurve,
  parse,
  polynomialCurve,
  product,
  ramp,
  reversedCurve,
  sequence,
  squareCurve,
} from "@anneal/core";
import type { Composable, Curve, ReactiveSchedule } from "@anneal/core";
import {
  curveCase,
  describeErrors,
  describeOptions,
  describeReactive,
  describeSchedule,
  duration,
  nonNegativeCase,
  oneOfCase,
  optional,
  scheduleCase,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { warmup } from "../src/index.ts";
import type { WarmupOptions } from "../src/index.ts";
import { counting } from "./counting.ts";

/** Counts what it observes, each observation halving its value, shows the clock it is asked at and keeps that of its observations. */
const halvingWith = (seen: number[]): ReactiveSchedule<number> =>
  defineSchedule<object, (options: object) => ReactiveSchedule<number>, number>("test/halving", {
    package: "test",
    options: {},
    build: () => ({
      end: 7,
      monitors: ["loss"],
      initial: 0,
      at: (step, halvings) => (1 + step) * 0.5 ** halvings,
      observe(halvings, { step }) {
        seen.push(step);
        return halvings + 1;
      },
    }),
  })({});
const halving = halvingWith([]);

describe("values", () => {
  // A schedule that gives its own step away: 1 at its step 0, 2 at its step 1.
  const clock = (step: number): number => 1 + step;

  test.each<[string, Omit<WarmupOptions, "schedule">, (readonly [number, number])[]]>([
    [
      "prefix",
      { steps: 4 },
      [
        [0, 1 / 5],
        [1, 2 / 5],
        [3, 4 / 5],
        [3.5, 4.5 / 5],
        [4, 1],
        [5, 2],
        [4.25, 1.25],
        [104, 101],
      ],
    ],
    [
      "prefix, from a rate",
      { steps: 4, from: 0.5 },
      [
        [0, 0.6],
        [1, 0.7],
        [3, 0.9],
        [4, 1],
        [5, 2],
      ],
    ],
    [
      "prefix, first zero",
      { steps: 4, first: "zero" },
      [
        [0, 0],
        [1, 0.25],
        [3, 0.75],
        [4, 1],
        [5, 2],
      ],
    ],
    [
      "prefix, first zero, from a rate",
      { steps: 4, first: "zero", from: 0.5 },
      [
        [0, 0.5],
        [1, 0.625],
        [3, 0.875],
        [4, 1],
      ],
    ],
    [
      "overlay",
      { steps: 4, mode: "overlay" },
      [
        [0, 1 / 5],
        [1, (2 * 2) / 5],
        [3, (4 * 4) / 5],
        [4, 5],
        [5, 6],
        [104, 105],
      ],
    ],
    [
      "overlay, first zero, from a rate",
      { steps: 4, mode: "overlay", first: "zero", from: 0.5 },
      [
        [0, 0.5],
        [1, 0.5 * 0.75 + 2 * 0.25],
        [3, 0.5 * 0.25 + 4 * 0.75],
        [4, 5],
      ],
    ],
    [
      "a single step",
      { steps: 1 },
      [
        [0, 0.5],
        [1, 1],
        [2, 2],
      ],
    ],
    [
      "a fraction of a step",
      { steps: 0.5 },
      [
        [0, 2 / 3],
        [0.25, 2.5 / 3],
        [0.5, 1],
        [1, 1.5],
      ],
    ],
    [
      "from above the schedule",
      { steps: 3, from: 5 },
      [
        [0, 4],
        [1, 3],
        [2, 2],
        [3, 1],
      ],
    ],
    [
      "along a cosine, first zero",
      { steps: 4, first: "zero", curve: cosineCurve },
      [
        [0, 0],
        [1, 0.5 - Math.SQRT1_2 / 2],
        [2, 0.5],
        [3, 0.5 + Math.SQRT1_2 / 2],
        [4, 1],
      ],
    ],
    [
      "along a parabola",
      { steps: 4, curve: squareCurve },
      [
        [0, 1 / 25],
        [1, 4 / 25],
        [3, 16 / 25],
        [4, 1],
      ],
    ],
    [
      "along a polynomial, first zero",
      { steps: 4, first: "zero", curve: polynomialCurve(3) },
      [
        [0, 0],
        [1, 1 - 27 / 64],
        [3, 1 - 1 / 64],
        [4, 1],
      ],
    ],
    [
      "along an exponential",
      { steps: 3, from: 0.0001, curve: exponentialCurve },
      [
        [0, 0.001],
        [1, 0.01],
        [2, 0.1],
        [3, 1],
        [4, 2],
      ],
    ],
  ])("%s", (_name, options, table) => {
    const schedule = warmup({ ...options, schedule: clock });
    for (const [step, value] of table) {
      expect(schedule(step), `step ${String(step)}`).toBeCloseTo(value, 14);
      if (step >= options.steps) expect(schedule(step)).toBe(value);
    }
  });

  test("no update is wasted on a rate of 0 by default (C10)", () => {
    expect(warmup({ schedule: 0.1, steps: 1000 })(0)).toBeCloseTo(0.1 / 1001, 16);
    expect(warmup({ schedule: 0.1, steps: 1000, first: "zero" })(0)).toBe(0);
  });

  test("first zero begins with from to the last bit, and the schedule is exact from steps on", () => {
    const inner = ramp({ from: 0.3, to: 0.1, steps: 7 });
    const prefix = warmup({ schedule: inner, steps: 3, from: 0.07, first: "zero" });
    const overlay = warmup({
      schedule: inner,
      steps: 3,
      from: 0.07,
      first: "zero",
      mode: "overlay",
    });
    expect(prefix(0)).toBe(0.07);
    expect(overlay(0)).toBe(0.07);
    for (const step of [3, 4, 5.5, 9, 10, 11, 1e6]) {
      expect(prefix(step)).toBe(inner(step - 3));
      expect(overlay(step)).toBe(inner(step));
    }
  });

  test("a warmup is as long as its steps, whatever the schedule after it is (horizon)", () => {
    const schedule = warmup({ schedule: ramp({ from: 1, to: 0, steps: 10 }), steps: 5 });
    expect(schedule(5)).toBe(1);
    expect(schedule(14)).toBeCloseTo(0.1, 14);
    expect(schedule(15)).toBe(0);
    expect(schedule.end).toBe(15);
  });
});

describe("end", () => {
  test.each<[string, Composable, "prefix" | "overlay", number]>([
    ["a constant, prefix", 0.1, "prefix", 4],
    ["a constant, overlay", 0.1, "overlay", 4],
    ["a ramp, prefix", ramp({ from: 1, to: 0, steps: 10 }), "prefix", 14],
    ["a ramp, overlay", ramp({ from: 1, to: 0, steps: 10 }), "overlay", 10],
    ["a short ramp, overlay", ramp({ from: 1, to: 0, steps: 2 }), "overlay", 4],
    ["a function, prefix", (step) => step, "prefix", Infinity],
    ["a function, overlay", (step) => step, "overlay", Infinity],
    ["a reactive schedule, prefix", halving, "prefix", 11],
    ["a reactive schedule, overlay", halving, "overlay", 7],
  ])("%s", (_name, schedule, mode, end) => {
    expect(warmup({ schedule, steps: 4, mode }).end).toBe(end);
  });
});

describe("a reactive schedule", () => {
  const metrics = { loss: 1 };

  test("does not observe during a prefix, and observes on its own clock after it", () => {
    const seen: number[] = [];
    const inner = halvingWith(seen);
    const schedule = warmup({ schedule: inner, steps: 4 });
    let state = schedule.initial;
    for (const step of [0, 1, 3, 3.5]) state = schedule.observe(state, { step, metrics });
    expect(seen).toEqual([]);
    expect(state).toEqual(schedule.initial);
    expect(schedule.at(3, state)).toBeCloseTo(4 / 5, 14);
    for (const step of [4, 5, 9]) state = schedule.observe(state, { step, metrics });
    expect(seen).toEqual([0, 1, 5]);
    expect(schedule.at(4, state)).toBe(1 / 8);
    expect(schedule.at(6, state)).toBe(3 / 8);
  });

  test("observes on the common clock under an overlay, and the warmup follows it", () => {
    const seen: number[] = [];
    const inner = halvingWith(seen);
    const schedule = warmup({ schedule: inner, steps: 4, mode: "overlay" });
    const state = schedule.observe(schedule.initial, { step: 1, metrics });
    expect(seen).toEqual([1]);
    expect(schedule.at(1, state)).toBeCloseTo((2 / 5) * 1, 14);
    expect(schedule.at(4, state)).toBe(5 / 2);
  });

  test("is watched through", () => {
    const schedule = warmup({ schedule: halving, steps: 4 });
    expect(isReactive(schedule)).toBe(true);
    expect(schedule.monitors).toEqual(["loss"]);
    expect(isReactive(warmup({ schedule: 0.1, steps: 4 }))).toBe(false);
  });
});

describe("laws", () => {
  const curves: readonly Curve[] = [linearCurve, cosineCurve, squareCurve, oneMinusSqrtCurve];
  const rate = fc.double({ noNaN: true, min: 0, max: 10 });
  const steps = fc.oneof(
    fc.integer({ min: 1, max: 50 }),
    fc.double({ noNaN: true, min: 0.01, max: 50 }),
  );
  const options = fc.record({
    steps,
    from: rate,
    curve: fc.constantFrom(...curves),
    first: fc.constantFrom("step" as const, "zero" as const),
  });

  test("stays between from and the peak, monotone", () => {
    fc.assert(
      fc.property(options, rate, (given, peak) => {
        const schedule = warmup({ ...given, schedule: peak });
        const [low, high] = [Math.min(given.from, peak), Math.max(given.from, peak)];
        const sign = Math.sign(peak - given.from);
        let previous = given.from;
        for (let step = 0; step <= given.steps + 1; step += given.steps / 8) {
          const value = schedule(step);
          expect(value).toBeGreaterThanOrEqual(low - 1e-12);
          expect(value).toBeLessThanOrEqual(high + 1e-12);
          expect(sign * (value - previous)).toBeGreaterThanOrEqual(-1e-12);
          previous = value;
        }
      }),
    );
  });

  test("a prefix is a sequence of a ramp to the peak and the schedule (first zero)", () => {
    const inner = ramp({ from: 0.3, to: 0.1, steps: 7 });
    fc.assert(
      fc.property(options, fc.double({ noNaN: true, min: 0, max: 100 }), (given, step) => {
        const { curve, from, steps } = given;
        const joined = sequence([ramp({ from, to: 0.3, steps, curve }), inner]);
        expect(warmup({ ...given, first: "zero", schedule: inner })(step)).toBe(joined(step));
      }),
    );
  });

  test("a linear overlay from 0 is a product with a ramp, a prefix the same over a delayed schedule", () => {
    const inner = ramp({ from: 0.3, to: 0.1, steps: 7 });
    fc.assert(
      fc.property(steps, fc.double({ noNaN: true, min: 0, max: 100 }), (steps, step) => {
        const share = ramp({ from: 1 / (steps + 1), to: 1, steps });
        const overlay = warmup({ schedule: inner, steps, mode: "overlay" });
        expect(overlay(step)).toBeCloseTo(product([share, inner])(step), 12);
        const prefix = warmup({ schedule: inner, steps });
        expect(prefix(step)).toBeCloseTo(product([share, delay(steps, inner)])(step), 12);
      }),
    );
  });

  test("is over at its end, however the sum of both lengths is rounded", () => {
    fc.assert(
      fc.property(steps, duration(), fc.boolean(), (steps, length, overlay) => {
        const inner = ramp({ from: 0.3, to: 0.1, steps: length });
        const mode = overlay ? "overlay" : "prefix";
        const schedule = warmup({ schedule: inner, steps, mode });
        expect(schedule(schedule.end)).toBe(0.1);
      }),
      { numRuns: 1000 },
    );
  });

  test("survives JSON with every default written out", () => {
    const kinds = [warmup, ramp, constant, cosineCurve, linearCurve];
    expect(warmup({ schedule: 0.1, steps: 4 }).spec).toEqual({
      kind: "warmup",
      schedule: 0.1,
      steps: 4,
      from: 0,
      curve: { kind: "linearCurve" },
      first: "step",
      mode: "prefix",
    });
    fc.assert(
      fc.property(
        options,
        fc.constantFrom("prefix" as const, "overlay" as const),
        (given, mode) => {
          const inner = ramp({ from: 0.3, to: 0.1, steps: 7, curve: cosineCurve });
          const schedule = warmup({ ...given, curve: cosineCurve, schedule: inner, mode });
          const again = parse(JSON.parse(JSON.stringify(schedule)), kinds) as typeof schedule;
          expect(again.end).toBe(schedule.end);
          for (const step of [0, 1, 2.5, 10, 60]) expect(again(step)).toBe(schedule(step));
        },
      ),
    );
  });
});

describe("next", () => {
  const inner = sequence([{ schedule: 1, steps: 6 }, ramp({ from: 1, to: 0, steps: 4 })]);

  test.each([
    ["prefix", [4, 10, 14, Infinity]],
    ["overlay", [4, 6, 10, Infinity]],
  ] as const)("%s", (mode, events) => {
    const { node } = warmup({ schedule: inner, steps: 4, mode });
    expect([0, 3.5, 4, events[1] - 0.5].map((step) => nextOf(node, step))).toEqual([
      events[0],
      events[0],
      events[1],
      events[1],
    ]);
    expect(nextOf(node, events[1])).toBe(events[2]);
    expect(nextOf(node, events[2])).toBe(events[3]);
  });
});

// Each formula as the library has it, its own count of steps beside ours.
describe("the warmups of other libraries", () => {
  const peak = 0.3;
  const steps = Array.from({ length: 60 }, (_, index) => index);

  test.each<[string, Omit<WarmupOptions, "schedule">, (step: number) => number]>([
    ["Hugging Face, linear", { steps: 20, first: "zero" }, (t) => (t < 20 ? t / 20 : 1)],
    [
      "Hugging Face get_wsd_schedule, cosine",
      { steps: 20, first: "zero", curve: cosineCurve },
      (t) => (t < 20 ? 0.5 * (1 - Math.cos((Math.PI * t) / 20)) : 1),
    ],
    [
      "Hugging Face get_wsd_schedule, 1-sqrt",
      { steps: 20, first: "zero", curve: reversedCurve(oneMinusSqrtCurve) },
      (t) => (t < 20 ? 1 - Math.sqrt(1 - t / 20) : 1),
    ],
    [
      "Hugging Face get_wsd_schedule, 1-sqrt, min_lr_ratio 0.1",
      { steps: 20, first: "zero", curve: reversedCurve(oneMinusSqrtCurve), from: 0.1 * peak },
      (t) => (t < 20 ? (1 - Math.sqrt(1 - t / 20)) * 0.9 + 0.1 : 1),
    ],
    [
      "DeepSpeed WarmupLR, log",
      { steps: 19, first: "zero", curve: logarithmicCurve(20) },
      (t) => (t < 20 ? Math.log(t + 1) / Math.log(20) : 1),
    ],
    [
      "DeepSpeed WarmupLR, log, warmup_min_lr",
      { steps: 19, first: "zero", curve: logarithmicCurve(20), from: 0.2 * peak },
      (t) => (t < 20 ? 0.2 + (0.8 * Math.log(t + 1)) / Math.log(20) : 1),
    ],
    [
      "pytorch_warmup LinearWarmup",
      { steps: 19, mode: "overlay" },
      (t) => Math.min(1, (t + 1) / 20),
    ],
    [
      "pytorch_warmup ExponentialWarmup(10), as far as 5 of its periods, where it has its end here",
      { steps: 49, mode: "overlay", curve: halvingCurve(5 / Math.LN2) },
      (t) => (t < 49 ? (1 - Math.exp(-(t + 1) / 10)) / (1 - Math.exp(-5)) : 1),
    ],
    [
      "an exponential from a rate",
      { steps: 20, first: "zero", from: 0.01 * peak, curve: exponentialCurve },
      (t) => (t < 20 ? 0.01 * 100 ** (t / 20) : 1),
    ],
  ])("%s", (_name, options, theirs) => {
    const schedule = warmup({ schedule: peak, ...options });
    for (const step of steps) expect(schedule(step)).toBeCloseTo(peak * theirs(step), 13);
  });
});

describe("errors of options that do not fit together", () => {
  test("an exponential way has no beginning at 0", () => {
    const message =
      "@anneal/core: exponentialCurve: both ends must be above 0 and have a ratio, got 0 and 1";
    for (const from of [undefined, 0, -0]) {
      for (const curve of [exponentialCurve, reversedCurve(exponentialCurve)]) {
        expect(() => warmup({ schedule: 0.1, steps: 4, from, curve })).toThrow(RangeError);
      }
      expect(() => warmup({ schedule: 0.1, steps: 4, from, curve: exponentialCurve })).toThrow(
        new RangeError(message),
      );
    }
  });

  test("nor an end, which is found out where it is asked for", () => {
    const schedule = warmup({ schedule: 0, steps: 4, from: 0.1, curve: exponentialCurve });
    expect(() => schedule(0)).toThrow(
      "exponentialCurve: both ends must be above 0 and have a ratio, got 0.1 and 0",
    );
    expect(schedule(4)).toBe(0);
  });
});

describe("a warmup without a length", () => {
  test("is the schedule", () => {
    const inner = sequence([ramp({ from: 0.3, to: 0.1, steps: 7 }), 0.2]);
    fc.assert(
      fc.property(
        fc.constantFrom("step" as const, "zero" as const),
        fc.constantFrom("prefix" as const, "overlay" as const),
        fc.double({ noNaN: true, min: 0, max: 20 }),
        (first, mode, step) => {
          const schedule = warmup({ schedule: inner, steps: 0, from: 0.05, first, mode });
          expect(schedule(step)).toBe(inner(step));
          expect(nextOf(schedule.node, step)).toBe(nextOf(inner.node, step));
          expect(schedule.end).toBe(inner.end);
          expect(schedule.spec.steps).toBe(0);
        },
      ),
    );
  });

  test("observes from the first step on", () => {
    for (const mode of ["prefix", "overlay"] as const) {
      const seen: number[] = [];
      const schedule = warmup({ schedule: halvingWith(seen), steps: 0, mode });
      const state = schedule.observe(schedule.initial, { step: 0, metrics: { loss: 1 } });
      expect(seen).toEqual([0]);
      expect(schedule.at(4, state)).toBe(5 / 2);
    }
  });
});

describeErrors<WarmupOptions>(
  "@anneal/warmup: warmup",
  warmup,
  { schedule: 0.1, steps: 4 },
  {
    schedule: scheduleCase,
    steps: nonNegativeCase,
    from: optional(nonNegativeCase),
    curve: optional(curveCase),
    first: optional(oneOfCase(["step", "zero"])),
    mode: optional(oneOfCase(["prefix", "overlay"], ["suffix", ""])),
  },
);

describeOptions("warmup", warmup, () => ({ schedule: 0.1, steps: 4, from: 0.01 }));

const kinds = [warmup, constant, cosineCurve, linearCurve, ramp, counting];

describeSchedule("warmup", () => warmup({ schedule: 0.1, steps: 4 }), kinds);
describeSchedule(
  "warmup as an overlay",
  () =>
    warmup({
      schedule: ramp({ from: 0.3, to: 0.1, steps: 20 }),
      steps: 7.5,
      from: 0.01,
      curve: cosineCurve,
      first: "zero",
      mode: "overlay",
    }),
  kinds,
);
describeReactive(
  "warmup of a reactive schedule",
  () => warmup({ schedule: counting({}), steps: 4 }),
  kinds,
);
describeReactive(
  "warmup over a reactive schedule",
  () => warmup({ schedule: counting({}), steps: 4, mode: "overlay" }),
  kinds,
);
