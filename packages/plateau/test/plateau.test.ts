import {
  describeErrors,
  describeOptions,
  describeReactive,
  nonNegativeCase,
  nonNegativeIntegerCase,
  optional,
} from "@anneal/testing";
import {
  constant,
  delay,
  drive,
  linearCurve,
  parse,
  product,
  ramp,
  resumeFrom,
  scale,
  sequence,
  stretch,
} from "@anneal/core";
import type { Kind, ReactiveSchedule } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { greedy, plateau } from "../src/index.ts";
import type { PlateauOptions, PlateauState } from "../src/index.ts";
import { watchCases } from "./watchCases.ts";

const kinds: readonly Kind[] = [plateau, constant, linearCurve, product, ramp, sequence];

type Options = Omit<PlateauOptions, "schedule">;

/** States after each metric, the first observed after one update. */
function statesOf(schedule: ReactiveSchedule<PlateauState>, metrics: readonly number[]) {
  let state = schedule.initial;
  return metrics.map((metric, index) => {
    state = schedule.observe(state, { step: index + 1, metrics: { val_loss: metric } });
    return state;
  });
}

/** Number of reductions after each metric, of a rate of 1. */
const reductionsOf = (options: Options, metrics: readonly number[]): number[] =>
  statesOf(plateau({ schedule: 1, ...options }), metrics).map(({ reductions }) => reductions);

describe("patience", () => {
  test.each<[string, Options, number[], number[]]>([
    ["1", { patience: 1 }, [5, 5, 5, 4, 4, 5], [0, 1, 2, 2, 3, 4]],
    ["2", { patience: 2 }, [5, 5, 5, 5, 5, 5], [0, 0, 1, 1, 2, 2]],
    ["2, an improvement starts the count again", { patience: 2 }, [5, 5, 4, 4, 4], [0, 0, 0, 0, 1]],
    [
      "3, worse is no better than flat",
      { patience: 3 },
      [5, 6, 5, 9, 8, 7, 6],
      [0, 0, 0, 1, 1, 1, 2],
    ],
    [
      "3, below the last but not below the best",
      { patience: 3 },
      [1, 9, 8, 7, 0.9],
      [0, 0, 0, 1, 1],
    ],
    ["2, mode max", { patience: 2, mode: "max" }, [5, 5, 6, 6, 4, 7], [0, 0, 0, 0, 1, 1]],
    [
      "10 by default",
      {},
      Array<number>(21).fill(5),
      [...Array<number>(10).fill(0), ...Array<number>(10).fill(1), 2],
    ],
  ])("%s", (_name, options, metrics, expected) => {
    expect(reductionsOf(options, metrics)).toEqual(expected);
  });

  test("the first metric is the best, however bad", () => {
    const [state] = statesOf(plateau({ schedule: 1, patience: 1 }), [1e300]);
    expect(state).toEqual({
      step: 1,
      best: 1e300,
      bestStep: 1,
      recent: [],
      count: 0,
      bad: 0,
      cooldown: 0,
      reductions: 0,
      inner: null,
    });
  });
});

describe("improvement", () => {
  test.each<[Options, number, number, boolean]>([
    // A share of |best|: 0.25 · 4 = 1, to be passed, not reached.
    [{ threshold: 0.25 }, 4, 3, false],
    [{ threshold: 0.25 }, 4, 2.999, true],
    [{ threshold: 0.25 }, -4, -5, false],
    [{ threshold: 0.25 }, -4, -5.001, true],
    [{ threshold: 0.25 }, 0, 0, false],
    [{ threshold: 0.25 }, 0, -1e-300, true],
    [{ threshold: 0.25, mode: "max" }, 4, 5, false],
    [{ threshold: 0.25, mode: "max" }, 4, 5.001, true],
    [{ threshold: 0.25, mode: "max" }, -4, -3, false],
    [{ threshold: 0.25, mode: "max" }, -4, -2.999, true],
    // An amount.
    [{ threshold: 0.25, thresholdMode: "absolute" }, 4, 3.75, false],
    [{ threshold: 0.25, thresholdMode: "absolute" }, 4, 3.749, true],
    [{ threshold: 0.25, thresholdMode: "absolute" }, -4, -4.25, false],
    [{ threshold: 0.25, thresholdMode: "absolute" }, -4, -4.251, true],
    [{ threshold: 0.25, thresholdMode: "absolute", mode: "max" }, 4, 4.25, false],
    [{ threshold: 0.25, thresholdMode: "absolute", mode: "max" }, 4, 4.251, true],
    [{ threshold: 0.25, thresholdMode: "absolute", mode: "max" }, -4, -3.75, false],
    // No threshold: anything better.
    [{ threshold: 0 }, 4, 4, false],
    [{ threshold: 0 }, 4, 4 - 2 ** -50, true],
    [{ threshold: 0, mode: "max" }, 4, 4, false],
    [{ threshold: 0, mode: "max" }, 4, 4 + 2 ** -50, true],
    // The default: a ten-thousandth of |best|.
    [{}, 1, 0.99991, false],
    [{}, 1, 0.99989, true],
    // An amount on top: 0.25 · 4 + 0.5, and 0.25 + 0.5.
    [{ threshold: 0.25, margin: 0.5 }, 4, 2.5, false],
    [{ threshold: 0.25, margin: 0.5 }, 4, 2.499, true],
    [{ threshold: 0.25, margin: 0.5, mode: "max" }, -4, -2.5, false],
    [{ threshold: 0.25, margin: 0.5, mode: "max" }, -4, -2.499, true],
    [{ threshold: 0.25, margin: 0.5, thresholdMode: "absolute" }, 4, 3.25, false],
    [{ threshold: 0.25, margin: 0.5, thresholdMode: "absolute" }, 4, 3.249, true],
    // A threshold that no finite metric can pass.
    [{ threshold: 1e300 }, 1e300, -1.7e308, false],
  ])("%o: from %d to %d is %s", (options, best, metric, improved) => {
    const [, state] = statesOf(plateau({ schedule: 1, ...options }), [best, metric]);
    expect(state).toMatchObject(improved ? { best: metric, bad: 0 } : { best, bad: 1 });
  });
});

