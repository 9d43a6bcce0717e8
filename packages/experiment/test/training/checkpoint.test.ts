import { fuse } from "@anneal/fused-training";
import type * as Tensorflow from "@tensorflow/tfjs";
import { constant, cosine, plateau } from "anneal";
import { beforeAll, expect, test } from "vitest";
import { keyOf } from "../../src/records/key.ts";
import type { PlannedTrial, Trial } from "../../src/records/trial.ts";
import { schedules } from "../../src/schedules/builtIn.ts";
import type { Contestant } from "../../src/schedules/contestant.ts";
import { layerSeeds } from "../../src/task/random.ts";
import type { ExampleStream } from "../../src/task/stream.ts";
import type { FitTask } from "../../src/task/task.ts";
import { isCheckpointOf } from "../../src/training/checkpoint.ts";
import type { TrialCheckpoint } from "../../src/training/checkpoint.ts";
import type { Fuse } from "../../src/training/fuse.ts";
import { inspect } from "../../src/training/inspect.ts";
import { readyTask } from "../../src/training/readyTask.ts";
import { runTrial } from "../../src/training/runTrial.ts";
import type { TrialRun } from "../../src/training/runTrial.ts";
import type { Surroundings } from "../../src/training/surroundings.ts";
import { loadTensorflow, surroundings } from "../tensorflow.ts";

let tf: typeof Tensorflow;
beforeAll(async () => {
  tf = await loadTensorflow();
});

const examples = 24;
const x = {
  values: Float32Array.from({ length: examples * 3 }, (_, i) => Math.sin(i)),
  shape: [3],
};
const given = {
  x: { values: x.values, shape: [examples, 3] },
  y: {
    values: Float32Array.from({ length: examples }, (_, i) => Number(i % 3 > 0)),
    shape: [examples, 1],
  },
};

/** A network whose dropout draws from the same random numbers as the order of the batches, and with more than one state. */
const task: FitTask = {
  network(tf, { seed }) {
    const [first, second] = layerSeeds(seed, 2).map((seed) =>
      tf.initializers.glorotUniform({ seed }),
    );
    return tf.sequential({
      layers: [
        tf.layers.dense({
          units: 8,
          activation: "relu",
          inputShape: [3],
          kernelInitializer: first!,
        }),
        tf.layers.batchNormalization(),
        tf.layers.dropout({ rate: 0.25 }),
        tf.layers.dense({ units: 1, activation: "sigmoid", kernelInitializer: second! }),
      ],
    });
  },
  loss: "binaryCrossentropy",
  metrics: ["accuracy"],
  data: () => ({ train: given, test: given }),
};

const whole: Fuse = (model) => fuse(tf, model, { engine: "wasm" });

interface Prepared {
  readonly planned: PlannedTrial;
  readonly train: (
    checkpoints?: Surroundings["checkpoints"],
    steps?: number[],
  ) => Promise<TrialRun["result"]>;
}

async function prepare(
  contestant: Contestant,
  fused?: Fuse,
  own: FitTask = task,
  changes: Partial<Trial> = {},
): Promise<Prepared> {
  const ready = await readyTask("mine", own, { tf });
  const settings = { epochs: 4, batchSize: 4, learningRate: 0.1 };
  const found = await inspect(
    tf,
    "mine",
    ready,
    {
      ...settings,
      ...{ seeds: [1], schedules: [{ name: "it", learningRate: 0.1 }] },
      ...{ samples: null, testSamples: null },
    },
    { it: contestant },
    { fuse: fused },
  );
  const { description, identities, stepsPerEpoch } = found.schedules[0]!;
  const trial: Trial = {
    protocol: 1,
    task: "mine",
    examples: found.examples,
    stepsPerEpoch,
    ...settings,
    seed: 1,
    name: "it",
    schedule: description,
    identity: identities[0]!,
    backend: { name: "wasm", version: "1", kernels: "1", rounding: "1" },
    versions: { anneal: "1.0.0", tfjs: "4.22.0" },
    ...changes,
  };
  const planned = { key: keyOf(trial), trial };
  const train: Prepared["train"] = async (checkpoints, steps) => {
    const around = { ...surroundings, fuse: fused, checkpoints };
    const listener = { step: (step: number) => void steps?.push(step) };
    return (await runTrial(tf, planned, ready, contestant, around, listener)).result;
  };
  return { planned, train };
}

const contestants: Readonly<Record<string, Contestant>> = {
  "by the step": ({ learningRate, totalSteps }) =>
    cosine({ initial: learningRate, steps: totalSteps }),
  "by the epoch": schedules["halving"]!,
  "shaped as Keras has it": {
    learningRateScheduler: (epoch, rate) => (epoch >= 2 ? rate * 0.5 : rate),
  },
  reactive: {
    per: "epoch",
    schedule: plateau({ schedule: 0.1, monitor: "val_loss", patience: 1, threshold: 1 }),
  },
  "a plan": {
    plan: { learningRate: cosine({ initial: 0.1, steps: 20 }), beta1: constant(0.8) },
  },
};

