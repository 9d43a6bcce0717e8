import type { Plan, PlannedTrial, ResultsByKey } from "@anneal/experiment/records";
import type { Settings } from "../configuration/settings.ts";
import { changedSince } from "../storage/plans.ts";
import { readTrial } from "../storage/trials.ts";

/** Says where results come from a configuration that is written otherwise and, as far as can be seen, does the same. */
export function noteOtherText(
  share: readonly PlannedTrial[],
  results: ResultsByKey,
  { configurationFile, configurationDigest }: Settings,
  note: (text: string) => void,
): void {
  if (configurationFile === undefined) return;
  const other = share.filter(({ key }) => {
    const before = results.get(key)?.timings?.configuration;
    return before !== undefined && before !== configurationDigest;
  });
  if (other.length === 0) return;
  note(
    `${String(other.length)} of ${String(share.length)} trials were trained when ${configurationFile} was written otherwise; ` +
      "it does the same, so their results are used; --fresh trains them anew",
  );
}

/**
 * Says where results are there of trials that were asked for in the same way and are others now, because a backend, a library
 * or what the task does has changed.
 *
 * @param earlier - The plan that the output folder had before.
 */
export async function noteOtherTrials(
  earlier: Pick<Plan, "trials">,
  open: readonly PlannedTrial[],
  out: string,
  note: (text: string) => void,
): Promise<void> {
  const changed = [];
  for (const trial of changedSince(earlier, open)) {
    const result = await readTrial(out, trial.before);
    if (result !== undefined && result !== "corrupt") changed.push(trial);
  }
  const [first] = changed;
  if (first === undefined) return;
  note(
    `${String(changed.length)} of ${String(open.length)} trials have results in ${out} that do not count any more, and are trained anew: ${first.reason}`,
  );
}