describe("cooldown", () => {
  test.each<[string, Options, number[], number[]]>([
    ["0", { patience: 1, cooldown: 0 }, [5, 5, 5, 5], [0, 1, 2, 3]],
    ["1 skips one", { patience: 1, cooldown: 1 }, [5, 5, 5, 5, 5, 5], [0, 1, 1, 2, 2, 3]],
    ["3 skips three", { patience: 1, cooldown: 3 }, [5, 5, 5, 5, 5, 5], [0, 1, 1, 1, 1, 2]],
    [
      "2 with patience 2",
      { patience: 2, cooldown: 2 },
      [5, 5, 5, 5, 5, 5, 5],
      [0, 0, 1, 1, 1, 1, 2],
    ],
    [
      "an improvement in it does not end it",
      { patience: 1, cooldown: 2 },
      [5, 5, 4, 4, 4],
      [0, 1, 1, 1, 2],
    ],
  ])("%s", (_name, options, metrics, expected) => {
    expect(reductionsOf(options, metrics)).toEqual(expected);
  });

  test("the best is kept up to date in it", () => {
    const schedule = plateau({ schedule: 1, patience: 1, cooldown: 2 });
    const states = statesOf(schedule, [5, 5, 4, 6, 4.5]);
    expect(states.map(({ best }) => best)).toEqual([5, 5, 4, 4, 4]);
    expect(states.map(({ cooldown }) => cooldown)).toEqual([0, 2, 1, 0, 2]);
    expect(states.map(({ reductions }) => reductions)).toEqual([0, 1, 1, 1, 2]);
  });
});

