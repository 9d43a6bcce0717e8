import { constant } from "anneal";
import type * as Tensorflow from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Trial } from "../../src/records/trial.ts";
import { schedules } from "../../src/schedules/builtIn.ts";
import type { Contestant } from "../../src/schedules/contestant.ts";
import { referenceNetwork } from "../../src/task/network.ts";
import { referenceTask } from "../../src/task/reference.ts";
import type { Dataset } from "../../src/task/reference.ts";
import type { Epoch, Outcome } from "../../src/training/epoch.ts";
import { inspect } from "../../src/training/inspect.ts";
import { readyTask } from "../../src/training/readyTask.ts";
import { train } from "../../src/training/train.ts";
import { loadTensorflow, readMnist, surroundings } from "../tensorflow.ts";

interface Size {
  readonly samples?: number;
  readonly testSamples?: number;
}

let tf: typeof Tensorflow;
let dataset: Dataset;
beforeAll(async () => {
  tf = await loadTensorflow();
  dataset = readMnist();
});

const run = async (
  name: string,
  { samples = 80, testSamples = 50, ...changes }: Partial<Trial> & Size = {},
  contestant: Contestant = schedules[name]!,
): Promise<Outcome> => {
  const settings = { batchSize: 32, epochs: 2, learningRate: 0.01, seed: 1, ...changes };
  const ready = await readyTask(
    "mnist",
    referenceTask("mnist", () => Promise.resolve(dataset)),
    { tf, samples, testSamples },
  );
  const request = {
    ...settings,
    seeds: [settings.seed],
    schedules: [{ name, learningRate: settings.learningRate }],
    samples,
    testSamples,
  };
  const { examples, schedules } = await inspect(tf, "mnist", ready, request, {
    [name]: contestant,
  });
  const { stepsPerEpoch, description, identities } = schedules[0]!;
  const trial: Trial = {
    protocol: 1,
    task: "mnist",
    examples,
    stepsPerEpoch,
    name,
    schedule: description,
    identity: identities[0]!,
    backend: { name: "wasm", version: "4.22.0", kernels: "training", rounding: "9ff3a8dd37cf" },
    versions: { anneal: "0.0.0", tfjs: "4.22.0" },
    ...settings,
  };
  return train(tf, trial, ready, contestant, surroundings);
};

/** Everything but the time it took. */
const history = ({ epochs, ...rest }: Outcome) => ({
  ...rest,
  epochs: epochs.map(({ seconds, measured, ...epoch }: Epoch) => {
    expect(seconds).toBeGreaterThan(0);
    expect(measured.examples).toBeGreaterThanOrEqual(0);
    return epoch;
  }),
});

test("the network is the reference, and the seed decides its weights", async () => {
  const weights = async (seed: number) => {
    const model = referenceNetwork(tf, seed);
    const values = await Promise.all(model.getWeights().map((weight) => weight.data()));
    expect(model.layers.map((layer) => layer.outputShape)).toEqual([
      [null, 26, 26, 32],
      [null, 13, 13, 32],
      [null, 11, 11, 64],
      [null, 5, 5, 64],
      [null, 1600],
      [null, 64],
      [null, 10],
    ]);
    expect(model.countParams()).toBe(320 + 18_496 + 102_464 + 650);
    model.dispose();
    return values;
  };
  const first = await weights(1);
  expect(await weights(1)).toEqual(first);
  expect(await weights(2)).not.toEqual(first);
});

