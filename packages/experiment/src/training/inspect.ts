import type { ScheduleSpec } from "anneal";
import type * as Tensorflow from "@tensorflow/tfjs";
import { BenchmarkError } from "../errors.ts";
import { canonicalJson } from "../records/canonicalJson.ts";
import { totalsOf } from "../records/trial.ts";
import type { EntryDescription, ExampleCounts, Trial } from "../records/trial.ts";
import { arrangementOf } from "../schedules/contestant.ts";
import type { Contestant } from "../schedules/contestant.ts";
import { describeEntry } from "../schedules/describeEntry.ts";
import { prepareData } from "../task/data.ts";
import type { PreparedData } from "../task/data.ts";
import { batchOf } from "../task/examples.ts";
import type { PreparedColumn, PreparedExamples } from "../task/examples.ts";
import type { TaskFacts } from "../task/facts.ts";
import { factsOf } from "../task/factsOf.ts";
import type { Built } from "../task/factsOf.ts";
import { inTask } from "../task/inTask.ts";
import { meant, shown } from "../task/rule.ts";
import { firstOf, isStream } from "../task/stream.ts";
import type { Source } from "../task/stream.ts";
import { isLoop } from "../task/task.ts";
import type {
  DataContext,
  FitTask,
  LoopTask,
  MetricDefinition,
  Task,
  TrialContext,
} from "../task/task.ts";
import { bytesOf, digest } from "./digest.ts";
import { UnfusedTask } from "./fuse.ts";
import type { Fuse } from "./fuse.ts";
import { compileNetwork, optimizerOf, valuesOn } from "./network.ts";
import type { ReadyTask } from "./train.ts";

/** Data in memory do not change, and their digest takes a while. */
const digests = new WeakMap<PreparedExamples, string>();

function digestOfExamples(examples: PreparedExamples): string {
  const known = digests.get(examples);
  if (known !== undefined) return known;
  const describe = ({ name, values, shape }: PreparedColumn) => ({
    name,
    shape,
    kind: values.constructor.name,
    values: digest(bytesOf(values)),
  });
  const made = digest({ x: examples.x.map(describe), y: examples.y.map(describe) });
  digests.set(examples, made);
  return made;
}

/** Examples of a stream that its digest is made of, beside its length: the rest is not read before it trains. */
const prefix = 256;

/** The digest of examples in memory, or of the beginning of a stream at a seed. */
async function digestOfSource(source: Source | undefined, seed: number): Promise<string | null> {
  if (source === undefined) return null;
  if (!isStream(source)) return digestOfExamples(source);
  const first = await firstOf(source, { seed, epoch: 0 }, prefix);
  return digest({ length: source.length, first: digestOfExamples(first) });
}

/** A schedule that is to be trained at a base rate. */
interface RequestedSchedule {
  readonly name: string;
  readonly learningRate: number;
  /** What it is, for one that nobody but the request knows: a candidate of a search. */
  readonly spec?: ScheduleSpec | undefined;
}

/** What a request asks for, by its own specification or else by its name. @throws {BenchmarkError} If it is not there. */
function contestantOf(
  { name, spec }: RequestedSchedule,
  contestants: Readonly<Record<string, Contestant>>,
): Contestant {
  if (spec !== undefined) return spec;
  if (Object.hasOwn(contestants, name)) return contestants[name]!;
  const known = Object.keys(contestants);
  throw new BenchmarkError(
    "usage",
    `schedule ${meant(name, known)} is not given: the schedules are ${known.join(", ")}`,
  );
}

/** How much of a task is to be trained. */
export interface TaskRequest extends Omit<TrialContext, "seed"> {
  readonly seeds: readonly number[];
  /** The schedules that are to be trained, each at its base rates. */
  readonly schedules: readonly RequestedSchedule[];
  /** `null` is all. */
  readonly samples: number | null;
  readonly testSamples: number | null;
  /** Whether training figures are evaluated after each epoch. @defaultValue they are running means over it */
  readonly evaluateTraining?: true | undefined;
}

/** What a plan needs to know of one schedule at one base rate. */
export interface InspectedSchedule {
  readonly name: string;
  readonly learningRate: number;
  /** Its own, or that of the run. */
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  /** What it does, as JSON. */
  readonly description: EntryDescription;
  /** For each seed, what its training behaves like: digests by what they are of. */
  readonly identities: readonly Trial["identity"][];
}

/** What a plan needs to know of a task before there are trials. */
export interface Inspection {
  readonly facts: TaskFacts;
  readonly examples: ExampleCounts | null;
  /** In the order in which they were asked for. */
  readonly schedules: readonly InspectedSchedule[];
}

/** The share of `train` that validates where nothing else is said. */
const defaultSplit = 0.2;

/** Loads the data of a task. @throws {BenchmarkError} Naming the task, if it has none that can be used. */
export async function readyTask(
  name: string,
  task: Task,
  context: DataContext,
): Promise<ReadyTask> {
  if (isLoop(task)) return { task, data: null };
  return {
    task,
    data: await prepareData(name, await inTask(name, "data", () => task.data(context))),
  };
}

