import { z } from "zod";

/** A bound on a measure after the last epoch: `{ measure: "validationAccuracy", above: 0.85 }`. */
export const bound = z.union([
  z.strictObject({ measure: z.string(), above: z.number() }),
  z.strictObject({ measure: z.string(), below: z.number() }),
]);

/** A bound on a measure. */
export type Bound = z.infer<typeof bound>;

/** The number that a value has to be above or below. */
export const limitOf = (one: Bound): number => ("above" in one ? one.above : one.below);

/** Whether a value is on the right side of a bound; one that is not there is not. */
export const isWithin = (one: Bound, value: number | null | undefined): boolean =>
  typeof value === "number" && ("above" in one ? value > one.above : value < one.below);

/** Whether the measures after the last epoch are on the right side of every bound of a target. */
export const meetsTarget = (
  target: readonly Bound[],
  valueOf: (measure: string) => number | null | undefined,
): boolean => target.every((one) => isWithin(one, valueOf(one.measure)));
