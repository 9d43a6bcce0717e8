export { prepareData, spread } from "./data.ts";
export type { PreparedData, TaskData } from "./data.ts";
export { batchOf } from "./examples.ts";
export type { ArrayWithShape, Column, Columns, Examples, Values } from "./examples.ts";
export { datasets, imageSize } from "./datasets.ts";
export type { DatasetDescription, DatasetFile, DatasetName } from "./datasets.ts";
export { consistentFacts } from "./facts.ts";
export type { OtherRun, PublishedResult, TaskFacts } from "./facts.ts";
export { factsOf } from "./factsOf.ts";
export { measureOf, measuresOf, splits } from "./metric.ts";
export type { Measure, MetricFacts } from "./metric.ts";
export { referenceNetwork } from "./network.ts";
export { layerSeeds } from "./random.ts";
export { publishedExperiment, referenceFacts, referenceTask } from "./reference.ts";
export type { Dataset } from "./reference.ts";
export { meant, must, positiveNumber, shown, wholeNumber } from "./rule.ts";
export { isWithin, limitOf, meetsTarget } from "./target.ts";
export type { Bound } from "./target.ts";
export { firstOf } from "./stream.ts";
export type { Block, Blocks, ExampleStream, Pass } from "./stream.ts";
export { usesTensorflow } from "./usesTensorflow.ts";
export { checkTask, defineTask, isLoop, metricsOf } from "./task.ts";
export type {
  DataContext,
  EpochReport,
  FitTask,
  LoopContext,
  LoopTask,
  MetricDefinition,
  StepReport,
  Task,
  TrialContext,
} from "./task.ts";
