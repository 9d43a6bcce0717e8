import { noise, nonNegative, product } from "@anneal/core";
import type { ReactiveSchedule, Rule, Schedule } from "@anneal/core";
import { phases } from "../phases.ts";

/** The noise that every scheduler of timm can have: as large as theirs, its numbers not those of PyTorch's generator. */
export interface NoiseOptions {
  /** First step with noise, at least 0, or that and the first one without it again. @defaultValue none */
  readonly noiseRangeT?: number | readonly [number, number] | null | undefined;
  /** Largest deviation as a share of the rate, above 0 and at most 1. @defaultValue `0.67` */
  readonly noisePct?: number | undefined;
  /** timm takes it and never looks at it; so does this. @defaultValue `1` */
  readonly noiseStd?: number | undefined;
  /** Which noise: an integer of at least 0. @defaultValue `42` */
  readonly noiseSeed?: number | null | undefined;
}

export const noiseRange: Rule = {
  rule: "a step, or the first step with noise and a later one without it",
  accepts: (value) =>
    Array.isArray(value)
      ? value.length === 2 && value.every(nonNegative.accepts) && value[1] > value[0]
      : nonNegative.accepts(value),
  keep: (value) => (Array.isArray(value) ? [...(value as number[])] : value),
};

interface Noise {
  readonly noiseRangeT: number | readonly [number, number] | undefined;
  readonly noiseType?: "normal" | "uniform";
  readonly noisePct: number;
  readonly noiseSeed: number;
}

/** A schedule with the noise that the options ask for. */
export function noisy<Made extends Schedule | ReactiveSchedule>(
  quiet: Made,
  { noiseRangeT, noiseType = "normal", noisePct, noiseSeed }: Noise,
): Made {
  if (noiseRangeT === undefined) return quiet;
  const [start, end] = Array.isArray(noiseRangeT)
    ? (noiseRangeT as [number, number])
    : [noiseRangeT as number, Infinity];
  const deviations = noise({ amount: noisePct, seed: noiseSeed, distribution: noiseType }, 1);
  const factor =
    end < Infinity
      ? phases(
          [
            [1, start],
            [deviations, end - start],
          ],
          1,
        )
      : phases([[1, start]], deviations);
  return product([quiet, factor]) as Made;
}