test.each(
  Object.keys(contestants).flatMap((name) => [
    [name, "layer by layer"],
    [name, "by whole steps"],
  ]),
)("a trial %s, %s, goes on from each of its epochs to the last bit", async (name, how) => {
  const fused = how === "by whole steps" ? whole : undefined;
  const { planned, train } = await prepare(contestants[name]!, fused);
  const expected = await train();
  const kept: TrialCheckpoint[] = [];
  expect(
    await train({ keep: (checkpoint) => void kept.push(structuredClone(checkpoint)) }),
  ).toEqual(expected);
  expect(kept.map(({ key, epochs }) => [key, epochs.length])).toEqual(
    [1, 2, 3].map((count) => [planned.key, count]),
  );
  const tensors = tf.memory().numTensors;
  for (const resume of kept) {
    const later: TrialCheckpoint[] = [];
    const steps: number[] = [];
    const keep = (checkpoint: TrialCheckpoint): void => void later.push(checkpoint);
    expect(await train({ resume, keep }, steps)).toEqual(expected);
    const done = resume.epochs.length;
    expect(steps[0]).toBe(done * planned.trial.stepsPerEpoch + 1);
    // A trial that is interrupted a second time goes on from what the first wrote.
    expect(later.map(({ weights, drawn }) => [weights, drawn])).toEqual(
      kept.slice(done).map(({ weights, drawn }) => [weights, drawn]),
    );
  }
  expect(tf.memory().numTensors).toBe(tensors);
});

test.each(["layer by layer", "by whole steps"])(
  "a trial that ends early goes on as the whole of it, %s, whose schedule it had from the beginning",
  async (how) => {
    const fused = how === "by whole steps" ? whole : undefined;
    const contestant = contestants["by the step"]!;
    const complete = await prepare(contestant, fused);
    const expected = await complete.train();
    let resume: TrialCheckpoint | undefined;
    for (const until of [1, 3]) {
      const early = await prepare(contestant, fused, task, { until });
      expect(early.planned.key).not.toBe(complete.planned.key);
      const kept: TrialCheckpoint[] = [];
      const keep = (checkpoint: TrialCheckpoint): void => void kept.push(checkpoint);
      const result = await early.train({ resume, keep });
      expect(result).toMatchObject({ status: "completed", test: null });
      expect(result.epochs).toEqual(expected.epochs.slice(0, until));
      resume = kept.at(-1)!;
      expect(resume).toMatchObject({ key: complete.planned.key });
      expect(isCheckpointOf(complete.planned.trial, resume)).toBe(true);
      expect(isCheckpointOf(early.planned.trial, resume)).toBe(false);
      await expect(early.train({ resume })).rejects.toThrow(
        `the checkpoint must be of fewer than the ${String(until)} epochs after which the trial ends, got one of ${String(until)}: begin anew`,
      );
    }
    expect(await complete.train({ resume })).toEqual(expected);
  },
);

const stream: ExampleStream = {
  length: examples,
  *blocks() {
    yield given;
  },
};

test.each<[string, Contestant, FitTask]>([
  ["callbacks of its own", () => 0.1, { ...task, callbacks: () => [] }],
  ["a stream", () => 0.1, { ...task, data: () => ({ train: stream, validation: given }) }],
  ["a schedule without a JSON form", () => () => 0.1, task],
  [
    "an optimizer that is not saved",
    () => 0.1,
    { ...task, optimizer: (tf, { learningRate }) => tf.train.adamax(learningRate) },
  ],
  [
    "a layer that has a state from batch to batch",
    () => 0.1,
    {
      ...task,
      // Of these TensorFlow.js wants whole batches alone.
      data: () => ({ train: given, validation: given }),
      network: (tf) => {
        const layer = tf.layers.dense({ units: 1, activation: "sigmoid", inputShape: [3] });
        return tf.sequential({
          layers: [Object.defineProperty(layer, "stateful", { value: true })],
        });
      },
    },
  ],
])("a trial with %s keeps nothing", async (_what, contestant, own) => {
  const { train } = await prepare(contestant, undefined, own);
  let kept = 0;
  const keep = (): void => {
    kept++;
  };
  expect((await train({ keep })).epochs).toHaveLength(4);
  expect(kept).toBe(0);
});

test("a checkpoint of another trial is refused", async () => {
  const kept: TrialCheckpoint[] = [];
  const first = await prepare(() => 0.1);
  await first.train({ keep: (checkpoint) => void kept.push(checkpoint) });
  const second = await prepare(() => 0.1, undefined, task, { seed: 2 });
  await expect(second.train({ resume: kept[0]! })).rejects.toThrow(
    `the checkpoint must be one of the trial ${second.planned.key}, got one of ${first.planned.key}: begin anew`,
  );
});

const changes: Readonly<Record<string, (checkpoint: TrialCheckpoint) => object>> = {
  "a number of its weights": ({ weights: [first, ...rest], ...others }) => {
    const values = Float32Array.from(first!.values);
    values[0]! += 1;
    return { ...others, weights: [{ ...first, values }, ...rest] };
  },
  "how many numbers were drawn": ({ drawn, ...others }) => ({ ...others, drawn: drawn.slice(1) }),
  "numbers drawn that nobody would live to see": ({ drawn, ...others }) => ({
    ...others,
    drawn: drawn.map(() => Infinity),
  }),
  "its epochs": (checkpoint) => ({ ...checkpoint, epochs: [] }),
  "its digest": (checkpoint) => ({ ...checkpoint, digest: undefined }),
  "the numbers of its optimizer": ({ optimizer, ...others }) => ({
    ...others,
    optimizer: optimizer.map(({ name }) => ({ name })),
  }),
  "nearly everything": ({ key }) => ({ key }),
};

test.each(Object.keys(changes))("a checkpoint of which %s changed is refused", async (what) => {
  const kept: TrialCheckpoint[] = [];
  const { train } = await prepare(() => 0.1);
  await train({ keep: (checkpoint) => void kept.push(checkpoint) });
  const before = tf.memory().numTensors;
  const resume = changes[what]!(kept[0]!) as TrialCheckpoint;
  await expect(train({ resume })).rejects.toThrow(
    "the checkpoint must be as it was taken, got one whose content has another digest: begin anew",
  );
  expect(tf.memory().numTensors).toBe(before);
});
