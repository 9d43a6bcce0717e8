export { exponential } from "./exponential.ts";
export type { ExponentialOptions } from "./exponential.ts";
export { inverseTime } from "./inverseTime.ts";
export type { InverseTimeOptions } from "./inverseTime.ts";
export { sigmoid } from "./sigmoid.ts";
export type { SigmoidOptions } from "./sigmoid.ts";
export { tanh } from "./tanh.ts";
export type { TanhOptions } from "./tanh.ts";
