import { mean } from "../statistics/mean.ts";
import { isWithin } from "../task/target.ts";
import type { Bound } from "../task/target.ts";
import { intervalOf } from "./figures.ts";
import { occurrencesOf } from "./occurrences.ts";
import type { Rules } from "./options.ts";
import type { Run } from "./runs.ts";
import type { BoundOutcome, TargetOutcome } from "./schema.ts";

/** What the trials of a schedule did about one bound, and how its measure differs from the baseline's, seed by seed. */
function outcomeOf(
  bound: Bound,
  runs: readonly Run[],
  baseline: readonly Run[],
  rules: Rules,
): BoundOutcome {
  const valueOf = ({ final }: Run): number | null => final[bound.measure] ?? null;
  const others = new Map(baseline.map((run) => [run.seed, valueOf(run)]));
  const differences =
    runs === baseline
      ? []
      : runs.flatMap((run) => {
          const [own, other] = [valueOf(run), others.get(run.seed)];
          return typeof own === "number" && typeof other === "number" ? [own - other] : [];
        });
  return {
    measure: bound.measure,
    missed: runs.filter((run) => !isWithin(bound, valueOf(run))).length,
    difference:
      differences.length === 0
        ? null
        : {
            n: differences.length,
            mean: mean(differences),
            interval: intervalOf(differences, rules),
          },
  };
}

/** What each schedule did about the target of the task; nothing for a task without one. */
export function targetOutcomesOf(
  target: readonly Bound[],
  contestants: readonly (readonly Run[])[],
  baseline: readonly Run[] | undefined,
  rules: Rules,
): readonly (TargetOutcome | null)[] {
  if (target.length === 0) return contestants.map(() => null);
  const met = contestants.map(
    (runs) => new Map(runs.map(({ seed, result }) => [seed, result.targetMet])),
  );
  const occurrences = occurrencesOf(
    met,
    baseline === undefined ? undefined : met[contestants.indexOf(baseline)],
    rules,
  );
  return contestants.map((runs, index) => ({
    ...occurrences[index]!,
    bounds: target.map((bound) => outcomeOf(bound, runs, baseline ?? [], rules)),
  }));
}
