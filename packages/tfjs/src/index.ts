export { bind } from "./bind.ts";
export type { ScheduleCallback, TensorFlow } from "./callback.ts";
export { connect } from "./connect.ts";
export type { Connection } from "./connect.ts";
export { getLearningRate, setLearningRate } from "./learningRate.ts";
export type { OptimizerLike } from "./learningRate.ts";
export { reduceLROnPlateau } from "./reduceLROnPlateau.ts";
export type { ReduceLROnPlateauOptions } from "./reduceLROnPlateau.ts";
export type { RunTotals, ScheduleSource } from "./totals.ts";