function countsOf(
  name: string,
  task: FitTask,
  { train, validation, test }: PreparedData,
  { samples, testSamples }: Pick<TaskRequest, "samples" | "testSamples">,
): ExampleCounts {
  const tested = test?.length ?? 0;
  if (samples !== null && samples > train.length) {
    throw new BenchmarkError(
      "usage",
      `task ${name}: samples must be at most ${String(train.length)}, which is all that the task has to train with, got ${String(samples)}`,
    );
  }
  if (testSamples !== null && testSamples > tested) {
    throw new BenchmarkError(
      "usage",
      `task ${name}: testSamples must be at most ${String(tested)}, which is all that the task has to test with, got ${String(testSamples)}`,
    );
  }
  const used = samples ?? train.length;
  const training =
    validation === undefined
      ? Math.floor(used * (1 - (task.validationSplit ?? defaultSplit)))
      : used;
  if (training === 0) {
    throw new BenchmarkError(
      "usage",
      `task ${name}: of ${String(used)} examples none is left to train with; give more of them, or a smaller validationSplit`,
    );
  }
  if (validation === undefined && training === used) {
    throw new BenchmarkError(
      "usage",
      `task ${name}: of ${String(used)} examples none is left to validate with; give more of them, or a larger validationSplit`,
    );
  }
  return {
    training,
    validation: validation === undefined ? used - training : validation.length,
    test: testSamples ?? tested,
  };
}

const evaluated: Pick<TaskFacts, "evaluateTraining"> = { evaluateTraining: true };

/** Examples on which loss and metrics are told apart. */
const sampleSize = 16;

const describeLayers = (model: Tensorflow.LayersModel): string =>
  `${model.layers.map((layer) => layer.getClassName()).join(", ")}; ${String(model.countParams())} parameters`;

/** Says what a schedule does, at one base rate and with so many updates in an epoch. */
const describeAt = (
  { name, learningRate }: TaskRequest["schedules"][number],
  contestant: Contestant,
  epochs: number,
  stepsPerEpoch: number,
): EntryDescription =>
  describeEntry(name, contestant, totalsOf({ epochs, stepsPerEpoch, learningRate }));

async function inspectLoop(
  name: string,
  task: LoopTask,
  { seeds, schedules, epochs, batchSize: shared, evaluateTraining }: TaskRequest,
  contestants: Readonly<Record<string, Contestant>>,
  at: (place: string) => void,
): Promise<Inspection> {
  if (evaluateTraining) {
    throw new BenchmarkError(
      "usage",
      `task ${name} has a loop of its own, which reports its training figures itself: leave evaluateTraining out, and report what it evaluates`,
    );
  }
  const arranged = schedules.find(
    (schedule) => arrangementOf(contestantOf(schedule, contestants)).optimizer !== undefined,
  );
  if (arranged !== undefined) {
    throw new BenchmarkError(
      "usage",
      `task ${name} has a loop of its own, so that schedule ${arranged.name} cannot bring an optimizer`,
    );
  }
  const inspected: InspectedSchedule[] = [];
  for (const schedule of schedules) {
    const { learningRate } = schedule;
    const contestant = contestantOf(schedule, contestants);
    const { batchSize = shared } = arrangementOf(contestant);
    const given = task.stepsPerEpoch ?? 1;
    at(`task ${name}: stepsPerEpoch`);
    const stepsPerEpoch =
      typeof given === "number"
        ? given
        : await inTask(name, "stepsPerEpoch", () => given({ learningRate, epochs, batchSize }));
    if (!Number.isInteger(stepsPerEpoch) || stepsPerEpoch < 1) {
      throw new BenchmarkError(
        "usage",
        `task ${name}: stepsPerEpoch must give a whole number of at least 1, got ${shown(stepsPerEpoch)}`,
      );
    }
    at(`schedule ${schedule.name}`);
    inspected.push({
      name: schedule.name,
      learningRate,
      batchSize,
      stepsPerEpoch,
      description: describeAt(schedule, contestant, epochs, stepsPerEpoch),
      identities: seeds.map(() => versionOf(task)),
    });
  }
  return {
    facts: factsOf(name, task, { network: null, optimizer: null }),
    examples: null,
    schedules: inspected,
  };
}

const versionOf = ({ version }: Task): Trial["identity"] =>
  version === undefined ? {} : { version: String(version) };

/** Whether a metric is not among what a fused step tells: TensorFlow.js computes it on its backend, which rounds its own way. */
function isOfBackend(given: string | MetricDefinition): boolean {
  const { name, metric = name } = typeof given === "string" ? { name: given } : given;
  return name !== "loss" && metric !== "accuracy";
}

