import { constant, cosine, plan, plateau, ramp, scale } from "anneal";
import { expect, test } from "vitest";
import { BenchmarkError } from "../../src/errors.ts";
import type { Totals } from "../../src/records/trial.ts";
import { schedules } from "../../src/schedules/builtIn.ts";
import { arrangementOf, enter, isContestant } from "../../src/schedules/contestant.ts";
import type { Contestant, Entry } from "../../src/schedules/contestant.ts";
import { describeEntry } from "../../src/schedules/describeEntry.ts";

const totals: Totals = { totalSteps: 100, stepsPerEpoch: 10, epochs: 10, learningRate: 0.01 };
const keras = (epoch: number, learningRate: number) => learningRate / (epoch + 1);

const optimizer = () => {
  throw new Error("a contestant is described without TensorFlow.js");
};
const twoConstants = { kind: "plan", schedules: { learningRate: 0.1, momentum: 0.9 } };

test.each<[string, Contestant, unknown]>([
  ["a schedule", constant(0.1), { per: "step", spec: { kind: "constant", value: 0.1 } }],
  [
    "a reactive schedule",
    plateau({ schedule: 0.1 }),
    { per: "step", spec: plateau({ schedule: 0.1 }).spec },
  ],
  [
    "a spec",
    { kind: "constant", value: 0.1 },
    { per: "step", spec: { kind: "constant", value: 0.1 } },
  ],
  ["a number from code", () => 0.1, { per: "step", spec: { kind: "constant", value: 0.1 } }],
  [
    "code that uses the totals",
    ({ totalSteps, learningRate }) => cosine({ initial: learningRate, steps: totalSteps }),
    { per: "step", spec: { kind: "cosine", initial: 0.01, steps: 100, min: 0 } },
  ],
  [
    "a spec for each epoch",
    { per: "epoch", schedule: { kind: "constant", value: 0.1 } },
    { per: "epoch", spec: { kind: "constant", value: 0.1 } },
  ],
  [
    "a schedule with an optimizer, on the clock of the updates",
    { schedule: { kind: "constant", value: 0.1 }, optimizer },
    { per: "step", spec: { kind: "constant", value: 0.1 } },
  ],
  [
    "a plan written as schedules by name",
    { plan: { learningRate: 0.1, momentum: 0.9 }, optimizer },
    { per: "step", spec: twoConstants },
  ],
  [
    "a plan",
    { per: "epoch", plan: plan({ learningRate: 0.1, momentum: 0.9 }) },
    { per: "epoch", spec: twoConstants },
  ],
  ["the JSON of a plan", { plan: twoConstants }, { per: "step", spec: twoConstants }],
  [
    "a plan that is code",
    {
      plan: ({ learningRate }) => ({
        learningRate,
        momentum: ramp({ from: 0.5, to: 0.9, steps: 10 }),
      }),
    },
    {
      per: "step",
      spec: {
        kind: "plan",
        schedules: {
          learningRate: 0.01,
          momentum: ramp({ from: 0.5, to: 0.9, steps: 10 }).spec,
        },
      },
    },
  ],
  [
    "a plan with a bare function",
    { plan: { learningRate: (step) => 0.1 / (step + 1), momentum: plateau({ schedule: 0.9 }) } },
    {
      per: "step",
      names: ["learningRate", "momentum"],
      rates: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
    },
  ],
  [
    "a Keras-shaped rule",
    { learningRateScheduler: keras },
    { learningRateScheduler: expect.stringMatching(/^[0-9a-f]{16}$/) as string },
  ],
])("%s", (_, contestant, description) => {
  expect(isContestant(contestant)).toBe(true);
  expect(describeEntry("mine", contestant, totals)).toEqual(description);
});

test("a bare function is told apart by its values at every step", () => {
  const falling =
    (by: number): Contestant =>
    () =>
    (step) =>
      0.1 - by * step;
  const describe = (by: number) => describeEntry("mine", falling(by), totals);
  expect(describe(1e-4)).toEqual(describe(1e-4));
  expect(describe(1e-4)).toMatchObject({
    per: "step",
    rates: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
  });
  expect(describe(1e-4)).not.toEqual(describe(1e-5));
});

test("brings an optimizer and a batch size, or leaves those of the task", () => {
  const own = { optimizer, batchSize: 16 };
  for (const contestant of [
    { schedule: constant(0.1), ...own },
    { plan: { learningRate: 0.1 }, ...own },
    { learningRateScheduler: keras, ...own },
  ] as const) {
    expect(arrangementOf(contestant)).toMatchObject(own);
    expect(enter("mine", contestant, totals)).toMatchObject({ optimizer });
  }
  for (const contestant of [
    constant(0.1),
    { per: "step", schedule: constant(0.1) },
    { learningRateScheduler: keras },
  ] as const) {
    expect(arrangementOf(contestant).optimizer).toBeUndefined();
    expect(arrangementOf(contestant).batchSize).toBeUndefined();
  }
});

