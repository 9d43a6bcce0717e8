import { nonNegative, positive, positiveInteger } from "@anneal/core";
import { share } from "../rules.ts";

export const oneCycleRules = {
  transitionSteps: positiveInteger,
  peakValue: nonNegative,
  pctStart: share,
  divFactor: positive,
  finalDivFactor: positive,
};

export const oneCycleDefaults = { pctStart: 0.3, divFactor: 25, finalDivFactor: 1e4 };
