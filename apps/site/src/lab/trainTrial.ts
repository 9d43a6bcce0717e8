import { keyOf } from "@anneal/experiment/records";
import type { FinishedTrial } from "@anneal/experiment/records";
import { schedules } from "@anneal/experiment/schedules";
import { referenceTask } from "@anneal/experiment/task";
import { inspect, planTrials, readyTask, roundingOf, runTrial } from "@anneal/experiment/training";
import type { Fuse, Listener, TrialCheckpoint } from "@anneal/experiment/training";
import { unpack } from "@anneal/fashion-mnist";
import { fuse } from "@anneal/fused-training";
import { version as backendVersion } from "@anneal/fused-training/package.json";
import type * as Tensorflow from "@tensorflow/tfjs";
import { version as annealVersion } from "anneal/package.json";
import { version as tfjsVersion } from "@tensorflow/tfjs/package.json";
import { unpackMnist } from "./images.ts";
import type { LabSettings, LabTrial } from "./messages.ts";
import { settingsOf } from "./results.ts";

/** What the page hears of a trial while it runs, and with what it holds it. */
export interface LabListener extends Listener {
  readonly planned: (trial: LabTrial, resume: TrialCheckpoint | undefined) => void;
  /** Is awaited after each update. */
  readonly turn: () => Promise<void>;
  readonly keep: (checkpoint: TrialCheckpoint) => void;
  /** A learning rate in the place of the schedule's, while it is a number. */
  readonly hand: () => number | null;
  /** Is told how to read the learning rate of the next update. */
  readonly rate: (read: () => number) => void;
}

/** Has an optimizer give another learning rate than the one that was set, while there is another. */
function overridden(optimizer: object, hand: () => number | null): () => number {
  let set = (optimizer as { learningRate: number }).learningRate;
  const read = (): number => hand() ?? set;
  Object.defineProperty(optimizer, "learningRate", {
    configurable: true,
    get: read,
    set: (rate: number) => (set = rate),
  });
  return read;
}

/**
 * Trains the reference network with one schedule, as `anneal-bench run --backend fused` does: with the same package, the same
 * images, the same order, and so with the same numbers to the last bit.
 *
 * @param images - `images.bin` of `@anneal/fashion-mnist`, or `mnist.bin`.
 * @param resume - From where an interrupted trial goes on.
 */
export async function trainTrial(
  tf: typeof Tensorflow,
  settings: LabSettings,
  schedule: string,
  images: ArrayBuffer,
  resume: TrialCheckpoint | undefined,
  { planned, turn, keep, hand, rate, ...listener }: LabListener,
): Promise<FinishedTrial> {
  const { task, samples, testSamples } = settings;
  const read = task === "mnist" ? unpackMnist : unpack;
  const reference = referenceTask(task, () => read(images));
  const ready = await readyTask(task, reference, { tf, samples, testSamples });
  const wholeSteps: Fuse = (model) => fuse(tf, model, { engine: "wasm" });
  const request = {
    ...settingsOf(settings),
    schedules: [{ name: schedule, learningRate: settings.learningRate }],
  };
  const inspection = await inspect(tf, task, ready, request, schedules, { fuse: wholeSteps });
  const backend = {
    name: "fused",
    version: backendVersion,
    kernels: "exact",
    rounding: await roundingOf({ tf, fuse: wholeSteps }),
  } as const;
  const [plannedTrial] = planTrials(request, inspection, {
    backend,
    versions: { anneal: annealVersion, tfjs: tfjsVersion },
  });
  const { trial } = plannedTrial!;
  const key = keyOf(trial);
  // What was kept by another version of the page is of another trial, which begins anew.
  const from = resume?.key === key ? resume : undefined;
  planned(
    {
      planned: { key, trial },
      facts: inspection.facts,
      total: trial.stepsPerEpoch * trial.epochs,
    },
    from,
  );
  const { result } = await runTrial(
    tf,
    { key, trial },
    ready,
    schedules[schedule]!,
    {
      clocks: { wall: () => performance.now() },
      turn,
      abortController: () => new AbortController(),
      fuse: (model) => {
        rate(overridden(model.optimizer, hand));
        return wholeSteps(model);
      },
      checkpoints: { keep, resume: from },
    },
    listener,
  );
  return result;
}
