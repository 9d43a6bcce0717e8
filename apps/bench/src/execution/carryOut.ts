import type { ScheduleSpec } from "anneal";
import { forTerminal } from "@anneal/experiment/wording";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import type { Plan, Purpose, ResultsByKey, Tuning } from "@anneal/experiment/records";
import type { Colors } from "picocolors/types";
import type { Settings } from "../configuration/settings.ts";
import type { Inspection } from "@anneal/experiment/training";
import { schedulesWithOwnRates } from "../plan/ownRates.ts";
import { plan } from "../plan/plan.ts";
import { prepareOutput } from "../storage/trials.ts";
import { execute } from "./execute.ts";
import type { Executor } from "./executor.ts";
import { exitCodeOf, exitCodes } from "./exitCodes.ts";
import type { ExitCode } from "./exitCodes.ts";
import { shareOf } from "./extent.ts";
import type { Extent } from "./extent.ts";
import { watchInterrupt } from "./interrupt.ts";
import { openProcesses } from "./processes/openProcesses.ts";
import { createProgress } from "./progress.ts";
import { openQueue } from "./queue/openQueue.ts";

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

/** What is to be trained: tasks, each with the same schedules. */
export interface Work {
  readonly purpose: Purpose;
  /** One for each task. */
  readonly settings: readonly [Settings, ...Settings[]];
  /** The base rates of a schedule. */
  readonly ratesOf: (settings: Settings, schedule: string) => readonly number[];
  /** What schedules are that no configuration names, by name. @defaultValue none */
  readonly specs?: Readonly<Record<string, ScheduleSpec>> | undefined;
  readonly tuning: Tuning | null;
}

/**
 * Leaves out of a tuning the schedules that are the same at every base rate, since one with rates of its own has none to tune.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if none is left.
 */
function withRatesToTune<Found extends Inspection>(
  inspection: Found,
  note: (text: string) => void,
): Found {
  const fixed = schedulesWithOwnRates(inspection.schedules);
  if (fixed.length === 0) return inspection;
  const schedules = inspection.schedules.filter(({ name }) => !fixed.includes(name));
  const text = `not tuned, because the base rate does not change its rates: ${fixed.join(", ")}`;
  if (schedules.length === 0) throw new BenchmarkError("usage", text);
  note(text);
  return { ...inspection, schedules };
}

/** Plans the trials of one task, and notes what is to be known of that. @throws {BenchmarkError} If the task or a schedule cannot be made. */
export async function planTask(
  executor: Executor,
  settings: Settings,
  { purpose, ratesOf, specs = {}, tuning }: Omit<Work, "settings">,
  note: (text: string) => void,
): Promise<Plan> {
  const { seeds, epochs, batchSize, learningRate, samples, testSamples, evaluateTraining } =
    settings;
  const schedules = settings.schedule.flatMap((name) =>
    ratesOf(settings, name).map((rate) => ({
      name,
      learningRate: rate,
      ...(Object.hasOwn(specs, name) ? { spec: specs[name] } : {}),
    })),
  );
  const request = {
    ...{ seeds, schedules, epochs, batchSize, learningRate, samples, testSamples },
    ...(evaluateTraining && { evaluateTraining }),
  };
  const inspection = await executor.inspect(settings.task, request);
  for (const text of inspection.notes) note(text);
  const kept = purpose === "tuning" ? withRatesToTune(inspection, note) : inspection;
  return plan(settings, kept, inspection.backend, { purpose, tuning });
}

/** What trains until a command ends. */
export interface Crew {
  readonly executor: Executor;
  /** Whether the user has asked it to stop. */
  readonly interrupt: ReturnType<typeof watchInterrupt>;
}

/**
 * Opens what trains, has it used, and ends it.
 *
 * @param settings - One for each task; their output folders are made.
 * @param checkpoints - A folder for what the rest of a trial depends on that ends early, so that it can go on; without one it begins anew.
 * @throws {BenchmarkError} If the settings or the output folder do not allow it.
 */
