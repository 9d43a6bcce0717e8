import type * as Tensorflow from "@tensorflow/tfjs";
import { z } from "zod";
import type { DataContext, LoopContext, TrialContext } from "./context.ts";
import type { TaskData } from "./data.ts";
import { divergedFacts, otherRun, publishedResults } from "./facts.ts";
import { knownMetrics, metricFacts } from "./metric.ts";
import { isObject, must, positiveNumber, wholeNumber, words } from "./rule.ts";
import { bound } from "./target.ts";

type Builder<Context, Made> = (tf: typeof Tensorflow, context: Context) => Made;

/** Makes an optimizer of TensorFlow.js for a trial, which starts at its `learningRate`. */
export type OptimizerBuilder = Builder<TrialContext, Tensorflow.Optimizer>;

/** A loss or metric of `fit`: its name in TensorFlow.js, or a function of the true and the predicted values. */
export type LossOrMetric =
  string | ((truth: Tensorflow.Tensor, prediction: Tensorflow.Tensor) => Tensorflow.Tensor);

const isFunction = (value: unknown): boolean => typeof value === "function";
const areWeights = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every(Number.isFinite);
const isLoss = (value: unknown): boolean => isFunction(value) || typeof value === "string";

const isMetric = (value: unknown): boolean =>
  typeof value === "string"
    ? knownMetrics.has(value)
    : isObject(value) &&
      metricFacts.partial({ unit: true }).safeParse(omit(value, ["metric", "output"])).success &&
      (value["metric"] === undefined || isLoss(value["metric"])) &&
      (value["output"] === undefined || typeof value["output"] === "string");

const omit = (value: Readonly<Record<string, unknown>>, keys: readonly string[]) =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

/** A metric with its direction; `metric` says how it is computed where its name does not, `output` of which output it is. */
export interface MetricDefinition {
  readonly name: string;
  readonly better: "higher" | "lower";
  /** @defaultValue `""` */
  readonly unit?: string | undefined;
  readonly metric?: LossOrMetric | undefined;
  readonly output?: string | undefined;
}

const text = must<string>(
  "a non-empty text",
  (value) => typeof value === "string" && value !== "",
  { type: "string", minLength: 1 },
);
const made = <Made>(what: string): z.ZodType<Made> =>
  must<Made>(`a function that gives ${what}`, isFunction, { type: "object" });

/** How much of a task a preset trains. */
const taskSize = z
  .strictObject({
    epochs: wholeNumber(1, 1_000_000),
    /** Examples for training and validation together. */
    samples: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    /** Examples of the test, taken evenly from all of them. */
    testSamples: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    /** Base rate, where it is another with so many examples. */
    learningRate: positiveNumber,
  })
  .partial();

/** What every task may say. */
const common = z.strictObject({
  /** As people write it. @defaultValue its name */
  title: text.optional(),
  /** What one example is called. @defaultValue `"example"` */
  example: must<string>(
    "a text of 1 to 40 characters, none of them markup",
    (value) => value !== "" && words.safeParse(value).success,
    { type: "string", minLength: 1, maxLength: 40 },
  ).optional(),
  /** What is measured. @defaultValue the loss */
  metrics: must<readonly (string | MetricDefinition)[]>(
    `a list of metrics, each ${[...knownMetrics.keys()].join(", ")} or { name, better: "higher" or "lower", unit?, metric?, output? } with a unit of at most 40 characters, none of them markup`,
    (value) => Array.isArray(value) && value.length > 0 && value.every(isMetric),
    { type: "array", minItems: 1 },
  ).optional(),
  /** What schedules are compared in. @defaultValue the first metric, with a margin of 0 */
  primary: z
    .strictObject({
      metric: text,
      better: z.enum(["higher", "lower"]).optional(),
      /** The smallest difference worth a claim. */
      margin: must<number>("at least 0", (value) => Number.isFinite(value) && Number(value) >= 0, {
        type: "number",
        minimum: 0,
      }).optional(),
    })
    .optional(),
  /** What the primary metric, a share, usually comes to; its standard error follows from it. */
  typical: z.number().gt(0).lt(1).optional(),
  /** What a training has to reach. The first bound is the one of which is told how early. */
  target: z.array(bound).optional(),
  /** What a diverged trial counts as. @defaultValue `"worst"`, the worst value that any trial of the run ended with */
  diverged: z.union([z.literal("worst"), divergedFacts]).optional(),
  /** What others published, in the primary metric of the test. */
  published: publishedResults.optional(),
  /** Trainings of the same question that are somebody else's, to be drawn beside yours; the one before first. */
  elsewhere: z.array(otherRun).optional(),
  /** What a summary says of it at its end. */
  remark: text.optional(),
  /** How much of it each preset trains. */
  sizes: z.record(z.string(), taskSize).optional(),
  /**
   * Seconds that its data, its network and each schedule may take before a training begins, and that a training may take from
   * one update to the next; a loop tells of its updates and epochs by `schedule.advance` and `report`. @defaultValue `600`
   */
  timeLimit: positiveNumber.optional(),
  /** @defaultValue `15` */
  epochs: wholeNumber(1, 1_000_000).optional(),
  /** @defaultValue `64` */
  batchSize: wholeNumber(1, 1_000_000).optional(),
  /** @defaultValue `0.01` */
  learningRate: positiveNumber.optional(),
  /**
   * Tells two versions apart whose difference cannot be seen from outside: a loop that computes something else, a callback
   * that does. What was trained under another version is trained anew.
   */
  version: z.union([z.string(), z.number()]).optional(),
});

