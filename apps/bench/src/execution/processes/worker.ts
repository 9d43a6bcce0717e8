import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { canonicalJson, totalsOf } from "@anneal/experiment/records";
import type { PlannedTrial, TrialResult } from "@anneal/experiment/records";
import { describeEntry } from "@anneal/experiment/schedules";
import type { Contestant } from "@anneal/experiment/schedules";
import { meetsTarget } from "@anneal/experiment/task";
import type { Dataset } from "@anneal/experiment/task";
import { train } from "@anneal/experiment/training";
import { threadsPerProcess } from "../../backends/cores.ts";
import { loadBackend } from "../../backends/load.ts";
import type { Backend } from "../../backends/load.ts";
import { loadConfiguration } from "../../configuration/load.ts";
import { contestantsOf } from "../../configuration/settings.ts";
import { loadDataset } from "../../datasets/dataset.ts";
import { calibrate, measureGigaflops, warmUp } from "../../machine/calibration.ts";
import { currentCircumstances, now } from "../../machine/environment.ts";
import { ofThisProcess } from "../../machine/surroundings.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./messages.ts";

// A child process of the command: it loads the backend and the data once and takes one trial after another.

// Ctrl-C reaches the whole process group; the command decides what happens to its workers.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit());

const send = (message: FromWorker): void => {
  // When the command is gone, so is the reader; `disconnect` then ends this process.
  process.send?.(message, undefined, undefined, () => undefined);
};

interface Equipment {
  readonly backend: Backend;
  readonly contestants: Readonly<Record<string, Contestant>>;
  readonly dataset: Dataset;
  readonly settings: WorkerSettings;
}

let equipment: Equipment | undefined;
let warm: Promise<void> | undefined;

/** Once in the life of a worker, and not before there is something to train. */
const warmOnce = ({ backend, settings }: Equipment): Promise<void> =>
  (warm ??= warmUp(backend.tf, settings.batchSize));

async function start(settings: WorkerSettings): Promise<void> {
  const loaded = await loadConfiguration(settings.configurationFile, process.cwd());
  const backend = await loadBackend(settings.backend, { threads: threadsPerProcess });
  const dataset = await loadDataset(settings.dataset, settings);
  equipment = { backend, contestants: contestantsOf(loaded?.configuration), dataset, settings };
  const { name, version, kernels, warnings } = backend;
  send({ type: "ready", backend: { name, version, kernels }, warnings });
}

async function measure(): Promise<void> {
  await warmOnce(equipment!);
  const { backend, settings } = equipment!;
  send({ type: "calibrated", calibration: await calibrate(backend.tf, settings.batchSize) });
}

async function run({ key, trial }: PlannedTrial): Promise<TrialResult> {
  const { backend, contestants, dataset, settings } = equipment!;
  const begin = () => currentCircumstances(settings.jobs);
  let circumstances = begin();
  const ended = () => ({ ...circumstances, finishedAt: now() });
  try {
    const contestant = contestants[trial.name]!;
    const description = describeEntry(trial.name, contestant, totalsOf(trial));
    if (canonicalJson(description) !== canonicalJson(trial.schedule)) {
      throw new Error(`schedule ${trial.name} is not the same each time it is made`);
    }
    await warmOnce(equipment!);
    const gigaflops = await measureGigaflops(backend.tf);
    circumstances = begin();
    let reported = 0;
    const { status, epochs, test } = await train(
      backend.tf,
      trial,
      contestant,
      dataset,
      ofThisProcess,
      {
        step(steps) {
          if (performance.now() - reported < 200) return;
          reported = performance.now();
          send({ type: "step", steps });
        },
        epoch: (epoch) => send({ type: "epoch", epoch }),
      },
    );
    const images = epochs.reduce((sum, { measured }) => sum + measured.images, 0);
    const seconds = epochs.reduce((sum, { measured }) => sum + measured.seconds, 0);
    return {
      key,
      trial,
      status,
      epochs: epochs.map(({ epoch, learningRate, training, validation }) => ({
        epoch,
        learningRate,
        training,
        validation,
      })),
      test,
      targetMet: status === "completed" && meetsTarget(epochs.at(-1)!),
      timings: {
        ...ended(),
        gigaflops,
        epochs: epochs.map(({ seconds, measured }) => ({ seconds, measured })),
        imagesPerSecond: seconds > 0 ? images / seconds : null,
      },
    };
  } catch (error) {
    return { key, trial, status: "failed", error: messageOf(error), timings: ended() };
  }
}

process.on("message", (message: ToWorker) => {
  if (message.type === "trial") {
    void run(message.planned).then((result) => send({ type: "result", result }));
    return;
  }
  const work = message.type === "start" ? start(message.settings) : measure();
  work.catch((error: unknown) => {
    const kind = error instanceof BenchmarkError ? error.kind : "unexpected";
    send({ type: "refused", kind, message: messageOf(error) });
  });
});
