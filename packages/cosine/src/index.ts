export { cosine } from "./cosine.ts";
export type { CosineOptions } from "./cosine.ts";