describe("a training", () => {
  test("with one seed gives identical numbers, and leaves no tensor behind", async () => {
    const first = await run("warmup-cosine");
    const before = tf.memory().numTensors;
    const second = await run("warmup-cosine");
    expect(tf.memory().numTensors).toBe(before);
    expect(history(second)).toEqual(history(first));
    expect(first.status).toBe("completed");
    expect(first.epochs.map(({ epoch }) => epoch)).toEqual([0, 1]);
    expect(first.epochs[1]!.training["loss"]!).toBeLessThan(first.epochs[0]!.training["loss"]!);
    expect(first.test?.["accuracy"]).toBeGreaterThan(0);
  });

  test("with another seed gives other numbers", async () => {
    const [one, two] = [await run("constant"), await run("constant", { seed: 2 })];
    expect(history(two)).not.toEqual(history(one));
  });

  test("starts from the same weights and order whatever the schedule", async () => {
    // The first epoch of both runs at the same constant rate.
    const schedule: Contestant = {
      per: "epoch",
      schedule: () => (epoch) => (epoch < 1 ? 0.01 : 0.001),
    };
    const [one, other] = [await run("constant"), await run("mine", {}, schedule)];
    expect(history(other).epochs[0]).toEqual(history(one).epochs[0]);
    expect(history(other).epochs[1]).not.toEqual(history(one).epochs[1]);
  });

  test("learns: three epochs of 640 images are enough for 80 % of the test images", async () => {
    const outcome = await run("constant", {
      samples: 640,
      batchSize: 64,
      epochs: 3,
      testSamples: 500,
    });
    expect(outcome.test?.["accuracy"]).toBeGreaterThan(0.8);
    const [first] = outcome.epochs;
    // 8 batches, of which the first three and the last do not count.
    expect(first!.measured.examples).toBe(4 * 64);
    expect(first!.measured.seconds).toBeLessThan(first!.seconds);
  });

  test("drives the rate on the clock of the updates or of the epochs", async () => {
    const rates = async (contestant: Contestant) =>
      (await run("mine", {}, contestant)).epochs.map(({ learningRate }) => learningRate);
    // 64 images to train in batches of 32: two updates an epoch; the last one of each is recorded.
    expect(await rates(() => (step) => 0.01 / (step + 1))).toEqual([0.01 / 2, 0.01 / 4]);
    expect(await rates({ per: "epoch", schedule: () => (epoch) => 0.01 / (epoch + 1) })).toEqual([
      0.01, 0.005,
    ]);
    expect(await rates({ learningRateScheduler: (epoch, rate) => rate / (epoch + 1) })).toEqual([
      0.01, 0.005,
    ]);
  });

  test("drives other hyper-parameters beside the rate, of an optimizer that competes", async () => {
    const momenta: number[] = [];
    const optimizer = () => {
      const made = tf.train.momentum(0.01, 0.5);
      const apply = made.applyGradients.bind(made);
      made.applyGradients = (gradients) => {
        momenta.push((made as unknown as { momentum: number }).momentum);
        apply(gradients);
      };
      return made;
    };
    const rate = (step: number) => 0.01 / (step + 1);
    const plan = { learningRate: rate, momentum: (step: number) => 0.5 + step / 10 };
    const byStep = await run("mine", {}, { plan, optimizer });
    expect(byStep.epochs.map(({ learningRate }) => learningRate)).toEqual([0.01 / 2, 0.01 / 4]);
    expect(momenta).toEqual([0.5, 0.6, 0.7, 0.8]);
    momenta.length = 0;
    const byEpoch = await run("mine", {}, { per: "epoch", plan, optimizer });
    expect(byEpoch.epochs.map(({ learningRate }) => learningRate)).toEqual([0.01, 0.005]);
    expect(momenta).toEqual([0.5, 0.5, 0.6, 0.6]);
    // Another optimizer at the same rate gives another training.
    const same = { schedule: () => 0.01 } as const;
    expect(history(await run("mine", {}, { ...same, optimizer }))).not.toEqual(
      history(await run("mine", {}, same)),
    );
  });

  test("lets a plateau see the validation loss", async () => {
    // Nothing is an improvement by a factor of two, so the rate falls after every epoch but the first.
    const spec = {
      kind: "plateau",
      schedule: { kind: "constant", value: 0.01 },
      patience: 1,
      factor: 0.5,
      threshold: 0.99,
    };
    const { epochs } = await run("mine", { epochs: 4 }, spec);
    expect(epochs.map(({ learningRate }) => learningRate)).toEqual([0.01, 0.01, 0.005, 0.0025]);
  });

  test("that diverges is a result", async () => {
    // More than a 32-bit float holds, so the first update makes the weights infinite.
    const outcome = await run("mine", { epochs: 5 }, constant(1e39));
    expect(outcome).toMatchObject({ status: "diverged", test: null });
    expect(outcome.epochs).toHaveLength(1);
  });
});

test("a trial may leave the test images alone", async () => {
  expect((await run("constant", { testSamples: 0, epochs: 1 })).test).toBeNull();
});

test("a loss that is not a number is none", async () => {
  // The WebAssembly backend clips it to a number.
  // Else the cpu backend advertises tfjs-node.
  tf.enableProdMode();
  await tf.setBackend("cpu");
  try {
    const settings = { samples: 4, batchSize: 2, epochs: 1 };
    const { status, epochs } = await run("mine", settings, constant(1e39));
    expect(status).toBe("diverged");
    expect(epochs[0]!.validation["loss"]).toBeNull();
  } finally {
    await tf.setBackend("wasm");
  }
});

test("halving as a Keras-shaped callback and as a schedule give the same training", async () => {
  const settings = { epochs: 8, samples: 100 };
  const callback = history(await run("halving-keras", settings));
  const composed = history(await run("halving", settings));
  expect(composed).toEqual(callback);
  expect(composed.epochs.map(({ learningRate }) => learningRate)).toEqual([
    0.01, 0.01, 0.01, 0.01, 0.01, 0.005, 0.0025, 0.00125,
  ]);
  const constantRate = history(await run("constant", settings));
  expect(constantRate.epochs.slice(0, 5)).toEqual(composed.epochs.slice(0, 5));
  expect(constantRate.epochs[7]).not.toEqual(composed.epochs[7]);
});
