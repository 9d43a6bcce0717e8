import { canonicalJson } from "../records/canonicalJson.ts";
import { jointSignFlipTest } from "../statistics/jointSignFlip.ts";
import { mean, standardDeviation } from "../statistics/mean.ts";
import { signFlipTest } from "../statistics/signFlip.ts";
import { intervalOf } from "./figures.ts";
import type { Rules } from "./options.ts";
import type { Run } from "./runs.ts";
import type { Difference, Verdict } from "./schema.ts";

interface Compared extends Omit<Difference, "adjustedP" | "verdict"> {
  /** Whether both recorded the same numbers, epoch by epoch, on every seed that they share. */
  readonly identical: boolean;
}

type Scored = ReadonlyMap<number, { readonly run: Run; readonly value: number }>;

function bySeed(runs: readonly Run[], { measure }: Rules): Scored {
  return new Map(
    runs.flatMap((run) => {
      const value = run.final[measure];
      return typeof value === "number" ? [[run.seed, { run, value }] as const] : [];
    }),
  );
}

/** What decides whether two trials went the same way: everything recorded but names and times. */
const courseOf = ({ result }: Run): string => canonicalJson([result.epochs, result.test]);

function compare(left: Scored, right: Scored, rules: Rules): Compared {
  const seeds = [...new Set([...left.keys(), ...right.keys()])].sort((a, b) => a - b);
  const isPaired = (seed: number): boolean => left.has(seed) && right.has(seed);
  const paired = seeds.filter(isPaired);
  const pairs = paired.map((seed) => ({
    seed,
    value: left.get(seed)!.value - right.get(seed)!.value,
  }));
  const values = pairs.map(({ value }) => value);
  const n = values.length;
  return {
    n,
    mean: n === 0 ? null : mean(values),
    sd: n === 0 ? null : standardDeviation(values),
    interval: n === 0 ? null : intervalOf(values, rules),
    p:
      n < rules.seedsNeeded
        ? null
        : // Of the resamples the test wants more than an interval does, where it draws any at all.
          signFlipTest(values, { resamples: 10 * rules.resamples, seed: rules.seed }),
    pairs,
    unpairedSeeds: seeds.filter((seed) => !isPaired(seed)),
    identical:
      n > 0 &&
      paired.every((seed) => courseOf(left.get(seed)!.run) === courseOf(right.get(seed)!.run)),
  };
}

function verdictOf(
  { mean: difference, interval, identical }: Compared,
  adjustedP: number | null,
  { better, margin, significance }: Rules,
): Verdict {
  if (identical) return "identical";
  // All three are there with enough seeds, and only then.
  if (adjustedP === null || interval === null || difference === null) return "too few seeds";
  const { low, high } = interval;
  if (adjustedP < significance && Math.abs(difference) > margin) {
    if (low > 0) return better === "higher" ? "better" : "worse";
    if (high < 0) return better === "higher" ? "worse" : "better";
  }
  return low >= -margin && high <= margin ? "equivalent" : "no difference shown";
}

/**
 * Compares every list of runs with the baseline's, seed by seed. The probabilities are adjusted for all that are tested
 * together: on each seed all of them share the baseline's run.
 *
 * A schedule is better or worse only if three things agree: the interval of the difference excludes 0, the adjusted
 * probability is below the significance, and the difference exceeds the margin.
 */
export function differencesOf(
  contestants: readonly (readonly Run[])[],
  baseline: readonly Run[],
  rules: Rules,
): readonly Difference[] {
  const right = bySeed(baseline, rules);
  const compared = contestants.map((runs) => compare(bySeed(runs, rules), right, rules));
  const tested = compared.filter(({ p }) => p !== null);
  const seeds = [...new Set(tested.flatMap(({ pairs }) => pairs.map(({ seed }) => seed)))];
  const rows = tested.map(({ pairs }) => {
    const values = new Map(pairs.map(({ seed, value }) => [seed, value]));
    return seeds.map((seed) => values.get(seed) ?? null);
  });
  const adjusted = jointSignFlipTest(rows, {
    resamples: 10 * rules.resamples,
    seed: rules.seed,
  });
  return compared.map((one) => {
    const { n, mean, sd, interval, p, pairs, unpairedSeeds } = one;
    const adjustedP = p === null ? null : adjusted[tested.indexOf(one)]!;
    const verdict = verdictOf(one, adjustedP, rules);
    return { n, mean, sd, interval, p, adjustedP, verdict, pairs, unpairedSeeds };
  });
}
