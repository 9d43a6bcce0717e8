import { BenchmarkError } from "../errors.ts";
import type { Plan } from "../records/plan.ts";
import type { FinishedTrial, ResultsByKey } from "../records/results.ts";
import type { PlanSettings } from "../records/settings.ts";
import { tuningSchema } from "../records/tuning.ts";
import type { Tuning, TuningPoint } from "../records/tuning.ts";
import { mean } from "../statistics/mean.ts";

const roundedTo = (digits: number, value: number): number => Number(value.toPrecision(digits));

/**
 * The rates that every schedule is tried with: `count` of them, equally far apart on a logarithmic scale, from a tenth of the
 * base rate to ten times it.
 */
export function ratesAround(base: number, count = 5): readonly number[] {
  if (count === 1) return [base];
  return Array.from({ length: count }, (_, index) =>
    roundedTo(3, base * 10 ** ((2 * index) / (count - 1) - 1)),
  );
}

/** The first `count` seeds from 1001 on that do not evaluate. */
export function seedsApart(evaluating: readonly number[], count = 2): readonly number[] {
  const seeds: number[] = [];
  for (let seed = 1001; seeds.length < count; seed++) {
    if (!evaluating.includes(seed)) seeds.push(seed);
  }
  return seeds;
}

/** The mean of numbers that are all there; `null` if one is not. */
const meanOfAll = (values: readonly (number | null | undefined)[]): number | null => {
  const known = values.filter((value) => typeof value === "number");
  return known.length === values.length ? mean(known) : null;
};

function pointOf(learningRate: number, trials: readonly FinishedTrial[]): TuningPoint {
  const completed = trials.filter(({ status }) => status === "completed");
  // One that diverged makes the mean infinite.
  const last = trials.map(({ status, epochs }) =>
    status === "completed" ? epochs.at(-1)!.validation : undefined,
  );
  return {
    learningRate,
    trials: trials.length,
    diverged: trials.length - completed.length,
    validationLoss: meanOfAll(last.map((validation) => validation?.loss)),
    validationAccuracy: meanOfAll(last.map((validation) => validation?.accuracy)),
    seeds: last.map((validation) => ({
      validationLoss: validation?.loss ?? null,
      validationAccuracy: validation?.accuracy ?? null,
    })),
  };
}

/** The point with the lowest loss; of equal ones that whose rate is nearest to the base rate, then the lower rate. */
function bestOf(grid: readonly TuningPoint[], base: number): TuningPoint | undefined {
  const distance = ({ learningRate }: TuningPoint): number =>
    Math.abs(Math.log(learningRate / base));
  return grid
    .filter(({ validationLoss }) => validationLoss !== null)
    .sort(
      (a, b) =>
        a.validationLoss! - b.validationLoss! ||
        distance(a) - distance(b) ||
        a.learningRate - b.learningRate,
    )[0];
}

/**
 * Chooses the base rate of every schedule.
 *
 * @param results - A result of every trial of the plan, none of them failed.
 */
export function tuningOf(plan: Plan, results: ResultsByKey): Tuning {
  const { dataset, samples, epochs, batchSize, seeds, schedule, learningRate } = plan.settings;
  const [{ trial }] = plan.trials as [Plan["trials"][number]];
  const rates = [...new Set(plan.trials.map(({ trial }) => trial.learningRate))].sort(
    (a, b) => a - b,
  );
  return tuningSchema.parse({
    format: 1,
    protocol: trial.protocol,
    plan: plan.hash,
    dataset,
    samples,
    epochs,
    batchSize,
    backend: trial.backend,
    versions: trial.versions,
    rates,
    seeds,
    schedules: schedule.map((name) => {
      const grid = rates.map((rate) =>
        pointOf(
          rate,
          plan.trials
            .filter(({ trial }) => trial.name === name && trial.learningRate === rate)
            .map(({ key }) => results.get(key) as FinishedTrial),
        ),
      );
      return { name, learningRate: bestOf(grid, learningRate)?.learningRate ?? null, grid };
    }),
  });
}

/**
 * Checks that a run may take its rates from a tuning.
 *
 * @throws {BenchmarkError} Of kind `"usage"` and every reason why not.
 */
export function checkTuning(
  tuning: Tuning,
  settings: Pick<PlanSettings, "dataset" | "batchSize" | "schedule" | "seeds">,
  protocol: number,
): void {
  const shared = settings.seeds.filter((seed) => tuning.seeds.includes(seed));
  const known = new Map(tuning.schedules.map(({ name, learningRate }) => [name, learningRate]));
  const absent = settings.schedule.filter((name) => !known.has(name));
  const hopeless = settings.schedule.filter((name) => known.get(name) === null);
  const problems = [
    ...(tuning.protocol === protocol ? [] : [`it is of protocol ${String(tuning.protocol)}`]),
    ...(tuning.dataset === settings.dataset ? [] : [`it is about ${tuning.dataset}`]),
    ...(tuning.batchSize === settings.batchSize
      ? []
      : [`its batch size is ${String(tuning.batchSize)}`]),
    ...(shared.length === 0
      ? []
      : [`a seed that tuned may not evaluate: ${shared.slice(0, 5).join(", ")}`]),
    ...(absent.length === 0 ? [] : [`it has no rate for ${absent.join(", ")}`]),
    ...(hopeless.length === 0 ? [] : [`${hopeless.join(", ")} diverged at every rate`]),
  ];
  if (problems.length === 0) return;
  throw new BenchmarkError("usage", `--tuned: ${problems.join("; ")}`);
}
