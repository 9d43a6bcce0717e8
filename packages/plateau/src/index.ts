export { greedy } from "./greedy.ts";
export type { GreedyOptions, GreedyState } from "./greedy.ts";
export { plateau } from "./plateau.ts";
export type { PlateauOptions, PlateauState } from "./plateau.ts";
export type { WatchOptions, WatchState } from "./watch.ts";