describe("value", () => {
  test("is the schedule times the factor for each reduction, at every step", () => {
    const schedule = plateau({
      schedule: ramp({ from: 0.8, to: 0.4, steps: 4 }),
      factor: 0.5,
      patience: 1,
    });
    const [, , twice] = statesOf(schedule, [5, 5, 5]);
    expect(schedule.at(0, schedule.initial)).toBe(0.8);
    expect(schedule.at(0, twice!)).toBe(0.2);
    expect(schedule.at(2, twice!)).toBeCloseTo(0.6 / 4, 15);
    expect(schedule.at(4, twice!)).toBe(0.1);
    expect(schedule.at(1e9, twice!)).toBe(0.1);
    expect(schedule.end).toBe(4);
    expect(plateau({ schedule: 0.1 }).end).toBe(0);
    expect(plateau({ schedule: (step) => step }).end).toBe(Infinity);
  });

  test("does not go below the floor by reducing", () => {
    const schedule = plateau({ schedule: 1, factor: 0.5, patience: 1, min: 0.3 });
    const states = statesOf(schedule, [5, 5, 5, 5, 5]);
    expect(states.map((state, index) => schedule.at(index + 1, state))).toEqual([
      1, 0.5, 0.3, 0.3, 0.3,
    ]);
  });

  test("is never raised to the floor", () => {
    const schedule = plateau({
      schedule: ramp({ from: 1, to: 0, steps: 10 }),
      factor: 0.5,
      patience: 1,
      min: 0.3,
    });
    const [, , , state] = statesOf(schedule, [5, 5, 5, 5]);
    // The schedule itself: 0.8, 0.5, 0.3, 0.2, 0.
    expect([2, 5, 7, 8, 10].map((step) => schedule.at(step, state!))).toEqual([
      0.3,
      0.3,
      expect.closeTo(0.3, 14),
      expect.closeTo(0.2, 14),
      0,
    ]);
  });

  test("a reduction that would not lower it is not made and starts no cooldown", () => {
    const schedule = plateau({ schedule: 1, factor: 0.5, patience: 2, cooldown: 3, min: 0.5 });
    const states = statesOf(schedule, Array<number>(12).fill(5));
    expect(states.map(({ reductions }) => reductions)).toEqual([
      0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    ]);
    // Three of cooldown, then the count goes round.
    expect(states.map(({ cooldown }) => cooldown)).toEqual([0, 0, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(states.map(({ bad }) => bad)).toEqual([0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0]);
  });

  test("a run that stays flat for ever has few reductions", () => {
    const floored = plateau({ schedule: 1, patience: 1, min: 0.005 });
    expect(statesOf(floored, Array<number>(2000).fill(5)).at(-1)!.reductions).toBe(3);
    const bare = plateau({ schedule: 1, patience: 1, factor: 0.5 });
    const last = statesOf(bare, Array<number>(2000).fill(5)).at(-1)!;
    expect(last.reductions).toBe(1075);
    expect(bare.at(2001, last)).toBe(0);
  });

  test("of a schedule that is 0 at the moment is not reduced", () => {
    const schedule = plateau({
      schedule: sequence([{ schedule: 0, steps: 3.5 }, 1]),
      patience: 1,
    });
    expect(statesOf(schedule, [5, 5, 5, 5]).map(({ reductions }) => reductions)).toEqual([
      0, 0, 0, 1,
    ]);
  });

  test("of a function that gives no learning rate is an error", () => {
    const schedule = plateau({ schedule: () => -1, min: 0.1 });
    expect(() => schedule.at(0, schedule.initial)).toThrow(
      "function: value at step 0 must be a finite number of at least 0, got -1",
    );
  });
});

describe("a metric that is not finite", () => {
  const policies = ["worse", "ignore", "throw"] as const;

  test.each([NaN, Infinity, -Infinity])("%d counts as no improvement by default", (odd) => {
    expect(reductionsOf({ patience: 2 }, [5, odd, odd, 4, odd, odd])).toEqual([0, 0, 1, 1, 1, 2]);
    for (const mode of ["min", "max"] as const) {
      const states = statesOf(plateau({ schedule: 1, mode, patience: 3 }), [odd, odd, 5, odd]);
      expect(states.map(({ best }) => best)).toEqual([null, null, 5, 5]);
      expect(states.map(({ bad }) => bad)).toEqual([1, 2, 0, 1]);
    }
  });

  test.each([NaN, Infinity, -Infinity])("%d is as if it had not been seen with ignore", (odd) => {
    const schedule = plateau({ schedule: 1, nan: "ignore", patience: 2, cooldown: 1 });
    const states = statesOf(schedule, [odd, 5, odd, 6, odd, 6, odd, 6]);
    expect(states.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const counted = statesOf(schedule, [5, 6, 6, 6]);
    const steps = { step: 0, bestStep: 0 };
    expect([1, 3, 5, 7].map((index) => ({ ...states[index], ...steps }))).toEqual(
      counted.map((state) => ({ ...state, ...steps })),
    );
    expect({ ...states[6], step: 6 }).toEqual(states[5]);
  });

  test.each([NaN, Infinity, -Infinity])("%d is an error with throw", (odd) => {
    const schedule = plateau({ schedule: 1, nan: "throw" });
    expect(() => statesOf(schedule, [5, odd])).toThrow(
      new RangeError(`@anneal/plateau: plateau: val_loss must be finite, got ${String(odd)}`),
    );
  });

  test.each(policies)("leaves finite metrics alone (%s)", (nan) => {
    expect(reductionsOf({ patience: 2, nan }, [5, 5, 5])).toEqual([0, 0, 1]);
  });

  test.each([NaN, Infinity, -Infinity])("%d never reaches the state", (odd) => {
    const schedule = plateau({ schedule: 1, patience: 1 });
    for (const state of statesOf(schedule, [odd, 5, odd, 4, odd])) {
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    }
  });
});

describe("observations", () => {
  const schedule = plateau({ schedule: 1, patience: 2 });
  const seen = (step: number, val_loss: number) => ({ step, metrics: { val_loss } });

  test("the same step counts once, whatever its metric", () => {
    const first = schedule.observe(schedule.initial, seen(4, 5));
    for (const metric of [1, 5, 9, NaN]) {
      expect(schedule.observe(first, seen(4, metric))).toEqual(first);
    }
    const patient = plateau({ schedule: 1, patience: 2, nan: "throw" });
    const state = patient.observe(patient.initial, seen(4, 5));
    expect(patient.observe(state, seen(4, NaN))).toEqual(state);
  });

  test("step 0 counts once too", () => {
    const first = schedule.observe(schedule.initial, seen(0, 5));
    expect(first.step).toBe(0);
    expect(schedule.observe(first, seen(0, 4))).toEqual(first);
  });

  test("an earlier step is an error", () => {
    const state = schedule.observe(schedule.initial, seen(4, 5));
    expect(() => schedule.observe(state, seen(3, 5))).toThrow(
      new RangeError(
        "@anneal/plateau: plateau: step must be at least the last one observed (4), got 3",
      ),
    );
    expect(() => schedule.observe(state, seen(3.999, 5))).toThrow(RangeError);
  });

  test("without the metric only the schedule inside hears of them", () => {
    const around = plateau({
      schedule: plateau({ schedule: 1, monitor: "loss", patience: 1, factor: 0.5 }),
      patience: 1,
    });
    let state = around.initial;
    for (const step of [1, 2, 3]) state = around.observe(state, { step, metrics: { loss: 7 } });
    expect(state).toEqual({
      ...around.initial,
      inner: expect.objectContaining({ reductions: 2 }) as unknown,
    });
    expect(around.at(4, state)).toBe(0.25);
    // At the same step the other metric is still news.
    expect(around.observe(state, seen(3, 5))).toMatchObject({ step: 3, best: 5 });
  });

  test("only a metric of its own is one: not what every object has", () => {
    const odd = plateau({ schedule: 1, monitor: "toString", nan: "throw" });
    expect(odd.observe(odd.initial, seen(1, 5))).toEqual(odd.initial);
  });

  test("another metric's name can be watched, and large can be good", () => {
    const run = drive(
      plateau({ schedule: 1, monitor: "acc", mode: "max", patience: 1, factor: 0.5 }),
    );
    for (const acc of [0.5, 0.6, 0.6]) {
      run.advance();
      run.observe({ acc, val_loss: 1 });
    }
    expect(run.value).toBe(0.5);
    expect(run.schedule).toMatchObject({ monitors: ["acc"] });
  });

  test("a smaller patience on resuming takes effect at once", () => {
    const patient = plateau({ schedule: 1, patience: 9 });
    const state = statesOf(patient, [5, 5, 5, 5, 5]).at(-1)!;
    const hasty = plateau({ schedule: 1, patience: 2 });
    expect(hasty.observe(state, seen(6, 5))).toMatchObject({ bad: 0, reductions: 1 });
  });
});

describe("window", () => {
  const bests = (options: Options, metrics: readonly number[]) =>
    statesOf(plateau({ schedule: 1, ...options }), metrics).map(({ best }) => best);

  test("sliding judges the mean of the last metrics at every observation", () => {
    const options = { window: 3, patience: 2, threshold: 0, factor: 0.5 };
    const metrics = [6, 8, 4, 3, 8, 10, 4, 1, 1];
    // The means: 6, 7, 6, 5, 5, 7, 22/3, 5, 2.
    expect(bests(options, metrics)).toEqual([6, 6, 6, 5, 5, 5, 5, 5, 2]);
    expect(reductionsOf(options, metrics)).toEqual([0, 0, 1, 1, 1, 2, 2, 3, 3]);
  });

  test("block judges the mean of each block once, at its last observation", () => {
    const options = { window: 3, windowMode: "block", patience: 2, threshold: 0 } as const;
    const metrics = [6, 8, 4, 9, 9, 9, 1, 2, 15, 1, 2, 3];
    // The means: 6, 9, 6, 2.
    expect(bests(options, metrics)).toEqual([...[null, null, 6, 6, 6, 6], ...[6, 6, 6, 6, 6, 2]]);
    expect(reductionsOf(options, metrics)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  test("a cooldown counts blocks too", () => {
    const options = { window: 2, windowMode: "block", patience: 1, cooldown: 2 } as const;
    expect(reductionsOf(options, Array<number>(12).fill(5))).toEqual([
      0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2,
    ]);
  });

  test("of 1 is none, in either mode", () => {
    const metrics = [5, 4, NaN, 6, 3, Infinity, 3, 3, 2];
    const plain = reductionsOf({ patience: 2 }, metrics);
    for (const windowMode of ["sliding", "block"] as const) {
      expect(reductionsOf({ patience: 2, window: 1, windowMode }, metrics)).toEqual(plain);
    }
  });

  test("a metric that is not finite is no improvement when it comes, and has no part in a sliding mean", () => {
    const options = { window: 3, threshold: 0, patience: 1 };
    // The means: 6, none, 5 of 6 and 4, 3 of 4 and 2, 3 of 4, 2 and 3; 2.5 of 2 and 3.
    const metrics = [6, NaN, 4, 2, 3, Infinity, 1];
    expect(bests(options, metrics)).toEqual([6, 6, 5, 3, 3, 3, 2]);
    expect(reductionsOf(options, metrics)).toEqual([0, 1, 1, 1, 2, 3, 3]);
    expect(bests(options, [NaN, NaN, 4])).toEqual([null, null, 4]);
  });

  test.each([
    [[NaN, 1, 1, 4, 4, 4]],
    [[1, NaN, 1, 4, 4, 4]],
    [[1, 1, -Infinity, 4, 4, 4]],
    [[NaN, NaN, NaN, 4, 4, 4]],
  ])("%j: it makes its whole block no improvement", (metrics) => {
    const options = { window: 3, windowMode: "block", patience: 1 } as const;
    expect(bests(options, metrics)).toEqual([null, null, null, null, null, 4]);
    expect(reductionsOf(options, metrics)).toEqual([0, 0, 1, 1, 1, 1]);
  });

  test.each(["sliding", "block"] as const)("with ignore it is not in it (%s)", (windowMode) => {
    const schedule = plateau({ schedule: 1, nan: "ignore", window: 2, windowMode, patience: 1 });
    const last = (metrics: number[]) => ({ ...statesOf(schedule, metrics).at(-1), step: 0 });
    const seen = { ...last([5, 3, 7, 9]), bestStep: 0 };
    expect({ ...last([5, NaN, 3, Infinity, NaN, 7, 9]), bestStep: 0 }).toEqual(seen);
  });

  test.each(["sliding", "block"] as const)("a mean too large for a number is none (%s)", (mode) => {
    const schedule = plateau({ schedule: 1, window: 2, windowMode: mode, patience: 9 });
    const states = statesOf(schedule, [1e308, 1.7e308, 5, 5]);
    expect(states.at(-1)!.best).toBe(5);
    expect(JSON.parse(JSON.stringify(states))).toEqual(states);
  });

  test("C14: a lucky value does not hold back the ones after it", () => {
    const noisy = [4.4, 4.3, 4.2, 4.1, 4, 2, 3.6, 3.6, 3.4, 3.3, 3.1, 2.9, 2.8];
    expect(reductionsOf({ patience: 4 }, noisy).at(-1)).toBe(1);
    expect(reductionsOf({ patience: 4, window: 5 }, noisy).at(-1)).toBe(0);
  });

  const options = fc.record({
    window: fc.integer({ min: 1, max: 5 }),
    windowMode: fc.constantFrom("sliding" as const, "block" as const),
  });
  const metrics = fc.array(fc.oneof(fc.integer({ min: -8, max: 8 }), fc.constant(NaN)), {
    maxLength: 40,
  });

  test("is what averaging before observing would do", () => {
    fc.assert(
      fc.property(options, metrics, ({ window, windowMode }, list) => {
        const means = list.map((metric, index) => {
          const start =
            windowMode === "block" ? index + 1 - window : Math.max(0, index + 1 - window);
          const part = list.slice(start, index + 1);
          const used = windowMode === "block" ? part : part.filter((value) => !Number.isNaN(value));
          return metric * 0 + used.reduce((sum, value) => sum + value, 0) / used.length;
        });
        const schedule = { schedule: 1, patience: 2, cooldown: 1, threshold: 0 };
        const states = statesOf(plateau({ ...schedule, window, windowMode }), list);
        const last = (index: number) => (index + 1) % window === 0;
        const judged = means.filter((_, index) => windowMode === "sliding" || last(index));
        const expected = statesOf(plateau(schedule), judged);
        const ours = states.filter((_, index) => windowMode === "sliding" || last(index));
        expect(ours.map(({ reductions }) => reductions)).toEqual(
          expected.map(({ reductions }) => reductions),
        );
        ours.forEach(({ best }, index) => {
          const theirs = expected[index]!.best;
          if (theirs === null) expect(best).toBeNull();
          else expect(best).toBeCloseTo(theirs, 12);
        });
      }),
    );
  });

  test("its state has the same size for ever, as a snapshot requires", () => {
    fc.assert(
      fc.property(options, metrics, (given, list) => {
        const schedule = plateau({ schedule: 1, ...given });
        const size = given.windowMode === "block" ? 1 : given.window - 1;
        for (const state of [schedule.initial, ...statesOf(schedule, list)]) {
          expect(state.recent).toHaveLength(size);
          expect(JSON.parse(JSON.stringify(state))).toEqual(state);
        }
      }),
    );
  });
});

describe("around a reactive schedule", () => {
  test("watches each metric once", () => {
    const monitors = (inner: string, outer: string) =>
      plateau({ schedule: plateau({ schedule: 1, monitor: inner }), monitor: outer }).monitors;
    expect(monitors("loss", "val_loss")).toEqual(["val_loss", "loss"]);
    expect(monitors("loss", "loss")).toEqual(["loss"]);
  });

  test("the factors multiply, each on a patience of its own", () => {
    const schedule = plateau({
      schedule: plateau({ schedule: 1, patience: 1, factor: 0.5 }),
      patience: 3,
      factor: 0.1,
    });
    const states = statesOf(schedule, [5, 5, 5, 5]);
    const rates = states.map((state, index) => schedule.at(index + 1, state));
    expect(rates).toEqual([1, 0.5, 0.25, 0.0125]);
  });

  test("a reduction is judged by the rate after the one inside", () => {
    // Both reduce on the second metric: inside to 0.1, which is the floor outside.
    const schedule = plateau({
      schedule: plateau({ schedule: 1, patience: 1, factor: 0.1 }),
      patience: 1,
      min: 0.1,
    });
    const [, state] = statesOf(schedule, [5, 5]);
    expect(state).toMatchObject({ reductions: 0, inner: { reductions: 1 } });
    expect(schedule.at(2, state!)).toBe(0.1);
  });
});

describe("complaints about other libraries", () => {
  test("C1: it combines with everything, in either order", () => {
    const inner = plateau({ schedule: 0.5, factor: 0.5, patience: 1 });
    const wholes = [
      [inner, 0.125],
      [scale(2, inner), 0.25],
      [product([inner, ramp({ from: 1, to: 3, steps: 6 })]), 0.25],
      [sequence([inner]), 0.125],
      [sequence([{ schedule: 7, steps: 1 }, inner]), 0.125],
      [sequence([{ schedule: 7, steps: 2 }, inner]), 0.25],
      [delay(2, inner), 0.25],
      [stretch(2, inner), 0.125],
      [plateau({ schedule: inner, factor: 0.5, patience: 1 }), 0.03125],
      [plateau({ schedule: scale(2, inner), factor: 0.5, patience: 2 }), 0.125],
    ] as const;
    for (const [whole, expected] of wholes) {
      const run = drive(whole);
      for (let update = 0; update < 3; update++) {
        run.advance();
        run.observe({ val_loss: 5 });
      }
      expect(run.value, JSON.stringify(whole)).toBeCloseTo(expected, 14);
    }
  });

  test("C12: patience is the number of observations without improvement, exactly", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 5 }),
        (patience, cooldown) => {
          const flat = Array<number>(1 + 3 * (patience + cooldown)).fill(5);
          const reductions = reductionsOf({ patience, cooldown, factor: 0.5 }, flat);
          for (const round of [0, 1, 2]) {
            const at = patience + round * (patience + cooldown);
            expect(reductions[at - 1]).toBe(round);
            expect(reductions[at]).toBe(round + 1);
          }
        },
      ),
    );
  });

  test.each(["min", "max"] as const)("C13: a worse metric is never an improvement (%s)", (mode) => {
    // Without -0, which the state keeps as 0.
    const metric = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const options = fc.record({
      threshold: fc.double({ noNaN: true, min: 0, max: 1e3 }),
      thresholdMode: fc.constantFrom("relative" as const, "absolute" as const),
    });
    fc.assert(
      fc.property(options, metric, metric, (given, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        const [best, worse] = mode === "min" ? [small, large] : [large, small];
        const [, state] = statesOf(plateau({ schedule: 1, mode, ...given }), [best, worse]);
        expect(state).toMatchObject({ best, bad: 1 });
      }),
    );
  });

  test("-0 is kept as 0, as JSON does", () => {
    for (const window of [1, 2]) {
      for (const windowMode of ["sliding", "block"] as const) {
        const schedule = plateau({ schedule: 1, window, windowMode });
        const states = statesOf(schedule, [-0, -0, -0]);
        expect(JSON.parse(JSON.stringify(states))).toEqual(states);
      }
    }
  });

  test("C13: a log-likelihood, negative and rising, is handled like any other", () => {
    const metrics = [-100, -90, -90.0001, -90, -91, -80];
    expect(reductionsOf({ mode: "max", patience: 3 }, metrics)).toEqual([0, 0, 0, 0, 1, 1]);
    expect(
      reductionsOf(
        { mode: "min", patience: 3 },
        metrics.map((metric) => -metric),
      ),
    ).toEqual([0, 0, 0, 0, 1, 1]);
  });

  test("C14: one NaN does not end the training, neither first nor later", () => {
    expect(reductionsOf({ patience: 2 }, [NaN, 5, 4, 3, 2, 1])).toEqual([0, 0, 0, 0, 0, 0]);
    expect(reductionsOf({ patience: 2 }, [5, NaN, 4, NaN, 3, NaN])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("C14: a metric that is missing, or seen twice, is not counted", () => {
    const run = drive(plateau({ schedule: 1, patience: 2, factor: 0.5 }));
    run.advance();
    run.observe(5);
    run.observe(5);
    run.observe(5);
    expect(run.value).toBe(1);
    expect(() => run.observe({ loss: 5 })).toThrow("at least one of val_loss");
    run.advance();
    run.observe(5);
    run.advance();
    expect(run.observe(5)).toBe(0.5);
  });
});

test("C15: a reduction shows in the state, and with it where the best weights are", () => {
  const schedule = plateau({ schedule: 1, patience: 2 });
  const metrics = [5, 4, 6, 6, 3, 3, 3];
  const events: (readonly [number, number | null])[] = [];
  let state = schedule.initial;
  metrics.forEach((val_loss, index) => {
    const before = state.reductions;
    state = schedule.observe(state, { step: index + 1, metrics: { val_loss } });
    if (state.reductions > before) events.push([index + 1, state.bestStep]);
  });
  expect(events).toEqual([
    [4, 2],
    [7, 5],
  ]);
});

describe("resumes from JSON at every point", () => {
  const inner = plateau({ schedule: 0.5, factor: 0.5, patience: 1, window: 2 });
  const decay = ramp({ from: 1, to: 0.2, steps: 9 });
  const wholes: readonly (readonly [string, ReactiveSchedule])[] = [
    ["inside a sequence", sequence([{ schedule: 0.7, steps: 3 }, inner])],
    ["inside a sequence, first", sequence([{ schedule: inner, steps: 6 }, decay])],
    ["inside a product", product([inner, decay, plateau({ schedule: 1, patience: 3 })])],
    ["around a sequence", plateau({ schedule: sequence([decay, 0.1]), patience: 2, cooldown: 1 })],
    ["around itself", plateau({ schedule: inner, patience: 2, factor: 0.3, min: 0.01 })],
    [
      "around a sequence of itself, in blocks",
      plateau({
        schedule: sequence([{ schedule: inner, steps: 5 }, product([inner, decay])]),
        patience: 1,
        window: 3,
        windowMode: "block",
      }),
    ],
  ];
  const kindsHere = [...kinds, product, sequence];

  test.each(wholes)("%s", (_name, schedule) => {
    const metrics = [5, 6, 6, 4, NaN, 4, 4, 4.5, 3, 3, 3, 3, Infinity, 3, 3];
    const continued = (from: number, start: unknown, running: ReactiveSchedule) => {
      let state = start;
      return metrics.slice(from).map((val_loss, index) => {
        const step = from + index + 1;
        state = running.observe(state, { step, metrics: { val_loss } });
        return { state, value: running.at(step, state) };
      });
    };
    const whole = continued(0, schedule.initial, schedule);
    expect(new Set(whole.map(({ value }) => value)).size).toBeGreaterThan(3);
    for (let cut = 0; cut <= metrics.length; cut++) {
      // Another process has nothing but text.
      const [spec, saved] = JSON.parse(
        JSON.stringify([schedule, cut === 0 ? schedule.initial : whole[cut - 1]!.state]),
      ) as [unknown, unknown];
      const again = parse(spec, kindsHere) as ReactiveSchedule;
      expect(continued(cut, saved, again)).toEqual(whole.slice(cut));
    }
  });
});

test("many reductions multiply exactly as often as they were made", () => {
  const halves = plateau({ schedule: 1, factor: 0.5 });
  const tenths = plateau({ schedule: 1, factor: 0.1 });
  for (const reductions of [0, 1, 2, 3, 7, 8, 9, 15, 64, 300, 1074]) {
    expect(halves.at(0, { ...halves.initial, reductions })).toBe(2 ** -reductions);
    const rate = tenths.at(0, { ...tenths.initial, reductions });
    if (reductions < 300) expect(rate / Number(`1e-${String(reductions)}`)).toBeCloseTo(1, 12);
  }
});

describe("laws", () => {
  const metric = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ noNaN: true, min: -10, max: 10 }),
    fc.constantFrom(NaN, Infinity, -Infinity),
  );
  const options = fc.record({
    mode: fc.constantFrom("min" as const, "max" as const),
    factor: fc.double({ noNaN: true, min: 0.01, max: 0.99 }),
    patience: fc.integer({ min: 1, max: 4 }),
    cooldown: fc.integer({ min: 0, max: 3 }),
    threshold: fc.double({ noNaN: true, min: 0, max: 1 }),
    thresholdMode: fc.constantFrom("relative" as const, "absolute" as const),
    min: fc.double({ noNaN: true, min: 0, max: 2 }),
    nan: fc.constantFrom("worse" as const, "ignore" as const),
  });
  type Given = typeof options extends fc.Arbitrary<infer Value> ? Value : never;
  const metrics = fc.array(metric, { maxLength: 40 });

  test("never rises, and stays between the floor and the schedule", () => {
    fc.assert(
      fc.property(options, metrics, (given, list) => {
        const schedule = plateau({ schedule: 1, ...given });
        let previous = 1;
        for (const state of statesOf(schedule, list)) {
          const rate = schedule.at(100, state);
          expect(rate).toBeLessThanOrEqual(previous);
          expect(rate).toBeGreaterThanOrEqual(Math.min(1, given.min));
          previous = rate;
        }
      }),
    );
  });

  test("what happens does not depend on the sign that says which way is better", () => {
    fc.assert(
      fc.property(options, metrics, (given, list) => {
        const mirrored = {
          ...given,
          mode: given.mode === "min" ? ("max" as const) : ("min" as const),
        };
        const negated = list.map((value) => -value);
        expect(reductionsOf(mirrored, negated)).toEqual(reductionsOf(given, list));
      }),
    );
  });

  // The algorithm as PyTorch writes it down, with |best| in place of best.
  function written(given: Given, list: readonly number[]): number[] {
    let [rate, bad, cooling] = [1, 0, 0];
    let best = given.mode === "min" ? Infinity : -Infinity;
    return list.map((value) => {
      if (!Number.isFinite(value) && given.nan === "ignore") return rate;
      const slack = given.threshold * (given.thresholdMode === "relative" ? Math.abs(best) : 1);
      const better =
        !Number.isFinite(best) ||
        (given.mode === "min" ? best - value > slack : value - best > slack);
      if (Number.isFinite(value) && better) {
        best = value;
        bad = 0;
      } else {
        bad += 1;
      }
      if (cooling > 0) {
        cooling -= 1;
        bad = 0;
      }
      if (bad > given.patience - 1) {
        const lower = Math.max(rate * given.factor, Math.min(1, given.min));
        if (lower < rate) cooling = given.cooldown;
        rate = lower;
        bad = 0;
      }
      return rate;
    });
  }

  test("is the algorithm of PyTorch but for what is documented", () => {
    // Differences of small integers and a threshold in quarters are exact, so that both formulas agree to the last bit.
    const exact = options.map((given) => ({
      ...given,
      threshold: Math.round(given.threshold * 4) / 4,
    }));
    const values = fc.array(
      fc.oneof(fc.integer({ min: -6, max: 6 }), fc.constantFrom(NaN, Infinity, -Infinity)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(exact, values, (given, list) => {
        const schedule = plateau({ schedule: 1, ...given });
        const rates = statesOf(schedule, list).map((state, index) => schedule.at(index + 1, state));
        written(given, list).forEach((rate, index) => expect(rates[index]).toBeCloseTo(rate, 12));
      }),
    );
  });

  test("an interrupted run is the uninterrupted one", () => {
    fc.assert(
      fc.property(options, metrics, fc.nat(40), (given, list, cut) => {
        const schedule = plateau({ schedule: 1, ...given });
        const whole = statesOf(schedule, list);
        let state = JSON.parse(JSON.stringify(whole[cut] ?? schedule.initial)) as PlateauState;
        const start = whole[cut] ? cut + 1 : 0;
        for (let index = start; index < list.length; index++) {
          state = schedule.observe(state, { step: index + 1, metrics: { val_loss: list[index]! } });
          expect(schedule.at(index + 1, state)).toBe(schedule.at(index + 1, whole[index]!));
        }
      }),
    );
  });
});

test("its JSON holds every option", () => {
  expect(plateau({ schedule: 0.1 }).spec).toEqual({
    kind: "plateau",
    schedule: 0.1,
    monitor: "val_loss",
    mode: "min",
    factor: 0.1,
    patience: 10,
    threshold: 1e-4,
    thresholdMode: "relative",
    cooldown: 0,
    min: 0,
    margin: 0,
    window: 1,
    windowMode: "sliding",
    nan: "worse",
  });
});

describeErrors<PlateauOptions>(
  "@anneal/plateau: plateau",
  plateau,
  { schedule: 0.1, min: 0.5 },
  watchCases({
    min: optional(nonNegativeCase),
    maxReductions: optional(nonNegativeIntegerCase),
  }),
);

describe("maxReductions", () => {
  const ratesOf = (options: Partial<PlateauOptions>, losses: readonly number[]): number[] => {
    const run = drive(plateau({ schedule: 1, factor: 0.5, patience: 1, ...options }));
    return losses.map((loss) => (run.advance(), run.observe(loss)));
  };
  const flat = [1, 1, 1, 1, 1, 1];

  test.each([
    [undefined, [1, 0.5, 0.25, 0.125, 0.0625, 0.03125]],
    [0, [1, 1, 1, 1, 1, 1]],
    [1, [1, 0.5, 0.5, 0.5, 0.5, 0.5]],
    [2, [1, 0.5, 0.25, 0.25, 0.25, 0.25]],
    [5, [1, 0.5, 0.25, 0.125, 0.0625, 0.03125]],
  ])("%o of them are made", (maxReductions, rates) => {
    expect(ratesOf({ maxReductions }, flat)).toEqual(rates);
  });

  test("is what a floor of so many factors is, as in other libraries", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 30 }),
        fc.nat(4),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(2),
        (losses, maxReductions, patience, cooldown) => {
          const given = { patience, cooldown };
          expect(ratesOf({ ...given, maxReductions }, losses)).toEqual(
            ratesOf({ ...given, min: 0.5 ** maxReductions }, losses),
          );
        },
      ),
    );
  });

  test("is told by the state, begins the count again and no cooldown", () => {
    const schedule = plateau({ schedule: 1, patience: 2, cooldown: 3, maxReductions: 1 });
    let state = schedule.initial;
    const seen = Array.from({ length: 9 }, (_, step) => {
      state = schedule.observe(state, { step, metrics: { val_loss: 1 } });
      return [state.reductions, state.bad, state.cooldown];
    });
    expect(seen).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [1, 0, 3],
      [1, 0, 2],
      [1, 0, 1],
      [1, 0, 0],
      [1, 1, 0],
      [1, 0, 0],
      [1, 1, 0],
    ]);
  });

  test("is kept in JSON, when it is given", () => {
    expect(plateau({ schedule: 1, maxReductions: 0 }).spec.maxReductions).toBe(0);
    expect("maxReductions" in plateau({ schedule: 1 }).spec).toBe(false);
  });

  describeReactive(
    "plateau with a largest number of reductions",
    () => plateau({ schedule: 1, patience: 1, maxReductions: 2 }),
    kinds,
  );
});

