import {
  constant,
  drive,
  explain,
  linearCurve,
  parse,
  product,
  ramp,
  sequence,
} from "@anneal/core";
import type { Kind, ReactiveSchedule } from "@anneal/core";
import { goldenPack } from "@anneal/golden";
import {
  describeErrors,
  describeOptions,
  describeReactive,
  nonNegativeIntegerCase,
  optional,
  positiveCase,
  positiveIntegerCase,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { greedy, plateau } from "../src/index.ts";
import type { GreedyOptions, GreedyState } from "../src/index.ts";
import { watchCases } from "./watchCases.ts";

const kinds: readonly Kind[] = [constant, greedy, linearCurve, plateau, product, ramp, sequence];

type Options = Partial<GreedyOptions>;

const around = (options: Options = {}) =>
  greedy({ schedule: 1, min: 2 ** -10, max: 2 ** 10, factor: 0.5, threshold: 0, ...options });

/** States after each metric, the first observed after one update. */
function statesOf(schedule: ReactiveSchedule<GreedyState>, metrics: readonly number[]) {
  let state = schedule.initial;
  return metrics.map((metric, index) => {
    state = schedule.observe(state, { step: index + 1, metrics: { val_loss: metric } });
    return state;
  });
}

function ratesOf(options: Options, metrics: readonly number[]): number[] {
  const schedule = around(options);
  return statesOf(schedule, metrics).map((state, index) => schedule.at(index + 1, state));
}

describe("raises and reduces", () => {
  test.each<[string, Options, number[], number[]]>([
    ["patience 1", { patience: 1 }, [9, 8, 8, 7, 7, 7], [2, 4, 2, 4, 2, 1]],
    ["patience 2", { patience: 2 }, [9, 8, 7, 6, 6, 6, 6], [1, 2, 2, 4, 4, 2, 2]],
    ["a count starts again", { patience: 2 }, [9, 9, 8, 8, 7, 7], [1, 1, 1, 1, 1, 1]],
    ["worse is as flat", { patience: 3 }, [9, 10, 9, 12, 11], [1, 1, 1, 0.5, 0.5]],
    ["mode max", { patience: 1, mode: "max" }, [5, 6, 5, 7], [2, 4, 2, 4]],
    [
      "a threshold to pass",
      { patience: 1, threshold: 0.25, thresholdMode: "absolute" },
      [4, 3.75, 3.5],
      [2, 1, 2],
    ],
    [
      "cooldown 2: two are not judged after a reduction",
      { patience: 1, cooldown: 2 },
      [9, 9, 9, 9, 9, 9, 9],
      [2, 1, 1, 1, 0.5, 0.5, 0.5],
    ],
    [
      "raiseCooldown 2: two are not judged after a raise",
      { patience: 1, raiseCooldown: 2 },
      [9, 8, 7, 6, 6, 6, 6],
      [2, 2, 2, 4, 4, 4, 2],
    ],
    [
      "a best is not taken while nothing is judged",
      { patience: 1, raiseCooldown: 1 },
      // 1 is not judged, so that 8 is better than 9.
      [9, 1, 8, 2, 8],
      [2, 2, 4, 4, 2],
    ],
    [
      "bounds",
      { patience: 1, min: 0.4, max: 3 },
      [9, 8, 7, 7, 7, 7, 7, 6],
      [2, 3, 3, 1.5, 0.75, 0.4, 0.4, 0.8],
    ],
    [
      "a schedule above max is not raised, nor after a reduction as long as it is above",
      { patience: 1, max: 0.2, min: 0.01 },
      [9, 9, 8, 9, 9, 9, 7],
      [1, 0.5, 0.5, 0.25, 0.125, 0.0625, 0.125],
    ],
    [
      "a schedule below min is raised, and reduced no further than it was",
      { patience: 1, min: 3 },
      [9, 9, 9, 8, 7, 7, 7, 7],
      [2, 2, 2, 4, 8, 4, 3, 3],
    ],
    [
      "reset 2: the second reduction at min begins anew",
      { patience: 1, min: 0.5, reset: 2 },
      [9, 9, 9, 9, 9, 9, 9, 9],
      [2, 1, 0.5, 1, 2, 1, 0.5, 1],
    ],
    [
      "reset 1: the first that arrives there",
      { patience: 1, min: 0.5, reset: 1 },
      [9, 9, 9, 9, 9, 9],
      [2, 1, 1, 2, 1, 1],
    ],
    [
      "a raise between two makes the count begin anew",
      { patience: 1, min: 0.5, reset: 2 },
      [9, 9, 9, 8, 8, 8, 7],
      [2, 1, 0.5, 1, 0.5, 1, 2],
    ],
    [
      "a sliding window",
      // The means: 8, 7, 7, 8, 6.
      { patience: 1, window: 2 },
      [8, 6, 8, 8, 4],
      [2, 4, 2, 1, 2],
    ],
    [
      "a block window",
      { patience: 1, window: 2, windowMode: "block" },
      [8, 6, 8, 8, 4, 4],
      [1, 2, 2, 1, 1, 2],
    ],
  ])("%s", (_name, options, metrics, expected) => {
    expect(ratesOf(options, metrics)).toEqual(expected);
  });

  test("the factor is 0.95 and the patience 10 by default", () => {
    const schedule = greedy({ schedule: 0.1, min: 0.01, max: 1 });
    const falling = statesOf(
      schedule,
      Array.from({ length: 10 }, (_, index) => 90 - index),
    );
    expect(falling.map(({ good }) => good)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0]);
    expect(schedule.at(10, falling.at(-1)!)).toBeCloseTo(0.1 / 0.95, 15);
  });

  test("a reset forgets what was seen, but neither its step, its cooldown, nor the state inside", () => {
    const schedule = greedy({
      schedule: plateau({ schedule: 1, patience: 2 }),
      min: 0.5,
      max: 8,
      factor: 0.5,
      patience: 1,
      cooldown: 3,
      reset: 1,
      window: 3,
    });
    const states = statesOf(schedule, [9, 9, 9, 9, 9, 9]);
    expect(states.at(1)).toMatchObject({ multiplier: 1, cooldown: 3, good: 0, bad: 0 });
    expect(states.at(-1)).toEqual({
      ...schedule.initial,
      step: 6,
      cooldown: 3,
      inner: states.at(-1)!.inner,
    });
    expect(states.at(-1)!.inner).toMatchObject({ reductions: 2 });
  });
});

