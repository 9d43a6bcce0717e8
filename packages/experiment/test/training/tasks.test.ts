import { fuse } from "@anneal/fused-training";
import type * as Tensorflow from "@tensorflow/tfjs";
import { plateau } from "anneal";
import { beforeAll, describe, expect, test } from "vitest";
import { keyOf } from "../../src/records/key.ts";
import { trialResultSchema } from "../../src/records/results.ts";
import { BenchmarkError } from "../../src/errors.ts";
import type { Trial } from "../../src/records/trial.ts";
import type { Contestant } from "../../src/schedules/contestant.ts";
import type { TaskData } from "../../src/task/data.ts";
import type { ExampleStream } from "../../src/task/stream.ts";
import type { LoopContext } from "../../src/task/context.ts";
import type { FitTask, LoopTask, Task } from "../../src/task/task.ts";
import type { Listener } from "../../src/training/epoch.ts";
import { UnfusedTask } from "../../src/training/fuse.ts";
import type { Fuse } from "../../src/training/fuse.ts";
import { inspect } from "../../src/training/inspect.ts";
import { readyTask } from "../../src/training/readyTask.ts";
import type { InspectedSchedule, Inspection, TaskRequest } from "../../src/training/inspection.ts";
import { runTrial } from "../../src/training/runTrial.ts";
import type { TrialRun } from "../../src/training/runTrial.ts";
import { loadTensorflow, surroundings } from "../tensorflow.ts";

let tf: typeof Tensorflow;
beforeAll(async () => {
  tf = await loadTensorflow();
});

const settings = { epochs: 2, batchSize: 4, learningRate: 0.1, samples: null, testSamples: null };
// TensorFlow.js does not export the enum that this 0 belongs to.
const silent = { verbose: 0 };
const it = { name: "it", learningRate: settings.learningRate };

/** Whole steps in WebAssembly, which every machine has. */
const whole: Fuse = (model) => fuse(tf, model, { engine: "wasm" });

const look = async (
  task: Task,
  changes: Partial<TaskRequest> = {},
  contestant: Contestant = () => 0.1,
  fuse?: Fuse,
): Promise<Omit<Inspection, "schedules"> & InspectedSchedule> => {
  const ready = await readyTask("mine", task, { tf });
  const request = { ...settings, seeds: [1], schedules: [it], ...changes };
  const contestants = { it: contestant };
  const { schedules, ...rest } = await inspect(tf, "mine", ready, request, contestants, { fuse });
  return { ...rest, ...schedules[0]! };
};

async function run(
  task: Task,
  contestant: Contestant = () => 0.1,
  listener?: Listener,
  fuse?: Fuse,
  epochs = settings.epochs,
  changes: Partial<Trial> = {},
): Promise<TrialRun["result"]> {
  const ready = await readyTask("mine", task, { tf });
  const found = await look(task, { epochs }, contestant, fuse);
  const { examples, stepsPerEpoch, batchSize, identities, description } = found;
  const { learningRate } = settings;
  const trial: Trial = {
    protocol: 1,
    task: "mine",
    examples,
    stepsPerEpoch,
    epochs,
    batchSize,
    learningRate,
    seed: 1,
    name: "it",
    schedule: description,
    identity: identities[0]!,
    backend: { name: "wasm", version: "4.22.0", kernels: "training", rounding: "9ff3a8dd37cf" },
    versions: { anneal: "0.0.0", tfjs: "4.22.0" },
    ...changes,
  };
  const planned = { key: keyOf(trial), trial };
  const around = { ...surroundings, fuse };
  const { result } = await runTrial(tf, planned, ready, contestant, around, listener);
  expect(trialResultSchema.parse(result)).toEqual(result);
  return result;
}

const column = (n: number, of: (index: number) => number) => ({
  values: Float32Array.from({ length: n }, (_, index) => of(index)),
  shape: [n, 1],
});

/** y = 2x, from one number. */
const line: FitTask = {
  network: (tf, { seed }) =>
    tf.sequential({
      layers: [
        tf.layers.dense({
          inputShape: [1],
          units: 1,
          kernelInitializer: tf.initializers.glorotUniform({ seed }),
        }),
      ],
    }),
  optimizer: (tf, { learningRate }) => tf.train.sgd(learningRate),
  loss: "meanSquaredError",
  data: () => ({ train: { x: column(20, (i) => i / 20), y: column(20, (i) => i / 10) } }),
};

