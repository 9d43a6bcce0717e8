export { bind } from "./bind.ts";
export { connect } from "./connect.ts";
export type { Connection, ScheduleCallback, TensorFlow } from "./connect.ts";
export { getLearningRate, setLearningRate } from "./learningRate.ts";
export type { OptimizerLike } from "./learningRate.ts";
export type { ReduceLROnPlateauOptions } from "./reduceLROnPlateau.ts";
export type { RunTotals, ScheduleSource } from "./totals.ts";
