export { findEngine, fuse } from "./fuse.ts";
export type { FoundEngine, Fused, FuseOptions } from "./fuse.ts";