/** Builds the network of a task for a trial, and tells what it is: its first weights, its metrics on some examples. */
async function identify(
  tf: typeof Tensorflow,
  name: string,
  task: FitTask,
  data: PreparedData,
  context: TrialContext,
  fuse: Fuse | undefined,
): Promise<{
  readonly network: string;
  readonly optimizer: string;
  readonly identity: Trial["identity"];
}> {
  const network = await compileNetwork(tf, name, task, context, undefined, fuse);
  try {
    const { model, optimizer } = network;
    const weights = await Promise.all(model.getWeights().map((weight) => weight.data()));
    const values = await inTask(name, "the network does not take the data", async () => {
      const first = await firstOf(data.train, { seed: context.seed, epoch: 0 }, sampleSize);
      const all = Uint32Array.from({ length: first.length }, (_, index) => index);
      const batch = batchOf(tf, first, all);
      const found = await valuesOn(model, batch, sampleSize);
      batch.dispose();
      return digest(bytesOf(Float64Array.from(found.values())));
    });
    return {
      network: task.description ?? describeLayers(model),
      optimizer: optimizer.getClassName(),
      identity: {
        ...(fuse && task.metrics?.some(isOfBackend) ? { backend: tf.getBackend() } : {}),
        weights: digest(weights.map((values) => digest(bytesOf(values)))),
        metrics: digest([
          network.logNames.map(([metric]) => metric),
          task.classWeight ?? null,
          values,
        ]),
      },
    };
  } finally {
    network.dispose();
  }
}

/** How a task is inspected. */
export interface InspectOptions {
  /** Makes the training steps one call each. */
  readonly fuse?: Fuse | undefined;
  /** Hears which code of the task or of a schedule runs next: `"task spirals: network"`, `"schedule mine"`. */
  readonly at?: ((place: string) => void) | undefined;
}

/**
 * Says what a task is and does with every schedule and seed asked for, at least one of each, without training.
 *
 * @throws {UnfusedTask} If `fuse` is given and the task cannot be fused.
 * @throws {BenchmarkError} Of kind `"usage"`, naming task or schedule and the place, if their code throws or gives what it must
 *   not.
 */
export async function inspect(
  tf: typeof Tensorflow,
  name: string,
  { task, data }: ReadyTask,
  request: TaskRequest,
  contestants: Readonly<Record<string, Contestant>>,
  { fuse, at = () => undefined }: InspectOptions = {},
): Promise<Inspection> {
  if (isLoop(task)) {
    if (fuse) throw new UnfusedTask(name, "it has a loop of its own");
    return inspectLoop(name, task, request, contestants, at);
  }
  const { seeds, schedules, samples, testSamples, epochs, batchSize: shared } = request;
  const examples = countsOf(name, task, data!, { samples, testSamples });
  const digestAt = async (seed: number): Promise<string> =>
    digest({
      train: await digestOfSource(data!.train, seed),
      validation: await digestOfSource(data!.validation, seed),
      test: examples.test === 0 ? null : await digestOfSource(data!.test, seed),
    });
  at(`task ${name}: data`);
  // Streams give other examples at other seeds.
  const dataDigests = await Promise.all(seeds.map(digestAt));
  // Schedules at one rate and batch size begin with the same network.
  const known = new Map<string, ReturnType<typeof identify>>();
  const identified = (context: TrialContext): ReturnType<typeof identify> => {
    const key = canonicalJson(context);
    const found = known.get(key) ?? identify(tf, name, task, data!, context, fuse);
    known.set(key, found);
    return found;
  };
  const inspected: InspectedSchedule[] = [];
  let built: Built = { network: null, optimizer: null };
  for (const schedule of schedules) {
    const { learningRate } = schedule;
    const contestant = contestantOf(schedule, contestants);
    const { optimizer: own, batchSize = shared } = arrangementOf(contestant);
    const stepsPerEpoch = Math.ceil(examples.training / batchSize);
    at(`schedule ${schedule.name}`);
    const description = describeAt(schedule, contestant, epochs, stepsPerEpoch);
    at(`task ${name}: optimizer`);
    const contexts = seeds.map((seed) => ({ seed, learningRate, epochs, batchSize }));
    const optimizer = await optimizerOf(tf, name, task, contexts[0]!, own);
    const optimizerDigest = digest([optimizer.getClassName(), optimizer.getConfig()]);
    optimizer.dispose();
    at(`task ${name}: network`);
    const identities: Trial["identity"][] = [];
    for (const [index, context] of contexts.entries()) {
      const { network, optimizer, identity } = await identified(context);
      if (built.network === null) built = { network, optimizer };
      identities.push({
        ...versionOf(task),
        data: dataDigests[index]!,
        ...identity,
        optimizer: optimizerDigest,
      });
    }
    inspected.push({
      name: schedule.name,
      learningRate,
      batchSize,
      stepsPerEpoch,
      description,
      identities,
    });
  }
  const facts = { ...factsOf(name, task, built), ...(request.evaluateTraining && evaluated) };
  return { facts, examples, schedules: inspected };
}
