export { clamp } from "./clamp.ts";
export type { ClampBounds } from "./clamp.ts";
export { childOf, clockUntil, gather, nextOf, schedule } from "./children.ts";
export type { Gathering } from "./children.ts";
export { constant } from "./constant.ts";
export {
  cosineCurve,
  curve,
  exponentialCurve,
  linearCurve,
  mirrorCosineCurve,
  oneMinusSqrtCurve,
  polynomialCurve,
  rexCurve,
  squareCurve,
} from "./curve.ts";
export type { Curve } from "./curve.ts";
export { defineSchedule } from "./define.ts";
export type { Behaviour, Fail, Kind, ScheduleDefinition, ScheduleNode } from "./define.ts";
export { delay } from "./delay.ts";
export { drive, scheduleFrom } from "./drive.ts";
export type { Drive, DriveOptions } from "./drive.ts";
export { cosineWeight, exponential2, logarithm2, power } from "./elementary.ts";
export { parse } from "./parse.ts";
export { product } from "./product.ts";
export { ramp } from "./ramp.ts";
export type { RampOptions } from "./ramp.ts";
export { repeat } from "./repeat.ts";
export type { RepeatOptions } from "./repeat.ts";
export {
  decayFactor,
  flag,
  increasingList,
  name,
  nonNegative,
  nonNegativeInteger,
  nonNegativeList,
  oneOf,
  positive,
  positiveInteger,
} from "./rules.ts";
export type { Rule } from "./rules.ts";
export { scale } from "./scale.ts";
export { isReactive } from "./schedule.ts";
export type {
  Composable,
  Composed,
  ComposedAll,
  Json,
  Observation,
  ReactiveSchedule,
  Schedule,
  ScheduleLike,
  ScheduleSpec,
} from "./schedule.ts";
export { sequence } from "./sequence.ts";
export type { Phase } from "./sequence.ts";
export { fingerprint } from "./snapshot.ts";
export type { Snapshot } from "./snapshot.ts";
export { stretch } from "./stretch.ts";
