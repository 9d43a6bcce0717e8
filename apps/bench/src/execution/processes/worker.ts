import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { identityOf, noBackend } from "@anneal/experiment/records";
import type {
  BackendChoice,
  BackendIdentity,
  PlannedTrial,
  Trial,
} from "@anneal/experiment/records";
import type { Contestant } from "@anneal/experiment/schedules";
import { isLoop, usesTensorflow } from "@anneal/experiment/task";
import type { Task } from "@anneal/experiment/task";
import { inspect, readyTask, UnfusedTask } from "@anneal/experiment/training";
import type { ReadyTask, TaskRequest } from "@anneal/experiment/training";
import { threadsPerProcess } from "../../backends/cores.ts";
import { loadBackend } from "../../backends/load.ts";
import type { Backend } from "../../backends/load.ts";
import { withoutTensorflow } from "../../backends/none.ts";
import {
  configurationLimit,
  configurationSeconds,
  loadConfiguration,
} from "../../configuration/load.ts";
import { contestantsOf, tasksOf } from "../../configuration/settings.ts";
import { calibrate, warmUp } from "../../machine/calibration.ts";
import { endWithParent } from "../orphan.ts";
import { behavesLike, broughtBy, trainTrial } from "../trainTrial.ts";
import type { Trainer } from "../trainTrial.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./messages.ts";

// A child process of the command: it loads each backend once, the data of a task when there is something to do with it, and
// takes one trial after another.

// Ctrl-C reaches the whole process group; the command decides what happens to its workers.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit());
endWithParent();

const send = (message: FromWorker): void => {
  // When the command is gone, so is the reader; `disconnect` then ends this process.
  process.send?.(message, undefined, undefined, () => undefined);
};

interface Equipment {
  readonly contestants: Readonly<Record<string, Contestant>>;
  readonly tasks: Readonly<Record<string, Task>>;
  readonly settings: WorkerSettings;
}

let equipment: Equipment | undefined;

/** What a task is trained with: a backend, or none for a loop that takes no TensorFlow.js. */
type Choice = BackendChoice | typeof noBackend.name;

const backends = new Map<Choice, Promise<Backend>>();

const choiceFor = (task: Task, choice: BackendChoice): Choice =>
  isLoop(task) && !usesTensorflow(task) ? noBackend.name : choice;

/** A backend, loaded when it is first asked for, and used by TensorFlow.js from now on. */
async function backendOf(choice: Choice): Promise<Backend> {
  const known =
    choice === "none"
      ? Promise.resolve(withoutTensorflow)
      : (backends.get(choice) ?? loadBackend(choice, { threads: threadsPerProcess }));
  backends.set(choice, known);
  const backend = await known;
  // The engine of whole steps that was asked for is also the one for trials that were planned for them.
  backends.set(backend.name, known);
  await backend.activate();
  return backend;
}

/** The task whose data are in memory: those of one at a time. */
let loaded: { readonly id: string; readonly ready: Promise<ReadyTask> } | undefined;
const warm = new Set<string>();

/** Seconds that code of a task, or of a schedule, may be silent: data may come from far away. */
const usualLimit = 600;

/** Tells the command which code of a task or a schedule runs next. */
const announce =
  (task: string) =>
  (place: string, training = false): void => {
    const seconds = equipment!.tasks[task]!.timeLimit ?? usualLimit;
    const limit = "the timeLimit of the task";
    send({ type: "stage", stage: { place, seconds, training, limit } });
  };
const prepared = (): void => {
  send({ type: "stage", stage: null });
};

type DataRequest = Pick<TaskRequest, "samples" | "testSamples">;

const idOf = (name: string, { samples, testSamples }: DataRequest): string =>
  JSON.stringify([name, samples, testSamples]);

/** The data that trials of a task need. */
const requestOf = ({ examples }: Pick<Trial, "examples">): DataRequest => ({
  samples: examples && examples.training + examples.validation,
  testSamples: examples && examples.test,
});

