import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type * as Tensorflow from "@tensorflow/tfjs";
import { BenchmarkError } from "../errors.ts";
import { canonicalJson } from "../records/canonicalJson.ts";
import type { ExampleCounts } from "../records/trial.ts";
import { optimizerOfContestant } from "../schedules/contestant.ts";
import type { Contestant } from "../schedules/contestant.ts";
import { batchOf, prepareData } from "../task/data.ts";
import type { PreparedColumn, PreparedData, PreparedExamples } from "../task/data.ts";
import type { TaskFacts } from "../task/facts.ts";
import { factsOf } from "../task/factsOf.ts";
import { shown } from "../task/rule.ts";
import { isLoop } from "../task/task.ts";
import type { DataContext, FitTask, Task, TrialContext } from "../task/task.ts";
import { compileNetwork, inTask, optimizerOf, valuesOn } from "./network.ts";
import type { ReadyTask } from "./train.ts";

/** The first 16 digits of the SHA-256 of bytes, or of a value as JSON. */
const digest = (value: unknown): string =>
  bytesToHex(sha256(value instanceof Uint8Array ? value : utf8ToBytes(canonicalJson(value)))).slice(
    0,
    16,
  );

const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Data in memory do not change, and their digest takes a while. */
const digests = new WeakMap<PreparedExamples, string>();

function digestOfExamples(examples: PreparedExamples | undefined): string | null {
  if (examples === undefined) return null;
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

/** How much of a task is to be trained. */
export interface TaskRequest extends Omit<TrialContext, "seed"> {
  readonly seeds: readonly number[];
  /** The schedules whose optimizers are to be told apart, each at its base rates. */
  readonly schedules: readonly { readonly name: string; readonly learningRate: number }[];
  /** `null` is all. */
  readonly samples: number | null;
  readonly testSamples: number | null;
}

/** What a plan needs to know of a task before there are trials. */
export interface Inspection {
  readonly facts: TaskFacts;
  readonly examples: ExampleCounts | null;
  readonly stepsPerEpoch: number;
  /** For each seed, what the task behaves like: digests by what they are of. */
  readonly identities: readonly Readonly<Record<string, string>>[];
  /** For each schedule asked for, a digest of its optimizer's class and configuration at that rate; none for a loop. */
  readonly optimizers: readonly {
    readonly name: string;
    readonly learningRate: number;
    readonly digest: string;
  }[];
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

/** Examples on which loss and metrics are told apart. */
const sampleSize = 16;

const firstOf = ({ length }: PreparedExamples): Uint32Array =>
  Uint32Array.from({ length: Math.min(sampleSize, length) }, (_, index) => index);

const describeLayers = (model: Tensorflow.LayersModel): string =>
  `${model.layers.map((layer) => layer.getClassName()).join(", ")}; ${String(model.countParams())} parameters`;

/** Says what a task is and does, for every seed, without training. */
export async function inspect(
  tf: typeof Tensorflow,
  name: string,
  { task, data }: ReadyTask,
  request: TaskRequest,
  contestants: Readonly<Record<string, Contestant>>,
): Promise<Inspection> {
  const version = task.version === undefined ? {} : { version: String(task.version) };
  const { seeds, schedules, samples, testSamples, ...context } = request;
  if (isLoop(task)) {
    const given = task.stepsPerEpoch ?? 1;
    const stepsPerEpoch =
      typeof given === "number" ? given : await inTask(name, "stepsPerEpoch", () => given(context));
    if (!Number.isInteger(stepsPerEpoch) || stepsPerEpoch < 1) {
      throw new BenchmarkError(
        "usage",
        `task ${name}: stepsPerEpoch must give a whole number of at least 1, got ${shown(stepsPerEpoch)}`,
      );
    }
    const arranged = schedules.find(({ name }) => optimizerOfContestant(contestants[name]!));
    if (arranged !== undefined) {
      throw new BenchmarkError(
        "usage",
        `task ${name} has a loop of its own, so that schedule ${arranged.name} cannot bring an optimizer`,
      );
    }
    return {
      facts: factsOf(name, task, { network: null, optimizer: null }),
      examples: null,
      stepsPerEpoch,
      identities: seeds.map(() => version),
      optimizers: [],
    };
  }
  const examples = countsOf(name, task, data!, { samples, testSamples });
  const dataDigest = digest({
    train: digestOfExamples(data!.train),
    validation: digestOfExamples(data!.validation),
    test: examples.test === 0 ? null : digestOfExamples(data!.test),
  });
  let built: { network: string; optimizer: string } | undefined;
  const identities: Readonly<Record<string, string>>[] = [];
  for (const seed of seeds) {
    const network = await compileNetwork(tf, name, task, { ...context, seed });
    try {
      const { model, optimizer } = network;
      built ??= {
        network: task.description ?? describeLayers(model),
        optimizer: optimizer.getClassName(),
      };
      const weights = await Promise.all(model.getWeights().map((weight) => weight.data()));
      identities.push({
        ...version,
        data: dataDigest,
        weights: digest(weights.map((values) => digest(bytesOf(values)))),
        metrics: digest([
          network.logNames.map(([metric]) => metric),
          task.classWeight ?? null,
          await inTask(name, "the network does not take the data", async () => {
            const batch = batchOf(tf, data!.train, firstOf(data!.train));
            const values = await valuesOn(model, batch, sampleSize);
            batch.dispose();
            return digest(bytesOf(Float64Array.from(values.values())));
          }),
        ]),
      });
    } finally {
      network.dispose();
    }
  }
  const optimizers: { name: string; learningRate: number; digest: string }[] = [];
  for (const { name: schedule, learningRate } of schedules) {
    const optimizer = await optimizerOf(
      tf,
      name,
      task,
      { ...context, learningRate, seed: seeds[0]! },
      optimizerOfContestant(contestants[schedule]!),
    );
    optimizers.push({
      name: schedule,
      learningRate,
      digest: digest([optimizer.getClassName(), optimizer.getConfig()]),
    });
    optimizer.dispose();
  }
  return {
    facts: factsOf(name, task, built!),
    examples,
    stepsPerEpoch: Math.ceil(examples.training / context.batchSize),
    identities,
    optimizers,
  };
}
