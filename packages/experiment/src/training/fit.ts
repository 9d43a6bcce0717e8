import { connect, connectPlan, learningRateScheduler } from "@anneal/tfjs";
import type * as Tensorflow from "@tensorflow/tfjs";
import type { Score } from "../records/results.ts";
import { totalsOf } from "../records/trial.ts";
import type { Trial } from "../records/trial.ts";
import { enter } from "../schedules/contestant.ts";
import type { Contestant, Entry } from "../schedules/contestant.ts";
import { spread } from "../task/data.ts";
import type { PreparedData } from "../task/data.ts";
import { batchOf } from "../task/examples.ts";
import type { Batch, PreparedExamples } from "../task/examples.ts";
import { inTask } from "../task/inTask.ts";
import { shuffledIndices, withSeededMathRandom } from "../task/random.ts";
import type { FitTask } from "../task/task.ts";
import { finite } from "./epoch.ts";
import type { Epoch, Listener, Outcome } from "./epoch.ts";
import { createMeter } from "./meter.ts";
import { compileNetwork, valuesOn } from "./network.ts";
import type { CompiledNetwork } from "./network.ts";
import type { Surroundings } from "./surroundings.ts";

// tfjs-node would draw a progress bar of its own. TensorFlow.js does not export the enum that this 0 belongs to.
const silent = { verbose: 0 };

/** Examples that `evaluate` takes at a time. */
const evaluationBatch = 500;

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

function callbackOf(tf: typeof Tensorflow, entry: Entry): Tensorflow.Callback {
  if ("learningRateScheduler" in entry) {
    return learningRateScheduler(tf, entry.learningRateScheduler);
  }
  if ("plan" in entry) {
    const adapter = connectPlan(tf);
    return entry.per === "step" ? adapter.perStep(entry.plan) : adapter.perEpoch(entry.plan);
  }
  const adapter = connect(tf);
  return entry.per === "step" ? adapter.perStep(entry.schedule) : adapter.perEpoch(entry.schedule);
}

/** The tensors that one trial trains and validates with: the seed decides the order, and so which examples validate. */
function batchesOf(
  tf: typeof Tensorflow,
  { train, validation }: PreparedData,
  { seed, examples }: Trial,
): { readonly train: Batch; readonly validation: Batch } {
  const { training, validation: held } = examples!;
  const first = validation === undefined ? training + held : training;
  const order = shuffledIndices(seed, first);
  const own = validation ?? train;
  const rows =
    validation === undefined
      ? order.subarray(training)
      : Uint32Array.from({ length: held }, (_, index) => index);
  return {
    train: batchOf(tf, train, order.subarray(0, training)),
    validation: batchOf(tf, own, rows),
  };
}

/** Trains the network of a task with `fit` as the trial says, and evaluates it once on the test, if there is one. */
export async function fitTask(
  tf: typeof Tensorflow,
  trial: Trial,
  task: FitTask,
  data: PreparedData,
  contestant: Contestant,
  { clocks, turn }: Surroundings,
  listener: Listener,
): Promise<Outcome> {
  const { task: name, seed, epochs: planned, batchSize } = trial;
  const totals = totalsOf(trial);
  const entry = enter(trial.name, contestant, totals);
  const schedule = callbackOf(tf, entry);
  const meter = createMeter(tf, totals.stepsPerEpoch, clocks);
  const epochs: Epoch[] = [];
  const network = await compileNetwork(tf, name, task, trial, entry.optimizer);
  const { model, logNames } = network;
  const own = await inTask(name, "callbacks", () => task.callbacks?.(tf, trial) ?? []);
  const state = { diverged: false };

  class Recorder extends tf.Callback {
    #steps = 0;
    #began = 0;

    override onEpochBegin(): Promise<void> {
      this.#began = clocks.wall();
      return Promise.resolve();
    }

    override async onBatchEnd(): Promise<void> {
      listener.step?.(++this.#steps);
      await turn();
    }

    override async onEpochEnd(epoch: number, logs?: Tensorflow.Logs): Promise<void> {
      const seconds = (clocks.wall() - this.#began) / 1000;
      const read = async (log: string): Promise<number> => {
        const value: unknown = logs![log];
        return typeof value === "number" ? value : (await (value as Tensorflow.Scalar).data())[0]!;
      };
      const score = async (prefix: string): Promise<Score> => {
        const values: Record<string, number | null> = {};
        for (const [metric, log] of logNames) values[metric] = finite(await read(prefix + log));
        return values;
      };
      const record = {
        epoch,
        learningRate: await read("lr"),
        training: await score(""),
        validation: await score("val_"),
        seconds,
        measured: meter.take(),
      };
      epochs.push(record);
      listener.epoch?.(record);
      const loss = await read("loss");
      state.diverged = !Number.isFinite(loss) || (await hasDiverged(tf, model));
      if (state.diverged) model.stopTraining = true;
    }
  }

  const batches = batchesOf(tf, data, trial);
  const { validation } = batches;
  const severalOutputs = model.outputs.length > 1;

  /** Validates a network with several outputs, whose values `fit` puts under each other's names. It comes before the schedule. */
  class Validation extends tf.Callback {
    override async onEpochEnd(_epoch: number, logs?: Tensorflow.Logs): Promise<void> {
      if (!severalOutputs) return;
      for (const [log, value] of await valuesOn(model, validation, batchSize)) {
        logs![`val_${log}`] = value;
      }
    }
  }

  try {
    await withSeededMathRandom(seed, () =>
      inTask(name, "fit", () =>
        model.fit(batches.train.x, batches.train.y, {
          batchSize,
          epochs: planned,
          ...(severalOutputs ? {} : { validationData: [validation.x, validation.y] as never }),
          ...(task.classWeight === undefined ? {} : { classWeight: task.classWeight as never }),
          shuffle: true,
          ...silent,
          callbacks: [
            meter,
            new Validation(),
            schedule,
            ...own.map((callback) =>
              callback instanceof tf.Callback ? callback : new tf.CustomCallback(callback),
            ),
            new Recorder(),
          ],
        }),
      ),
    );
    if (state.diverged) return { status: "diverged", epochs, test: null };
    const tested = trial.examples!.test;
    const test =
      tested > 0 && data.test !== undefined ? await evaluate(tf, network, data.test, tested) : null;
    return { status: "completed", epochs, test };
  } finally {
    batches.train.dispose();
    validation.dispose();
    network.dispose();
  }
}

async function evaluate(
  tf: typeof Tensorflow,
  { model, logNames }: CompiledNetwork,
  examples: PreparedExamples,
  count: number,
): Promise<Score> {
  const batch = batchOf(tf, examples, spread(count, examples.length));
  const values = await valuesOn(model, batch, evaluationBatch);
  batch.dispose();
  return Object.fromEntries(logNames.map(([metric, log]) => [metric, finite(values.get(log)!)]));
}