describe("around a schedule that moves", () => {
  test("multiplies it at every step, within bounds that never move it itself", () => {
    const schedule = around({
      schedule: ramp({ from: 1, to: 0, steps: 10 }),
      patience: 1,
      min: 0.3,
      max: 1.2,
    });
    const raised = { ...schedule.initial, multiplier: 2 };
    expect([0, 2, 5, 8, 10].map((step) => schedule.at(step, raised))).toEqual([
      1.2,
      1.2,
      1,
      expect.closeTo(0.4, 14),
      0,
    ]);
    const reduced = { ...schedule.initial, multiplier: 0.5 };
    expect([0, 2, 5, 8, 10].map((step) => schedule.at(step, reduced))).toEqual([
      0.5,
      0.4,
      0.3,
      expect.closeTo(0.2, 14),
      0,
    ]);
    expect(schedule.end).toBe(10);
    expect(around({ schedule: (step) => step }).end).toBe(Infinity);
  });

  test("what a bound holds back does not add up", () => {
    const schedule = around({
      schedule: sequence([{ schedule: 1, steps: 6.5 }, 0.5]),
      patience: 1,
      max: 4,
    });
    const states = statesOf(schedule, [9, 8, 7, 6, 5, 4, 4]);
    // Six raises, two of which had an effect.
    expect(states.map(({ multiplier }) => multiplier)).toEqual([2, 4, 4, 4, 4, 4, 2]);
    expect(schedule.at(7, states.at(-1)!)).toBe(1);
  });

  test("a rate of 0 cannot be changed", () => {
    const schedule = around({ schedule: 0, patience: 1 });
    for (const { multiplier } of statesOf(schedule, [9, 8, 8, 8])) expect(multiplier).toBe(1);
  });

  test("the multiplier of a schedule next to 0 stays a number", () => {
    const schedule = around({ schedule: 2e-320, patience: 1, factor: 1e-250 });
    const states = statesOf(schedule, [9, 8, 7]);
    expect(states.map(({ multiplier }) => Number.isFinite(multiplier))).toEqual([true, true, true]);
    expect(JSON.parse(JSON.stringify(states))).toEqual(states);
  });
});

describe("observations", () => {
  const schedule = around({ patience: 1 });
  const seen = (step: number, val_loss: number) => ({ step, metrics: { val_loss } });

  test("C14: the same step counts once, and an earlier one is an error", () => {
    const first = schedule.observe(schedule.initial, seen(4, 5));
    for (const metric of [1, 5, 9, NaN]) {
      expect(schedule.observe(first, seen(4, metric))).toEqual(first);
    }
    expect(() => schedule.observe(first, seen(3, 5))).toThrow(
      new RangeError(
        "@anneal/plateau: greedy: step must be at least the last one observed (4), got 3",
      ),
    );
  });

  test("C13: a worse metric is never an improvement", () => {
    const metric = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    fc.assert(
      fc.property(fc.constantFrom("min", "max"), metric, metric, (mode, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        const list = mode === "min" ? [small, large] : [large, small];
        const [, state] = statesOf(around({ mode, patience: 2 }), list);
        expect(state).toMatchObject({ best: list[0], bestStep: 1, good: 0, bad: 1 });
      }),
    );
  });

  test("a metric that is not finite is as with plateau", () => {
    expect(ratesOf({ patience: 1 }, [NaN, 5, Infinity, 4])).toEqual([0.5, 1, 0.5, 1]);
    expect(ratesOf({ patience: 1, nan: "ignore" }, [NaN, 5, Infinity, 4])).toEqual([1, 2, 2, 4]);
    expect(() => ratesOf({ nan: "throw" }, [NaN])).toThrow(
      "@anneal/plateau: greedy: val_loss must be finite, got NaN",
    );
  });

  test("a raise and a reduction show in the state, and with it where the best weights are", () => {
    const states = statesOf(schedule, [5, 4, 6]);
    expect(states.map(({ multiplier, bestStep }) => [multiplier, bestStep])).toEqual([
      [2, 1],
      [4, 2],
      [2, 2],
    ]);
  });
});

