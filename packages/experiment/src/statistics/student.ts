import { refuse } from "anneal";
import { confidence as share } from "./rules.ts";

/** The probability that a number with Student's distribution is closer to 0 than `√degrees · tan(angle)`. */
function within(angle: number, degrees: number): number {
  const cosine = Math.cos(angle);
  const odd = degrees % 2 === 1;
  // odd:  (2/π) · (θ + sin θ · (cos θ + ⅔ cos³ θ + (2·4)/(3·5) cos⁵ θ + … cos^(ν−2) θ))
  // even: sin θ · (1 + ½ cos² θ + (1·3)/(2·4) cos⁴ θ + … cos^(ν−2) θ)
  let term = odd ? cosine : 1;
  let sum = 0;
  for (let power = odd ? 1 : 0; power <= degrees - 2; power += 2) {
    sum += term;
    term *= ((power + 1) / (power + 2)) * cosine * cosine;
  }
  const partial = Math.sin(angle) * sum;
  return odd ? (2 / Math.PI) * (angle + partial) : partial;
}

const mostDegrees = 1_000_000;

/**
 * The distance from 0 within which Student's distribution has the probability `confidence`: 2.262 at 0.95 with nine degrees
 * of freedom.
 *
 * @param confidence - Above 0 and below 1.
 * @param degrees - Degrees of freedom: a whole number from 1 to 1,000,000. With so many it is the normal distribution to five
 *   digits, and a term of the sum for each two takes a tenth of a second.
 * @throws {RangeError} If one of them is out of its range.
 *
 * @see Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4: for whole degrees of freedom the
 *   distribution is a finite sum.
 */
export function studentDistance(confidence: number, degrees: number): number {
  const where = "@anneal/experiment: studentDistance";
  if (!share.accepts(confidence)) refuse(where, "confidence", share.rule, confidence);
  if (!(Number.isInteger(degrees) && degrees >= 1 && degrees <= mostDegrees)) {
    refuse(where, "degrees", `a whole number from 1 to ${String(mostDegrees)}`, degrees);
  }
  let low = 0;
  let high = Math.PI / 2;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return Math.sqrt(degrees) * Math.tan(low);
    if (within(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
}
