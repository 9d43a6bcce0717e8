export { multiStep } from "./multiStep.ts";
export type { MultiStepOptions } from "./multiStep.ts";
export { piecewise } from "./piecewise.ts";
export type { PiecewiseOptions } from "./piecewise.ts";
export { step } from "./step.ts";
export type { StepOptions } from "./step.ts";
