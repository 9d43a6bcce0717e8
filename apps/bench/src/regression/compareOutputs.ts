import { analyse, runOf } from "@anneal/experiment/analysis";
import { isFinished } from "@anneal/experiment/records";
import type { Analysis } from "@anneal/experiment/analysis";
import { BenchmarkError } from "@anneal/experiment/errors";
import { canonicalJson } from "@anneal/experiment/records";
import type { TrialResult } from "@anneal/experiment/records";
import { trainedBy } from "@anneal/experiment/wording";
import type { RunOutput } from "../storage/outputFolder.ts";
import { changesOf } from "./changes.ts";
import { describeRegressions } from "./describe.ts";
import { overallChangesOf } from "./overall.ts";
import type { Pairing } from "./pairs.ts";
import { rateChangeOf } from "./rates.ts";
import type { ComparedSchedule, Comparison } from "./schema.ts";
import { speedsOf } from "./speeds.ts";

/** Resamples of each interval. */
const resamples = 10_000;

/** How to compare two results. */
interface CompareOptions {
  /** How many times as long something may take. @defaultValue `1.5` */
  readonly speedLimit?: number | undefined;
  /** Schedules whose rates were changed on purpose; `*` is all of them. @defaultValue none */
  readonly accepted?: readonly string[] | undefined;
  /** Schedule of whose speed the others' is a multiple. @defaultValue `"constant"`, if it is among the results */
  readonly baseline?: string | undefined;
}

/** A run, read for the comparison. */
interface Side {
  readonly output: RunOutput;
  readonly analysis: Analysis;
}

const trialsOf = ({ output, analysis }: Side, name: string): readonly TrialResult[] => {
  const rate = analysis.schedules.find((schedule) => schedule.name === name)?.learningRate;
  return output.results.trials.filter(
    ({ trial }) => trial.name === name && trial.learningRate === rate,
  );
};

/** What two results must have in common; how a task is named and what was published of it is not among it. */
const decisive = [
  "protocol",
  "name",
  "examples",
  "epochs",
  "batchSize",
  "stepsPerEpoch",
  "metrics",
  "primary",
  "evaluateTraining",
  "backend",
] as const satisfies readonly (keyof Analysis["task"])[];

function demandSameTask(base: Analysis["task"], head: Analysis["task"]): void {
  const shown = (value: unknown): string =>
    typeof value === "string" ? value : canonicalJson(value);
  const differing = decisive
    .filter((key) => shown(base[key]) !== shown(head[key]))
    .map((key) => `${key} (${shown(base[key])} and ${shown(head[key])})`);
  if (differing.length === 0) return;
  throw new BenchmarkError(
    "usage",
    `cannot compare: base and head differ in ${differing.join(", ")}`,
  );
}

function compareSchedule(
  name: string,
  base: Side,
  head: Side,
): { readonly schedule: Omit<ComparedSchedule, "changes">; readonly pairing: Pairing } {
  const bases = trialsOf(base, name);
  const heads = trialsOf(head, name);
  const finished = { base: bases.filter(isFinished), head: heads.filter(isFinished) };
  const statuses = new Map(heads.map(({ trial, status }) => [trial.seed, status]));
  const seedsWith = (before: TrialResult["status"], after: TrialResult["status"]) =>
    bases
      .filter(({ trial, status }) => status === before && statuses.get(trial.seed) === after)
      .map(({ trial }) => trial.seed)
      .sort((left, right) => left - right);
  const definitions = new Set(
    [...bases, ...heads].map(({ trial }) =>
      canonicalJson([trial.schedule, trial.learningRate, trial.batchSize]),
    ),
  );
  return {
    schedule: {
      name,
      sameDefinition: definitions.size === 1,
      rates: rateChangeOf(finished.base, finished.head),
      newlyFailed: [...seedsWith("completed", "failed"), ...seedsWith("diverged", "failed")],
      newlyDiverged: seedsWith("completed", "diverged"),
      noLongerDiverged: seedsWith("diverged", "completed"),
    },
    pairing: {
      name,
      base: finished.base.map((result) => runOf(result, base.analysis.rules)),
      head: finished.head.map((result) => runOf(result, head.analysis.rules)),
    },
  };
}

const sideOf = ({ output: { path, results }, analysis }: Side): Comparison["base"] => ({
  path,
  plan: results.plan,
  anneal: results.versions.anneal,
  tfjs: results.versions.tfjs,
  protocol: results.protocol.version,
  backend: trainedBy(results),
  machines: [...new Set(results.machines.map(({ cpu }) => cpu))],
  trials: analysis.trials,
});

