/**
 * Of the neighbours to the left, above, and above to the left the one that is nearest to left + above − above left. It is the
 * predictor of Paeth, with which PNG makes images small: most pixels differ from it by little.
 *
 * @see The PNG specification, "Filter type 4: Paeth".
 */
export function predict(left: number, above: number, aboveLeft: number): number {
  const toLeft = Math.abs(above - aboveLeft);
  const toAbove = Math.abs(left - aboveLeft);
  const toAboveLeft = Math.abs(left + above - 2 * aboveLeft);
  if (toLeft <= toAbove && toLeft <= toAboveLeft) return left;
  return toAbove <= toAboveLeft ? above : aboveLeft;
}
