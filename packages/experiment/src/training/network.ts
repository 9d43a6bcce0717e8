import type * as Tensorflow from "@tensorflow/tfjs";
import { BenchmarkError } from "../errors.ts";
import { inTask } from "../task/inTask.ts";
import { shown } from "../task/rule.ts";
import type { BatchDataset } from "../task/stream.ts";
import { metricsOf } from "../task/metricsOf.ts";
import type { Batch } from "../task/examples.ts";
import { UnfusedTask } from "./fuse.ts";
import type { Fuse } from "./fuse.ts";
import type { TrialContext } from "../task/context.ts";
import type { FitTask, LossOrMetric, MetricDefinition, OptimizerBuilder } from "../task/task.ts";

/** A network that is compiled, with what disposes of it. */
interface CompiledNetwork {
  readonly model: Tensorflow.LayersModel;
  readonly optimizer: Tensorflow.Optimizer;
  /** The metrics of the task, each with the name that the logs of `fit` have for it. */
  readonly logNames: readonly (readonly [metric: string, log: string])[];
  readonly dispose: () => void;
}

const isModel = (value: unknown): value is Tensorflow.LayersModel =>
  typeof (value as { compile?: unknown } | null | undefined)?.compile === "function";

const isOptimizer = (value: unknown): value is Tensorflow.Optimizer =>
  typeof (value as { applyGradients?: unknown } | null | undefined)?.applyGradients === "function";

/** Makes the network of a task. @throws {BenchmarkError} Of kind `"usage"`, naming the task, if it gives none. */
async function networkOf(
  tf: typeof Tensorflow,
  name: string,
  task: FitTask,
  context: TrialContext,
): Promise<Tensorflow.LayersModel> {
  const model = await inTask(name, "network", () => task.network(tf, context));
  if (isModel(model)) return model;
  throw new BenchmarkError(
    "usage",
    `task ${name}: network must give a model of TensorFlow.js, got ${shown(model)}`,
  );
}

/** Makes the optimizer of a task, or that of a contestant in its place. @throws {BenchmarkError} Of kind `"usage"`, naming the task, if it gives none. */
export async function optimizerOf(
  tf: typeof Tensorflow,
  name: string,
  task: FitTask,
  context: TrialContext,
  own: OptimizerBuilder | undefined = task.optimizer,
): Promise<Tensorflow.Optimizer> {
  const { learningRate } = context;
  const make = own ?? (() => tf.train.adam(learningRate));
  const optimizer = await inTask(name, "optimizer", () => make(tf, context));
  if (isOptimizer(optimizer)) return optimizer;
  throw new BenchmarkError(
    "usage",
    `task ${name}: optimizer must give an optimizer of TensorFlow.js, got ${shown(optimizer)}`,
  );
}

interface Buildable {
  build(): void;
}

type MetricFunction = Exclude<LossOrMetric, string>;
type MetricArgument = NonNullable<Tensorflow.ModelCompileArgs["metrics"]>;

/** What `compile` takes for the metrics of a task, and under which name its logs have each. */
function metricArguments(
  tf: typeof Tensorflow,
  task: FitTask,
  outputs: readonly string[],
): { readonly metrics: MetricArgument; readonly logNames: CompiledNetwork["logNames"] } {
  const given = (task.metrics ?? []).map((metric): MetricDefinition =>
    typeof metric === "string" ? { name: metric, better: "higher" } : metric,
  );
  const byOutput = new Map<string, MetricDefinition[]>(outputs.map((output) => [output, []]));
  for (const metric of given) {
    if (metric.name === "loss") continue;
    const output = metric.output ?? outputs[0]!;
    const own = byOutput.get(output);
    if (own === undefined) {
      throw new Error(
        `metrics: ${metric.name} is of the output ${output}; the outputs are ${outputs.join(", ")}`,
      );
    }
    own.push(metric);
  }
  // The logs are in the order in which `compile` names them: the loss, that of each output if there are several, the metrics.
  const ordered = outputs.flatMap((output) => byOutput.get(output)!);
  const ahead = outputs.length > 1 ? 1 + outputs.length : 1;
  const positions = new Map(ordered.map(({ name }, index) => [name, ahead + index]));
  // `compile` knows fewer names than `tf.metrics` has functions. Logs are kept by the name of the function, and every arrow
  // function in a task would be called `metric`.
  const functions = tf.metrics as unknown as Readonly<Record<string, MetricFunction>>;
  const metricOf = ({ name, metric = name }: MetricDefinition) => {
    const found = typeof metric === "string" ? (functions[metric] ?? metric) : metric;
    if (typeof found === "string") return found;
    const named: MetricFunction = (truth, prediction) => found(truth, prediction);
    return Object.defineProperty(named, "name", { value: name });
  };
  const metrics =
    outputs.length === 1
      ? byOutput.get(outputs[0]!)!.map(metricOf)
      : Object.fromEntries(outputs.map((output) => [output, byOutput.get(output)!.map(metricOf)]));
  return {
    metrics: metrics as MetricArgument,
    logNames: metricsOf(task).map(({ name }) => [name, String(positions.get(name) ?? 0)]),
  };
}

