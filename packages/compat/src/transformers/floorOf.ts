interface Floor {
  readonly lr: number;
  readonly minLr: number | undefined;
  readonly minLrRate: number | undefined;
}

/** The floor, of which either the rate or the share is given. */
export function floorOf(
  { lr, minLr, minLrRate }: Floor,
  fail: (option: string, rule: string) => never,
): number {
  if ((minLr === undefined) === (minLrRate === undefined)) {
    fail("minLr", "given if minLrRate is not, and only then");
  }
  return minLr ?? minLrRate! * lr;
}
