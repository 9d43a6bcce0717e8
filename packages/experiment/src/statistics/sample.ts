/** @throws {RangeError} If there are no values, or one of them is not finite. */
export function checkSample(what: string, values: ArrayLike<number>): void {
  if (values.length === 0) throw new RangeError(`${what} needs at least one value`);
  for (let index = 0; index < values.length; index++) {
    if (!Number.isFinite(values[index])) {
      throw new RangeError(
        `${what} needs finite values, got ${String(values[index])} at position ${String(index)}`,
      );
    }
  }
}

/** The values in ascending order. */
export const ascending = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(values).sort();
