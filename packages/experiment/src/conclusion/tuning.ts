import { BenchmarkError } from "../errors.ts";
import type { Plan } from "../records/plan.ts";
import type { FinishedTrial, ResultsByKey } from "../records/results.ts";
import type { PlanSettings } from "../records/settings.ts";
import { tuningSchema } from "../records/tuning.ts";
import type { Tuning, TuningPoint } from "../records/tuning.ts";
import { namedScore } from "../records/score.ts";
import type { TaskFacts } from "../task/facts.ts";
import { measureOf } from "../task/metric.ts";
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

/** What a tuning keeps: every metric of the validation. */
const keptOf = ({ metrics }: TaskFacts): readonly string[] =>
  metrics.map((metric) => measureOf("validation", metric));

/** What rates are chosen by: the loss of the validation, which tells more than a metric of steps, else the primary metric. */
export function chosenBy({ metrics, primary }: TaskFacts): { measure: string; sign: number } {
  const metric =
    metrics.find(({ name }) => name === "loss") ??
    metrics.find(({ name }) => name === primary.metric)!;
  return { measure: measureOf("validation", metric), sign: metric.better === "lower" ? 1 : -1 };
}

function pointOf(
  learningRate: number,
  trials: readonly FinishedTrial[],
  measures: readonly string[],
): TuningPoint {
  const completed = trials.filter(({ status }) => status === "completed");
  // One that diverged makes the mean infinite.
  const last = trials.map(({ status, epochs }) =>
    status === "completed" ? namedScore("validation", epochs.at(-1)!.validation) : undefined,
  );
  return {
    learningRate,
    trials: trials.length,
    diverged: trials.length - completed.length,
    figures: Object.fromEntries(
      measures.map((measure) => [measure, meanOfAll(last.map((score) => score?.[measure]))]),
    ),
    seeds: last.map((score) =>
      Object.fromEntries(measures.map((measure) => [measure, score?.[measure] ?? null])),
    ),
  };
}

/** The best point; of equal ones that whose rate is nearest to the base rate, then the lower rate. */
function bestOf(
  grid: readonly TuningPoint[],
  base: number,
  { measure, sign }: ReturnType<typeof chosenBy>,
): TuningPoint | undefined {
  const distance = ({ learningRate }: TuningPoint): number =>
    Math.abs(Math.log(learningRate / base));
  const valueOf = ({ figures }: TuningPoint): number => sign * figures[measure]!;
  return grid
    .filter(({ figures }) => typeof figures[measure] === "number")
    .sort(
      (a, b) =>
        valueOf(a) - valueOf(b) || distance(a) - distance(b) || a.learningRate - b.learningRate,
    )[0];
}

/**
 * Chooses the base rate of every schedule.
 *
 * @param results - A result of every trial of the plan, none of them failed.
 */
export function tuningOf(plan: Plan, results: ResultsByKey): Tuning {
  const { task, samples, epochs, batchSize, seeds, schedule, learningRate } = plan.settings;
  const [{ trial }] = plan.trials as [Plan["trials"][number]];
  const kept = keptOf(plan.task);
  const choice = chosenBy(plan.task);
  const rates = [...new Set(plan.trials.map(({ trial }) => trial.learningRate))].sort(
    (a, b) => a - b,
  );
  return tuningSchema.parse({
    format: 1,
    protocol: trial.protocol,
    plan: plan.hash,
    task,
    samples,
    epochs,
    batchSize,
    backend: trial.backend,
    versions: trial.versions,
    measure: choice.measure,
    rates,
    seeds,
    schedules: schedule.map((name) => {
      // It was not tuned, because the base rate does not change its rates.
      if (!plan.trials.some(({ trial }) => trial.name === name)) {
        return { name, learningRate, grid: [] };
      }
      const grid = rates.map((rate) =>
        pointOf(
          rate,
          plan.trials
            .filter(({ trial }) => trial.name === name && trial.learningRate === rate)
            .map(({ key }) => results.get(key) as FinishedTrial),
          kept,
        ),
      );
      return { name, learningRate: bestOf(grid, learningRate, choice)?.learningRate ?? null, grid };
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
  settings: Pick<PlanSettings, "task" | "batchSize" | "schedule" | "seeds">,
  protocol: number,
): void {
  const shared = settings.seeds.filter((seed) => tuning.seeds.includes(seed));
  const known = new Map(tuning.schedules.map(({ name, learningRate }) => [name, learningRate]));
  const absent = settings.schedule.filter((name) => !known.has(name));
  const hopeless = settings.schedule.filter((name) => known.get(name) === null);
  const problems = [
    ...(tuning.protocol === protocol ? [] : [`it is of protocol ${String(tuning.protocol)}`]),
    ...(tuning.task === settings.task ? [] : [`it is about ${tuning.task}`]),
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
