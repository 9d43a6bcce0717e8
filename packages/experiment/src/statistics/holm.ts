/**
 * Holm's adjustment: the probabilities of several tests, enlarged so that the chance of any false claim among them stays
 * below the level at which they are read. In the order given.
 *
 * @throws {RangeError} If one is not from 0 to 1.
 */
export function holm(probabilities: readonly number[]): readonly number[] {
  const wrong = probabilities.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) {
    throw new RangeError(`holm needs probabilities from 0 to 1, got ${String(wrong)}`);
  }
  const order = probabilities.map((_, index) => index);
  order.sort((left, right) => probabilities[left]! - probabilities[right]!);
  const adjusted = [...probabilities];
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (order.length - rank) * probabilities[index]!));
    adjusted[index] = largest;
  });
  return adjusted;
}
