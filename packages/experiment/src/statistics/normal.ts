/** The probability that a standard normal number is below `-distance`, relatively precise however far out. */
function tail(distance: number): number {
  const density = Math.exp((-distance * distance) / 2) / Math.sqrt(2 * Math.PI);
  if (distance < 3) {
    // Φ(x) = ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …)
    let term = distance;
    let sum = distance;
    for (let odd = 3; term > sum * 1e-17; odd += 2) {
      term *= (distance * distance) / odd;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  // Mills' ratio as a continued fraction: 1 / (x + 1 / (x + 2 / (x + 3 / …)))
  let fraction = distance;
  for (let depth = 100; depth > 0; depth--) fraction = distance + depth / fraction;
  return density / fraction;
}

/** The standard normal distribution function Φ. */
export function normalCdf(value: number): number {
  return value > 0 ? 1 - tail(value) : tail(-value);
}

/**
 * The inverse of {@link normalCdf}; infinite at 0 and 1.
 *
 * @throws {RangeError} If `probability` is not from 0 to 1.
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(
      `normalQuantile needs a probability from 0 to 1, got ${String(probability)}`,
    );
  }
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability === 0) return -Infinity;
  // Φ(−x) ≤ ½ · exp(−x²/2), so this is not above the root. The logarithm of Φ is concave: from there, Newton's method rises
  // to the root without passing it, until rounding stops it.
  let value = -Math.sqrt(-2 * Math.log(2 * probability));
  for (;;) {
    const below = tail(-value);
    const density = Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI);
    const next = value - (Math.log(below / probability) * below) / density;
    if (!(next > value)) return value;
    value = next;
  }
}
