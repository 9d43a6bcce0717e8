export { cosine } from "./cosine.ts";
export type { CosineOptions } from "./cosine.ts";
export { cosineCycles } from "./cosineCycles.ts";
export type { CosineCycle, CosineCyclesOptions } from "./cosineCycles.ts";
export { cosinePower } from "./cosinePower.ts";
export type { CosinePowerOptions } from "./cosinePower.ts";
export { cosineRestarts } from "./cosineRestarts.ts";
export type { CosineRestartsOptions } from "./cosineRestarts.ts";
