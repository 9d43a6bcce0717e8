export { exponentialWarmup } from "./exponentialWarmup.ts";
export type { ExponentialWarmupOptions } from "./exponentialWarmup.ts";
export { radamWarmup } from "./radamWarmup.ts";
export type { RadamWarmupOptions } from "./radamWarmup.ts";
export { untunedWarmup } from "./untunedWarmup.ts";
export type { UntunedWarmupOptions } from "./untunedWarmup.ts";
export { warmup } from "./warmup.ts";
export type { WarmupOptions } from "./warmup.ts";
