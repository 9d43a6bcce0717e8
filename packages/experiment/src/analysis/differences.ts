import { holm } from "../statistics/holm.ts";
import { mean, standardDeviation } from "../statistics/mean.ts";
import { signFlipTest } from "../statistics/signFlip.ts";
import { intervalOf } from "./figures.ts";
import type { Rules } from "./options.ts";
import type { Run } from "./runs.ts";
import type { Difference, Verdict } from "./schema.ts";

type Compared = Omit<Difference, "adjustedP" | "verdict">;

function compare(own: readonly Run[], baseline: readonly Run[], rules: Rules): Compared {
  const bySeed = (runs: readonly Run[]): ReadonlyMap<number, number> =>
    new Map(
      runs.flatMap(({ seed, final }) => {
        const value = final[rules.metric];
        return value === null ? [] : [[seed, value]];
      }),
    );
  const left = bySeed(own);
  const right = bySeed(baseline);
  const seeds = [...new Set([...left.keys(), ...right.keys()])].sort((a, b) => a - b);
  const isPaired = (seed: number): boolean => left.has(seed) && right.has(seed);
  const pairs = seeds
    .filter(isPaired)
    .map((seed) => ({ seed, value: left.get(seed)! - right.get(seed)! }));
  const values = pairs.map(({ value }) => value);
  const n = values.length;
  return {
    n,
    mean: n === 0 ? null : mean(values),
    sd: n === 0 ? null : standardDeviation(values),
    interval: n === 0 ? null : intervalOf(values, rules),
    p:
      n < rules.minimumSeeds
        ? null
        : // Of the resamples the test wants more than an interval does, where it draws any at all.
          signFlipTest(values, { resamples: 10 * rules.resamples, seed: rules.seed }),
    pairs,
    unpairedSeeds: seeds.filter((seed) => !isPaired(seed)),
  };
}

function verdictOf(
  { mean: difference, interval, adjustedP }: Omit<Difference, "verdict">,
  { margin, significance }: Rules,
): Verdict {
  // All three are there with enough seeds, and only then.
  if (adjustedP === null || interval === null || difference === null) return "n too small";
  const { low, high } = interval;
  if (adjustedP < significance && Math.abs(difference) > margin) {
    if (low > 0) return "better";
    if (high < 0) return "worse";
  }
  return low >= -margin && high <= margin ? "equivalent" : "no difference shown";
}

/**
 * Compares every list of runs with the baseline's, seed by seed. The probabilities are adjusted for all that are tested.
 *
 * A schedule is better or worse only if three things agree: the interval of the difference excludes 0, the adjusted
 * probability is below the significance, and the difference exceeds the margin.
 */
export function differencesOf(
  contestants: readonly (readonly Run[])[],
  baseline: readonly Run[],
  rules: Rules,
): readonly Difference[] {
  const compared = contestants.map((runs) => compare(runs, baseline, rules));
  const adjusted = [...holm(compared.map(({ p }) => p).filter((p) => p !== null))];
  return compared.map((one) => {
    const { n, mean, sd, interval, p, pairs, unpairedSeeds } = one;
    const adjustedP = p === null ? null : adjusted.shift()!;
    const verdict = verdictOf({ ...one, adjustedP }, rules);
    return { n, mean, sd, interval, p, adjustedP, verdict, pairs, unpairedSeeds };
  });
}

/**
 * From how many seeds on a claim is possible with so many comparisons: the smallest probability of the sign-flip test,
 * `2 / 2^n`, multiplied by their number, has to be below the significance.
 */
export function seedsNeeded(comparisons: number, { minimumSeeds, significance }: Rules): number {
  let n = minimumSeeds;
  while (comparisons * 2 ** (1 - n) >= significance) n += 1;
  return n;
}
