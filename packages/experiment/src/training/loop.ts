import type * as Tensorflow from "@tensorflow/tfjs";
import { BenchmarkError } from "../errors.ts";
import type { Score } from "../records/results.ts";
import { totalsOf } from "../records/trial.ts";
import type { Trial } from "../records/trial.ts";
import { enter } from "../schedules/contestant.ts";
import type { Contestant } from "../schedules/contestant.ts";
import { inTask } from "../task/inTask.ts";
import { withSeededMathRandom } from "../task/random.ts";
import { isObject, meant, shown } from "../task/rule.ts";
import { metricsOf } from "../task/metricsOf.ts";
import type { EpochReport, MetricValues, StepReport } from "../task/context.ts";
import type { LoopTask } from "../task/task.ts";
import { startClock } from "./clock.ts";
import { finite } from "./epoch.ts";
import type { Epoch, Listener, Outcome } from "./epoch.ts";
import { startStepMeans } from "./stepMeans.ts";
import type { Surroundings } from "./surroundings.ts";

/** What the end of an epoch may tell. */
const parts: readonly string[] = ["training", "validation"];

/** Ends a loop from inside, because what it told is not finite. */
class Diverged extends Error {}

/** Ends a loop from inside, because the trial ends before the last epoch that its schedule is planned for. */
class Ended extends Error {}

/** Trains with the loop of a task. A metric that is not finite means that the trial diverged, and ends it. */
export async function runLoop(
  tf: typeof Tensorflow,
  trial: Trial,
  task: LoopTask,
  contestant: Contestant,
  { clocks, turn, abortController }: Surroundings,
  listener: Listener,
): Promise<Outcome> {
  const { task: name, seed, learningRate, batchSize } = trial;
  const known = metricsOf(task).map((metric) => metric.name);
  const refuse = (problem: string): never => {
    throw new BenchmarkError("usage", `task ${name}: ${problem}`);
  };
  const scoreOf = (place: string, values: unknown): Score => {
    if (typeof values !== "object" || values === null) {
      return refuse(`${place} must be metrics by name, got ${shown(values)}`);
    }
    for (const [metric, value] of Object.entries(values)) {
      if (!known.includes(metric)) {
        refuse(`${place}.${metric} is no metric of the task; its metrics are ${known.join(", ")}`);
      }
      if (typeof value !== "number") {
        refuse(`${place}.${metric} must be a number, got ${shown(value)}`);
      }
    }
    return Object.fromEntries(
      known.flatMap((metric) =>
        metric in values ? [[metric, finite((values as MetricValues)[metric]!)] as const] : [],
      ),
    );
  };

  const totals = totalsOf(trial);
  const { totalSteps } = totals;
  const clock = startClock(enter(trial.name, contestant, totals), learningRate);
  const epochs: Epoch[] = [];
  const abort = abortController();
  let began = clocks.wall();
  let rate = clock.schedule.value;
  const schedule = {
    get value() {
      return clock.schedule.value;
    },
    get values() {
      return clock.schedule.values;
    },
    get step() {
      return clock.schedule.step;
    },
    advance(applied?: boolean) {
      rate = clock.schedule.value;
      const next = clock.schedule.advance(applied);
      tellUpdate(++advanced);
      return next;
    },
  };
  let advanced = 0;
  let reported = 0;
  /** A loop that goes on beyond its updates, or when it is given up, is no news: nobody is to wait for it for ever. */
  const tellUpdate = (count: number): void => {
    if (count <= totalSteps && !abort.signal.aborted) listener.step?.(clock.schedule.step);
  };
  const steps = startStepMeans();
  const end = async (training: Score, validation: Score): Promise<void> => {
    const ended: Epoch = {
      epoch: epochs.length,
      learningRate: rate,
      training,
      validation,
      seconds: (clocks.wall() - began) / 1000,
      measured: { examples: 0, seconds: 0 },
    };
    epochs.push(ended);
    listener.epoch?.(ended);
    const measured = [
      ...Object.entries(training),
      ...Object.entries(validation).map(([metric, value]) => [`val_${metric}`, value] as const),
    ].map(([metric, value]) => {
      if (value !== null) return [metric, value] as const;
      throw new Diverged();
    });
    clock.endEpoch(Object.fromEntries(measured));
    rate = clock.schedule.value;
    if (epochs.length === trial.until) throw new Ended();
    await turn();
    began = clocks.wall();
  };
  const record = async (told: EpochReport | StepReport): Promise<void> => {
    if (epochs.length === trial.epochs) {
      refuse(
        `train goes on after epoch ${String(trial.epochs)}, which is the last one; it is told how many \`epochs\` there are`,
      );
    }
    if (!isObject(told)) refuse(`report must be given metrics, got ${shown(told)}`);
    if ("step" in told) {
      if (Object.keys(told).length > 1) {
        refuse(
          "report must be given step alone, or training and validation at the end of an epoch",
        );
      }
      tellUpdate(++reported);
      const score = scoreOf("report.step", told.step);
      if (Object.keys(score).length === 0) refuse("report.step must have a metric");
      steps.add(score);
      if (Object.values(score).includes(null)) await end(steps.take(), {});
      await turn();
      return;
    }
    const unknown = Object.keys(told).find((part) => !parts.includes(part));
    if (unknown !== undefined) {
      refuse(`report must be given training and validation, or step, got ${meant(unknown, parts)}`);
    }
    const training = scoreOf("report.training", told.training ?? {});
    const validation = scoreOf("report.validation", told.validation ?? {});
    const all = { ...steps.take(), ...training };
    if (Object.keys({ ...all, ...validation }).length === 0) {
      refuse("report must be given a metric of training or of validation");
    }
    await end(all, validation);
  };

  let given: { readonly up: unknown } | undefined;
  const report = async (told: EpochReport | StepReport): Promise<void> => {
    if (given) throw given.up;
    try {
      await record(told);
    } catch (error) {
      given = { up: error };
      abort.abort();
      throw error;
    }
  };

  let returned: unknown;
  listener.at?.(`task ${name}: train`, true);
  try {
    returned = await withSeededMathRandom(seed, async () =>
      task.train({
        tf,
        schedule,
        seed,
        learningRate,
        epochs: trial.epochs,
        batchSize,
        report,
        signal: abort.signal,
      }),
    );
    const last = steps.take();
    if (Object.keys(last).length > 0) await end(last, {});
  } catch (error) {
    given ??= { up: error };
  }
  // What `report` threw holds also where the loop caught it.
  if (given) {
    const { up } = given;
    if (up instanceof Diverged) return { status: "diverged", epochs, test: null };
    if (up instanceof Ended) return { status: "completed", epochs, test: null };
    return inTask(name, "train", () => {
      throw up;
    });
  }
  if (epochs.length === 0) refuse("train ended without a report");
  const test = returned === undefined ? null : scoreOf("what train returns", returned);
  if (test !== null && Object.values(test).includes(null)) {
    return { status: "diverged", epochs, test: null };
  }
  return { status: "completed", epochs, test };
}
