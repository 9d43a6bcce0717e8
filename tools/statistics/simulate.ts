/**
 * How often the intervals of a report cover what they are about, and how often its claims are found and are false: by drawing
 * results of which the truth is known.
 *
 *     npm run simulate -- [--draws 2000]
 */
import { parseArgs } from "node:util";
import type { Rules, Run } from "@anneal/experiment/analysis";
import {
  bootstrapInterval,
  jointSignFlipTest,
  mean,
  meanInterval,
  signFlipTest,
} from "@anneal/experiment/statistics";
import { changesOf } from "../../apps/bench/src/regression/changes.ts";
import { overallChangesOf } from "../../apps/bench/src/regression/overall.ts";
import type { Measured } from "../../apps/bench/src/regression/pairs.ts";
import { normalOf, uniformOf } from "./draws.ts";
import type { Draw } from "./draws.ts";
import { pooledTest } from "./pooledTest.ts";

/** A distribution of a figure over seeds, with its true mean. */
interface Distribution {
  readonly mean: number;
  readonly draw: (uniform: Draw) => Draw;
}

const exponential = (uniform: Draw): number => -Math.log(1 - uniform());

/** What figures of seeds look like, and worse. */
export const distributions = {
  normal: { mean: 0, draw: normalOf },
  exponential: { mean: 1, draw: (uniform) => () => exponential(uniform) },
  lognormal: {
    mean: Math.exp(0.125),
    draw: (uniform) => {
      const normal = normalOf(uniform);
      return () => Math.exp(0.5 * normal());
    },
  },
  "left-skewed": { mean: -1, draw: (uniform) => () => -exponential(uniform) },
  // An accuracy of 85 % with a spread of half a point, of which one trial in ten falls to a guess.
  "10 % diverged": {
    mean: 0.9 * 0.85 + 0.1 * 0.1,
    draw: (uniform) => {
      const normal = normalOf(uniform);
      return () => (uniform() < 0.1 ? 0.1 : 0.85 + 0.005 * normal());
    },
  },
} as const satisfies Readonly<Record<string, Distribution>>;

/** The interval that reports show, and the bootstrap that they showed also below six seeds. */
export const intervals = { shown: meanInterval, bootstrap: bootstrapInterval } as const;

/** The share of drawn samples whose interval covers the true mean. */
export function coverage(
  distribution: keyof typeof distributions,
  n: number,
  { draws, interval }: { readonly draws: number; readonly interval: keyof typeof intervals },
): number {
  const { mean: truth, draw } = distributions[distribution];
  const next = draw(uniformOf(n));
  let covered = 0;
  for (let index = 0; index < draws; index++) {
    const sample = Array.from({ length: n }, next);
    const { low, high } = intervals[interval](sample, { resamples: 1_000, seed: index })!;
    if (low <= truth && truth <= high) covered += 1;
  }
  return covered / draws;
}

/** Holm's adjustment, which the joint test is measured against. */
function holm(probabilities: readonly number[]): readonly number[] {
  const order = probabilities.map((_, index) => index);
  order.sort((left, right) => probabilities[left]! - probabilities[right]!);
  const adjusted = [...probabilities];
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, (order.length - rank) * probabilities[index]!);
    adjusted[index] = largest;
  });
  return adjusted;
}

const adjustments = {
  holm: (rows: readonly (readonly number[])[]) => holm(rows.map((row) => signFlipTest(row))),
  joint: (rows: readonly (readonly number[])[]) => jointSignFlipTest(rows),
  // Step-down max-T as books have it: each schedule's differences are divided by their own size.
  studentised: (rows: readonly (readonly number[])[]) =>
    jointSignFlipTest(rows.map((row) => row.map((value) => value / Math.hypot(...row)))),
  // As if each schedule were the only one: nothing that tries signs finds more of one, and it makes false claims.
  alone: (rows: readonly (readonly number[])[]) => rows.map((row) => signFlipTest(row)),
  pooled: pooledTest,
} as const;

/** What the claims of many experiments amount to. */
export interface Claims {
  /** The share of the schedules with a true gain for which a gain was claimed. */
  readonly power: number;
  /** The share of the experiments in which a schedule without a gain was claimed to differ. */
  readonly falseClaims: number;
}

/**
 * Draws experiments of eleven schedules and their baseline, some of which gain by a known amount, and adjusts the
 * probabilities of their differences. Every figure scatters by half a point unless told; seeds and baseline are shared.
 */
