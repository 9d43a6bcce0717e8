export { exponential } from "./exponential.ts";
export type { ExponentialOptions } from "./exponential.ts";
export { inverseTime } from "./inverseTime.ts";
export type { InverseTimeOptions } from "./inverseTime.ts";
export { tanh } from "./tanh.ts";
export type { TanhOptions } from "./tanh.ts";
