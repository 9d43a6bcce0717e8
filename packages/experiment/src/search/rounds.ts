import { mean } from "../statistics/mean.ts";
import { gridPoints, parzenPoint, quasiRandomPoint } from "./points.ts";
import type { Point } from "./points.ts";

/** How the points to try are chosen. */
export type Sampler = "grid" | "quasi-random" | "tpe";

/** The samplers by name. */
export const samplers = ["grid", "quasi-random", "tpe"] as const satisfies readonly Sampler[];

/** How a search goes about it. */
export interface SearchOptions {
  readonly sampler: Sampler;
  /** How many candidates are tried; a grid has as many as it can of them, and at least two on each axis. */
  readonly candidates: number;
  /** The seeds that tune; none of them may evaluate. */
  readonly seeds: readonly number[];
  /** Whether only the better half of the candidates goes on from each seed to the next. */
  readonly halving: boolean;
}

/** Something to be tried. */
export interface Candidate {
  /** Counted from 1, in the order in which they were proposed. */
  readonly id: number;
  readonly point: Point;
}

/** Trainings to be done: each of the candidates with each of the seeds. */
export interface Round {
  readonly candidates: readonly Candidate[];
  readonly seeds: readonly number[];
}

/** What came of a round: for each candidate and seed a loss, the lower the better; `Infinity` where training diverged. */
export type Losses = readonly (readonly number[])[];

/** A candidate with everything that was found out about it. */
export interface Judged extends Candidate {
  /** In the order of the seeds; fewer than there are seeds for a candidate that was given up. */
  readonly losses: readonly number[];
}

/** How many candidates are tried before TPE looks at what came of them. */
const firstBatch = (candidates: number): number => Math.max(2, Math.ceil(candidates / 4));

/** How many it proposes at a time after that: fewer know more, and more can be trained side by side. */
const nextBatch = (candidates: number): number => Math.max(2, Math.ceil(candidates / 16));

/** The mean; `Infinity` where training diverged with any seed. */
const lossOf = ({ losses }: Judged): number =>
  losses.includes(Infinity) ? Infinity : mean(losses);

/** The better one first; of equal ones that which was proposed first. */
function byLoss(one: Judged, other: Judged): number {
  const [left, right] = [lossOf(one), lossOf(other)];
  return left === right ? one.id - other.id : left < right ? -1 : 1;
}

/** The better half of candidates that have trained with the same seeds, in the order in which they were proposed. */
function betterHalf(judged: readonly Judged[]): readonly Judged[] {
  const kept = [...judged].sort(byLoss).slice(0, Math.ceil(judged.length / 2));
  return judged.filter((one) => kept.includes(one));
}

/**
 * A search, round by round: it yields what is to be trained and is given the losses. Equal losses give equal rounds, so that a
 * search that was interrupted goes the same way again.
 *
 * With halving it is successive halving within one schedule: every candidate trains with the first seed, the better half of
 * them with the second, and so on. The budget that grows is the number of seeds and not of epochs, since a schedule that falls
 * late cannot be judged half-way.
 *
 * @param dimensions - How many ranges are searched.
 * @returns Every candidate, in the order in which they were proposed.
 *
 * @see Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016,
 *   https://arxiv.org/abs/1502.07943.
 */
export function* searchRounds(
  dimensions: number,
  { sampler, candidates, seeds, halving }: SearchOptions,
): Generator<Round, readonly Judged[], Losses> {
  const all: Judged[] = [];
  const first = halving ? seeds.slice(0, 1) : seeds;
  function* tryPoints(points: readonly Point[]): Generator<Round, void, Losses> {
    const own = points.map((point, index) => ({ id: all.length + index + 1, point }));
    const losses = yield { candidates: own, seeds: first };
    all.push(...own.map((candidate, index) => ({ ...candidate, losses: losses[index]! })));
  }
  const quasiRandom = (count: number): readonly Point[] =>
    Array.from({ length: count }, (_, index) => quasiRandomPoint(index, dimensions));

  if (sampler === "tpe") {
    yield* tryPoints(quasiRandom(Math.min(firstBatch(candidates), candidates)));
    while (all.length < candidates) {
      const count = Math.min(nextBatch(candidates), candidates - all.length);
      const tried = all.map((judged) => ({ point: judged.point, loss: lossOf(judged) }));
      yield* tryPoints(
        Array.from({ length: count }, (_, index) => parzenPoint(tried, all.length + index)),
      );
    }
  } else {
    yield* tryPoints(
      sampler === "grid" ? gridPoints(candidates, dimensions) : quasiRandom(candidates),
    );
  }

  let left: readonly Judged[] = all;
  for (const seed of halving ? seeds.slice(1) : []) {
    left = betterHalf(left);
    const losses = yield { candidates: left, seeds: [seed] };
    left = left.map((judged, index) => ({
      ...judged,
      losses: [...judged.losses, ...losses[index]!],
    }));
    for (const judged of left) all[judged.id - 1] = judged;
  }
  return all;
}

/** The best of the candidates that trained with every seed; `undefined` if all of these diverged with one of them. */
export function bestOf(judged: readonly Judged[], seeds: readonly number[]): Judged | undefined {
  return judged
    .filter((one) => one.losses.length === seeds.length && lossOf(one) < Infinity)
    .sort(byLoss)[0];
}