test("resumes from JSON at every point, in any composition", () => {
  const inner = around({ patience: 2, window: 2, cooldown: 1, min: 0.2, reset: 2 });
  const wholes = [
    sequence([{ schedule: inner, steps: 8 }, around({ schedule: 0.1, patience: 1 })]),
    product([inner, plateau({ schedule: 1, patience: 3 })]),
    around({ schedule: inner, patience: 1, raiseCooldown: 2, window: 2, windowMode: "block" }),
    plateau({ schedule: inner, patience: 2 }),
  ];
  const metrics = [5, 6, 4, 3, NaN, 3, 3, 3, 3, 4, 4, 4, 2, 1, 1, 1];
  for (const schedule of wholes as readonly ReactiveSchedule[]) {
    const continued = (from: number, start: unknown, running: ReactiveSchedule) => {
      let state = start;
      return metrics.slice(from).map((val_loss, index) => {
        const step = from + index + 1;
        state = running.observe(state, { step, metrics: { val_loss } });
        return { state, value: running.at(step, state) };
      });
    };
    const whole = continued(0, schedule.initial, schedule);
    for (let cut = 1; cut <= metrics.length; cut++) {
      const saved = JSON.parse(JSON.stringify([schedule, whole[cut - 1]!.state])) as [
        unknown,
        unknown,
      ];
      const again = parse(saved[0], kinds) as ReactiveSchedule;
      expect(continued(cut, saved[1], again)).toEqual(whole.slice(cut));
    }
  }
});

describe("laws", () => {
  const metric = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(NaN, Infinity));
  const options = fc.record({
    mode: fc.constantFrom("min" as const, "max" as const),
    factor: fc.double({ noNaN: true, min: 0.05, max: 0.99 }),
    patience: fc.integer({ min: 1, max: 3 }),
    cooldown: fc.integer({ min: 0, max: 2 }),
    raiseCooldown: fc.integer({ min: 0, max: 2 }),
    reset: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    nan: fc.constantFrom("worse" as const, "ignore" as const),
  });
  const metrics = fc.array(metric, { maxLength: 40 });
  const bounds = fc.double({ noNaN: true, min: 0.01, max: 1 });

  test("stays within the bounds", () => {
    fc.assert(
      fc.property(options, bounds, metrics, (given, min, list) => {
        for (const rate of ratesOf({ ...given, min, max: 1 / min }, list)) {
          expect(rate).toBeGreaterThanOrEqual(min);
          expect(rate).toBeLessThanOrEqual(1 / min);
        }
      }),
    );
  });

  test("changes by one factor at most, and never at once after a change with cooldowns", () => {
    fc.assert(
      fc.property(options, metrics, (given, list) => {
        let previous = 1;
        for (const rate of ratesOf({ ...given, reset: undefined }, list)) {
          const change = rate / previous;
          expect(change).toBeGreaterThanOrEqual(given.factor * (1 - 1e-12));
          expect(change).toBeLessThanOrEqual((1 + 1e-12) / given.factor);
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
        expect(
          ratesOf(
            mirrored,
            list.map((value) => -value),
          ),
        ).toEqual(ratesOf(given, list));
      }),
    );
  });
});