describe("a task for fit", () => {
  test("that is loaded once is told apart by the same digests however often it is asked", async () => {
    const ready = await readyTask("mine", line, { tf });
    const request = { ...settings, seeds: [1, 2], schedules: [it] };
    const ask = () => inspect(tf, "mine", ready, request, { it: () => 0.1 });
    const first = await ask();
    expect(await ask()).toEqual(first);
    const [one, other] = first.schedules[0]!.identities as [Trial["identity"], Trial["identity"]];
    expect(one).not.toEqual(other);
    expect(one["data"]).toBe(other["data"]);
  });

  test("knows a schedule by the specification that comes with the request, as does a loop", async () => {
    const spec = { kind: "constant", value: 0.3 };
    for (const task of [line, parabola]) {
      const inspected = await look(task, { schedules: [{ ...it, name: "it#1", spec }] });
      expect(inspected).toMatchObject({ name: "it#1", description: { per: "step", spec } });
    }
  });

  test.each([
    ["itt", "itt (did you mean it?)"],
    ["constructor", "constructor"],
  ])("and a loop refuse a schedule %s that nobody has given", async (name, shown) => {
    for (const task of [line, parabola]) {
      await expect(look(task, { schedules: [{ ...it, name }] })).rejects.toThrow(
        new BenchmarkError("usage", `schedule ${shown} is not given: the schedules are it`),
      );
    }
  });

  test("tells which of its code runs next", async () => {
    const request = { ...settings, seeds: [1, 2], schedules: [it] };
    const placesOf = async (task: Task): Promise<readonly string[]> => {
      const places: string[] = [];
      const ready = await readyTask("mine", task, { tf });
      await inspect(
        tf,
        "mine",
        ready,
        request,
        { it: () => 0.1 },
        {
          at: (place) => {
            places.push(place);
          },
        },
      );
      return places;
    };
    expect(await placesOf(line)).toEqual([
      "task mine: data",
      "schedule it",
      "task mine: optimizer",
      "task mine: network",
    ]);
    expect(await placesOf(parabola)).toEqual(["task mine: stepsPerEpoch", "schedule it"]);
  });

  test("with a loss alone is a regression, without a test if the data have none", async () => {
    const result = await run(line);
    expect(result).toMatchObject({
      status: "completed",
      test: null,
      targetMet: true,
      timings: null,
    });
    expect(result.trial).toMatchObject({
      examples: { training: 16, validation: 4, test: 0 },
      stepsPerEpoch: 4,
    });
    const losses = result.epochs.map(({ training }) => training["loss"]!);
    expect(losses[1]).toBeLessThan(losses[0]!);
  });

  test("may have several inputs and outputs, with losses and metrics of each", async () => {
    const two: FitTask = {
      network: (tf) => {
        const [a, b] = [tf.input({ shape: [1], name: "a" }), tf.input({ shape: [1], name: "b" })];
        const both = tf.layers.concatenate().apply([a, b]) as Tensorflow.SymbolicTensor;
        const output = (name: string) =>
          tf.layers.dense({ units: 1, name, kernelInitializer: "zeros" }).apply(both);
        return tf.model({
          inputs: [a, b],
          outputs: [output("sum"), output("product")] as Tensorflow.SymbolicTensor[],
        });
      },
      loss: { sum: "meanSquaredError", product: "meanAbsoluteError" },
      metrics: [
        {
          name: "worst",
          better: "lower",
          output: "product",
          metric: (truth, guess) => truth.sub(guess).abs().max(),
        },
        { name: "off", better: "lower", metric: "meanAbsoluteError" },
      ],
      data: () => {
        const part = (n: number) => ({
          x: { a: column(n, (i) => i), b: column(n, () => 1) },
          y: { sum: column(n, (i) => i + 1), product: column(n, (i) => i) },
        });
        return { train: part(8), validation: part(4), test: part(3) };
      },
    };
    const { examples, stepsPerEpoch, facts } = await look(two);
    expect([examples, stepsPerEpoch]).toEqual([{ training: 8, validation: 4, test: 3 }, 2]);
    expect(facts.metrics.map(({ name }) => name)).toEqual(["worst", "off", "loss"]);
    // Weights of 0 and a rate of 0: what is off is what is true.
    const { test: tested, epochs } = await run(two, () => 1e-12);
    expect(tested!["worst"]).toBeCloseTo(2, 5);
    expect(tested!["off"]).toBeCloseTo(2, 5);
    expect(tested!["loss"]).toBeCloseTo((1 + 4 + 9) / 3 + 1, 4);
    expect(epochs[0]!.validation["worst"]).toBeCloseTo(3, 5);
  });

  test("may weight its classes and have callbacks of its own", async () => {
    const seen: number[] = [];
    const weighted: FitTask = {
      ...line,
      loss: "binaryCrossentropy",
      metrics: ["accuracy", "precision", "meanAbsoluteError"],
      data: () => ({ train: { x: column(10, (i) => i), y: column(10, (i) => i % 2) } }),
      classWeight: { 0: 1, 1: 3 },
      callbacks: (tf) => [
        { onEpochEnd: (epoch) => void seen.push(epoch) },
        new (class extends tf.Callback {
          override onTrainEnd() {
            seen.push(-1);
            return Promise.resolve();
          }
        })(),
      ],
    };
    const { epochs } = await run(weighted);
    expect(Object.keys(epochs[1]!.validation)).toEqual([
      "accuracy",
      "precision",
      "meanAbsoluteError",
      "loss",
    ]);
    expect(seen).toEqual([0, 1, -1]);
  });

  test("may compare batch sizes, each with as many updates as follow from it", async () => {
    const sizes: number[] = [];
    const task: FitTask = {
      ...line,
      callbacks: (_, { batchSize }) => [
        { onBatchEnd: (_, logs) => void sizes.push(batchSize, logs!["size"]!) },
      ],
    };
    const small = await run(task, { schedule: () => 0.1, batchSize: 8 });
    expect(small.trial).toMatchObject({ batchSize: 8, stepsPerEpoch: 2 });
    expect(sizes).toEqual(Array<number>(8).fill(8));
    const keras = await run(task, { learningRateScheduler: () => 0.1, batchSize: 16 });
    expect(keras.trial).toMatchObject({ batchSize: 16, stepsPerEpoch: 1 });
    expect(keras.key).not.toBe(small.key);
    const plain = await run(line);
    expect(plain.trial).toMatchObject({ batchSize: 4, stepsPerEpoch: 4 });
    // What one network starts with does not depend on the size of a batch.
    expect(plain.trial.identity["weights"]).toBe(small.trial.identity["weights"]);
  });

  test("may compare weight decay, of an optimizer of its own, on the clock of the rate", async () => {
    const decays: number[] = [];
    const optimizer: FitTask["optimizer"] = (tf, { learningRate }) => {
      class Decaying extends tf.SGDOptimizer {
        weightDecay = 0.1;
        override applyGradients(gradients: Parameters<Tensorflow.Optimizer["applyGradients"]>[0]) {
          decays.push(this.weightDecay);
          super.applyGradients(gradients);
        }
        override getConfig() {
          return { ...super.getConfig(), weightDecay: this.weightDecay };
        }
      }
      return new Decaying(learningRate);
    };
    await run(line, {
      plan: { learningRate: 0.1, weightDecay: (step: number) => 0.1 / (step + 1) },
      optimizer,
    });
    expect(decays).toEqual(Array.from({ length: 8 }, (_, step) => 0.1 / (step + 1)));
  });

  describe("may read its data as it trains", () => {
    const passes: (readonly [string, number, number])[] = [];
    const stream = (part: string, n: number, from = 0): ExampleStream => ({
      length: n,
      blocks: function* ({ seed, epoch }) {
        passes.push([part, seed, epoch]);
        for (let i = 0; i < n; i++) {
          yield { x: column(1, () => (from + i) / 20), y: column(1, () => (from + i) / 10) };
        }
      },
    });
    const streamed: FitTask = {
      ...line,
      data: () => ({
        train: stream("train", 16),
        validation: stream("validation", 4, 16),
        test: stream("test", 2, 30),
      }),
    };

    test("with the numbers that the same data in memory give, in the order of the stream", async () => {
      passes.length = 0;
      const before = tf.memory().numTensors;
      const { trial, epochs, test: tested } = await run(streamed);
      expect(tf.memory().numTensors).toBe(before);
      expect(trial).toMatchObject({
        examples: { training: 16, validation: 4, test: 2 },
        stepsPerEpoch: 4,
      });
      // By hand: four updates of four examples in each epoch, in that order.
      const model = await line.network(tf, { ...settings, seed: 1 });
      model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
      const part = (n: number, from: number, by: number) =>
        tf.tensor2d(Array.from({ length: n }, (_, i) => [(from + i) / by]));
      const loss = (n: number, from: number) =>
        (model.evaluate(part(n, from, 20), part(n, from, 10)) as Tensorflow.Scalar).dataSync()[0]!;
      for (const epoch of [0, 1]) {
        await model.fit(part(16, 0, 20), part(16, 0, 10), {
          epochs: 1,
          batchSize: 4,
          shuffle: false,
          ...silent,
        });
        expect(epochs[epoch]!.validation["loss"]).toBeCloseTo(loss(4, 16), 6);
      }
      expect(tested!["loss"]).toBeCloseTo(loss(2, 30), 6);
      // One pass of each part for its digest, one for the metrics on a few examples; then two epochs.
      expect(passes.filter(([part]) => part === "train").slice(-2)).toEqual([
        ["train", 1, 0],
        ["train", 1, 1],
      ]);
    });

    test("also with several outputs", async () => {
      const pairs = (n: number): ExampleStream => ({
        length: n,
        blocks: () => [
          { x: column(n, (i) => i), y: { one: column(n, () => 1), two: column(n, () => 2) } },
        ],
      });
      const { epochs } = await run(
        {
          ...line,
          network: (tf) => {
            const input = tf.input({ shape: [1] });
            const output = (name: string) =>
              tf.layers.dense({ units: 1, name, kernelInitializer: "zeros" }).apply(input);
            const outputs = [output("one"), output("two")] as Tensorflow.SymbolicTensor[];
            return tf.model({ inputs: input, outputs });
          },
          metrics: [{ name: "off", better: "lower", output: "two", metric: "meanAbsoluteError" }],
          data: () => ({ train: pairs(8), validation: pairs(4) }),
        },
        () => 1e-12,
      );
      expect(epochs[1]!.validation["off"]).toBeCloseTo(2, 5);
      expect(epochs[1]!.validation["loss"]).toBeCloseTo(1 + 4, 5);
    });

    test("also if a part of it is in memory", async () => {
      const memory = (n: number, from: number) => ({
        x: column(n, (i) => (from + i) / 20),
        y: column(n, (i) => (from + i) / 10),
      });
      const lossesOf = async (train: TaskData["train"], validation: TaskData["train"]) => {
        const { epochs } = await run({ ...line, data: () => ({ train, validation }) });
        return epochs.map((epoch) => epoch.validation["loss"]!);
      };
      const streamed = await lossesOf(stream("train", 16), stream("validation", 4, 16));
      expect(await lossesOf(stream("train", 16), memory(4, 16))).toEqual(streamed);
      expect(await lossesOf(memory(16, 0), stream("validation", 4, 16))).toHaveLength(2);
    });

    test("and is told apart by its length and its first 256 examples", async () => {
      const digestOf = async (train: ExampleStream): Promise<string> => {
        const data = () => ({ train, validation: stream("validation", 4) });
        return (await look({ ...line, data })).identities[0]!["data"]!;
      };
      const usual = await digestOf(stream("train", 300));
      expect(await digestOf(stream("train", 300))).toBe(usual);
      expect(await digestOf(stream("train", 301))).not.toBe(usual);
      expect(await digestOf(stream("train", 300, 1))).not.toBe(usual);
    });
  });

  test("may hold back as little as one example", async () => {
    const { trial } = await run({ ...line, validationSplit: 0.001 });
    expect(trial.examples).toEqual({ training: 19, validation: 1, test: 0 });
  });
});

