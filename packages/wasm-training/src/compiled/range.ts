/** The whole numbers below a count. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