export function claims(
  n: number,
  {
    draws,
    adjustment,
    gaining,
    gain = 0.8,
    schedules = 11,
    spread = 0.5,
    baselineSpread = spread,
  }: {
    readonly draws: number;
    readonly adjustment: keyof typeof adjustments;
    /** How many of the schedules gain. */
    readonly gaining: number;
    readonly gain?: number;
    readonly schedules?: number;
    readonly spread?: number;
    /** How far the baseline's figures scatter, which is often further. */
    readonly baselineSpread?: number;
  },
): Claims {
  const normal = normalOf(uniformOf(n));
  let found = 0;
  let wrong = 0;
  for (let index = 0; index < draws; index++) {
    const baseline = Array.from({ length: n }, () => baselineSpread * normal());
    const rows = Array.from({ length: schedules }, (_, schedule) =>
      baseline.map((own) => (schedule < gaining ? gain : 0) + spread * normal() - own),
    );
    const probabilities = adjustments[adjustment](rows);
    const claimed = probabilities.map((p) => p < 0.05);
    found += claimed.filter((is, at) => is && at < gaining && mean(rows[at]!) > 0).length;
    if (claimed.some((is, at) => is && at >= gaining)) wrong += 1;
  }
  return {
    power: gaining === 0 ? NaN : found / (gaining * draws),
    falseClaims: wrong / draws,
  };
}

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

const percent = (share: number): string =>
  Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`;

function print(title: string, rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  console.log(`\n${title}`);
  for (const row of rows) {
    console.log(row.map((cell, column) => cell.padEnd(widths[column]!)).join("  "));
  }
}

const shown = ["holm", "studentised", "joint", "alone", "pooled"] as const;

function run(draws: number): void {
  const sizes = [2, 3, 5, 6, 10, 20];
  for (const interval of ["shown", "bootstrap"] as const) {
    print(`Coverage of the 95 % interval (${interval}) by number of seeds`, [
      ["", ...sizes.map(String)],
      ...(Object.keys(distributions) as (keyof typeof distributions)[]).map((name) => [
        name,
        ...sizes.map((n) => percent(coverage(name, n, { draws, interval }))),
      ]),
    ]);
  }
  for (const spread of [0.42, 0.5]) {
    for (const gaining of [0, 1, 6, 11]) {
      print(
        `Claims at 0.05 over eleven schedules of which ${String(gaining)} gain 0.8 points (spread ${String(spread)}, of the differences ${(Math.SQRT2 * spread).toFixed(1)})`,
        [
          [
            "seeds",
            ...shown.map((adjustment) => `power, ${adjustment}`),
            ...shown.map((adjustment) => `false claims, ${adjustment}`),
          ],
          ...[5, 6, 8, 10].map((n) => {
            const made = shown.map((adjustment) =>
              claims(n, { draws, adjustment, gaining, spread }),
            );
            return [
              String(n),
              ...made.map(({ power }) => percent(power)),
              ...made.map(({ falseClaims }) => percent(falseClaims)),
            ];
          }),
        ],
      );
    }
  }
  print("False claims where nothing gains, by how much further the baseline scatters", [
    [
      "seeds",
      ...[1, 2, 4].flatMap((times) => [`joint, ${String(times)}x`, `pooled, ${String(times)}x`]),
    ],
    ...[6, 8, 10].map((n) => [
      String(n),
      ...[1, 2, 4].flatMap((times) =>
        (["joint", "pooled"] as const).map((adjustment) =>
          percent(
            claims(n, { draws, adjustment, gaining: 0, baselineSpread: 0.5 * times }).falseClaims,
          ),
        ),
      ),
    ]),
  ]);
  print(
    "Alarms of compare: a loss in all of six schedules (spread 0.5 points, so that the differences have 0.7)",
    [
      ["seeds", "loss, points", "seen in any one (before)", "seen in the mean (now)"],
      ...[3, 6, 10].flatMap((n) =>
        [0, 0.5, 1].map((loss) => {
          const { together, alone } = alarms(n, { draws, loss });
          return [String(n), String(loss), percent(alone), percent(together)];
        }),
      ),
    ],
  );
}

if (import.meta.url === `file://${process.argv[1]!}`) {
  const { values } = parseArgs({ options: { draws: { type: "string", default: "2000" } } });
  const draws = Number(values.draws);
  if (!(Number.isInteger(draws) && draws >= 1)) {
    throw new RangeError(`--draws must be a whole number of at least 1, got ${values.draws}`);
  }
  run(draws);
}