describeOptions("plateau", plateau, () => ({ schedule: 0.1, patience: 3, min: 0.01 }));

describeReactive("plateau", () => plateau({ schedule: 0.1 }), kinds);
describeReactive(
  "plateau with every option",
  () =>
    plateau({
      schedule: ramp({ from: 0.1, to: 0.01, steps: 20 }),
      monitor: "accuracy",
      mode: "max",
      factor: 0.5,
      patience: 1,
      threshold: 0.01,
      thresholdMode: "absolute",
      cooldown: 1,
      min: 0.02,
      nan: "ignore",
    }),
  kinds,
);
describeReactive(
  "plateau with a sliding window",
  () => plateau({ schedule: 0.1, window: 3, patience: 2, factor: 0.5 }),
  kinds,
);
describeReactive(
  "plateau with a block window",
  () => plateau({ schedule: 0.1, window: 3, windowMode: "block", patience: 1, cooldown: 1 }),
  kinds,
);
describeReactive(
  "plateau around plateaus",
  () =>
    plateau({
      schedule: sequence([
        { schedule: plateau({ schedule: 0.1, patience: 1, monitor: "loss" }), steps: 10 },
        product([plateau({ schedule: 1, patience: 1, factor: 0.5 }), 0.1]),
      ]),
      patience: 2,
    }),
  kinds,
);

