import { jointSignFlipTest } from "../statistics/jointSignFlip.ts";
import { compareShares, shareInterval } from "../statistics/shares.ts";
import type { Rules } from "./options.ts";
import type { Occurrence, OccurrenceVerdict } from "./schema.ts";

/** On which seeds something happened to a schedule, such as meeting the target. */
export type Happened = ReadonlyMap<number, boolean>;

function verdictOf(
  difference: number,
  adjustedP: number | null,
  { significance }: Rules,
): OccurrenceVerdict {
  if (adjustedP === null) return "too few seeds";
  if (adjustedP >= significance) return "no difference shown";
  return difference > 0 ? "more often" : "less often";
}

/**
 * How often something happened to each schedule, and whether it happened more often than to the baseline.
 *
 * The probability is that of McNemar's exact test, which is the sign-flip test of what a schedule has and the baseline has
 * not; it is adjusted for all schedules together, as that of the differences is.
 */
export function occurrencesOf(
  contestants: readonly Happened[],
  baseline: Happened | undefined,
  rules: Rules,
): readonly Occurrence[] {
  const paired = contestants.map((own) =>
    baseline === undefined || own === baseline
      ? []
      : [...own].flatMap(([seed, happened]) => {
          const other = baseline.get(seed);
          return other === undefined ? [] : [{ seed, pair: [happened, other] as const }];
        }),
  );
  const isTested = (index: number): boolean => paired[index]!.length >= rules.seedsNeeded;
  const tested = contestants.map((_, index) => index).filter(isTested);
  const seeds = [...new Set(tested.flatMap((index) => paired[index]!.map(({ seed }) => seed)))];
  const adjusted = jointSignFlipTest(
    tested.map((index) => {
      const bySeed = new Map(paired[index]!.map(({ seed, pair }) => [seed, pair]));
      return seeds.map((seed) => {
        const pair = bySeed.get(seed);
        return pair === undefined ? null : Number(pair[0]) - Number(pair[1]);
      });
    }),
    { resamples: 10 * rules.resamples, seed: rules.seed },
  );
  return contestants.map((own, index): Occurrence => {
    const of = own.size;
    const count = [...own.values()].filter(Boolean).length;
    const pairs = paired[index]!.map(({ pair }) => pair);
    const shared = {
      count,
      of,
      interval: of === 0 ? null : { ...shareInterval(count, of, rules.confidence) },
    };
    if (pairs.length === 0) return { ...shared, comparison: null };
    const { n, onlyOwn, onlyOther, difference, interval, p } = compareShares(
      pairs,
      rules.confidence,
    );
    const adjustedP = isTested(index) ? adjusted[tested.indexOf(index)]! : null;
    return {
      ...shared,
      comparison: {
        n,
        onlyOwn,
        onlyOther,
        difference,
        interval: { ...interval },
        p: isTested(index) ? p : null,
        adjustedP,
        verdict: verdictOf(difference, adjustedP, rules),
      },
    };
  });
}