function notesOf(
  base: Side,
  head: Side,
  schedules: readonly ComparedSchedule[],
  speeds: Comparison["speeds"],
): string[] {
  const [one, other] = [sideOf(base), sideOf(head)];
  const changed = schedules.filter(({ sameDefinition, rates }) => !sameDefinition && !rates);
  const unpaired = schedules.filter(({ changes }) => changes.length === 0);
  const alone = ({ analysis }: Side) => analysis.trials.missing > 0 || !analysis.complete;
  const names = (list: readonly { readonly name: string }[]) =>
    list.map(({ name }) => name).join(", ");
  return [
    ...(alone(base) ? ["base is incomplete: some trials of its plan are missing"] : []),
    ...(alone(head) ? ["head is incomplete: some trials of its plan are missing"] : []),
    ...(one.backend === other.backend
      ? []
      : [`the backend changed from ${one.backend} to ${other.backend}`]),
    ...(one.machines.join() === other.machines.join() || other.machines.length === 0
      ? []
      : [`the machine changed from ${one.machines.join(", ")} to ${other.machines.join(", ")}`]),
    ...(changed.length > 0 ? [`written differently, with the same rates: ${names(changed)}`] : []),
    ...(unpaired.length > 0 ? [`no seed in common: ${names(unpaired)}`] : []),
    ...(speeds.length === 0 ? ["no speed can be compared"] : []),
    ...(base.output.micro !== undefined && head.output.micro === undefined
      ? ["head has no micro.json, so that its calls and kernels are not compared"]
      : []),
  ];
}

/**
 * Compares two results of one task: what got worse from `base` to `head`?
 *
 * Trainings are compared seed by seed. The backends are deterministic: the same code gives the same numbers, so that nearly
 * always there is nothing to weigh. Rates must be the same altogether, because the schedule alone decides them. Speeds are
 * compared only after division by another speed of the same run.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if the two are not of one task or have no schedule in common.
 */
export function compareOutputs(
  baseOutput: RunOutput,
  headOutput: RunOutput,
  { speedLimit = 1.5, accepted = [], baseline }: CompareOptions = {},
): Comparison {
  const [base, head] = [baseOutput, headOutput].map((output): Side => ({
    output,
    analysis: analyse(output.results, { baseline }),
  })) as [Side, Side];
  demandSameTask(base.analysis.task, head.analysis.task);
  const namesOf = ({ analysis }: Side): readonly string[] =>
    analysis.schedules.filter(({ learningRate }) => learningRate !== null).map(({ name }) => name);
  const [ours, theirs] = [namesOf(base), namesOf(head)];
  const shared = ours.filter((name) => theirs.includes(name));
  if (shared.length === 0) {
    throw new BenchmarkError(
      "usage",
      `cannot compare: base has ${ours.join(", ")}, head has ${theirs.join(", ")}`,
    );
  }

  const analysisRules = { ...base.analysis.rules, resamples };
  const rules: Comparison["rules"] = {
    margin: analysisRules.margin,
    relativeMargin: 0.02,
    significance: 0.001,
    overallSignificance: 0.01,
    seedsNeeded: analysisRules.seedsNeeded,
    speedLimit,
    accepted: [...accepted],
  };
  const compared = shared.map((name) => compareSchedule(name, base, head));
  const pairings = compared.map(({ pairing }) => pairing);
  const { task } = base.analysis;
  const changes = changesOf(pairings, task, rules, analysisRules);
  // What was changed on purpose in one schedule is no news about all of them.
  const unchanged = compared.filter(({ schedule }) => schedule.rates === null);
  const overall =
    unchanged.length < 2
      ? []
      : overallChangesOf(
          unchanged.map(({ pairing }) => pairing),
          task,
          rules,
          analysisRules,
        );
  const schedules = compared.map(({ schedule }, index) => ({
    ...schedule,
    changes: [...changes[index]!],
  }));
  const speeds = [...speedsOf(baseOutput, headOutput, analysisRules.baseline, speedLimit)];
  return {
    format: 1,
    metrics: task.metrics,
    primary: task.primary,
    base: sideOf(base),
    head: sideOf(head),
    rules,
    overall: [...overall],
    schedules,
    onlyInBase: ours.filter((name) => !theirs.includes(name)),
    onlyInHead: theirs.filter((name) => !ours.includes(name)),
    speeds,
    notes: notesOf(base, head, schedules, speeds),
    regressions: [...describeRegressions({ overall, schedules, speeds, rules, task })],
  };
}
