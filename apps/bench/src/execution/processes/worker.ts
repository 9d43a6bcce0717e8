import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { identityOf } from "@anneal/experiment/records";
import type { PlannedTrial, Trial } from "@anneal/experiment/records";
import type { Contestant } from "@anneal/experiment/schedules";
import type { Task } from "@anneal/experiment/task";
import { inspect, readyTask } from "@anneal/experiment/training";
import type { ReadyTask, TaskRequest } from "@anneal/experiment/training";
import { threadsPerProcess } from "../../backends/cores.ts";
import { loadBackend } from "../../backends/load.ts";
import type { Backend } from "../../backends/load.ts";
import { loadConfiguration } from "../../configuration/load.ts";
import { contestantsOf, tasksOf } from "../../configuration/settings.ts";
import { calibrate, warmUp } from "../../machine/calibration.ts";
import { trainTrial } from "../trainTrial.ts";
import type { Trainer } from "../trainTrial.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./messages.ts";

// A child process of the command: it loads the backend once, the data of a task when there is something to do with it, and
// takes one trial after another.

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
  readonly tasks: Readonly<Record<string, Task>>;
  readonly settings: WorkerSettings;
}

let equipment: Equipment | undefined;

/** The task whose data are in memory: those of one at a time. */
let loaded: { readonly id: string; readonly ready: Promise<ReadyTask> } | undefined;
const warm = new Set<string>();

type DataRequest = Pick<TaskRequest, "samples" | "testSamples">;

const idOf = (name: string, { samples, testSamples }: DataRequest): string =>
  JSON.stringify([name, samples, testSamples]);

/** The data that trials of a task need. */
const requestOf = ({ examples }: Pick<Trial, "examples">): DataRequest => ({
  samples: examples && examples.training + examples.validation,
  testSamples: examples && examples.test,
});

function load(name: string, { samples, testSamples }: DataRequest): Promise<ReadyTask> {
  const { backend, tasks, settings } = equipment!;
  const id = idOf(name, { samples, testSamples });
  if (loaded?.id !== id) {
    const ready = readyTask(name, tasks[name]!, {
      tf: backend.tf,
      samples: samples ?? undefined,
      testSamples: testSamples ?? undefined,
      dataDir: settings.dataDir,
      mirrors: settings.mirrors,
    });
    loaded = { id, ready };
    // What could not be loaded may be there the next time.
    ready.catch(() => {
      loaded = undefined;
    });
  }
  return loaded.ready;
}

/** The task of a trial, with its data, and every kernel that it needs set up. */
async function trainerOf(trial: Trial): Promise<Trainer> {
  const { backend, contestants } = equipment!;
  const { task, examples, batchSize } = trial;
  const ready = await load(task, requestOf({ examples }));
  const id = JSON.stringify([task, batchSize]);
  if (!warm.has(id)) await warmUp(backend.tf, ready, trial);
  warm.add(id);
  return { backend, ready, contestants };
}

async function start(settings: WorkerSettings): Promise<void> {
  const file = await loadConfiguration(settings.configurationFile, process.cwd());
  const backend = await loadBackend(settings.backend, { threads: threadsPerProcess });
  equipment = {
    backend,
    contestants: contestantsOf(file?.configuration),
    tasks: tasksOf(file?.configuration),
    settings,
  };
  send({ type: "ready", backend: identityOf(backend), warnings: backend.warnings });
}

async function look(task: string, request: TaskRequest): Promise<void> {
  const ready = await load(task, request);
  const inspection = await inspect(
    equipment!.backend.tf,
    task,
    ready,
    request,
    equipment!.contestants,
  );
  // Its trials will ask for the numbers that were found, and need not load the same again.
  loaded = { id: idOf(task, requestOf(inspection)), ready: Promise.resolve(ready) };
  send({ type: "inspected", inspection });
}

async function measure({ trial }: PlannedTrial): Promise<void> {
  const { backend, ready } = await trainerOf(trial);
  send({ type: "calibrated", calibration: await calibrate(backend.tf, ready, trial) });
}

async function run(planned: PlannedTrial): Promise<void> {
  let reported = 0;
  const result = await trainTrial(planned, () => trainerOf(planned.trial), equipment!.settings, {
    step(steps) {
      if (performance.now() - reported < 200) return;
      reported = performance.now();
      send({ type: "step", steps });
    },
    epoch: (epoch) => send({ type: "epoch", epoch }),
  });
  send({ type: "result", result });
}

const work = (message: ToWorker): Promise<void> => {
  switch (message.type) {
    case "start":
      return start(message.settings);
    case "inspect":
      return look(message.task, message.request);
    case "calibrate":
      return measure(message.like);
    case "trial":
      return run(message.planned);
  }
};

process.on("message", (message: ToWorker) => {
  work(message).catch((error: unknown) => {
    const kind = error instanceof BenchmarkError ? error.kind : "unexpected";
    send({ type: "refused", kind, message: messageOf(error) });
  });
});
