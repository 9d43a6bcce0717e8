export {
  compositionKinds,
  composition,
  dampened,
  duration,
  learningRate,
  metric,
  metrics,
  observations,
  step,
} from "./arbitraries.ts";
export type { CompositionOptions } from "./arbitraries.ts";
export {
  describeReactive,
  describeSchedule,
  reactiveChecks,
  scheduleChecks,
} from "./conformance.ts";
export type { Checks } from "./conformance.ts";
export { decayChecks, describeDecay } from "./decay.ts";
export type { DecayOptions, OwnOptions } from "./decay.ts";
export {
  curveCase,
  decayFactorCase,
  describeErrors,
  describeOptions,
  flagCase,
  nonNegativeCase,
  nonNegativeIntegerCase,
  oneOfCase,
  optional,
  optionChecks,
  periodCase,
  positiveCase,
  positiveIntegerCase,
  scheduleCase,
} from "./options.ts";
export type { OptionCase } from "./options.ts";
export { describeOptionsOfExports, optionsFault } from "./optionsOfExports.ts";
export type { OptionsCall } from "./optionsOfExports.ts";
