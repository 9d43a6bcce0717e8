export { conclude } from "./conclude.ts";
export { compare } from "./rows.ts";
export { checkTuning, chosenBy, ratesAround, seedsApart, tuningOf } from "./tuning.ts";
export { withoutTimings } from "./withoutTimings.ts";
