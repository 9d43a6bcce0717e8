/** The statistic of the values without one of them, for each. */
export function leaveOneOut(
  values: ArrayLike<number>,
  statistic: (values: ArrayLike<number>) => number,
): Float64Array {
  const all = Float64Array.from(values);
  return all.map((_, left) => statistic(all.filter((_value, index) => index !== left)));
}
