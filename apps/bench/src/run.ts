import { join } from "node:path";
import type { Colors } from "picocolors/types";
import { compare } from "./comparison.ts";
import type { Contestant } from "./contestant.ts";
import { loadDataset } from "./datasets/dataset.ts";
import { currentEnvironment } from "./environment.ts";
import { exitCodes } from "./exitCodes.ts";
import type { ExitCode } from "./exitCodes.ts";
import { watchInterrupt } from "./interrupt.ts";
import {
  describeSchedules,
  planTrials,
  protocolVersion,
  totalsOf,
  validationSplit,
} from "./plan.ts";
import type { PlannedTrial } from "./plan.ts";
import { openPool } from "./pool.ts";
import type { Pool } from "./pool.ts";
import { createProgress } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { prepareOutput, readTrial, writeResults, writeTrial } from "./results.ts";
import type { Results, TrialResult } from "./results.ts";
import type { Settings } from "./settings.ts";
import { describeRun, renderSummary, targetNote } from "./summary.ts";
import { renderTable } from "./table.ts";
import { target } from "./target.ts";
import { versionOf } from "./versions.ts";

/** How a run shows itself. */
export interface Presentation {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** The results as JSON on stdout, in place of the table. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly colors: Colors;
}

/**
 * Trains every trial of the plan that is not finished in the output folder, writes the results and shows them.
 *
 * @throws {BenchmarkError} If the settings, the data or the output folder do not allow it.
 */
export async function run(
  settings: Settings,
  contestants: Readonly<Record<string, Contestant>>,
  presentation: Presentation,
): Promise<ExitCode> {
  const { stderr, quiet } = presentation;
  const descriptions = describeSchedules(settings, contestants);
  // Until a worker runs there is nothing to bring to an end.
  let stop = (): void => process.exit(exitCodes.interrupted);
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
    const plan = planTrials(settings, descriptions, pool.backend);
    const progress = createProgress(stderr, quiet);
    const results = await finishedResults(plan, settings.out, progress);
    await trainOthers(plan, results, settings, pool, progress);

    const trials = plan.flatMap(({ key }) => results.get(key) ?? []);
    const report = reportOf(settings, pool.backend, trials, trials.length === plan.length);
    await writeResults(settings.out, report, renderSummary(report));
    show(report, settings.out, presentation);
    if (interrupt.requested) {
      stderr.write(
        `anneal-bench: interrupted with ${String(trials.length)} of ${String(plan.length)} trials finished; the same command continues\n`,
      );
      return exitCodes.interrupted;
    }
    return trials.some(({ status }) => status === "failed") ? exitCodes.trialFailed : exitCodes.ok;
  } finally {
    interrupt.release();
    pool.stop();
  }
}

/** What an earlier run left finished. A failed trial is not: it runs again. */
async function finishedResults(
  plan: readonly PlannedTrial[],
  out: string,
  progress: Progress,
): Promise<Map<string, TrialResult>> {
  const results = new Map<string, TrialResult>();
  for (const { key, trial } of plan) {
    const earlier = await readTrial(out, key);
    if (earlier === "corrupt") {
      progress.note(
        `${trial.name} seed ${String(trial.seed)}: trials/${key}.json is damaged, it runs again`,
      );
    } else if (earlier && earlier.status !== "failed") results.set(key, earlier);
  }
  if (results.size > 0) {
    progress.note(`${String(results.size)} of ${String(plan.length)} trials are finished already`);
  }
  return results;
}

/** Trains what `results` does not hold, and adds to it. Every trial is written as soon as it ends. */
async function trainOthers(
  plan: readonly PlannedTrial[],
  results: Map<string, TrialResult>,
  settings: Settings,
  pool: Pool,
  progress: Progress,
): Promise<void> {
  const open = plan.filter(({ key }) => !results.has(key));
  if (open.length === 0) return;
  const conclude = async (planned: PlannedTrial, result: TrialResult): Promise<void> => {
    await writeTrial(settings.out, result);
    results.set(planned.key, result);
    progress.finish(planned, result);
  };
  progress.begin(open.length, open.length * totalsOf(settings).totalSteps);
  try {
    await pool.run(open, settings.jobs, {
      step: progress.step,
      epoch: progress.epoch,
      result: conclude,
      crash(planned, error) {
        const now = new Date().toISOString();
        return conclude(planned, {
          ...planned,
          environment: currentEnvironment(),
          startedAt: now,
          finishedAt: now,
          status: "failed",
          error,
        });
      },
    });
  } finally {
    progress.end();
  }
}

function show(
  report: Results,
  out: string,
  { stdout, stderr, json, quiet, colors }: Presentation,
): void {
  if (json) stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    stdout.write(`${renderTable(report, colors)}\n`);
    if (!quiet) stdout.write(`${describeRun(report)}\n${targetNote}\n`);
  }
  if (!quiet) {
    stderr.write(`Results: ${join(out, "results.json")}, ${join(out, "summary.md")}\n`);
  }
}

function reportOf(
  settings: Settings,
  backend: { readonly name: string; readonly version: string },
  trials: readonly TrialResult[],
  complete: boolean,
): Results {
  const { preset, dataset, schedule, seeds, epochs, samples, testSamples } = settings;
  const { batchSize, learningRate, jobs } = settings;
  return {
    format: 1,
    complete,
    settings: {
      preset,
      dataset,
      schedule: [...schedule],
      seeds: [...seeds],
      epochs,
      samples,
      testSamples,
      batchSize,
      learningRate,
      backend: settings.backend,
      jobs,
    },
    protocol: {
      version: protocolVersion,
      network:
        "conv 32@3x3 relu, max-pool 2, conv 64@3x3 relu, max-pool 2, flatten, dense 64 relu, dense 10 softmax",
      optimizer: "adam",
      validationSplit,
      target: { ...target },
    },
    backend: { ...backend },
    versions: { anneal: versionOf("anneal"), tfjs: versionOf("@tensorflow/tfjs") },
    environment: currentEnvironment(),
    summary: [...compare(schedule, trials)],
    trials: [...trials],
  };
}