test("plans with bare functions are told apart by every value, on their clock", () => {
  const describe = (per: "step" | "epoch", momentum: number) =>
    describeEntry(
      "mine",
      { per, plan: { learningRate: (step) => 0.1 / (step + 1), momentum } },
      totals,
    );
  expect(describe("step", 0.9)).toEqual(describe("step", 0.9));
  expect(describe("step", 0.9)).not.toEqual(describe("step", 0.8));
  expect(describe("step", 0.9)).not.toHaveProperty(
    "rates",
    (describe("epoch", 0.9) as { rates: string }).rates,
  );
});

test("a reactive schedule around a bare function is described as well", () => {
  const contestant = (): ReturnType<typeof plateau> =>
    plateau({ schedule: (step) => 1 / (step + 1) });
  expect(describeEntry("mine", contestant, totals)).toHaveProperty("rates");
});

test.each<[string, Contestant, string]>([
  [
    "an unknown kind",
    { kind: "nope" },
    "schedule mine: @anneal/core: parse: spec.kind must be one of",
  ],
  [
    "an option out of range",
    { kind: "constant", value: -1 },
    "schedule mine: @anneal/core: constant: value must be",
  ],
  [
    "a plan without a rate",
    { plan: { momentum: 0.9 } },
    "schedule mine: plan must have a learningRate, it has momentum",
  ],
  [
    "a plan with a part that is wrong",
    { plan: { learningRate: -1 } },
    "schedule mine: @anneal/core: plan: ",
  ],
  [
    "code that throws",
    () => {
      throw new Error("no luck");
    },
    "schedule mine: no luck",
  ],
  ["code that returns NaN", () => NaN, "schedule mine: @anneal/core: constant: value must be"],
  [
    "a function with a bad value",
    () => (step) => 0.05 - 0.001 * step,
    "schedule mine: @anneal/core: function: value at step 51",
  ],
  [
    "a bad scaled function",
    () => scale(1, () => NaN),
    "schedule mine: @anneal/core: function: value at step 0",
  ],
])("%s is an error of usage", (_, contestant, message) => {
  const attempt = () => describeEntry("mine", contestant, totals);
  expect(attempt).toThrow(BenchmarkError);
  expect(attempt).toThrow(message);
  expect(attempt).toThrow(expect.objectContaining({ kind: "usage" }) as Error);
});

test("a reactive schedule around bare code is told apart by its rates", () => {
  const around = (value: number) =>
    describeEntry("mine", plateau({ schedule: () => value }), totals) as { rates: string };
  expect(around(0.1)).toMatchObject({ per: "step" });
  expect(around(0.1)).toEqual(around(0.1));
  expect(around(0.1).rates).not.toBe(around(0.2).rates);
});

test.each([
  [null],
  [0.1],
  ["cosine"],
  [[]],
  [{}],
  [{ per: "batch", schedule: { kind: "constant", value: 1 } }],
  [{ per: "step", schedule: 0.1 }],
  [{ per: "step", schedule: { kind: "constant", value: 1 }, extra: 1 }],
  [{ per: "step", plan: 0.1 }],
  [{ plan: { learningRate: 0.1 }, schedule: { kind: "constant", value: 1 } }],
  [{ schedule: { kind: "constant", value: 1 }, optimizer: "adam" }],
  [{ schedule: { kind: "constant", value: 1 }, batchSize: 0 }],
  [{ schedule: { kind: "constant", value: 1 }, batchSize: 1.5 }],
  [{ plan: { learningRate: 0.1 }, batchSize: "16" }],
  [{ learningRateScheduler: keras, batchSize: 1_000_001 }],
  [{ batchSize: 16 }],
  [{ learningRateScheduler: "x" }],
  [{ learningRateScheduler: keras, per: "epoch" }],
])("%o is no contestant", (value) => {
  expect(isContestant(value)).toBe(false);
});

test.each(Object.entries(schedules))(
  "the built-in %s fits any length of run",
  (name, contestant) => {
    for (const [epochs, stepsPerEpoch] of [
      [1, 1],
      [2, 8],
      [15, 750],
    ] as const) {
      const run = { epochs, stepsPerEpoch, totalSteps: epochs * stepsPerEpoch, learningRate: 0.01 };
      const entry = enter(name, contestant, run);
      const description = describeEntry(name, contestant, run);
      const isCallback = "learningRateScheduler" in entry;
      expect(description).toHaveProperty(isCallback ? "learningRateScheduler" : "spec");
      if (isCallback) continue;
      const { schedule } = entry as Extract<Entry, { schedule: unknown }>;
      const values = Array.from({ length: run.totalSteps }, (_, step) =>
        "observe" in schedule ? schedule.at(step, schedule.initial) : schedule(step),
      );
      expect(Math.max(...values)).toBeLessThanOrEqual(0.01);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(values[0]).toBeGreaterThan(0);
    }
  },
);

test("the two ways to write halving give the same rate at every epoch", () => {
  const rule = enter("halving-keras", schedules["halving-keras"]!, totals);
  const composed = enter("halving", schedules["halving"]!, totals);
  let rate = 0.01;
  for (let epoch = 0; epoch < 40; epoch++) {
    rate = (rule as { learningRateScheduler: typeof keras }).learningRateScheduler(epoch, rate);
    expect((composed as { schedule: (step: number) => number }).schedule(epoch)).toBe(rate);
  }
  expect(rate).toBe(0.01 / 2 ** 35);
});