function load(
  name: string,
  { samples, testSamples }: DataRequest,
  { tf }: Backend,
): Promise<ReadyTask> {
  const { tasks, settings } = equipment!;
  const id = idOf(name, { samples, testSamples });
  if (loaded?.id !== id) {
    announce(name)(`task ${name}: data`);
    const ready = readyTask(name, tasks[name]!, {
      tf,
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

/** @throws {BenchmarkError} If this process does not know a task that was planned elsewhere, or by the command. */
function demandTask(name: string, { tasks, settings }: Equipment): void {
  if (Object.hasOwn(tasks, name)) return;
  throw new BenchmarkError(
    "usage",
    settings.foreign === true
      ? `task ${name} is code that this worker does not have: give it the --config of the plan`
      : `task ${name}: the configuration must give it in each process that loads it, also without the arguments of the command`,
  );
}

/**
 * Schedules that have a JSON form come with a trial that is planned elsewhere, and so does a candidate of a search. What is code
 * is this machine's own.
 */
function contestantsFor(
  trial: Trial,
  contestants: Equipment["contestants"],
  { foreign = false }: WorkerSettings,
): Equipment["contestants"] {
  const { name } = trial;
  if (!foreign && Object.hasOwn(contestants, name)) return contestants;
  const own = Object.hasOwn(contestants, name) ? contestants[name] : undefined;
  const brought = broughtBy(trial);
  if (brought === undefined && own === undefined) {
    throw new BenchmarkError(
      "usage",
      `schedule ${name} is code that this worker does not have: give it the --config of the plan`,
    );
  }
  // One of its own may bring an optimizer, which has no JSON form.
  const use =
    brought === undefined || (own !== undefined && behavesLike(own, trial)) ? own : brought;
  return { ...contestants, [name]: use! };
}

/** The task of a trial, with its data, and every kernel that it needs set up. */
async function trainerOf(trial: Trial): Promise<Trainer> {
  const { contestants, settings } = equipment!;
  const backend = await backendOf(trial.backend.name);
  const { task, examples, batchSize } = trial;
  demandTask(task, equipment!);
  const ready = await load(task, requestOf({ examples }), backend);
  const id = JSON.stringify([task, batchSize, backend.name]);
  if (!warm.has(id)) {
    announce(task)(`task ${task}: fit`);
    await warmUp(backend, ready, trial);
  }
  warm.add(id);
  prepared();
  return { backend, ready, contestants: contestantsFor(trial, contestants, settings) };
}

async function start(settings: WorkerSettings): Promise<void> {
  const { configurationFile, tasks: names } = settings;
  if (configurationFile !== undefined) {
    const place = `cannot load ${configurationFile}`;
    const seconds = configurationSeconds();
    send({ type: "stage", stage: { place, seconds, training: false, limit: configurationLimit } });
  }
  // The command watches it from outside.
  const file = await loadConfiguration(configurationFile, process.cwd(), Infinity);
  prepared();
  const tasks = tasksOf(file?.configuration);
  equipment = { contestants: contestantsOf(file?.configuration), tasks, settings };
  const choices = names?.map((name) => {
    demandTask(name, equipment!);
    return choiceFor(tasks[name]!, settings.backend);
  });
  const backend = await backendOf(
    choices?.every((choice) => choice === noBackend.name) ? noBackend.name : settings.backend,
  );
  const backends: [BackendIdentity, ...BackendIdentity[]] = [identityOf(backend)];
  // Whoever plans elsewhere has to know what a task gets that cannot be fused.
  if (settings.foreign === true && settings.backend === "auto" && backend.fuse !== undefined) {
    backends.push(identityOf(await backendOf("layers")));
  }
  send({ type: "ready", warnings: backend.warnings, backends });
}

async function look(task: string, request: TaskRequest): Promise<void> {
  const { contestants, tasks, settings } = equipment!;
  demandTask(task, equipment!);
  let backend = await backendOf(choiceFor(tasks[task]!, settings.backend));
  const notes: string[] = [];
  const ready = await load(task, request, backend);
  const see = () =>
    inspect(backend.tf, task, ready, request, contestants, {
      fuse: backend.fuse,
      at: announce(task),
    });
  const inspection = await see().catch(async (error: unknown) => {
    if (!(error instanceof UnfusedTask) || settings.backend !== "auto") throw error;
    backend = await backendOf("layers");
    notes.push(`task ${task} is trained layer by layer: ${error.reason}`, ...backend.warnings);
    return see();
  });
  prepared();
  // Its trials will ask for the numbers that were found, and need not load the same again.
  loaded = { id: idOf(task, requestOf(inspection)), ready: Promise.resolve(ready) };
  send({ type: "inspected", inspection: { ...inspection, backend: identityOf(backend), notes } });
}

async function measure({ trial }: PlannedTrial): Promise<void> {
  const { backend, ready } = await trainerOf(trial);
  announce(trial.task)(`task ${trial.task}: fit`);
  const calibration = await calibrate(backend, ready, trial);
  prepared();
  send({ type: "calibrated", calibration });
}

async function run(planned: PlannedTrial): Promise<void> {
  let reported = 0;
  const result = await trainTrial(planned, () => trainerOf(planned.trial), equipment!.settings, {
    prepare: announce(planned.trial.task),
    prepared,
    at: announce(planned.trial.task),
    step(steps) {
      if (performance.now() - reported < 200) return;
      reported = performance.now();
      send({ type: "step", steps });
    },
    epoch: (epoch) => send({ type: "epoch", epoch }),
  });
  prepared();
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
    prepared();
    const kind = error instanceof BenchmarkError ? error.kind : "unexpected";
    send({ type: "refused", kind, message: messageOf(error) });
  });
});
