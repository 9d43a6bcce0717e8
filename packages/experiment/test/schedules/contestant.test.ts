import { constant, cosine, plateau, scale } from "anneal";
import { expect, test } from "vitest";
import { BenchmarkError } from "../../src/errors.ts";
import type { Totals } from "../../src/records/trial.ts";
import { schedules } from "../../src/schedules/builtIn.ts";
import { enter, isContestant } from "../../src/schedules/contestant.ts";
import type { Contestant } from "../../src/schedules/contestant.ts";
import { describeEntry } from "../../src/schedules/describeEntry.ts";

const totals: Totals = { totalSteps: 100, stepsPerEpoch: 10, epochs: 10, learningRate: 0.01 };
const keras = (epoch: number, learningRate: number) => learningRate / (epoch + 1);

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
      if ("learningRateScheduler" in entry) continue;
      expect(description).toHaveProperty("spec");
      const { schedule } = entry;
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
