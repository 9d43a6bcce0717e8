import type { FinishedTrial, PlannedTrial } from "@anneal/experiment/records";
import {
  completedTrial,
  divergedTrial,
  failedTrial,
  plannedTrial,
} from "@anneal/experiment/synthetic";
import { describe, expect, test } from "vitest";
import { estimate } from "../../src/execution/estimate.ts";
import { costOf } from "../../src/plan/cost.ts";

const never = () => Promise.reject(new Error("nothing is to be measured"));
const calibrate = () => Promise.resolve({ gigaflops: 1, examplesPerSecond: 100 });
const cost = costOf(plannedTrial("a", 1).trial);
const open = (count: number): readonly PlannedTrial[] =>
  Array.from({ length: count }, (_, index) => plannedTrial("a", index + 1));

/** A completed trial that took so many seconds. */
function lasting(seconds: number): FinishedTrial {
  const result = completedTrial("a", 1, 0.9, 0.8);
  const startedAt = new Date(0).toISOString();
  const finishedAt = new Date(1000 * seconds).toISOString();
  return { ...result, timings: { ...result.timings!, startedAt, finishedAt } };
}

describe("an estimate", () => {
  test("takes the median speed of earlier trials", async () => {
    const earlier = [lasting(4), lasting(400), lasting(2)];
    const { seconds, examplesPerSecond, basis } = (await estimate(open(6), 2, earlier, never))!;
    expect(basis).toBe("earlier trials");
    expect(examplesPerSecond).toBeCloseTo(cost / 4, 9);
    // Three rounds of two trials.
    expect(seconds).toBeCloseTo(3 * 4, 9);
  });

  test("of two trials takes what lies between their speeds", async () => {
    // Speeds of 1 and of 100 images a second.
    const { examplesPerSecond } = (await estimate(
      open(1),
      1,
      [lasting(cost), lasting(cost / 100)],
      never,
    ))!;
    expect(examplesPerSecond).toBeCloseTo(50.5, 1);
  });

  test("counts a last round that is not full", async () => {
    expect((await estimate(open(3), 2, [lasting(4)], never))!.seconds).toBeCloseTo(8, 9);
    expect((await estimate(open(0), 2, [lasting(4)], never))!.seconds).toBe(0);
  });

  test("measures when no earlier trial was completed with timings", async () => {
    const useless = [
      divergedTrial("a", 1),
      failedTrial("a", 2),
      { ...lasting(4), timings: null },
      lasting(0),
    ];
    const { seconds, basis } = (await estimate(open(1), 1, useless, calibrate))!;
    expect(basis).toBe("calibration");
    expect(seconds).toBeCloseTo(cost / 100, 9);
  });

  test("is none where nothing tells the speed, as of a loop of its own", async () => {
    expect(await estimate(open(1), 1, [], () => Promise.resolve(null))).toBeNull();
  });
});
