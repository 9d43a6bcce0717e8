import { schedules } from "@anneal/experiment/schedules";
import { referenceTask } from "@anneal/experiment/task";
import { inspect, readyTask, runTrial } from "@anneal/experiment/training";
import type { Listener } from "@anneal/experiment/training";
import { identityOf, protocolVersion } from "@anneal/experiment/records";
import type { Trial } from "@anneal/experiment/records";
import { unpack } from "@anneal/fashion-mnist";
import { fuse } from "@anneal/fused-training";
import type * as Tensorflow from "@tensorflow/tfjs";
import type { LabResult, LabTrial } from "./messages.ts";

const task = "fashion-mnist";

/** What the page hears of a trial while it runs, and with what it holds it. */
export interface LabListener extends Listener {
  /** How many updates there will be. */
  readonly planned: (steps: number) => void;
  /** Is awaited after each update. */
  readonly turn: () => Promise<void>;
}

/**
 * Trains the reference network with one schedule, as `anneal-bench run --backend fused` does: with the same package, the same
 * images, the same order, and so with the same numbers to the last bit.
 *
 * @param images - The content of `images.bin` of `@anneal/fashion-mnist`.
 */
export async function trainSchedule(
  tf: typeof Tensorflow,
  given: LabTrial,
  images: ArrayBuffer,
  { planned, turn, ...listener }: LabListener,
): Promise<LabResult> {
  const { schedule: name, seed, learningRate, samples, testSamples, epochs, batchSize } = given;
  const reference = referenceTask(task, () => unpack(images));
  const ready = await readyTask(task, reference, {
    tf,
    samples,
    testSamples,
    dataDir: undefined,
    mirrors: undefined,
  });
  const wholeSteps = (model: Tensorflow.LayersModel) => fuse(tf, model, { engine: "wasm" });
  const request = {
    seeds: [seed],
    schedules: [{ name, learningRate }],
    epochs,
    batchSize,
    learningRate,
    samples,
    testSamples,
  };
  const inspection = await inspect(tf, task, ready, request, schedules, {
    fuse: wholeSteps,
  });
  const found = inspection.schedules[0]!;
  planned(found.stepsPerEpoch * epochs);
  const trial: Trial = {
    protocol: protocolVersion,
    task,
    examples: inspection.examples,
    stepsPerEpoch: found.stepsPerEpoch,
    epochs,
    batchSize: found.batchSize,
    learningRate,
    seed,
    name,
    schedule: found.description,
    identity: found.identities[0]!,
    backend: identityOf({ name: "fused", version: "", kernels: "exact", rounding: "" }),
    versions: { anneal: "", tfjs: tf.version["tfjs"] },
  };
  const { result } = await runTrial(
    tf,
    // The page keeps no results under keys.
    { key: "", trial },
    ready,
    schedules[name]!,
    {
      clocks: { wall: () => performance.now() },
      turn,
      abortController: () => new AbortController(),
      fuse: wholeSteps,
    },
    listener,
  );
  const { status, test, targetMet } = result;
  return { status, epochs: result.epochs, test, targetMet };
}
