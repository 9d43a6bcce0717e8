import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { median } from "./quantile.ts";
import { checkSample } from "./sample.ts";
import { signFlipOptions } from "./signFlip.ts";
import type { SignFlipOptions } from "./signFlip.ts";

/** Up to so many seeds every pattern of signs is tried: half a million of them. */
const exhaustiveUpTo = 20;

const checked = /* @__PURE__ */ signFlipOptions("jointSignFlipTest");

type Rows = readonly (readonly (number | null)[])[];

/** The middle of the sizes of the numbers that are not 0; 0 without any. */
function usual(values: readonly (number | null)[]): number {
  const sizes = values.flatMap((value) => (value === null || value === 0 ? [] : [Math.abs(value)]));
  return sizes.length === 0 ? 0 : median(sizes);
}

/**
 * The differences without outliers: none is further from 0 than three times what is usual, for its contestant or for all of
 * them. A trial that diverges is some eighty points off, and on that seed alone would hide what the others gain.
 */
function withoutOutliers(rows: Rows): Rows {
  const ofAll = usual(rows.flat());
  return rows.map((row) => {
    const limit = 3 * Math.max(ofAll, usual(row));
    return row.map((value) => value && Math.min(limit, Math.max(-limit, value)));
  });
}

/**
 * By what the differences of each contestant are divided, so that one with large differences does not outweigh the others:
 * their own size `√Σ d²` and the size that is usual among the contestants, added up.
 *
 * Own sizes alone would let contestants of small differences, which have one sign on all seeds by chance, compete with those
 * of a true gain; the usual size alone would hide a steady gain behind the scatter of others. With the sum a gain of one among
 * eleven schedules is found up to three times as often as with own sizes, and a gain of all eleven as often (`npm run simulate`).
 *
 * @see Tusher, Tibshirani and Chu, "Significance analysis of microarrays applied to the ionizing radiation response", 2001,
 *   whose constant `s₀` it is.
 */
function scalesOf(rows: Rows): readonly number[] {
  const sizes = rows.map((row) =>
    Math.sqrt(row.reduce<number>((sum, value) => sum + (value ?? 0) ** 2, 0)),
  );
  const least = usual(sizes);
  return sizes.map((size) => size + least);
}

/** How far the differences of one contestant are from 0. */
const distanceOf = (sum: number, scale: number): number =>
  scale === 0 ? 0 : Math.abs(sum) / scale;

/**
 * Several two-sided sign-flip tests at once, by Westfall and Young's step-down max-T: for each contestant the probability that
 * chance alone brings *any* of the contestants that are no further from 0 as far as this one, if on each seed the
 * differences of all of them together were as likely to have the other sign.
 *
 * The chance of any false claim among them is at most the level at which the probabilities are read. A seed changes its sign
 * for all contestants together, since they share that seed and the baseline on it; so contestants that move together cost
 * less than independent ones, and unlike Holm's and Bonferroni's adjustments the smallest probability that is possible,
 * `2 / 2^n` for `n` seeds, does not grow with the number of contestants: six seeds are enough for 0.05.
 *
 * Differences further from 0 than three times what is usual count as three times that, and the sum of a contestant's
 * differences is divided by their size `√Σ d²` plus the size that is usual among the contestants.
 *
 * It is exact for up to 20 seeds on which some contestant has a difference that is not 0: every pattern is tried. Above that
 * the probability is estimated from random patterns, never as 0.
 *
 * @param differences - For each contestant its difference on each seed, `null` on a seed that it lacks.
 * @returns The adjusted probabilities, in the order given; 1 for a contestant whose differences are all 0.
 * @throws {RangeError} If the rows differ in length, a contestant has no difference, one is not finite, or an option is out
 *   of its range.
 * @throws {TypeError} If there is no such option, or its type is wrong.
 *
 * @see Westfall and Young, "Resampling-Based Multiple Testing", 1993, algorithm 2.8. For one contestant
 *   without outliers it is {@link signFlipTest}. It is exact where no contestant has an effect and their differences are symmetric
 *   about 0 together, as those of noise with a symmetric distribution are. Where some have one, the limits and sizes that it divides by
 *   are also theirs; simulated, it then claims falsely less often still (`npm run simulate`).
 */
