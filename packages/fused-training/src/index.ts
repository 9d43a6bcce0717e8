export { fuse } from "./fuse.ts";
export type { Fused, FuseOptions } from "./fuse.ts";