export async function withCrew<Result>(
  settings: Work["settings"],
  extent: Extent,
  stderr: Presentation["stderr"],
  use: (crew: Crew) => Promise<Result>,
  checkpoints?: string,
): Promise<Result> {
  // Until a worker runs there is nothing to bring to an end.
  let stop = (): void => {
    stderr.write("anneal-bench: interrupted before the first trial; the same command continues\n");
    process.exit(exitCodes.interrupted);
  };
  const interrupt = watchInterrupt(() => {
    stop();
  });
  for (const { out } of settings) await prepareOutput(out);
  const [first] = settings;
  const { queue } = extent;
  const tasks = settings.map(({ task }) => task);
  const executor = await (queue === undefined
    ? openProcesses({ ...first, tasks, checkpoints })
    : openQueue(queue.address, first, queue.fleet));
  stop = () => {
    executor.stop();
  };
  try {
    for (const warning of executor.warnings)
      stderr.write(`anneal-bench: warning: ${forTerminal(warning)}\n`);
    return await use({ executor, interrupt });
  } finally {
    interrupt.release();
    executor.stop();
  }
}

/** Hears of a task when its training ends, for whatever reason. */
type End = (
  settings: Settings,
  outcome: { readonly plan: Plan; readonly results: ResultsByKey },
) => Promise<void>;

/**
 * Trains what is missing of the plans of some tasks in their output folders, one task after the other.
 *
 * All of them are planned before anything is trained. A task that cannot be planned is told, and the others are trained all
 * the same.
 *
 * @param end - Is given what there is of a task when its training ends, for whatever reason.
 * @throws {BenchmarkError} If the settings, the data or the output folder do not allow it.
 */
export const carryOut = (
  work: Work,
  extent: Extent,
  presentation: Pick<Presentation, "stderr" | "quiet">,
  end: End,
): Promise<ExitCode> =>
  withCrew(work.settings, extent, presentation.stderr, (crew) =>
    carryOutWith(crew, work, extent, presentation, end),
  );

/** The same with what is open already. */
export async function carryOutWith(
  { executor, interrupt }: Crew,
  work: Work,
  extent: Extent,
  { stderr, quiet }: Pick<Presentation, "stderr" | "quiet">,
  end: End,
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  const planned: { readonly settings: Settings; readonly plan: Plan }[] = [];
  for (const settings of work.settings) {
    try {
      const note = (text: string): unknown => stderr.write(`anneal-bench: ${forTerminal(text)}\n`);
      planned.push({ settings, plan: await planTask(executor, settings, work, note) });
    } catch (error) {
      if (work.settings.length === 1 || !(error instanceof BenchmarkError)) throw error;
      stderr.write(`anneal-bench: ${forTerminal(messageOf(error))}\n`);
      codes.push(exitCodeOf(error.kind));
    }
  }
  for (const { settings, plan: ofTask } of planned) {
    const progress = createProgress(stderr, quiet, ofTask.task, work.purpose === "tuning");
    const results = await execute(ofTask, extent, settings, executor, progress);
    await end(settings, { plan: ofTask, results });

    const share = shareOf(ofTask, extent.shard);
    const own = share.flatMap(({ key }) => results.get(key) ?? []);
    if (interrupt.requested || own.length < share.length) {
      const reason = interrupt.requested ? "interrupted" : "the time is up";
      stderr.write(
        `anneal-bench: ${reason} with ${String(own.length)} of ${String(share.length)} trials finished; the same command continues\n`,
      );
      if (executor.remains !== null) stderr.write(`anneal-bench: ${executor.remains}\n`);
      return exitCodes.interrupted;
    }
    codes.push(
      own.some(({ status }) => status === "failed") ? exitCodes.trialFailed : exitCodes.ok,
    );
  }
  return codes.find((code) => code !== exitCodes.ok) ?? exitCodes.ok;
}
