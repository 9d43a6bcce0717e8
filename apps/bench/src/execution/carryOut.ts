import type { Plan, Purpose, ResultsByKey, Tuning } from "@anneal/experiment/records";
import type { Colors } from "picocolors/types";
import type { Settings } from "../configuration/settings.ts";
import { loadDataset } from "../datasets/dataset.ts";
import { makePlan, planTrials } from "../plan/plan.ts";
import type { PlannedSchedule } from "../plan/plan.ts";
import { writePlan } from "../storage/plans.ts";
import { prepareOutput } from "../storage/trials.ts";
import { execute } from "./execute.ts";
import { exitCodes } from "./exitCodes.ts";
import type { ExitCode } from "./exitCodes.ts";
import { shareOf } from "./extent.ts";
import type { Extent } from "./extent.ts";
import { watchInterrupt } from "./interrupt.ts";
import { openPool } from "./processes/pool.ts";
import { createProgress } from "./progress.ts";

/** How a command shows itself. */
export interface Presentation {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WriteStream;
  /** The results as JSON on stdout, in place of the table. */
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether the results hold what differs from machine to machine and from run to run. */
  readonly timings: boolean;
  readonly colors: Colors;
}

/**
 * Trains what is missing of a plan in the output folder.
 *
 * @param end - Is given what there is when the training ends, for whatever reason.
 * @throws {BenchmarkError} If the settings, the data or the output folder do not allow it.
 */
export async function carryOut(
  purpose: Purpose,
  settings: Settings,
  schedules: readonly PlannedSchedule[],
  tuning: Tuning | null,
  extent: Extent,
  { stderr, quiet }: Pick<Presentation, "stderr" | "quiet">,
  end: (outcome: { readonly plan: Plan; readonly results: ResultsByKey }) => Promise<void>,
): Promise<ExitCode> {
  // Until a worker runs there is nothing to bring to an end.
  let stop = (): void => {
    stderr.write("anneal-bench: interrupted before the first trial; the same command continues\n");
    process.exit(exitCodes.interrupted);
  };
  const interrupt = watchInterrupt(() => {
    stop();
  });
  await prepareOutput(settings.out);
  // Here as well as in every worker, so that a download happens once and a problem is told before anything starts.
  await loadDataset(settings.dataset, settings);
  const pool = await openPool(settings);
  stop = () => {
    pool.stop();
  };
  try {
    for (const warning of pool.warnings) stderr.write(`anneal-bench: warning: ${warning}\n`);
    const trials = planTrials(settings, schedules, pool.backend);
    const plan = makePlan(purpose, settings, trials, tuning);
    await writePlan(settings.out, plan);
    const results = await execute(
      plan,
      extent,
      settings,
      pool,
      createProgress(stderr, quiet, purpose === "tuning"),
    );
    await end({ plan, results });

    const share = shareOf(plan, extent.shard);
    const own = share.flatMap(({ key }) => results.get(key) ?? []);
    if (interrupt.requested || own.length < share.length) {
      const reason = interrupt.requested ? "interrupted" : "the time is up";
      stderr.write(
        `anneal-bench: ${reason} with ${String(own.length)} of ${String(share.length)} trials finished; the same command continues\n`,
      );
      return exitCodes.interrupted;
    }
    return own.some(({ status }) => status === "failed") ? exitCodes.trialFailed : exitCodes.ok;
  } finally {
    interrupt.release();
    pool.stop();
  }
}
