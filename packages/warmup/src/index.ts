export { warmup } from "./warmup.ts";
export type { WarmupOptions } from "./warmup.ts";
