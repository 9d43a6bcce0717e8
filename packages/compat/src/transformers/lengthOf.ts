/** Steps between warmup and end; where there are none, one. */
export const lengthOf = (training: number, warmup: number): number =>
  Math.max(1, training - warmup);
