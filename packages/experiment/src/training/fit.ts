import { connect, connectPlan, learningRateScheduler } from "@anneal/tfjs";
import type { Running } from "@anneal/tfjs";
import type { Resume } from "anneal";
import type * as Tensorflow from "@tensorflow/tfjs";
import { BenchmarkError } from "../errors.ts";
import type { Score } from "../records/results.ts";
import { totalsOf, trainedEpochs } from "../records/trial.ts";
import type { Trial } from "../records/trial.ts";
import { enter } from "../schedules/contestant.ts";
import type { Contestant, Entry } from "../schedules/contestant.ts";
import type { PreparedData } from "../task/data.ts";
import { inTask } from "../task/inTask.ts";
import { withSeededMathRandom } from "../task/random.ts";
import type { Draws } from "../task/random.ts";
import type { FitTask } from "../task/task.ts";
import {
  applyTrialCheckpoint,
  canGoOn,
  checkpointKey,
  demandCheckpoint,
  orderAfter,
  takeTrialCheckpoint,
} from "./checkpoint.ts";
import { finite } from "./epoch.ts";
import type { Epoch, Listener, Outcome } from "./epoch.ts";
import { feedOf, testValues } from "./feed.ts";
import { createMeter } from "./meter.ts";
import { compileNetwork } from "./network.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Whether a weight is no longer a finite number. The loss does not tell: it is clipped, and the WebAssembly backend clips
 * NaN to a number.
 */
async function hasDiverged(tf: typeof Tensorflow, model: Tensorflow.LayersModel): Promise<boolean> {
  const total = tf.tidy(() => tf.addN(model.getWeights().map((weight) => weight.sum())));
  const [value] = await total.data();
  total.dispose();
  return !Number.isFinite(value);
}

/** Metrics by name. */
type Measured = ReadonlyMap<string, number>;

/** As results keep them. */
const scoreOf = (values: Measured): Score =>
  Object.fromEntries([...values].map(([metric, value]) => [metric, finite(value)]));

/** What sets the learning rate, and its clock if it has one. */
interface Setter {
  readonly callback: Tensorflow.Callback;
  readonly running?: Running;
}

function setterOf(tf: typeof Tensorflow, entry: Entry, resume: Resume | undefined): Setter {
  if ("learningRateScheduler" in entry) {
    return { callback: learningRateScheduler(tf, entry.learningRateScheduler) };
  }
  const options = resume && { resume };
  const method = entry.per === "step" ? "perStep" : "perEpoch";
  const callback =
    "plan" in entry
      ? connectPlan(tf)[method](entry.plan, options)
      : connect(tf)[method](entry.schedule, options);
  return { callback, running: callback };
}