describe("what can go wrong with a network is one error that names the task and the place", () => {
  test.each<[string, Partial<FitTask>, string]>([
    [
      "a network that throws",
      {
        network: () => {
          throw new Error("no layers");
        },
      },
      "task mine: network: no layers",
    ],
    [
      "no network",
      { network: () => ({}) as never },
      "task mine: network must give a model of TensorFlow.js, got an object",
    ],
    [
      "no optimizer",
      { optimizer: () => ({}) as never },
      "task mine: optimizer must give an optimizer of TensorFlow.js, got an object",
    ],
    [
      "an optimizer whose configuration is no JSON",
      {
        optimizer: (tf) =>
          Object.assign(tf.train.sgd(0.1), { getConfig: () => ({ rate: 1n }) as never }),
      },
      "task mine: optimizer: its getConfig() must give JSON: Do not know how to serialize a BigInt",
    ],
    ["an unknown loss", { loss: "meanCubedError" }, "task mine: the network does not compile: "],
    [
      "a metric of another output",
      { metrics: [{ name: "off", better: "lower", output: "other", metric: "meanAbsoluteError" }] },
      "task mine: the network does not compile: metrics: off is of the output other; the outputs are ",
    ],
    [
      "too few examples",
      { data: () => ({ train: { x: column(1, () => 1), y: column(1, () => 1) } }) },
      "task mine: of 1 examples none is left to train with",
    ],
    [
      "a split that leaves nothing to validate with",
      { validationSplit: 1e-17 },
      "examples none is left to validate with; give more of them, or a larger validationSplit",
    ],
    [
      "callbacks that throw",
      {
        callbacks: () => {
          throw new Error("no log");
        },
      },
      "task mine: callbacks: no log",
    ],
    [
      "labels of another shape",
      {
        data: () => ({
          train: { x: column(8, () => 1), y: { values: new Float32Array(16), shape: [8, 2] } },
        }),
      },
      "task mine: the network does not take the data: ",
    ],
  ])("%s", async (_, changes, message) => {
    await expect(run({ ...line, ...changes })).rejects.toThrow(message);
    await expect(run({ ...line, ...changes })).rejects.toMatchObject({ kind: "usage" });
  });

  test("more examples than there are", async () => {
    await expect(look(line, { samples: 21 })).rejects.toThrow(
      "task mine: samples must be at most 20, which is all that the task has to train with, got 21",
    );
    await expect(look(line, { testSamples: 1 })).rejects.toThrow(
      "task mine: testSamples must be at most 0, which is all that the task has to test with, got 1",
    );
  });
});

