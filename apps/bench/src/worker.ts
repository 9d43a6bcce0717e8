import { loadBackend } from "./backend.ts";
import type { Backend } from "./backend.ts";
import { loadConfiguration } from "./configuration.ts";
import { describeEntry } from "./contestant.ts";
import type { Contestant } from "./contestant.ts";
import { loadDataset } from "./datasets/dataset.ts";
import type { Dataset } from "./datasets/dataset.ts";
import { currentEnvironment } from "./environment.ts";
import { BenchmarkError, exitCodes, messageOf } from "./exitCodes.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./messages.ts";
import { canonicalJson, totalsOf } from "./plan.ts";
import type { PlannedTrial } from "./plan.ts";
import type { TrialResult } from "./results.ts";
import { contestantsOf } from "./settings.ts";
import { meetsTarget } from "./target.ts";
import { train } from "./training.ts";

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
}

let equipment: Equipment | undefined;

async function start(settings: WorkerSettings): Promise<void> {
  const loaded = await loadConfiguration(settings.configurationFile, process.cwd());
  const backend = await loadBackend(settings.backend);
  const dataset = await loadDataset(settings.dataset, settings);
  equipment = { backend, contestants: contestantsOf(loaded?.configuration), dataset };
  const { name, version, warnings } = backend;
  send({ type: "ready", backend: { name, version }, warnings });
}

async function run({ key, trial }: PlannedTrial): Promise<TrialResult> {
  const { backend, contestants, dataset } = equipment!;
  const startedAt = new Date().toISOString();
  const frame = () => ({
    key,
    trial,
    environment: currentEnvironment(),
    startedAt,
    finishedAt: new Date().toISOString(),
  });
  try {
    const contestant = contestants[trial.name]!;
    const description = describeEntry(trial.name, contestant, totalsOf(trial));
    if (canonicalJson(description) !== canonicalJson(trial.schedule)) {
      throw new Error(`schedule ${trial.name} is not the same each time it is made`);
    }
    let reported = 0;
    const { status, epochs, test } = await train(backend, trial, contestant, dataset, {
      step(steps) {
        if (performance.now() - reported < 200) return;
        reported = performance.now();
        send({ type: "step", steps });
      },
      epoch: (epoch) => send({ type: "epoch", epoch }),
    });
    const images = epochs.reduce((sum, { measured }) => sum + measured.images, 0);
    const seconds = epochs.reduce((sum, { measured }) => sum + measured.seconds, 0);
    return {
      ...frame(),
      status,
      epochs: [...epochs],
      test,
      imagesPerSecond: seconds > 0 ? images / seconds : null,
      targetMet: status === "completed" && meetsTarget(epochs.at(-1)!),
    };
  } catch (error) {
    return { ...frame(), status: "failed", error: messageOf(error) };
  }
}

process.on("message", (message: ToWorker) => {
  if (message.type === "trial") {
    void run(message.planned).then((result) => send({ type: "result", result }));
    return;
  }
  start(message.settings).catch((error: unknown) => {
    const exitCode = error instanceof BenchmarkError ? error.exitCode : exitCodes.unexpected;
    send({ type: "refused", exitCode, message: messageOf(error) });
  });
});
