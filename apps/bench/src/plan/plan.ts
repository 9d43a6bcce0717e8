import { hashOf, identityOf, keyOf, protocolVersion, totalsOf } from "@anneal/experiment/records";
import type {
  BackendIdentity,
  EntryDescription,
  Plan,
  PlanSettings,
  PlannedTrial,
  Purpose,
  Trial,
  Tuning,
} from "@anneal/experiment/records";
import type { Inspection } from "@anneal/experiment/training";
import { describeEntry } from "@anneal/experiment/schedules";
import type { Contestant } from "@anneal/experiment/schedules";
import type { TaskFacts } from "@anneal/experiment/task";
import { versionOf } from "../backends/versions.ts";

/** A schedule at one base rate. */
export interface PlannedSchedule {
  readonly name: string;
  readonly learningRate: number;
  readonly description: EntryDescription;
}

/**
 * Describes every schedule of a plan, once for each of its base rates.
 *
 * @param ratesOf - The base rates of a schedule. @defaultValue that of the settings
 * @throws {BenchmarkError} If one cannot be made.
 */
export function describeSchedules(
  settings: PlanSettings,
  { stepsPerEpoch }: Pick<Inspection, "stepsPerEpoch">,
  contestants: Readonly<Record<string, Contestant>>,
  ratesOf: (name: string) => readonly number[] = () => [settings.learningRate],
): readonly PlannedSchedule[] {
  return settings.schedule.flatMap((name) =>
    ratesOf(name).map((learningRate) => {
      const totals = totalsOf({ ...settings, stepsPerEpoch, learningRate });
      return { name, learningRate, description: describeEntry(name, contestants[name]!, totals) };
    }),
  );
}

/** What a task behaves like, and the optimizer of one schedule with it. */
export function withOptimizer(
  identity: Trial["identity"],
  optimizers: Inspection["optimizers"],
  { name, learningRate }: Pick<Trial, "name" | "learningRate">,
): Trial["identity"] {
  const own = optimizers.find((each) => each.name === name && each.learningRate === learningRate);
  return own === undefined ? identity : { ...identity, optimizer: own.digest };
}

/**
 * The trials in the order in which they run: one seed after the other, and within a seed one schedule after the other, so
 * that a change in the load of the machine does not fall on one schedule alone.
 */
export function planTrials(
  settings: PlanSettings,
  { examples, stepsPerEpoch, identities, optimizers }: Omit<Inspection, "facts">,
  schedules: readonly PlannedSchedule[],
  backend: BackendIdentity,
): readonly PlannedTrial[] {
  const { task, epochs, batchSize } = settings;
  const versions = { anneal: versionOf("anneal"), tfjs: versionOf("@tensorflow/tfjs") };
  return settings.seeds.flatMap((seed, index) =>
    schedules.map(({ name, learningRate, description }) => {
      const trial: Trial = {
        protocol: protocolVersion,
        task,
        examples,
        stepsPerEpoch,
        epochs,
        batchSize,
        learningRate,
        seed,
        name,
        schedule: description,
        identity: withOptimizer(identities[index]!, optimizers, { name, learningRate }),
        backend: identityOf(backend),
        versions,
      };
      return { key: keyOf(trial), trial };
    }),
  );
}

/** Puts a plan together: its hash tells it from every other one, on whatever machine it is made. */
export function makePlan(
  purpose: Purpose,
  settings: PlanSettings,
  task: TaskFacts,
  trials: readonly PlannedTrial[],
  tuning: Tuning | null = null,
): Plan {
  const { preset, task: name, schedule, seeds, epochs } = settings;
  const { samples, testSamples, batchSize, learningRate } = settings;
  const content = {
    purpose,
    settings: {
      preset,
      task: name,
      schedule: [...schedule],
      seeds: [...seeds],
      epochs,
      samples,
      testSamples,
      batchSize,
      learningRate,
    },
    task,
    tuning,
    trials: [...trials],
  };
  return { format: 1, hash: hashOf(content), ...content };
}

/** What a {@link plan} may say beyond its settings. */
export interface PlanOptions {
  /** @defaultValue `"evaluation"` */
  readonly purpose?: Purpose | undefined;
  /** The base rates of a schedule. @defaultValue that of the settings */
  readonly ratesOf?: ((name: string) => readonly number[]) | undefined;
  /** The tuning that the rates come from. @defaultValue none */
  readonly tuning?: Tuning | null | undefined;
}

/**
 * Plans every trial of a task: each of the settings' schedules with each of their seeds. Equal plans have equal hashes, and
 * equal trials equal keys, on whatever machine they are made.
 *
 * @param inspection - What the task is and does, from `inspect`.
 * @param contestants - Every schedule that the settings name.
 * @param backend - What trains.
 * @throws {BenchmarkError} Of kind `"usage"`, naming the schedule, if one cannot be made.
 */
export function plan(
  settings: PlanSettings,
  inspection: Inspection,
  contestants: Readonly<Record<string, Contestant>>,
  backend: BackendIdentity,
  { purpose = "evaluation", ratesOf, tuning = null }: PlanOptions = {},
): Plan {
  const schedules = describeSchedules(settings, inspection, contestants, ratesOf);
  const trials = planTrials(settings, inspection, schedules, backend);
  return makePlan(purpose, settings, inspection.facts, trials, tuning);
}
