export { bind } from "./bind.ts";
export type { BindOptions } from "./bind.ts";
export type { ScheduleCallback, TensorFlow } from "./callback.ts";
export { bindPlan } from "./bindPlan.ts";
export type { BindPlanOptions } from "./bindPlan.ts";
export type { Change, ChangeListener } from "./change.ts";
export type { BestOptions } from "./best.ts";
export { check } from "./check.ts";
export type { Warning } from "./check.ts";
export {
  applyCheckpoint,
  restoreCheckpoint,
  storeCheckpoint,
  takeCheckpoint,
} from "./checkpoint.ts";
export type { Checkpoint, Running } from "./checkpoint.ts";
export { connect } from "./connect.ts";
export type { Connection } from "./connect.ts";
export { connectPlan } from "./connectPlan.ts";
export type {
  PlanCallback,
  PlanCallbackOptions,
  PlanConnection,
  PlanSource,
} from "./connectPlan.ts";
export { findLearningRate } from "./findLearningRate.ts";
export type {
  FindLearningRateOptions,
  LearningRateRange,
  RangePoint,
  TrainingData,
} from "./findLearningRate.ts";
export { getLearningRate, setLearningRate } from "./learningRate.ts";
export type { OptimizerLike } from "./learningRate.ts";
export { learningRateScheduler } from "./learningRateScheduler.ts";
export type { Mode } from "./mode.ts";
export { rangeSparkline } from "./rangeSparkline.ts";
export { rangeToSVG } from "./rangeToSVG.ts";
export type { RangeToSVGOptions } from "./rangeToSVG.ts";
export { reduceLROnPlateau } from "./reduceLROnPlateau.ts";
export type { ReduceLROnPlateauOptions } from "./reduceLROnPlateau.ts";
export type { PlanLike } from "./planGear.ts";
export { restoreBestWeights } from "./restoreBestWeights.ts";
export type { RestoreBestWeightsOptions } from "./restoreBestWeights.ts";
export type { CallbackOptions, Conductor, Manner } from "./scheduleHooks.ts";
export { saveBestModel } from "./saveBestModel.ts";
export type { SaveBestModelOptions } from "./saveBestModel.ts";
export { setHyperparameter } from "./setHyperparameter.ts";
export { stopAtFloor } from "./stopAtFloor.ts";
export type { StopAtFloorOptions } from "./stopAtFloor.ts";
export type { Suggestion, Suggestions } from "./suggestions.ts";
export { terminateOnNaN } from "./terminateOnNaN.ts";
export type { RunTotals, ScheduleSource } from "./totals.ts";
export { withMetrics } from "./withMetrics.ts";
export type { Metric } from "./withMetrics.ts";
export { wrapCallbacks } from "./wrapCallbacks.ts";
export type { PlainCallback, TensorFlowCallbacks } from "./wrapCallbacks.ts";
export { yieldEvery } from "./yieldEvery.ts";
