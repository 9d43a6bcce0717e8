import { flag, nonNegative, oneOf, positive, positiveInteger } from "@anneal/core";
import { share } from "../rules.ts";

/** Options of {@link torchOneCycleLR} and {@link torchOneCycleLRMomentum}. */
export interface OneCycleLROptions {
  /** Rate at the top: a finite number of at least 0. */
  readonly maxLr: number;
  /** Number of updates, an integer above 0. @defaultValue `epochs · stepsPerEpoch` */
  readonly totalSteps?: number | undefined;
  /** Number of epochs, an integer above 0; has no part where `totalSteps` is given. @defaultValue none */
  readonly epochs?: number | undefined;
  /** Updates in each of `epochs`, an integer above 0. @defaultValue none */
  readonly stepsPerEpoch?: number | undefined;
  /** Share of the updates that lead to the top, from 0 to 1. @defaultValue `0.3` */
  readonly pctStart?: number | undefined;
  /** Along half a cosine or along a line. @defaultValue `"cos"` */
  readonly annealStrategy?: "cos" | "linear" | undefined;
  /** Has to be true for {@link torchOneCycleLRMomentum}. @defaultValue `true` */
  readonly cycleMomentum?: boolean | undefined;
  /** Momentum at the top of the rate, from 0 to 1. @defaultValue `0.85` */
  readonly baseMomentum?: number | undefined;
  /** Momentum at both ends, from 0 to 1. @defaultValue `0.95` */
  readonly maxMomentum?: number | undefined;
  /** `maxLr` divided by the first rate, above 0. @defaultValue `25` */
  readonly divFactor?: number | undefined;
  /** The first rate divided by the last, above 0. @defaultValue `1e4` */
  readonly finalDivFactor?: number | undefined;
  /** Whether it comes back to the first rate before it falls to the last. @defaultValue `false` */
  readonly threePhase?: boolean | undefined;
}

export type OneCycleAbsent = "totalSteps" | "epochs" | "stepsPerEpoch";

interface OneCycleShape {
  readonly totalSteps: number | undefined;
  readonly epochs: number | undefined;
  readonly stepsPerEpoch: number | undefined;
  readonly pctStart: number;
  readonly threePhase: boolean;
}

export function oneCycleEnds(
  { totalSteps, epochs, stepsPerEpoch, pctStart, threePhase }: OneCycleShape,
  fail: (option: string, rule: string) => never,
): number[] {
  const total =
    totalSteps ??
    (epochs === undefined || stepsPerEpoch === undefined
      ? fail("totalSteps", "given, or else epochs and stepsPerEpoch")
      : epochs * stepsPerEpoch);
  if (threePhase && pctStart > 0.5) fail("pctStart", "at most 0.5 with threePhase");
  const top = pctStart * total - 1;
  return threePhase ? [top, 2 * top, total - 1] : [top, total - 1];
}

export const oneCycleRules = {
  maxLr: nonNegative,
  totalSteps: positiveInteger,
  epochs: positiveInteger,
  stepsPerEpoch: positiveInteger,
  pctStart: share,
  annealStrategy: /* @__PURE__ */ oneOf("cos", "linear"),
  cycleMomentum: flag,
  baseMomentum: share,
  maxMomentum: share,
  divFactor: positive,
  finalDivFactor: positive,
  threePhase: flag,
};

export const oneCycleDefaults = {
  totalSteps: undefined,
  epochs: undefined,
  stepsPerEpoch: undefined,
  pctStart: 0.3,
  annealStrategy: "cos",
  cycleMomentum: true,
  baseMomentum: 0.85,
  maxMomentum: 0.95,
  divFactor: 25,
  finalDivFactor: 1e4,
  threePhase: false,
} as const;