/**
 * Makes and compiles the network of a task.
 *
 * @param own - The optimizer of a contestant, in place of that of the task.
 * @param fuse - Makes its training steps one call each.
 * @throws {BenchmarkError} Of kind `"usage"`, naming task and place.
 * @throws {UnfusedTask} If the network cannot be fused.
 */
export async function compileNetwork(
  tf: typeof Tensorflow,
  name: string,
  task: FitTask,
  context: TrialContext,
  own?: OptimizerBuilder,
  fuse?: Fuse,
): Promise<CompiledNetwork> {
  const model = await networkOf(tf, name, task, context);
  const optimizer = await optimizerOf(tf, name, task, context, own);
  const logNames = await inTask(name, "the network does not compile", () => {
    // A sequential network knows its outputs only once it is built.
    if (model.outputNames.length === 0) (model as unknown as Buildable).build();
    const { metrics, logNames } = metricArguments(tf, task, model.outputNames);
    model.compile({ optimizer, loss: task.loss as Tensorflow.ModelCompileArgs["loss"], metrics });
    const names = model.metricsNames;
    const logs = logNames.map(([metric, position]) => [metric, names[Number(position)]!] as const);
    const metricsByLog = new Map<string, string>();
    for (const [metric, log] of logs) {
      const other = metricsByLog.get(log);
      if (other !== undefined) {
        throw new Error(
          `metrics: TensorFlow.js calls both ${other} and ${metric} ${log} and would mix them up; give one of them another name`,
        );
      }
      metricsByLog.set(log, metric);
    }
    return logs;
  });
  const fused = fuse?.(model);
  const dispose = (): void => {
    fused?.release();
    model.dispose();
    optimizer.dispose();
  };
  if (fused?.engine === "layers") {
    dispose();
    throw new UnfusedTask(name, fused.reason!);
  }
  return { model, optimizer, logNames, dispose };
}

/**
 * The loss and the metrics of a network on a batch, under the names that its logs have for them.
 *
 * With several outputs `evaluate` gives the sums of the losses so far before it gives what has a name: the last of these sums is
 * the loss.
 */
export async function valuesOn(
  model: Tensorflow.LayersModel,
  { x, y }: Batch,
  batchSize: number,
): Promise<ReadonlyMap<string, number>> {
  return valuesOf(model, model.evaluate(x as never, y as never, { batchSize }));
}

/** A stream in batches as TensorFlow.js takes it. It asks of a dataset no more than this, and never of which class it is. */
export const asDataset = (dataset: BatchDataset): never => dataset as never;

/** The same of a stream. */
export const valuesOnDataset = async (
  model: Tensorflow.LayersModel,
  dataset: BatchDataset,
): Promise<ReadonlyMap<string, number>> =>
  valuesOf(model, await model.evaluateDataset(asDataset(dataset), {}));

async function valuesOf(
  model: Tensorflow.LayersModel,
  given: Tensorflow.Scalar | Tensorflow.Scalar[],
): Promise<ReadonlyMap<string, number>> {
  const scalars = Array.isArray(given) ? given : [given];
  const values = await Promise.all(scalars.map(async (scalar) => (await scalar.data())[0]!));
  for (const scalar of scalars) scalar.dispose();
  const named = values.slice(model.outputs.length - 1);
  return new Map(model.metricsNames.map((log, index) => [log, named[index]!]));
}
