import { fuse } from "@anneal/fused-training";
import type * as Tensorflow from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { BenchmarkError } from "../../src/errors.ts";
import { keyOf } from "../../src/records/key.ts";
import type { PlanSettings } from "../../src/records/settings.ts";
import { layerSeeds } from "../../src/task/random.ts";
import type { FitTask, Task } from "../../src/task/task.ts";
import type { TrialCheckpoint } from "../../src/training/checkpoint.ts";
import type { Fuse } from "../../src/training/fuse.ts";
import { inspect } from "../../src/training/inspect.ts";
import { readyTask } from "../../src/training/readyTask.ts";
import { plan } from "../../src/training/plan.ts";
import { runTrial } from "../../src/training/runTrial.ts";
import type { TrialRun } from "../../src/training/runTrial.ts";
import type { Surroundings } from "../../src/training/surroundings.ts";
import { loadTensorflow, surroundings } from "../tensorflow.ts";

let tf: typeof Tensorflow;
beforeAll(async () => {
  tf = await loadTensorflow();
});

const count = 48;
const examples = {
  x: { values: Float32Array.from({ length: count * 3 }, (_, i) => Math.sin(i)), shape: [count, 3] },
  y: {
    values: Float32Array.from({ length: count }, (_, i) => Number(Math.sin(3 * i) > 0.2)),
    shape: [count, 1],
  },
};

/** What validates is what trains, so that evaluated training figures must be those of the validation. */
const inMemory: FitTask = {
  network: (tf, { seed }) =>
    tf.sequential({
      layers: layerSeeds(seed, 2).map((own, index) =>
        tf.layers.dense({
          units: index === 0 ? 8 : 1,
          activation: index === 0 ? "relu" : "sigmoid",
          ...(index === 0 ? { inputShape: [3] } : {}),
          kernelInitializer: tf.initializers.glorotUniform({ seed: own }),
        }),
      ),
    }),
  loss: "binaryCrossentropy",
  metrics: ["accuracy"],
  target: [{ measure: "trainingAccuracy", above: 0.5 }],
  data: () => ({ train: examples, validation: examples }),
};

const asStream: FitTask = {
  ...inMemory,
  data: () => ({
    train: {
      length: count,
      // eslint-disable-next-line @typescript-eslint/require-await
      async *blocks() {
        yield examples;
      },
    },
    validation: examples,
  }),
};

const settings: PlanSettings = {
  preset: "smoke",
  task: "mine",
  schedule: ["it"],
  seeds: [1],
  epochs: 3,
  samples: null,
  testSamples: null,
  batchSize: 8,
  learningRate: 0.05,
};
const trainer = {
  backend: { name: "wasm", version: "1", kernels: "1", rounding: "1" },
  versions: { anneal: "1.0.0", tfjs: "4.22.0" },
} as const;

async function prepare(task: Task, changes: Partial<PlanSettings> = {}, fused?: Fuse) {
  const ready = await readyTask("mine", task, { tf });
  const all = { ...settings, ...changes };
  const request = { ...all, schedules: [{ name: "it", learningRate: all.learningRate }] };
  const it = (): number => all.learningRate;
  const inspection = await inspect(tf, "mine", ready, request, { it }, { fuse: fused });
  const made = plan(all, inspection, trainer);
  const train = async (checkpoints?: Surroundings["checkpoints"]): Promise<TrialRun["result"]> => {
    const around = { ...surroundings, fuse: fused, checkpoints };
    return (await runTrial(tf, made.trials[0]!, ready, it, around)).result;
  };
  return { plan: made, train };
}

const evaluated = { evaluateTraining: true } as const;
const whole: Fuse = (model) => fuse(tf, model, { engine: "wasm" });

describe.each<readonly [string, FitTask, boolean]>([
  ["in memory, layer by layer", inMemory, false],
  ["in memory, by whole steps", inMemory, true],
  ["as a stream", asStream, false],
])("training figures of examples %s", (_, task, fused) => {
  test("are evaluated with the weights after the epoch, and nothing else of the training changes", async () => {
    const engine = fused ? whole : undefined;
    const usual = await (await prepare(task, {}, engine)).train();
    const other = await (await prepare(task, evaluated, engine)).train();
    expect(other.epochs.map(({ validation }) => validation)).toEqual(
      usual.epochs.map(({ validation }) => validation),
    );
    expect(other.epochs).toHaveLength(3);
    for (const [index, { training, validation }] of other.epochs.entries()) {
      expect(training["accuracy"]).toBeCloseTo(validation["accuracy"]!, 6);
      expect(training["loss"]).toBeCloseTo(validation["loss"]!, 6);
      expect(training["loss"]).not.toBeCloseTo(usual.epochs[index]!.training["loss"]!, 3);
    }
  });
});

test("a target on a training figure is on the evaluated one", async () => {
  const usual = await (await prepare(inMemory)).train();
  const between = (usual.epochs[2]!.training["loss"]! + usual.epochs[2]!.validation["loss"]!) / 2;
  const task: FitTask = { ...inMemory, target: [{ measure: "trainingLoss", below: between }] };
  expect((await (await prepare(task)).train()).targetMet).toBe(false);
  expect((await (await prepare(task, evaluated)).train()).targetMet).toBe(true);
});

test("plan, trial and facts say so, and without it are what they were", async () => {
  const usual = (await prepare(inMemory)).plan;
  const other = (await prepare(inMemory, evaluated)).plan;
  for (const part of [usual.settings, usual.task, usual.trials[0]!.trial]) {
    expect(part).not.toHaveProperty("evaluateTraining");
  }
  expect(other.settings).toEqual({ ...usual.settings, ...evaluated });
  expect(other.task).toEqual({ ...usual.task, ...evaluated });
  const { trial } = other.trials[0]!;
  expect(trial).toEqual({ ...usual.trials[0]!.trial, ...evaluated });
  expect(keyOf(trial)).not.toBe(usual.trials[0]!.key);
  expect(other.hash).not.toBe(usual.hash);
});

test("what goes on from a checkpoint evaluates the same to the last bit", async () => {
  const { train } = await prepare(inMemory, evaluated);
  const kept: TrialCheckpoint[] = [];
  const result = await train({ keep: (checkpoint) => void kept.push(checkpoint) });
  expect(kept).toHaveLength(2);
  for (const resume of kept) expect(await train({ resume })).toEqual(result);
});

test("a network that can no longer be evaluated has diverged", async () => {
  const { train } = await prepare(inMemory, { ...evaluated, learningRate: 1e38 });
  expect((await train()).status).toBe("diverged");
});

test("a loop of one's own is refused, which reports what it likes", async () => {
  const loop: Task = { train: () => Promise.resolve() };
  const refused = prepare(loop, evaluated);
  await expect(refused).rejects.toThrow(BenchmarkError);
  await expect(refused).rejects.toThrow(
    "task mine has a loop of its own, which reports its training figures itself: leave evaluateTraining out, and report what it evaluates",
  );
});
