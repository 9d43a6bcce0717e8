/** The value at `progress` of the way along a straight line: `linearCurve` without its name, for a warmup that has no other. */
export const line = (progress: number, from: number, to: number): number =>
  from * (1 - progress) + to * progress;
