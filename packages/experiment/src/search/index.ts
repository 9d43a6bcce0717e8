export { choice, int, isAtEdge, log, real } from "./range.ts";
export type { ChoiceRange, IntRange, Range, RealRange } from "./range.ts";
export { searchSchema } from "./record.ts";
export type { Search, SearchOfSchedule } from "./record.ts";
export { bestOf, halvings, samplers, searchRounds } from "./rounds.ts";
export type {
  Candidate,
  Halving,
  Judged,
  Losses,
  Round,
  Sampler,
  SearchOptions,
  ShapeOf,
} from "./rounds.ts";
export { axesOf, shapeAt, specAt, valuesAt } from "./space.ts";
export type { Axis, SearchSpec } from "./space.ts";
