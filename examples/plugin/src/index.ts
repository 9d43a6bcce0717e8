export { abel } from "./abel.ts";
export type { AbelOptions, AbelState } from "./abel.ts";
export { gaussian } from "./gaussian.ts";
export type { GaussianOptions } from "./gaussian.ts";