export function jointSignFlipTest(differences: Rows, options?: SignFlipOptions): readonly number[] {
  const { resamples, seed } = checked(options);
  const seeds = differences[0]?.length ?? 0;
  if (differences.some((row) => row.length !== seeds)) {
    throw new RangeError("jointSignFlipTest needs a difference or null for each of the same seeds");
  }
  for (const row of differences) {
    checkSample(
      "jointSignFlipTest",
      row.filter((value) => value !== null),
    );
  }

  // Neither limits nor scales depend on a sign, so the test is exact with any of them.
  const rows = withoutOutliers(differences);
  const scales = scalesOf(rows);
  const observed = rows.map((row, index) =>
    distanceOf(
      row.reduce<number>((sum, value) => sum + (value ?? 0), 0),
      scales[index]!,
    ),
  );
  // From the nearest to 0 to the furthest: each competes with itself and with those before it.
  const order = observed
    .map((_, index) => index)
    .sort((left, right) => observed[left]! - observed[right]!);
  const ordered = order.map((index) => ({
    scale: scales[index]!,
    // Sums that are equal but for rounding count as equal: accuracies come in steps of one image.
    bound: observed[index]! * (1 - 1e-12) - 1e-12,
  }));
  // What all contestants gain on one seed. Where nobody gains anything the sign changes nothing.
  const columns = Array.from({ length: seeds }, (_, at) =>
    Float64Array.from(order, (index) => rows[index]![at] ?? 0),
  ).filter((column) => column.some((value) => value !== 0));

  const extreme = new Float64Array(order.length);
  const count = (sums: Float64Array): void => {
    let furthest = 0;
    for (let rank = 0; rank < ordered.length; rank++) {
      const { scale, bound } = ordered[rank]!;
      furthest = Math.max(furthest, distanceOf(sums[rank]!, scale));
      if (furthest >= bound) extreme[rank]! += 1;
    }
  };

  let patterns: number;
  if (columns.length <= exhaustiveUpTo) {
    // Half of the patterns mirror the other half: the first sign stays.
    patterns = 2 ** Math.max(0, columns.length - 1);
    const sums = Array.from({ length: columns.length + 1 }, () => new Float64Array(order.length));
    const walk = (at: number): void => {
      const own = sums[at]!;
      const column = columns[at];
      if (column === undefined) {
        count(own);
        return;
      }
      const next = sums[at + 1]!;
      for (let rank = 0; rank < next.length; rank++) next[rank] = own[rank]! + column[rank]!;
      walk(at + 1);
      if (at === 0) return;
      for (let rank = 0; rank < next.length; rank++) next[rank] = own[rank]! - column[rank]!;
      walk(at + 1);
    };
    walk(0);
  } else {
    const generator = xoroshiro128plus(seed);
    const sums = new Float64Array(order.length);
    for (let pattern = 0; pattern < resamples; pattern++) {
      sums.fill(0);
      let signs = 0;
      for (let at = 0; at < columns.length; at++) {
        if (at % 32 === 0) signs = generator.next();
        const column = columns[at]!;
        const sign = (signs & 1) === 1 ? 1 : -1;
        for (let rank = 0; rank < column.length; rank++) sums[rank]! += sign * column[rank]!;
        signs >>>= 1;
      }
      count(sums);
    }
    // The pattern that was observed is one of them.
    patterns = resamples + 1;
    for (let rank = 0; rank < extreme.length; rank++) extreme[rank]! += 1;
  }

  const adjusted = new Array<number>(order.length).fill(1);
  let largest = 0;
  for (let rank = order.length - 1; rank >= 0; rank--) {
    largest = Math.max(largest, extreme[rank]! / patterns);
    adjusted[order[rank]!] = largest;
  }
  return adjusted;
}
