import { differencesOf } from "./differences.ts";
import type { Rules } from "./options.ts";
import type { Run } from "./runs.ts";

/**
 * Which of some schedules cannot be told from the best of them: its mean is the highest, but that may be luck.
 *
 * @param contestants - The runs of each schedule.
 * @param means - Their means, the higher the better; `null` without one.
 * @returns `true` for the best and for those of which nothing says that they are worse, `null` where the seeds are too few.
 */
export function tiesOf(
  contestants: readonly (readonly Run[])[],
  means: readonly (number | null)[],
  rules: Rules,
): readonly (boolean | null)[] {
  const known = means.filter((mean) => mean !== null);
  const best = means.indexOf(Math.max(...known));
  const others = contestants.map((_, index) => index).filter((index) => index !== best);
  const differences = differencesOf(
    others.map((index) => contestants[index]!),
    contestants[best] ?? [],
    rules,
  );
  return contestants.map((_, index) => {
    if (index === best) return true;
    const verdict = differences[others.indexOf(index)]!.verdict;
    return verdict === "too few seeds" ? null : verdict !== "worse";
  });
}
