/** A learning rate, or the reason why there is none. */
export type Suggestion =
  | {
      /** The rate that the rule suggests. */
      readonly learningRate: number;
    }
  | {
      /** The rule suggests none. */
      readonly learningRate: null;
      /** Why it does not: too few points, or a loss that never falls. */
      readonly reason: string;
    };

/** A learning rate by each of the four rules of fastai. */
export interface Suggestions {
  /** A good way down the longest fall of the loss. */
  readonly valley: Suggestion;
  /** Where the loss falls fastest, on a logarithmic scale of rates. */
  readonly steep: Suggestion;
  /** A tenth of the rate at which the loss is smallest. */
  readonly minimum: Suggestion;
  /** The largest rate before which the slope of the loss is steady, seen from the end. */
  readonly slide: Suggestion;
}

interface Point {
  readonly learningRate: number;
  readonly smoothed: number;
}

/** Between what two points the slope is compared, and how much it may differ. */
const [slideWidth, slideThreshold] = [15, 0.005];

/** Index a good way down the longest sequence of falling losses; `undefined` if none falls. */
function valleyIndex(losses: readonly number[]): number | undefined {
  const lengths = losses.map(() => 1);
  let end = 0;
  losses.forEach((loss, index) => {
    for (let before = 0; before < index; before++) {
      if (loss < losses[before]!) lengths[index] = Math.max(lengths[index]!, lengths[before]! + 1);
    }
    if (lengths[index]! > lengths[end]!) end = index;
  });
  if (end === 0) return undefined;
  const length = lengths[end]!;
  return Math.max(0, end - length + Math.floor(length / 3) + Math.floor(length / 6));
}

/** Index at the left end of the steepest fall; `undefined` if none falls. */
function steepIndex(losses: readonly number[], rates: readonly number[]): number | undefined {
  let [steepest, found]: [number, number | undefined] = [0, undefined];
  for (let index = 0; index + 1 < losses.length; index++) {
    const rise = losses[index + 1]! - losses[index]!;
    const slope = rise / Math.log(rates[index + 1]! / rates[index]!);
    if (slope < steepest) [steepest, found] = [slope, index];
  }
  return found;
}

/** Slope at each point: the mean of that to its left and that to its right, where it has both. */
const slopes = (losses: readonly number[]): readonly number[] =>
  losses.map((_loss, index) => {
    const [left, right] = [Math.max(0, index - 1), Math.min(losses.length - 1, index + 1)];
    return (losses[right]! - losses[left]!) / (right - left);
  });

function slideIndex(losses: readonly number[]): number {
  const slope = slopes(losses);
  let right = losses.length - 1;
  let found = right - slideWidth;
  for (let left = found; left >= 0; left--, right--) {
    if (Math.abs(slope[right]! - slope[left]!) <= slideThreshold) break;
    found = left;
  }
  return found;
}

/**
 * Suggestions from the points of a range test.
 *
 * As in fastai the first tenth of the updates asked for and the last five points are left out: the first have nothing to
 * tell, the last are those of the divergence.
 */
export function suggestions(points: readonly Point[], steps: number): Suggestions {
  const kept = points.slice(Math.floor(steps / 10), -5);
  const losses = kept.map(({ smoothed }) => smoothed);
  const rates = kept.map(({ learningRate }) => learningRate);

  const suggest = (needed: number, find: () => number | undefined, divisor = 1): Suggestion => {
    if (kept.length < needed) {
      const reason = `there must be ${needed} points without the first tenth and the last five, got ${kept.length}`;
      return { learningRate: null, reason };
    }
    const index = find();
    return index === undefined
      ? { learningRate: null, reason: "the loss never falls" }
      : { learningRate: rates[index]! / divisor };
  };
  return {
    valley: suggest(2, () => valleyIndex(losses)),
    steep: suggest(2, () => steepIndex(losses, rates)),
    minimum: suggest(1, () => losses.indexOf(Math.min(...losses)), 10),
    slide: suggest(slideWidth + 1, () => slideIndex(losses)),
  };
}
