import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { normalCdf } from "../statistics/normal.ts";

/** A place in each of some ranges, from 0 to 1. */
export type Point = readonly number[];

const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29];

/** More ranges than these no search of tens of trainings can tell apart. */
export const mostDimensions = primes.length;

/** The digits of a whole number in a base, mirrored at the point: 1, 2, 3 in base 2 are 1/2, 1/4, 3/4. */
function mirrored(index: number, base: number): number {
  let value = 0;
  for (let rest = index, weight = 1 / base; rest > 0; weight /= base) {
    value += weight * (rest % base);
    rest = Math.floor(rest / base);
  }
  return value;
}

/**
 * Point number `index`, from 0, of Halton's sequence: however many of its points are taken, they fill the space evenly.
 *
 * No library that is kept has it for JavaScript; it is these few lines.
 *
 * @see Halton, "On the efficiency of certain quasi-random sequences of points", 1960, https://doi.org/10.1007/BF01386213.
 */
export const quasiRandomPoint = (index: number, dimensions: number): Point =>
  primes.slice(0, dimensions).map((base) => mirrored(index + 1, base));

/** The points of a grid with as many places on each axis as `count` points allow, at least two. */
export function gridPoints(count: number, dimensions: number): readonly Point[] {
  const places = Math.max(2, Math.floor(count ** (1 / dimensions) + 1e-9));
  return Array.from({ length: places ** dimensions }, (_, index) =>
    Array.from(
      { length: dimensions },
      (_axis, axis) => (Math.floor(index / places ** axis) % places) / (places - 1),
    ),
  );
}

/** A point that was tried, and what came of it, the lower the better; `Infinity` where training diverged. */
interface Tried {
  readonly point: Point;
  readonly loss: number;
}

/** Share of the points tried that count as good. */
const goodShare = 0.25;

/** How many points are drawn near the good ones, of which the most promising is taken. */
const draws = 24;

/** Density at a place of a mixture of bells around some places and one over the whole range, all of them cut off at 0 and 1. */
function density(at: number, centres: readonly number[], width: number): number {
  const bells = centres.map((centre) => {
    const inside = normalCdf((1 - centre) / width) - normalCdf((0 - centre) / width);
    return (
      Math.exp(-0.5 * ((at - centre) / width) ** 2) / (width * Math.sqrt(2 * Math.PI) * inside)
    );
  });
  return (bells.reduce((sum, bell) => sum + bell, 0) + 1) / (centres.length + 1);
}

/**
 * The next point to try, by a tree-structured Parzen estimator: of points drawn near the best quarter of those tried, the one
 * that is most likely among these and least among the others, axis by axis.
 *
 * Ours differs from Optuna's and Hyperopt's in one width for all bells, which shrinks with the number of points. No library
 * that is kept has it for JavaScript.
 *
 * @param tried - At least two points.
 * @param seed - Of the draws: equal seeds and equal points give the same point.
 *
 * @see Bergstra et al., "Algorithms for hyper-parameter optimization", 2011,
 *   https://papers.nips.cc/paper/2011/hash/86e8f7ab32cfd12577bc2619bc635690-Abstract.html.
 */
export function parzenPoint(tried: readonly Tried[], seed: number): Point {
  const source = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1));
  const random = (): number => uniformFloat64(source);
  const sorted = [...tried].sort((one, other) =>
    one.loss === other.loss ? 0 : one.loss < other.loss ? -1 : 1,
  );
  const count = Math.max(1, Math.ceil(goodShare * sorted.length));
  const [good, others] = [sorted.slice(0, count), sorted.slice(count)];
  const width = Math.max(0.05, 0.5 * tried.length ** -0.5);
  const bell = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const draw = (axis: number): number => {
    const chosen = Math.floor(random() * (good.length + 1));
    // As often as a good point the whole range, so that nothing is ruled out.
    if (chosen === good.length) return random();
    let place = -1;
    while (place < 0 || place >= 1) place = good[chosen]!.point[axis]! + width * bell();
    return place;
  };
  return tried[0]!.point.map((_, axis) => {
    const gain = (at: number): number =>
      density(
        at,
        good.map(({ point }) => point[axis]!),
        width,
      ) /
      density(
        at,
        others.map(({ point }) => point[axis]!),
        width,
      );
    return Array.from({ length: draws }, () => draw(axis)).reduce((best, at) =>
      gain(at) > gain(best) ? at : best,
    );
  });
}
