import type { ImportOptions } from "./importOptions.ts";

/** How long a training is, in epochs and in iterations, and how many of these an epoch has; what is not known is `undefined`. */
export interface Training {
  readonly epochs: number | undefined;
  readonly iterations: number | undefined;
  readonly perEpoch: number | undefined;
}

/** The same from what a file says of it, and from the options. */
export const trainingOf = (
  epochs: number | undefined,
  iterations: number | undefined,
  { stepsPerEpoch: perEpoch, totalSteps }: ImportOptions,
): Training => ({
  epochs,
  iterations:
    totalSteps ??
    iterations ??
    (epochs !== undefined && perEpoch !== undefined ? epochs * perEpoch : undefined),
  perEpoch,
});