/** Trains the network of a task with `fit` as the trial says, and evaluates it once on the test, if there is one. */
export async function fitTask(
  tf: typeof Tensorflow,
  trial: Trial,
  task: FitTask,
  data: PreparedData,
  contestant: Contestant,
  { clocks, turn, fuse, checkpoints: { keep, resume } = {} }: Surroundings,
  listener: Listener,
): Promise<Outcome> {
  const { task: name, seed, epochs: whole, evaluateTraining } = trial;
  const totals = totalsOf(trial);
  const planned = trainedEpochs(trial);
  const key = checkpointKey(trial);
  if (resume) demandCheckpoint(trial, resume);
  const entry = enter(trial.name, contestant, totals);
  const meter = createMeter(tf, totals.stepsPerEpoch, clocks);
  const epochs: Epoch[] = [...(resume?.epochs ?? [])];
  const drawn: number[] = resume?.drawn.slice(0, -1) ?? [];
  listener.at?.(`task ${name}: network`, false);
  const network = await compileNetwork(tf, name, task, trial, entry.optimizer, fuse);
  const { model, optimizer, logNames } = network;
  const { train } = data;
  const goesOn =
    keep !== undefined && canGoOn({ task, train, schedule: trial.schedule, model, optimizer });
  const schedule = setterOf(
    tf,
    entry,
    resume && (await applyTrialCheckpoint(tf, model, optimizer, resume)),
  );
  listener.at?.(`task ${name}: callbacks`, false);
  const own = await inTask(name, "callbacks", () => task.callbacks?.(tf, trial) ?? []);
  const state = { diverged: false };
  const refuse = (problem: string): never => {
    throw new BenchmarkError("usage", `task ${name}: ${problem}`);
  };
  const demandFinite = (values: Measured, place: string): void => {
    for (const [metric, value] of values) {
      if (Number.isFinite(value)) continue;
      refuse(
        `metric ${metric} is ${String(value)} ${place}, while the loss and the weights are finite; a metric must be a finite number`,
      );
    }
  };

  class Recorder extends tf.Callback {
    #steps = epochs.length * totals.stepsPerEpoch;
    #began = 0;
    readonly #draws: Draws;

    constructor(draws: Draws) {
      super();
      this.#draws = draws;
    }

    override onEpochBegin(): Promise<void> {
      drawn.push(this.#draws.count);
      this.#began = clocks.wall();
      return Promise.resolve();
    }

    override async onBatchEnd(): Promise<void> {
      listener.step?.(++this.#steps);
      await turn();
    }

    override async onEpochEnd(epoch: number, logs?: Tensorflow.Logs): Promise<void> {
      const read = async (metric: string, log: string): Promise<number> => {
        const value: unknown = logs![log];
        if (typeof value === "number") return value;
        if (value !== undefined) return (await (value as Tensorflow.Scalar).data())[0]!;
        return refuse(
          `metric ${metric} is missing after epoch ${String(epoch + 1)}: ${log} is not in the logs`,
        );
      };
      const score = async (prefix: string): Promise<Measured> => {
        const values = new Map<string, number>();
        for (const [metric, log] of logNames) values.set(metric, await read(metric, prefix + log));
        return values;
      };
      const [told, validation] = [await score(""), await score("val_")];
      const losses = [await read("loss", "loss"), await read("loss", "val_loss")];
      // What the schedule and callbacks saw stays what it was: they train the same with and without it.
      const after = evaluateTraining && (await feed.evaluateTraining(model));
      const training = after
        ? new Map(logNames.map(([metric, log]) => [metric, after.get(log)!]))
        : told;
      if (after) losses.push(after.get("loss")!);
      const seconds = (clocks.wall() - this.#began) / 1000;
      state.diverged = !losses.every(Number.isFinite) || (await hasDiverged(tf, model));
      if (!state.diverged) {
        demandFinite(training, `after epoch ${String(epoch + 1)}`);
        demandFinite(validation, `in the validation after epoch ${String(epoch + 1)}`);
      }
      const record = {
        epoch,
        learningRate: await read("learning rate", "lr"),
        training: scoreOf(training),
        validation: scoreOf(validation),
        seconds,
        measured: meter.take(),
      };
      epochs.push(record);
      listener.epoch?.(record);
      if (state.diverged) model.stopTraining = true;
      else if (goesOn && epochs.length < whole) {
        const position = { key, epochs, drawn: [...drawn, this.#draws.count] };
        await keep(await takeTrialCheckpoint(model, optimizer, schedule.running, position));
      }
    }
  }

  const feed = await feedOf(
    tf,
    data,
    trial,
    model,
    resume && ((rows) => orderAfter(tf, seed, rows, resume.drawn)),
  );

  /** Validates where `fit` does not. It comes before the schedule. */
  class Validation extends tf.Callback {
    override async onEpochEnd(_epoch: number, logs?: Tensorflow.Logs): Promise<void> {
      if (feed.validates) return;
      for (const [log, value] of await feed.validate(model)) {
        logs![`val_${log}`] = value;
      }
    }
  }

  try {
    listener.at?.(`task ${name}: fit`, true);
    await withSeededMathRandom(seed, (draws) => {
      if (resume) draws.skipTo(resume.drawn.at(-1)!);
      return inTask(name, "fit", () =>
        feed.fit(model, {
          epochs: planned,
          initialEpoch: epochs.length,
          ...(task.classWeight === undefined ? {} : { classWeight: task.classWeight }),
          callbacks: [
            meter,
            new Validation(),
            schedule.callback,
            ...own.map((callback) =>
              callback instanceof tf.Callback ? callback : new tf.CustomCallback(callback),
            ),
            new Recorder(draws),
          ],
        }),
      );
    });
    if (state.diverged) return { status: "diverged", epochs, test: null };
    const tested = trial.examples!.test;
    if (planned < whole || tested === 0 || data.test === undefined)
      return { status: "completed", epochs, test: null };
    listener.at?.(`task ${name}: test`, false);
    const values = await inTask(name, "test", () =>
      testValues(tf, model, data.test!, seed, tested),
    );
    if (!Number.isFinite(values.get("loss"))) return { status: "diverged", epochs, test: null };
    const tests = new Map(logNames.map(([metric, log]) => [metric, values.get(log)!]));
    demandFinite(tests, "in the test");
    return { status: "completed", epochs, test: scoreOf(tests) };
  } finally {
    await feed.dispose();
    network.dispose();
  }
}
