import { oneOf } from "anneal";
import { BenchmarkError } from "../errors.ts";
import { optionsOf } from "../optionsOf.ts";
import type { BackendIdentity } from "../records/backend.ts";
import { identityOf } from "../records/backend.ts";
import { hashOf, keyOf } from "../records/key.ts";
import type { Plan, Purpose } from "../records/plan.ts";
import type { PlanSettings } from "../records/settings.ts";
import { protocolVersion } from "../records/trial.ts";
import type { LibraryVersions, PlannedTrial, Trial } from "../records/trial.ts";
import type { Tuning } from "../records/tuning.ts";
import type { TaskFacts } from "../task/facts.ts";
import { isObject } from "../task/rule.ts";
import type { Inspection } from "./inspection.ts";

/** What trains: the numbers of a trial depend on it. */
export interface Trainer {
  readonly backend: BackendIdentity;
  readonly versions: LibraryVersions;
}

/**
 * The trials in the order in which they run: one seed after the other, and within a seed one schedule after the other, so
 * that a change in the load of the machine does not fall on one schedule alone.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if the inspection is of more or fewer seeds than the settings have, or `until` is beyond
 *   the epochs.
 */
export function planTrials(
  settings: PlanSettings,
  { examples, schedules }: Omit<Inspection, "facts">,
  { backend, versions }: Trainer,
): readonly PlannedTrial[] {
  const { task, epochs, until, seeds, evaluateTraining } = settings;
  if (until !== undefined && until > epochs) {
    throw new BenchmarkError(
      "usage",
      `until must be at most the ${String(epochs)} epochs of the settings, got ${String(until)}`,
    );
  }
  // One that ends after its last epoch is a whole one, with the key of a whole one.
  const ended = until === epochs ? undefined : until;
  for (const { name, identities } of schedules) {
    if (identities.length === seeds.length) continue;
    throw new BenchmarkError(
      "usage",
      `schedule ${name}: the inspection must be of the ${String(seeds.length)} seeds of the settings, got one of ${String(identities.length)}; inspect with the same seeds`,
    );
  }
  return seeds.flatMap((seed, index) =>
    schedules.map(({ name, learningRate, batchSize, stepsPerEpoch, description, identities }) => {
      const trial: Trial = {
        protocol: protocolVersion,
        task,
        examples,
        stepsPerEpoch,
        epochs,
        ...(ended && { until: ended }),
        batchSize,
        learningRate,
        seed,
        ...(evaluateTraining && { evaluateTraining }),
        name,
        schedule: description,
        identity: identities[index]!,
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
  const { preset, task: name, schedule, seeds, epochs, until } = settings;
  const { samples, testSamples, batchSize, learningRate, evaluateTraining } = settings;
  const content = {
    purpose,
    settings: {
      preset,
      task: name,
      schedule: [...schedule],
      seeds: [...seeds],
      epochs,
      ...(until && { until }),
      samples,
      testSamples,
      batchSize,
      learningRate,
      ...(evaluateTraining && { evaluateTraining }),
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
  /** The tuning that the rates come from. @defaultValue none */
  readonly tuning?: Tuning | null | undefined;
}

const checked = /* @__PURE__ */ optionsOf<PlanOptions, "tuning">(
  "plan",
  {
    purpose: oneOf("evaluation", "tuning"),
    tuning: { type: "object", rule: "the record of a tuning", accepts: isObject },
  },
  { purpose: "evaluation", tuning: undefined },
);

/**
 * Plans every trial of a task: each of the settings' schedules with each of their seeds. Equal plans have equal hashes, and
 * equal trials equal keys, on whatever machine they are made.
 *
 * @param inspection - What the task is and does with each schedule and seed of the settings, from `inspect`.
 * @param trainer - What trains.
 * @throws {BenchmarkError} Of kind `"usage"`, if the inspection is of more or fewer seeds than the settings have.
 * @throws {RangeError | TypeError} If there is no such option, or it is wrong.
 *
 * @example
 * ```ts
 * const ready = await readyTask("spirals", spirals, { tf });
 * const schedules = settings.schedule.map((name) => ({ name, learningRate: settings.learningRate }));
 * const inspection = await inspect(tf, "spirals", ready, { ...settings, schedules }, contestants);
 * const planned = plan(settings, inspection, { backend, versions });
 * planned.trials.map(({ trial }) => `${trial.name} ${trial.seed}`); // => ["constant 1", "falling 1", "constant 2", "falling 2"]
 * ```
 */
export function plan(
  settings: PlanSettings,
  inspection: Inspection,
  trainer: Trainer,
  options?: PlanOptions,
): Plan {
  const { purpose, tuning = null } = checked(options);
  const trials = planTrials(settings, inspection, trainer);
  return makePlan(purpose, settings, inspection.facts, trials, tuning);
}
