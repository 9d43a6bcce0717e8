import { flag, nonNegative, positive } from "@anneal/core";

export const decayRules = {
  initialLearningRate: nonNegative,
  decaySteps: positive,
  decayRate: nonNegative,
  staircase: flag,
};