describe("as recorded from Hugging Face", () => {
  /** Their arguments in our words; theirs has a patience that is one less, and resets unless told otherwise. */
  function optionsOf(lr0: number, options: Readonly<Record<string, unknown>>): GreedyOptions {
    const number = (name: string, otherwise?: number) =>
      (options[name] as number | undefined) ?? otherwise;
    return {
      schedule: lr0,
      min: number("min_lr", 1e-3)!,
      max: number("max_lr", 1)!,
      factor: number("factor"),
      patience: number("patience", 10)! + 1,
      cooldown: number("cooldown"),
      raiseCooldown: number("warmup"),
      reset: number("reset_start", 500),
      mode: options["mode"] as GreedyOptions["mode"],
      threshold: number("threshold", 1e-6),
      thresholdMode: options["threshold_mode"] === "rel" ? "relative" : "absolute",
      window: options["smooth"] === true ? number("window_size", 50) : 1,
    };
  }

  const recorded = ["transformers" as const, "wider" as const]
    .flatMap((name) => goldenPack(name).plateaus)
    .filter(({ target, error }) => target === "transformers.GreedyLR" && error === undefined);
  // An infinity becomes the best there, and a mean has no number any more once it has seen what is none. A change of less
  // than `eps` is not made, and a floor above the ceiling is no error.
  const odd = recorded.filter(
    ({ metrics, options }) =>
      metrics.some((metric) => Math.abs(metric) === Infinity) ||
      (options["smooth"] === true && metrics.some((metric) => Number.isNaN(metric))) ||
      Number(options["eps"] ?? 0) > 1e-8 ||
      Number(options["min_lr"] ?? 0) > Number(options["max_lr"] ?? Infinity),
  );

  test("there is something to compare", () => {
    expect(recorded.length).toBeGreaterThan(20);
    expect(odd.length).toBeLessThan(recorded.length / 2);
  });

  test.each(recorded.filter((one) => !odd.includes(one)))("$id", ({ lr0, options, ...rest }) => {
    const run = drive(greedy(optionsOf(lr0, options)));
    rest.metrics.forEach((metric, index) => {
      run.advance();
      expect(run.observe(metric) / rest.lr_after[index]!).toBeCloseTo(1, 12);
    });
  });
});

test("its JSON holds every option", () => {
  expect(greedy({ schedule: 0.1, min: 0.01, max: 1 }).spec).toEqual({
    kind: "greedy",
    schedule: 0.1,
    min: 0.01,
    max: 1,
    factor: 0.95,
    patience: 10,
    cooldown: 0,
    raiseCooldown: 0,
    monitor: "val_loss",
    mode: "min",
    threshold: 1e-4,
    thresholdMode: "relative",
    margin: 0,
    window: 1,
    windowMode: "sliding",
    nan: "worse",
  });
  expect(around({ reset: 3 }).spec["reset"]).toBe(3);
});

test("a max below min is refused", () => {
  expect(() => greedy({ schedule: 0.1, min: 0.5, max: 0.4 })).toThrow(
    new RangeError("@anneal/plateau: greedy: max must be at least min (0.5), got 0.4"),
  );
});

describeErrors<GreedyOptions>(
  "@anneal/plateau: greedy",
  greedy,
  { schedule: 0.1, min: 0.01, max: 1 },
  watchCases({
    min: positiveCase,
    max: positiveCase,
    raiseCooldown: optional(nonNegativeIntegerCase),
    reset: optional(positiveIntegerCase),
  }),
);

describeOptions("greedy", greedy, () => ({ schedule: 0.1, min: 0.01, max: 1, patience: 3 }));

describeReactive("greedy", () => greedy({ schedule: 0.1, min: 0.01, max: 1, patience: 1 }), kinds);
describeReactive(
  "greedy with every option",
  () =>
    greedy({
      schedule: ramp({ from: 0.1, to: 0.01, steps: 20 }),
      min: 0.02,
      max: 0.5,
      factor: 0.5,
      patience: 1,
      cooldown: 1,
      raiseCooldown: 2,
      reset: 2,
      monitor: "accuracy",
      mode: "max",
      threshold: 0.01,
      thresholdMode: "absolute",
      margin: 0.01,
      window: 3,
      nan: "ignore",
    }),
  kinds,
);
test("bounds may be one rate", () => {
  const held = greedy({ schedule: 0.1, min: 0.1, max: 0.1, factor: 0.5, patience: 1 });
  const run = drive(held);
  for (const metric of [3, 2, 2, 2, 1]) {
    run.advance();
    run.observe(metric);
  }
  expect(run.value).toBe(0.1);
});

test.each([
  ["greedy", greedy({ schedule: ramp({ from: 1, to: 0, steps: 7 }), min: 0.01, max: 1 })],
  ["plateau", plateau({ schedule: ramp({ from: 1, to: 0, steps: 7 }) })],
])("the analyses look into %s", (kind, schedule) => {
  expect(explain(schedule, 3).parts).toMatchObject([
    { path: `${kind}.ramp`, step: 3, next: { step: 7, what: "end" } },
  ]);
});

describeReactive(
  "greedy around greedy and plateau",
  () =>
    greedy({
      schedule: product([
        greedy({ schedule: 0.1, min: 0.01, max: 1, patience: 2, monitor: "loss" }),
        plateau({ schedule: 1, patience: 1 }),
      ]),
      min: 0.01,
      max: 1,
      patience: 1,
      window: 2,
      windowMode: "block",
    }),
  kinds,
);
