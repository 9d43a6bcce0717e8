import type { Rules, Run } from "@anneal/experiment/analysis";
import { changesOf } from "../../apps/bench/src/regression/changes.ts";
import { overallChangesOf } from "../../apps/bench/src/regression/overall.ts";
import type { Measured } from "../../apps/bench/src/regression/pairs.ts";
import { normalOf, uniformOf } from "./draws.ts";

/** What is compared in a simulation of `compare`. */
const measured: Measured = {
  metrics: [{ name: "accuracy", better: "higher", unit: "%" }],
  primary: { metric: "accuracy", margin: 0.003 },
  target: [],
};

const comparisonRules = {
  margin: 0.003,
  relativeMargin: 0.02,
  significance: 0.001,
  overallSignificance: 0.01,
  seedsNeeded: 6,
  speedLimit: 1.5,
  accepted: [],
};

/** How often `compare` calls a loss in all schedules a regression: in the mean over them, and in any one of them. */
export interface Alarms {
  readonly together: number;
  readonly alone: number;
}

/**
 * Draws two runs of six schedules of which the second loses by a known amount in all of them, and compares them.
 *
 * @param loss - Percentage points. 0 shows how often there is a false alarm.
 */
export function alarms(
  n: number,
  {
    draws,
    loss,
    schedules = 6,
    spread = 0.5,
  }: {
    readonly draws: number;
    readonly loss: number;
    readonly schedules?: number;
    readonly spread?: number;
  },
): Alarms {
  const normal = normalOf(uniformOf(n));
  const run = (seed: number, accuracy: number): Run =>
    ({
      seed,
      final: { testAccuracy: accuracy },
      stepsToTarget: null,
      result: { trial: { epochs: 1, stepsPerEpoch: 1 } },
    }) as unknown as Run;
  const resampling = { confidence: 0.95, resamples: 200, seed: 1 } as Rules;
  let together = 0;
  let alone = 0;
  for (let index = 0; index < draws; index++) {
    const runs = (less: number): readonly Run[] =>
      Array.from({ length: n }, (_, seed) =>
        run(seed + 1, 0.85 + 0.01 * (spread * normal() - less)),
      );
    const pairings = Array.from({ length: schedules }, (_, schedule) => ({
      name: String(schedule),
      base: runs(0),
      head: runs(loss),
    }));
    const isWorse = ({ verdict }: { readonly verdict: string }): boolean => verdict === "worse";
    if (overallChangesOf(pairings, measured, comparisonRules, resampling).some(isWorse)) {
      together += 1;
    }
    if (changesOf(pairings, measured, comparisonRules, resampling).flat().some(isWorse)) alone += 1;
  }
  return { together: together / draws, alone: alone / draws };
}