describe("a metric that is no finite number", () => {
  const metric = (of: (truth: Tensorflow.Tensor) => number): FitTask["metrics"] => [
    { name: "odd", better: "lower", metric: (truth) => tf.scalar(of(truth)) },
  ];
  const trained = (odd: (truth: Tensorflow.Tensor) => number, changes: Partial<FitTask> = {}) =>
    run({ ...line, metrics: metric(odd), ...changes });

  test.each<[string, (truth: Tensorflow.Tensor) => number, string]>([
    ["NaN in training", ({ size }) => (size === 4 ? NaN : 0), "is NaN after epoch 1, while"],
    [
      "infinite in the test",
      ({ size }) => (size === 3 ? Infinity : 0),
      "is Infinity in the test, while",
    ],
  ])("%s, where the weights are finite, is an error", async (_, odd, message) => {
    const data = () => ({
      train: { x: column(8, (i) => i / 8), y: column(8, (i) => i / 4) },
      validation: { x: column(2, (i) => i / 8), y: column(2, (i) => i / 4) },
      test: { x: column(3, (i) => i / 8), y: column(3, (i) => i / 4) },
    });
    const attempt = trained(odd, { data });
    await expect(attempt).rejects.toThrow(
      `task mine: metric odd ${message} the loss and the weights are finite; a metric must be a finite number`,
    );
    await expect(attempt).rejects.toMatchObject({ kind: "usage" });
    const inValidation = trained(({ size }) => (size === 2 ? NaN : 0), { data });
    await expect(inValidation).rejects.toThrow("metric odd is NaN in the validation after epoch 1");
  });

  test("is none where the training has diverged", async () => {
    const result = await run({ ...line, metrics: metric(() => NaN) }, () => 1e30);
    expect(result).toMatchObject({ status: "diverged", test: null });
    expect(result.epochs.at(-1)!.training["odd"]).toBeNull();
  });

  test("a loss of the test that is not finite means that it has diverged, whatever training was", async () => {
    const data = () => ({
      train: { x: column(20, (i) => i / 20), y: column(20, (i) => i / 10) },
      test: { x: column(2, () => 1), y: column(2, () => 1e38) },
    });
    expect(await run({ ...line, data })).toMatchObject({ status: "diverged", test: null });
  });

  test("or that is missing is an error", async () => {
    const callbacks: FitTask["callbacks"] = () => [
      { onEpochEnd: (_, logs) => void Reflect.deleteProperty(logs!, "odd") },
    ];
    await expect(trained(() => 1, { callbacks })).rejects.toThrow(
      "task mine: metric odd is missing after epoch 1: odd is not in the logs",
    );
  });
});

