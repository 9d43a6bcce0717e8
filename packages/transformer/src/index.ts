export { inverseSqrt } from "./inverseSqrt.ts";
export type { InverseSqrtOptions } from "./inverseSqrt.ts";
export { noam } from "./noam.ts";
export type { NoamOptions } from "./noam.ts";
export { triStage } from "./triStage.ts";
export type { TriStageOptions } from "./triStage.ts";
export { warmupStableDecay } from "./warmupStableDecay.ts";
export type { WarmupStableDecayOptions } from "./warmupStableDecay.ts";
