import { decayFactor, nonNegative, nonNegativeInteger } from "@anneal/core";
import { finite } from "../rules.ts";
import { noiseRange } from "./noisy.ts";

export const sharedRules = {
  warmupT: nonNegative,
  warmupLrInit: nonNegative,
  noiseRangeT: noiseRange,
  noisePct: decayFactor,
  noiseStd: finite,
  noiseSeed: nonNegativeInteger,
};

export const sharedDefaults = {
  warmupT: 0,
  warmupLrInit: 0,
  noiseRangeT: undefined,
  noisePct: 0.67,
  noiseStd: 1,
  noiseSeed: 42,
} as const;