describe("the identity of a task is what it does", () => {
  const identity = async (changes: Partial<FitTask> = {}, request: Partial<TaskRequest> = {}) => {
    const { identities } = await look({ ...line, ...changes }, request);
    return identities[0]!;
  };

  test("the same, written otherwise, is the same", async () => {
    const again = {
      loss: "meanSquaredError",
      optimizer: ((tf, c) => tf.train.sgd(c.learningRate)) as FitTask["optimizer"],
    };
    expect(await identity(again)).toEqual(await identity());
  });

  test.each<[string, Partial<FitTask>, Partial<TaskRequest>]>([
    [
      "data",
      { data: () => ({ train: { x: column(20, (i) => i / 20), y: column(20, (i) => i / 9) } }) },
      {},
    ],
    ["weights", {}, { seeds: [2] }],
    [
      "optimizer",
      { optimizer: (tf, { learningRate }) => tf.train.momentum(learningRate, 0.9) },
      {},
    ],
    ["metrics", { loss: "meanAbsoluteError" }, {}],
    ["metrics", { loss: (truth, guess) => guess.sub(truth).square().mul(2) }, {}],
    ["version", { version: 2 }, {}],
  ])("other %s are seen", async (part, changes, request) => {
    const [one, other] = [await identity(), await identity(changes, request)];
    expect(other[part]).not.toBe(one[part]);
  });
});

/** Falls to 0 by gradient descent. */
const parabola: LoopTask = {
  metrics: [{ name: "loss", better: "lower" }],
  stepsPerEpoch: 2,
  target: [{ measure: "validationLoss", below: 0.5 }],
  train: async ({ schedule, epochs, report }) => {
    let x = 1;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let step = 0; step < 2; step++) {
        x -= schedule.value * 2 * x;
        schedule.advance();
      }
      await report({ training: { loss: x * x }, validation: { loss: x * x } });
    }
    return { loss: x };
  },
};

