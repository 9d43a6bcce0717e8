export { completedTrial, divergedTrial, failedTrial, plannedTrial, resultsOf } from "./sample.ts";
export { largeResults, syntheticResults } from "./synthetic.ts";
