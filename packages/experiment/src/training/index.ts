export { train } from "./train.ts";
export type { Epoch, Surroundings } from "./train.ts";