describe("a loop of one's own", () => {
  test("sees every value and the step of its clock, and cannot be given an optimizer", async () => {
    const seen: unknown[] = [];
    await run({
      ...parabola,
      train: async ({ schedule, report }) => {
        seen.push(schedule.values, schedule.step);
        schedule.advance(false);
        seen.push(schedule.step);
        await report({ training: { loss: 1 } });
      },
    });
    expect(seen).toEqual([expect.anything(), 0, 0]);
    const ready = await readyTask("mine", parabola, { tf });
    const request = { ...settings, seeds: [1], schedules: [{ name: "it", learningRate: 0.1 }] };
    const optimizer = (own: typeof tf) => own.train.sgd(0.1);
    await expect(
      inspect(tf, "mine", ready, request, {
        it: { optimizer, plan: { learningRate: { kind: "constant", value: 0.1 } } } as never,
      }),
    ).rejects.toThrow(
      "task mine has a loop of its own, so that schedule it cannot bring an optimizer",
    );
  });

  test.each([true, false])(
    "that is to end early ends with its epoch, whether it catches that (%s) or not",
    async (catches) => {
      const whole = await run(parabola, undefined, undefined, undefined, 4);
      let aborted = false;
      const task: LoopTask = {
        ...parabola,
        async train(context) {
          const given = parabola.train(context).finally(() => {
            aborted = context.signal.aborted;
          });
          return catches ? given.catch(() => ({ loss: 0 })) : given;
        },
      };
      const early = await run(task, undefined, undefined, undefined, 4, { until: 2 });
      expect(aborted).toBe(true);
      expect(early).toMatchObject({ status: "completed", test: null });
      expect(early.epochs).toEqual(whole.epochs.slice(0, 2));
    },
  );

  test("is given a clock and reports by epoch", async () => {
    const steps: number[] = [];
    const result = await run(parabola, () => 0.1, { step: (n) => void steps.push(n) });
    expect(steps).toEqual([1, 2, 3, 4]);
    expect(result).toMatchObject({
      status: "completed",
      targetMet: true,
      trial: { examples: null, stepsPerEpoch: 2 },
      test: { loss: expect.closeTo(0.8 ** 4, 12) as number },
      epochs: [
        {
          epoch: 0,
          learningRate: 0.1,
          validation: { loss: expect.closeTo(0.8 ** 4, 12) as number },
        },
        { epoch: 1, learningRate: 0.1 },
      ],
    });
  });

  test.each<[string, Contestant, readonly number[]]>([
    ["updates", () => (step) => 0.1 / (step + 1), [0.1 / 2, 0.1 / 4]],
    ["epochs", { per: "epoch", schedule: () => (epoch) => 0.1 / (epoch + 1) }, [0.1, 0.05]],
    [
      "epochs as Keras does",
      { learningRateScheduler: (epoch, rate) => rate / (epoch + 1) },
      [0.1, 0.05],
    ],
    // Nothing is an improvement by a factor of two.
    [
      "epochs and reacts to a metric",
      {
        per: "epoch",
        schedule: ({ learningRate }) =>
          plateau({
            schedule: learningRate,
            monitor: "val_loss",
            patience: 1,
            factor: 0.5,
            threshold: 0.999,
          }),
      },
      [0.1, 0.1],
    ],
  ])("with a schedule that counts %s", async (_, contestant, rates) => {
    const { epochs } = await run(parabola, contestant);
    expect(epochs.map(({ learningRate }) => learningRate)).toEqual(rates);
  });

  test("has diverged when it tells what is not finite, also where it catches what it is told", async () => {
    const bad = {
      ...parabola,
      train: (async ({ report }) => report({ training: { loss: NaN } })) as LoopTask["train"],
    };
    const stubborn: LoopTask = {
      ...parabola,
      train: async ({ report, signal }) => {
        await report({ training: { loss: Infinity } }).catch(() => undefined);
        expect(signal.aborted).toBe(true);
        return { loss: 1 };
      },
    };
    const late: LoopTask = {
      ...parabola,
      train: async ({ report }) => {
        await report({ training: { loss: 1 } });
        return { loss: NaN };
      },
    };
    for (const task of [bad, stubborn, late]) {
      expect(await run(task)).toMatchObject({ status: "diverged", test: null, targetMet: false });
    }
  });

  test("may report by step: the means belong to the epoch", async () => {
    const task: LoopTask = {
      metrics: [
        { name: "loss", better: "lower" },
        { name: "gain", better: "higher" },
      ],
      train: async ({ report }) => {
        await report({ step: { loss: 1, gain: 5 } });
        await report({ step: { loss: 2 } });
        await report({ validation: { loss: 7 } });
        await report({ step: { loss: 4 } });
        await report({ training: { gain: 9 } });
        // Ended by the end of the loop.
        await report({ step: { loss: 6 } });
      },
    };
    const { epochs, status } = await run(task, undefined, undefined, undefined, 3);
    expect(status).toBe("completed");
    expect(epochs.map(({ training, validation }) => [training, validation])).toEqual([
      [{ loss: 1.5, gain: 5 }, { loss: 7 }],
      [{ loss: 4, gain: 9 }, {}],
      [{ loss: 6 }, {}],
    ]);
  });

  test.each<[string, Parameters<LoopContext["report"]>[0]]>([
    ["an epoch", { training: { loss: 1 } }],
    ["a step", { step: { loss: 1 } }],
  ])(
    "that tells of %s after the last epoch is refused, also where it catches that",
    async (_, more) => {
      const problem =
        "task mine: train goes on after epoch 2, which is the last one; it is told how many `epochs` there are";
      const given: boolean[] = [];
      const task: LoopTask = {
        ...parabola,
        train: async ({ report, signal, epochs }) => {
          for (let epoch = 0; epoch < epochs; epoch++) await report({ training: { loss: 1 } });
          given.push(signal.aborted);
          for (let again = 0; again < 2; again++) {
            await expect(report(more)).rejects.toThrow(problem);
          }
          given.push(signal.aborted);
        },
      };
      await expect(run(task)).rejects.toThrow(problem);
      expect(given).toEqual([false, true]);
    },
  );

  test("what report refuses ends the trial, also where the loop catches it", async () => {
    const task: LoopTask = {
      ...parabola,
      train: async ({ report }) => {
        await report({ training: { los: 1 } }).catch(() => undefined);
        await report({ training: { loss: 1 } }).catch(() => undefined);
      },
    };
    await expect(run(task)).rejects.toThrow("report.training.los is no metric of the task");
  });

  test("tells of the updates that the trial has, and of no more: who waits for it is not to wait for ever", async () => {
    const told: unknown[] = [];
    const task: LoopTask = {
      ...parabola,
      train: async ({ schedule, report }) => {
        for (let update = 0; update < 100; update++) schedule.advance();
        for (let update = 0; update < 100; update++) await report({ step: { loss: 1 } });
        await report({ training: { loss: 1 } });
      },
    };
    await run(task, undefined, {
      step: (step) => void told.push(step),
      at: (...at) => void told.push(at),
    });
    // Two epochs of two updates, by each of the two ways.
    expect(told).toEqual([["task mine: train", true], 1, 2, 3, 4, 100, 100, 100, 100]);
  });

  test("says where fit is", async () => {
    const pairs = { x: column(20, (i) => i / 20), y: column(20, (i) => i / 10) };
    const places: unknown[] = [];
    await run({ ...line, data: () => ({ train: pairs, test: pairs }) }, undefined, {
      at: (...at) => void places.push(at),
    });
    expect(places).toEqual([
      ["task mine: network", false],
      ["task mine: callbacks", false],
      ["task mine: fit", true],
      ["task mine: test", false],
    ]);
  });

  test("has diverged at the first step that is not finite, with what it had told until then", async () => {
    const task: LoopTask = {
      ...parabola,
      train: async ({ report }) => {
        await report({ training: { loss: 1 } });
        await report({ step: { loss: 2 } });
        await report({ step: { loss: NaN } });
      },
    };
    const { status, epochs } = await run(task);
    expect([status, epochs.map(({ training }) => training)]).toEqual([
      "diverged",
      [{ loss: 1 }, { loss: null }],
    ]);
  });

  test("may have as many steps in an epoch as the settings say", async () => {
    const { stepsPerEpoch } = await look({
      ...parabola,
      stepsPerEpoch: ({ batchSize }) => 2 * batchSize,
    });
    expect(stepsPerEpoch).toBe(8);
    await expect(look({ ...parabola, stepsPerEpoch: () => 0 })).rejects.toThrow(
      "task mine: stepsPerEpoch must give a whole number of at least 1, got 0",
    );
    expect((await look({ ...parabola, version: 3 })).identities).toEqual([{ version: "3" }]);
    expect((await look({ ...parabola, stepsPerEpoch: undefined })).stepsPerEpoch).toBe(1);
  });

  test.each<[string, LoopTask["train"], string]>([
    ["throws", () => Promise.reject(new Error("no luck")), "task mine: train: no luck"],
    ["reports nothing", () => Promise.resolve(), "task mine: train ended without a report"],
    [
      "reports no metric",
      ({ report }) => report({}),
      "task mine: report must be given a metric of training or of validation",
    ],
    [
      "reports an unknown metric",
      ({ report }) => report({ training: { los: 1 } }),
      "task mine: report.training.los is no metric of the task; its metrics are loss",
    ],
    [
      "reports a step and an epoch at once",
      ({ report }) => report({ step: { loss: 1 }, training: { loss: 1 } }),
      "task mine: report must be given step alone, or training and validation at the end of an epoch",
    ],
    [
      "reports what there is not",
      ({ report }) => report({ training: { loss: 1 }, validaton: { loss: 1 } } as never),
      "task mine: report must be given training and validation, or step, got validaton (did you mean validation?)",
    ],
    [
      "reports nothing that has metrics",
      ({ report }) => report(undefined as never),
      "task mine: report must be given metrics, got undefined",
    ],
    [
      "reports a step without a metric",
      ({ report }) => report({ step: {} }),
      "task mine: report.step must have a metric",
    ],
    [
      "reports a step with an unknown metric",
      ({ report }) => report({ step: { los: 1 } }),
      "task mine: report.step.los is no metric of the task; its metrics are loss",
    ],
    [
      "reports text",
      ({ report }) => report({ validation: { loss: "1" as never } }),
      'task mine: report.validation.loss must be a number, got "1"',
    ],
    [
      "reports no record",
      ({ report }) => report({ training: 1 as never }),
      "task mine: report.training must be metrics by name, got 1",
    ],
    [
      "returns a metric that it has not",
      async ({ report }) => {
        await report({ training: { loss: 1 } });
        return { accuracy: 1 };
      },
      "task mine: what train returns.accuracy is no metric of the task",
    ],
  ])("that %s is one error", async (_, train, message) => {
    const attempt = run({ ...parabola, train });
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toMatchObject({ kind: "usage" });
  });
});

