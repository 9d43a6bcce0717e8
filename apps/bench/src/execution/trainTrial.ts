import { messageOf } from "@anneal/experiment/errors";
import { canonicalJson, describeBackend, identityOf, totalsOf } from "@anneal/experiment/records";
import type { PlannedTrial, Trial, TrialResult } from "@anneal/experiment/records";
import { describeEntry } from "@anneal/experiment/schedules";
import type { Contestant } from "@anneal/experiment/schedules";
import { inspect, runTrial } from "@anneal/experiment/training";
import type {
  Checkpoints,
  InspectedSchedule,
  Listener,
  ReadyTask,
} from "@anneal/experiment/training";
import type { Backend } from "../backends/load.ts";
import { measureGigaflops, measureGigaflopsOfJavaScript } from "../machine/calibration.ts";
import { currentCircumstances, now } from "../machine/environment.ts";
import { ofThisProcess } from "../machine/surroundings.ts";
import { readCheckpoint, writeCheckpoint } from "../storage/checkpoints.ts";
import type { WorkerSettings } from "./processes/messages.ts";

/** What trains trials of a task. */
export interface Trainer {
  readonly backend: Backend;
  readonly ready: ReadyTask;
  readonly contestants: Readonly<Record<string, Contestant>>;
}

/** The schedule of a trial that has a JSON form; `undefined` for one that is code. */
export function broughtBy({ schedule }: Trial): Contestant | undefined {
  if (!("spec" in schedule)) return undefined;
  const { per, spec } = schedule;
  return spec.kind === "plan" ? { per, plan: spec } : { per, schedule: spec };
}

/** Whether a schedule does what a trial says. @throws {BenchmarkError} If it cannot be made. */
export const behavesLike = (contestant: Contestant, trial: Trial): boolean =>
  canonicalJson(describeEntry(trial.name, contestant, totalsOf(trial))) ===
  canonicalJson(trial.schedule);

/** @throws {Error} If the task or the schedule is not what it was when the plan was made. */
async function demandSame(
  { backend, ready, contestants }: Trainer,
  trial: Trial,
  prepare?: (place: string) => void,
): Promise<Contestant> {
  const { task, name, seed, examples } = trial;
  if (canonicalJson(identityOf(backend)) !== canonicalJson(trial.backend)) {
    // Its numbers would not be those that the plan is about.
    throw new Error(
      `the trial was planned for ${describeBackend(trial.backend)}, and this process has ${describeBackend(backend)}`,
    );
  }
  const request = {
    ...trial,
    seeds: [seed],
    schedules: [trial],
    // How many of them are used is the plan's to say.
    samples: null,
    testSamples: examples && examples.test,
  };
  const inspection = await inspect(backend.tf, task, ready, request, contestants, {
    fuse: backend.fuse,
    at: prepare,
  });
  const [found] = inspection.schedules as [InspectedSchedule];
  if (
    canonicalJson(found.description) !== canonicalJson(trial.schedule) ||
    found.batchSize !== trial.batchSize
  ) {
    throw new Error(
      `schedule ${name} is not the same as in the plan; it must give the same rates each time that it is made, in every process`,
    );
  }
  const identity = found.identities[0]!;
  const parts = [...new Set([...Object.keys(trial.identity), ...Object.keys(identity)])];
  const differing = parts.filter((part) => trial.identity[part] !== identity[part]);
  if (differing.length > 0) {
    throw new Error(
      `task ${task} is not the same as in the plan: its ${differing.join(" and ")} differ; they must be the same each time, ` +
        "in every process: first weights, for example, by initializers that are given the seed",
    );
  }
  return contestants[name]!;
}

/** What a trial goes on from, and leaves where it ends before its last epoch. */
const checkpointsOf = async (
  trial: Trial,
  folder: string | undefined,
): Promise<Checkpoints | undefined> =>
  folder === undefined
    ? undefined
    : {
        resume: await readCheckpoint(folder, trial),
        async keep(checkpoint) {
          if (checkpoint.epochs.length === trial.until) await writeCheckpoint(folder, checkpoint);
        },
      };

/** Hears of a trial while it is prepared and trained. */
interface TrialListener extends Listener {
  /** Code of the task or the schedule is about to run that does not train yet. */
  prepare?(place: string): void;
  /** All of that has run. */
  prepared?(): void;
}

/** Trains one trial, whatever comes of it: what goes wrong in it is a failed trial, which names the reason. */
export async function trainTrial(
  { key, trial }: PlannedTrial,
  trainer: () => Promise<Trainer>,
  surroundings: Parameters<typeof currentCircumstances>[0] & Pick<WorkerSettings, "checkpoints">,
  listener: TrialListener,
): Promise<TrialResult> {
  const begin = () => currentCircumstances(surroundings);
  let circumstances = begin();
  const ended = () => ({ ...circumstances, finishedAt: now() });
  try {
    const equipped = await trainer();
    const { backend, ready } = equipped;
    const contestant = await demandSame(equipped, trial, (place) => listener.prepare?.(place));
    listener.prepared?.();
    const gigaflops =
      backend.name === "none" ? measureGigaflopsOfJavaScript() : await measureGigaflops(backend.tf);
    circumstances = begin();
    const run = await runTrial(
      backend.tf,
      { key, trial },
      ready,
      contestant,
      {
        ...ofThisProcess,
        fuse: backend.fuse,
        checkpoints: await checkpointsOf(trial, surroundings.checkpoints),
      },
      listener,
    );
    const examples = run.epochs.reduce((sum, { measured }) => sum + measured.examples, 0);
    const seconds = run.epochs.reduce((sum, { measured }) => sum + measured.seconds, 0);
    return {
      ...run.result,
      timings: {
        ...ended(),
        ...(backend.engine && { engine: backend.engine }),
        gigaflops,
        epochs: [...run.epochs],
        examplesPerSecond: seconds > 0 ? examples / seconds : null,
      },
    };
  } catch (error) {
    return { key, trial, status: "failed", error: messageOf(error), timings: ended() };
  }
}