/** A task that `fit` can train. */
export const fitTaskSchema = common.extend({
  /** The network, not compiled; one a trial, with first weights that follow from the seed alone. */
  network:
    made<Builder<TrialContext, Tensorflow.LayersModel | Promise<Tensorflow.LayersModel>>>(
      "a network",
    ),
  /** The network in words. @defaultValue its layers and the number of its parameters */
  description: text.optional(),
  /** @defaultValue Adam with the defaults of TensorFlow.js */
  optimizer: made<OptimizerBuilder>("an optimizer").optional(),
  /** By name or as a function; with several outputs one for each, by name. */
  loss: must<LossOrMetric | Readonly<Record<string, LossOrMetric>>>(
    "the name of a loss, a function, or a record of them by output",
    (value) =>
      isLoss(value) ||
      (isObject(value) && Object.keys(value).length > 0 && Object.values(value).every(isLoss)),
    { anyOf: [{ type: "string" }, { type: "object" }] },
  ),
  /** What it learns from, the same each time. */
  data: made<(context: DataContext) => TaskData | Promise<TaskData>>("the data"),
  /** Share of `train` that validates where the data have no `validation`: the last of each seed's order. @defaultValue `0.2` */
  validationSplit: must<number>(
    "above 0 and below 1",
    (value) => typeof value === "number" && value > 0 && value < 1,
    { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1 },
  ).optional(),
  /** Weights of the classes in the loss, by class, or a record of that by output. */
  classWeight: must<Tensorflow.ClassWeight | Readonly<Record<string, Tensorflow.ClassWeight>>>(
    "finite numbers by class, or a record of that by output",
    (value) => areWeights(value) || (isObject(value) && Object.values(value).every(areWeights)),
    { type: "object" },
  ).optional(),
  /** Callbacks of your own, which come after the schedule. */
  callbacks:
    made<Builder<TrialContext, readonly Tensorflow.CustomCallbackArgs[]>>("callbacks").optional(),
});

/** A task with a loop of its own. */
export const loopTaskSchema = common.extend({
  /** Trains; what it returns are the metrics of the test, if there is one. */
  train: made<(context: LoopContext) => Promise<unknown>>("a promise when it is done"),
  /** Updates in an epoch, which schedules that count epochs need to know. @defaultValue `1` */
  stepsPerEpoch: must<number | ((context: Omit<TrialContext, "seed">) => number)>(
    "a whole number of at least 1, or a function that gives it",
    (value) => isFunction(value) || (Number.isInteger(value) && Number(value) >= 1),
    { anyOf: [{ type: "integer", minimum: 1 }, { type: "object" }] },
  ).optional(),
});

/** A task that `fit` can train: a network, data and a loss. */
export type FitTask = z.infer<typeof fitTaskSchema>;
/** A task with a training loop of its own. */
export type LoopTask = z.infer<typeof loopTaskSchema>;
/** What is trained, in one of two depths. */
export type Task = FitTask | LoopTask;

/** Whether a task brings its own loop. */
export const isLoop = (task: Task): task is LoopTask => "train" in task;

/**
 * Defines a task: what is trained, and what of it is compared. It returns the task as it is and gives an editor its types; a
 * configuration, and whatever trains it, checks it and names what is wrong.
 *
 * Either `network`, `data` and `loss`, for what `fit` of TensorFlow.js can train; or `train`, a loop of your own.
 *
 * @example
 * ```ts
 * const parabola = defineTask({
 *   metrics: [{ name: "loss", better: "lower" }],
 *   train: async ({ schedule, epochs, report }) => {
 *     let x = 1;
 *     for (let epoch = 0; epoch < epochs; epoch++) {
 *       x -= schedule.value * 2 * x;
 *       schedule.advance();
 *       await report({ training: { loss: x * x }, validation: { loss: x * x } });
 *     }
 *   },
 * });
 * parabola.metrics; // => [{ name: "loss", better: "lower" }]
 * ```
 */
export const defineTask = <Definition extends Task>(task: Definition): Definition => task;