describe("whole steps", () => {
  const classes: FitTask = {
    ...line,
    network: (tf, { seed }) =>
      tf.sequential({
        layers: [
          tf.layers.dense({
            inputShape: [1],
            units: 2,
            activation: "softmax",
            kernelInitializer: tf.initializers.glorotUniform({ seed }),
          }),
        ],
      }),
    loss: "sparseCategoricalCrossentropy",
    data: () => ({ train: { x: column(12, (n) => n / 12), y: column(12, (n) => Number(n > 5)) } }),
  };

  test("learn what layers learn, and leave nothing behind", async () => {
    const byLayers = await run({ ...classes, metrics: ["accuracy"] });
    const tensors = tf.memory().numTensors;
    const fused = await run({ ...classes, metrics: ["accuracy"] }, undefined, undefined, whole);
    expect(tf.memory().numTensors).toBe(tensors);
    fused.epochs.forEach((epoch, index) => {
      const other = byLayers.epochs[index]!;
      expect(epoch.training["accuracy"]).toBe(other.training["accuracy"]);
      expect(epoch.training["loss"]).toBeCloseTo(other.training["loss"]!, 6);
      expect(epoch.validation["loss"]).toBeCloseTo(other.validation["loss"]!, 6);
    });
    expect(fused.trial.identity["backend"]).toBeUndefined();
  });

  test.each<[what: string, metrics: FitTask["metrics"], expected: string | undefined]>([
    ["accuracy and loss", ["accuracy", "loss"], undefined],
    [
      "an accuracy of another name",
      [{ name: "right", better: "higher", metric: "accuracy" }],
      undefined,
    ],
    [
      "a function of that name",
      [{ name: "accuracy", better: "higher", metric: (truth, value) => value.sub(truth) }],
      "wasm",
    ],
    ["another metric", [{ name: "error", better: "lower", metric: "meanSquaredError" }], "wasm"],
    ["none", undefined, undefined],
  ])("name the backend of what they do not tell: %s", async (_, metrics, expected) => {
    const { identities } = await look({ ...classes, metrics }, {}, undefined, whole);
    expect(identities[0]!["backend"]).toBe(expected);
  });

  test("are refused, with the reason, by a network that is no chain of what is planned", async () => {
    const task: FitTask = { ...classes, loss: "hinge" };
    const tensors = tf.memory().numTensors;
    await expect(look(task, {}, undefined, whole)).rejects.toThrow(
      new UnfusedTask("mine", "the loss is hinge"),
    );
    expect(tf.memory().numTensors).toBe(tensors);
    const loop: LoopTask = {
      metrics: [{ name: "loss", better: "lower" }],
      train: () => Promise.resolve(),
    };
    await expect(look(loop, {}, undefined, whole)).rejects.toThrow(
      "task mine cannot be trained by whole steps: it has a loop of its own; --backend auto trains it layer by layer",
    );
  });
});
