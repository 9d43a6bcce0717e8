import { plan, plateau, scheduleFrom } from "anneal";
import { describe, expect, test } from "vitest";
import { BenchmarkError } from "../../src/errors.ts";
import type { Entry } from "../../src/schedules/contestant.ts";
import { startClock } from "../../src/training/clock.ts";

const rate = (step: number): number => 0.1 / (step + 1);

/** The rate and the values after each of two updates an epoch, for two epochs. */
function walk(
  entry: Entry,
): readonly (readonly [number, number, Readonly<Record<string, number>>])[] {
  const { schedule, endEpoch } = startClock(entry, 0.1);
  const seen = [[schedule.step, schedule.value, schedule.values] as const];
  for (let epoch = 0; epoch < 2; epoch++) {
    for (let update = 0; update < 2; update++) {
      schedule.advance();
      if (update === 1) endEpoch({ val_loss: 1 });
      seen.push([schedule.step, schedule.value, schedule.values] as const);
    }
  }
  return seen;
}

describe("the clock of a loop", () => {
  test("of a plan by step gives every value of the next update", () => {
    const entry = {
      per: "step",
      plan: plan({ learningRate: rate, momentum: (step) => step / 10 }),
    } as const;
    expect(walk(entry)).toEqual(
      [0, 1, 2, 3, 4].map((step) => [
        step,
        rate(step),
        { learningRate: rate(step), momentum: step / 10 },
      ]),
    );
  });

  test("of a plan by epoch goes on when one ends, and shows the metric to what reacts", () => {
    const entry = {
      per: "epoch",
      plan: plan({
        learningRate: plateau({ schedule: 1, factor: 0.5, patience: 1 }),
        momentum: rate,
      }),
    } as const;
    // Nothing improves on the first value: the rate is halved after the second epoch.
    expect(walk(entry).map(([, value]) => value)).toEqual([1, 1, 1, 1, 0.5]);
    expect(walk(entry).map(([, , { momentum }]) => momentum)).toEqual([0, 0, 1, 1, 2].map(rate));
  });

  test("of a schedule by step, and of one by epoch that reacts", () => {
    expect(walk({ per: "step", schedule: scheduleFrom(rate) })).toEqual(
      [0, 1, 2, 3, 4].map((step) => [step, rate(step), { learningRate: rate(step) }]),
    );
    const reacting = plateau({ schedule: 1, factor: 0.5, patience: 1 });
    expect(walk({ per: "epoch", schedule: reacting }).map(([, value]) => value)).toEqual([
      1, 1, 1, 1, 0.5,
    ]);
  });

  test("of a rule in the shape of Keras has the rate alone", () => {
    const entry = { learningRateScheduler: (_epoch: number, before: number) => before / 2 };
    expect(walk(entry).map(([, , values]) => values)).toEqual(
      [0.05, 0.05, 0.025, 0.025, 0.0125].map((learningRate) => ({ learningRate })),
    );
  });

  test.each([
    [undefined, "undefined"],
    [NaN, "NaN"],
    [Infinity, "Infinity"],
    [-1, "-1"],
    [Promise.resolve(1), "an object"],
  ])("of a rule in the shape of Keras refuses the rate %o when it is used", (given, shown) => {
    const rates = [0.5, given, 0];
    const entry = { learningRateScheduler: (epoch: number) => rates[epoch] as number };
    const { schedule, endEpoch } = startClock(entry, 0.1);
    expect(schedule.advance()).toBe(0.5);
    endEpoch({});
    expect(() => schedule.value).toThrow(
      new BenchmarkError(
        "usage",
        `learningRateScheduler must give a finite number of at least 0 for epoch 1, got ${shown}`,
      ),
    );
  });

  test("of a rule in the shape of Keras asks for each epoch once, in order, and for none too many", () => {
    const asked: number[][] = [];
    const learningRateScheduler = (epoch: number, before: number): number => {
      asked.push([epoch, before]);
      return before / 2;
    };
    const { schedule, endEpoch } = startClock({ learningRateScheduler }, 1);
    endEpoch({});
    endEpoch({});
    expect([schedule.value, schedule.value]).toEqual([0.125, 0.125]);
    endEpoch({});
    expect(asked).toEqual([
      [0, 1],
      [1, 0.5],
      [2, 0.25],
    ]);
  });

  test("stands still for an update that was skipped", () => {
    const { schedule } = startClock({ per: "step", plan: plan({ learningRate: rate }) }, 0.1);
    schedule.advance(false);
    expect([schedule.step, schedule.value]).toEqual([0, 0.1]);
  });
});
