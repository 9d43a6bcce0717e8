export { cosine } from "./cosine.ts";
export type { CosineOptions } from "./cosine.ts";
export { cosineRestarts } from "./cosineRestarts.ts";
export type { CosineRestartsOptions } from "./cosineRestarts.ts";