describe("what a state could not hold", () => {
  test.each([
    ["plateau", (window: number) => plateau({ schedule: 1, window })],
    ["greedy", (window: number) => greedy({ schedule: 1, min: 0.1, max: 1, window })],
  ])("a sliding window has a limit: %s", (kind, make) => {
    expect(() => make(256)).not.toThrow();
    expect(() => make(257)).toThrow(
      new RangeError(
        `@anneal/plateau: ${kind}: window must be at most 256 unless windowMode is "block", got 257`,
      ),
    );
  });

  test("what is in a snapshot can be resumed, however many of them there are", () => {
    const all = product(Array.from({ length: 400 }, () => plateau({ schedule: 1, window: 256 })));
    const run = drive(all);
    run.observe(0.5);
    const again = drive(all, { resume: resumeFrom(run.snapshot()) });
    expect(again.snapshot()).toEqual(run.snapshot());
  });

  test("a block has none", () => {
    const schedule = plateau({ schedule: 1, window: 2 ** 53 - 1, windowMode: "block" });
    expect(JSON.stringify(schedule.initial).length).toBeLessThan(200);
  });
});

test.each([
  ["0.5", '"0.5"'],
  [null, "null"],
  [undefined, "undefined"],
  [1n, "1"],
  [{}, "(object)"],
  [[0.5], "[0.5]"],
  [Symbol("0.5"), "Symbol(0.5)"],
  [true, "true"],
])("a metric that is no number is refused, not judged: %s", (metric, shown) => {
  const schedule = plateau({ schedule: 1, monitor: "loss" });
  expect(() =>
    schedule.observe(schedule.initial, { step: 1, metrics: { loss: metric as number } }),
  ).toThrow(new TypeError(`@anneal/plateau: plateau: loss must be a number, got ${shown}`));
});
