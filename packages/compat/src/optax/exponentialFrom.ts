import { constant, flag, nonNegative, positive } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { exponentially } from "../geometric.ts";
import { finite } from "../rules.ts";

export const exponentialRules = {
  transitionSteps: finite,
  decayRate: positive,
  transitionBegin: nonNegative,
  staircase: flag,
  endValue: nonNegative,
};

export const exponentialDefaults = { transitionBegin: 0, staircase: false, endValue: undefined };

interface Exponential {
  readonly transitionSteps: number;
  readonly decayRate: number;
  readonly transitionBegin: number;
  readonly staircase: boolean;
  readonly endValue: number | undefined;
}

export const exponentialFrom = (
  initial: number,
  { transitionSteps, decayRate, transitionBegin, staircase, endValue }: Exponential,
): Schedule => {
  if (transitionSteps <= 0) return constant(initial);
  return exponentially({
    initial,
    factor: decayRate,
    every: transitionSteps,
    staircase,
    begin: transitionBegin,
    ...(endValue === undefined ? {} : decayRate < 1 ? { min: endValue } : { max: endValue }),
  });
};
