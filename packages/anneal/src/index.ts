export {
  childOf,
  clamp,
  clockUntil,
  constant,
  cosineCurve,
  curve,
  decayFactor,
  defineSchedule,
  delay,
  drive,
  exponentialCurve,
  fingerprint,
  flag,
  gather,
  increasingList,
  isReactive,
  linearCurve,
  mirrorCosineCurve,
  name,
  nonNegative,
  nonNegativeInteger,
  nonNegativeList,
  oneMinusSqrtCurve,
  oneOf,
  polynomialCurve,
  positive,
  positiveInteger,
  product,
  ramp,
  repeat,
  rexCurve,
  scale,
  schedule,
  scheduleFrom,
  sequence,
  squareCurve,
  stretch,
} from "@anneal/core";
export type {
  Behaviour,
  Child,
  ClampBounds,
  Composable,
  Composed,
  ComposedAll,
  Curve,
  Drive,
  DriveOptions,
  Fail,
  Json,
  Kind,
  Observation,
  Phase,
  RampOptions,
  ReactiveSchedule,
  RepeatOptions,
  Rule,
  Schedule,
  ScheduleDefinition,
  ScheduleLike,
  ScheduleSpec,
  Snapshot,
} from "@anneal/core";
export { cosine, cosineRestarts } from "@anneal/cosine";
export type { CosineOptions, CosineRestartsOptions } from "@anneal/cosine";
export { cyclic, oneCycle, oneCycleMomentum, slantedTriangular } from "@anneal/cyclic";
export type {
  CyclicOptions,
  OneCycleMomentumOptions,
  OneCycleOptions,
  SlantedTriangularOptions,
} from "@anneal/cyclic";
export { exponential, inverseTime } from "@anneal/exponential";
export type { ExponentialOptions, InverseTimeOptions } from "@anneal/exponential";
export { plateau } from "@anneal/plateau";
export type { PlateauOptions, PlateauState } from "@anneal/plateau";
export { linear, polynomial } from "@anneal/polynomial";
export type { LinearOptions, PolynomialOptions } from "@anneal/polynomial";
export { multiStep, piecewise, step } from "@anneal/step";
export type { MultiStepOptions, PiecewiseOptions, StepOptions } from "@anneal/step";
export { inverseSqrt, noam, triStage, warmupStableDecay } from "@anneal/transformer";
export type {
  InverseSqrtOptions,
  NoamOptions,
  TriStageOptions,
  WarmupStableDecayOptions,
} from "@anneal/transformer";
export { warmup } from "@anneal/warmup";
export type { WarmupOptions } from "@anneal/warmup";
export { kinds } from "./kinds.ts";
export { parse } from "./parse.ts";
