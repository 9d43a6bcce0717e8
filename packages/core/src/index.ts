export type { Behaviour, ScheduleNode } from "./behaviour.ts";
export { advance } from "./advance.ts";
export { area } from "./area.ts";
export type { AreaOptions } from "./area.ts";
export { clamp } from "./clamp.ts";
export type { ClampBounds } from "./clamp.ts";
export { childOf, clockUntil, gather, schedule } from "./children.ts";
export type { Gathering } from "./children.ts";
export { compact } from "./compact.ts";
export { constant } from "./constant.ts";
export { cooldownFrom } from "./cooldownFrom.ts";
export type { CooldownOptions } from "./cooldownFrom.ts";
export { countAtMost } from "./countAtMost.ts";
export {
  cosineCurve,
  curve,
  exponentialCurve,
  halvingCurve,
  linearCurve,
  logarithmicCurve,
  mirrorCosineCurve,
  oneMinusSqrtCurve,
  polynomialCurve,
  reversedCurve,
  rexCurve,
  squareCurve,
  warpedCurve,
} from "./curve.ts";
export type { Curve } from "./curve.ts";
export { defineKind } from "./defineKind.ts";
export { definePureSchedule, defineSchedule } from "./defineSchedule.ts";
export { refuse } from "./refuse.ts";
export type {
  Complete,
  Definition,
  Fail,
  PureBehaviour,
  PureDefinition,
  ScheduleDefinition,
} from "./definition.ts";
export type { Kind } from "./kind.ts";
export { delay } from "./delay.ts";
export { drive, scheduleFrom } from "./drive.ts";
export type { Drive, DriveOptions, ResumeOptions } from "./drive.ts";
export { drivePlan } from "./drivePlan.ts";
export type { PlanDrive } from "./drivePlan.ts";
export { during } from "./during.ts";
export type { DuringOptions } from "./during.ts";
export { cosineWeight, exponential2, logarithm2, power, wholePower } from "./elementary.ts";
export { explain, explainText } from "./explain.ts";
export type { ExplainTextOptions, Explanation, NextEvent } from "./explain.ts";
export { extend } from "./extend.ts";
export { firstBelow } from "./firstBelow.ts";
export type { FirstBelowOptions } from "./firstBelow.ts";
export { hold } from "./hold.ts";
export { lint } from "./lint/lint.ts";
export type { LintOptions } from "./lint/lint.ts";
export type { Finding, LintRule } from "./lint/finding.ts";
export { map, mappable, mapping } from "./map.ts";
export type { Mapping } from "./map.ts";
export { mirror } from "./mirror.ts";
export type { MirrorOptions } from "./mirror.ts";
export { nearest } from "./nearest.ts";
export { nextOf, previousOf } from "./nextOf.ts";
export { noise } from "./noise.ts";
export type { NoiseOptions } from "./noise.ts";
export type { Observation } from "./observation.ts";
export { parse } from "./parse.ts";
export type { Path, Place } from "./place.ts";
export { parsePlan, plan } from "./plan.ts";
export type { Plan, PlanStates } from "./plan.ts";
export type { Plottable } from "./plottable.ts";
export { product } from "./product.ts";
export { ramp } from "./ramp.ts";
export type { RampOptions } from "./ramp.ts";
export { repeat } from "./repeat.ts";
export type { RepeatOptions } from "./repeat.ts";
export { resumeFrom } from "./resumeFrom.ts";
export type { Resume, Resumed, ResumeFromOptions } from "./resumeFrom.ts";
export { reverse } from "./reverse.ts";
export type { ReverseOptions } from "./reverse.ts";
export { rewarm } from "./rewarm.ts";
export type { RewarmOptions } from "./rewarm.ts";
export {
  coefficient,
  decayFactor,
  flag,
  increasingList,
  name,
  nonNegative,
  nonNegativeInteger,
  nonNegativeList,
  oneOf,
  period,
  positive,
  positiveInteger,
  reductionFactor,
} from "./rules.ts";
export type { Rule } from "./rules.ts";
export { sample } from "./sample.ts";
export type { SampleOptions } from "./sample.ts";
export { scale } from "./scale.ts";
export { isReactive } from "./schedule.ts";
export type {
  Composable,
  Composed,
  ComposedAll,
  Json,
  ReactiveSchedule,
  Schedule,
  ScheduleLike,
  ScheduleSpec,
} from "./schedule.ts";
export { sequence } from "./sequence.ts";
export type { Phase } from "./sequence.ts";
export { simulate } from "./simulate.ts";
export type { Measured, SimulateOptions, SimulatedEvent, Simulation } from "./simulate.ts";
export { fingerprint } from "./snapshot.ts";
export type { Continuable, Snapshot } from "./snapshot.ts";
export { snapshotAt } from "./snapshotAt.ts";
export type { Span } from "./span.ts";
export { sparkline } from "./sparkline.ts";
export type { SparklineOptions } from "./sparkline.ts";
export { stretch } from "./stretch.ts";
export { sum } from "./sum.ts";
export { toCode } from "./toCode.ts";
export { toSVG } from "./toSVG.ts";
export type { Plot, SVGOptions } from "./toSVG.ts";
export { vary } from "./vary.ts";
export type { Varied } from "./vary.ts";
