import { checkSample } from "./sample.ts";

/** The arithmetic mean. @throws {RangeError} If there are no values, or one of them is not finite. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  const result = sum / values.length;
  // A bootstrap takes millions of means: look for the reason only where there is one.
  if (!Number.isFinite(result)) checkSample("mean", values);
  return result;
}

/** The sample standard deviation, with `n − 1` below; `null` for a single value. @throws {RangeError} As {@link mean}. */
export function standardDeviation(values: ArrayLike<number>): number | null {
  const center = mean(values);
  if (values.length === 1) return null;
  let squares = 0;
  for (let index = 0; index < values.length; index++) squares += (values[index]! - center) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
