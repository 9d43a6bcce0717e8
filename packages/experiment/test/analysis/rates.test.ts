import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import type { Trial } from "../../src/records/trial.ts";
import { limits, ratesThatStandOut } from "../../src/wording/limits.ts";
import { completed, resultsOf, trialOf } from "./trials.ts";

/** What is known of the rates of a schedule that is described so. */
function ratesOf(schedule: Trial["schedule"], changes: Partial<Trial> = {}) {
  const trial = trialOf("own", 1, { schedule, ...changes });
  return analyse(resultsOf([completed(trial, [0.7, 0.8, 0.9])]), { resamples: 50 }).schedules[0]!;
}

const halved = { kind: "step", initial: 0.01, every: 10, factor: 0.5 } as const;

describe("the rates of a schedule", () => {
  test("are those of every update where its specification tells them", () => {
    const { ratesByStep, peakRate } = ratesOf({ per: "step", spec: halved });
    expect(ratesByStep!.stepsPerEpoch).toBe(8);
    expect(ratesByStep!.steps).toEqual(Array.from({ length: 24 }, (_, step) => step));
    expect(ratesByStep!.rates.slice(8, 12)).toEqual([0.01, 0.01, 0.005, 0.005]);
    expect(peakRate).toBe(0.01);
  });

  test("are constant over an epoch on the clock of epochs", () => {
    const { ratesByStep } = ratesOf({ per: "epoch", spec: { ...halved, every: 2 } });
    const expected = Array.from({ length: 24 }, (_, step) => (step < 16 ? 0.01 : 0.005));
    expect(ratesByStep!.rates).toEqual(expected);
  });

  test("of a long run are evenly spread ones, the first and the last among them", () => {
    const { ratesByStep } = ratesOf({ per: "step", spec: halved }, { stepsPerEpoch: 1_000 });
    const { steps } = ratesByStep!;
    expect(steps.length).toBeLessThanOrEqual(401);
    expect([steps[0], steps[1], steps.at(-1)]).toEqual([0, 8, 2_999]);
  });

  test("of a long run have a peak that no picture misses", () => {
    // The rate of 0.05 belongs to the updates 1001 to 1003 of 3000, of which the picture shows every eighth.
    const spec = {
      kind: "sequence",
      phases: [{ schedule: 0.01, steps: 1_001 }, { schedule: 0.05, steps: 3 }, 0.01],
    };
    const { ratesByStep, peakRate } = ratesOf({ per: "step", spec }, { stepsPerEpoch: 1_000 });
    expect(Math.max(...ratesByStep!.rates)).toBe(0.01);
    expect(peakRate).toBe(0.05);
  });

  test("of a schedule made of many are read at fewer updates, however long a file makes it", () => {
    // The rate of 0.05 belongs to the updates 1001 to 1003 of 3000.
    const peaked = {
      kind: "sequence",
      phases: [{ schedule: 0.01, steps: 1_001 }, { schedule: 0.05, steps: 3 }, 0.01],
    };
    const made = (parts: number) => ({
      kind: "product",
      schedules: [peaked, ...Array.from({ length: parts }, () => ({ kind: "constant", value: 1 }))],
    });
    const peakOf = (parts: number) =>
      ratesOf({ per: "step", spec: made(parts) }, { stepsPerEpoch: 1_000 }).peakRate;
    expect(peakOf(10)).toBe(0.05);
    expect(peakOf(1_000)).toBe(0.01);
  });

  test.each<[string, Trial["schedule"]]>([
    ["code", { per: "step", rates: "0011" }],
    ["a callback", { learningRateScheduler: "0011" }],
    [
      "a schedule that has no rate",
      { per: "step", spec: { kind: "scale", factor: 1e308, schedule: 1e308 } },
    ],
    ["a kind of somebody else", { per: "step", spec: { kind: "theirs" } }],
    [
      "a schedule that reacts",
      {
        per: "epoch",
        spec: { kind: "plateau", schedule: 0.01, monitor: "val_loss", factor: 0.5, patience: 2 },
      },
    ],
  ])("of %s are known by epoch alone", (_, schedule) => {
    const { ratesByStep, peakRate } = ratesOf(schedule);
    expect(ratesByStep).toBeNull();
    // The recorded rates are 0.01, 0.005 and 0.0033.
    expect(peakRate).toBe(0.01);
  });

  test("that do not follow the base rate are named", () => {
    const analysis = (rate: number) =>
      analyse(
        resultsOf([
          completed(
            trialOf("fading", 1, { schedule: { per: "step", spec: { ...halved, initial: rate } } }),
            [0.7, 0.8, 0.9],
          ),
        ]),
        { resamples: 50 },
      );
    expect(ratesThatStandOut(analysis(0.01).schedules)).toBeNull();
    expect(ratesThatStandOut(analysis(0.0081).schedules)).toBeNull();
    expect(ratesThatStandOut(analysis(0.02).schedules)).toBe(
      "Not at the base rate, so that a difference may come from the rate instead of the shape: fading (highest rate 0.02, base rate 0.01).",
    );
    const results = { settings: { learningRate: 0.01 }, tuning: null } as never;
    const said = limits({ analysis: analysis(0.02), results }).join(" ");
    expect(said).toContain("The base rate was 0.01 for every schedule that follows it.");
    expect(said).toContain("Not at the base rate");
    expect(limits({ analysis: analysis(0.01), results }).join(" ")).toContain(
      "The base rate was 0.01 for every schedule. One",
    );
  });
});
