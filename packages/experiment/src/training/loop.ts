import type * as Tensorflow from "@tensorflow/tfjs";
import { BenchmarkError } from "../errors.ts";
import type { Score } from "../records/results.ts";
import { totalsOf } from "../records/trial.ts";
import type { Trial } from "../records/trial.ts";
import { enter } from "../schedules/contestant.ts";
import type { Contestant } from "../schedules/contestant.ts";
import { inTask } from "../task/inTask.ts";
import { withSeededMathRandom } from "../task/random.ts";
import { shown } from "../task/rule.ts";
import { metricsOf } from "../task/task.ts";
import type { EpochReport, LoopTask, MetricValues, StepReport } from "../task/task.ts";
import { startClock } from "./clock.ts";
import { finite } from "./epoch.ts";
import type { Epoch, Listener, Outcome } from "./epoch.ts";
import { startStepMeans } from "./stepMeans.ts";
import type { Surroundings } from "./surroundings.ts";

/** Ends a loop from inside, because what it told is not finite. */
class Diverged extends Error {}

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

  const clock = startClock(enter(trial.name, contestant, totalsOf(trial)), learningRate);
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
      listener.step?.(clock.schedule.step);
      return next;
    },
  };
  const steps = startStepMeans();
  const end = async (training: Score, validation: Score): Promise<void> => {
    const record: Epoch = {
      epoch: epochs.length,
      learningRate: rate,
      training,
      validation,
      seconds: (clocks.wall() - began) / 1000,
      measured: { examples: 0, seconds: 0 },
    };
    epochs.push(record);
    listener.epoch?.(record);
    const measured = [
      ...Object.entries(training),
      ...Object.entries(validation).map(([metric, value]) => [`val_${metric}`, value] as const),
    ].map(([metric, value]) => {
      if (value !== null) return [metric, value] as const;
      abort.abort();
      throw new Diverged();
    });
    clock.endEpoch(Object.fromEntries(measured));
    rate = clock.schedule.value;
    await turn();
    began = clocks.wall();
  };
  const report = async (told: EpochReport | StepReport): Promise<void> => {
    if ("step" in told) {
      if (Object.keys(told).length > 1) {
        refuse(
          "report must be given step alone, or training and validation at the end of an epoch",
        );
      }
      const score = scoreOf("report.step", told.step);
      if (Object.keys(score).length === 0) refuse("report.step must have a metric");
      steps.add(score);
      if (Object.values(score).includes(null)) await end(steps.take(), {});
      await turn();
      return;
    }
    const training = scoreOf("report.training", told.training ?? {});
    const validation = scoreOf("report.validation", told.validation ?? {});
    const all = { ...steps.take(), ...training };
    if (Object.keys({ ...all, ...validation }).length === 0) {
      refuse("report must be given a metric of training or of validation");
    }
    await end(all, validation);
  };

  let returned: unknown;
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
    if (!(error instanceof Diverged)) {
      await inTask(name, "train", () => {
        throw error;
      });
    }
  }
  // A loop that catches what `report` throws has diverged all the same.
  if (abort.signal.aborted) return { status: "diverged", epochs, test: null };
  if (epochs.length === 0) refuse("train ended without a report");
  const test = returned === undefined ? null : scoreOf("what train returns", returned);
  if (test !== null && Object.values(test).includes(null)) {
    return { status: "diverged", epochs, test: null };
  }
  return { status: "completed", epochs, test };
}
