import { oneOf, positiveInteger, refuse } from "anneal";
import type { Complete } from "anneal";
import { optionsOf } from "../optionsOf.ts";
import { mean } from "../statistics/mean.ts";
import { gridPoints, mostDimensions, parzenPoint, quasiRandomPoint } from "./points.ts";
import type { Point } from "./points.ts";

/** The ways in which the points to try are chosen. */
export const samplers = ["grid", "quasi-random", "tpe"] as const;

/** How the points to try are chosen. */
export type Sampler = (typeof samplers)[number];

/** The ways of halving. */
export const halvings = ["epochs", "seeds", "none"] as const;

/**
 * How candidates that do badly are given up: after a part of the epochs, or after some of the seeds, or not at all.
 *
 * `"epochs"` judges a candidate half-way, which is cheaper and is fair where all of them fall alike; `"seeds"` judges whole
 * trainings alone.
 */
export type Halving = (typeof halvings)[number];

/** How a search goes about it. */
export interface SearchOptions {
  readonly sampler: Sampler;
  /** How many candidates are tried, from 1 to 10,000; a grid has as many as it can of them, and at least two on each axis. */
  readonly candidates: number;
  /** The seeds that tune; none of them may evaluate. */
  readonly seeds: readonly number[];
  readonly halving: Halving;
  /** The epochs of a whole training, for which every schedule is planned. */
  readonly epochs: number;
}

/** TPE looks at all that were tried before it proposes: more of them take minutes for nothing that trainings could tell. */
const mostCandidates = 10_000;

const checked = /* @__PURE__ */ optionsOf<SearchOptions>(
  "searchRounds",
  {
    sampler: oneOf(...samplers),
    candidates: {
      rule: `a whole number from 1 to ${String(mostCandidates)}`,
      accepts: (value) =>
        Number.isInteger(value) && (value as number) >= 1 && (value as number) <= mostCandidates,
    },
    seeds: {
      type: "object",
      rule: "a list of at least one whole number, none twice",
      accepts: (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        value.every(Number.isSafeInteger) &&
        new Set(value).size === value.length,
    },
    halving: oneOf(...halvings),
    epochs: positiveInteger,
  },
  {},
);

/** Something to be tried. */
export interface Candidate {
  /** Counted from 1, in the order in which they were proposed. */
  readonly id: number;
  readonly point: Point;
}

/** Trainings to be done: each of the candidates with each of the seeds, up to the end of an epoch. */
export interface Round {
  readonly candidates: readonly Candidate[];
  readonly seeds: readonly number[];
  /** After how many of the epochs they end. Those that began in an earlier round go on. */
  readonly until: number;
}

/** What came of a round: for each candidate and seed a loss, the lower the better; `Infinity` where training diverged. */
export type Losses = readonly (readonly number[])[];

/** A candidate with everything that was found out about it. */
export interface Judged extends Candidate {
  /** In the order of the seeds; fewer than there are seeds for a candidate that was given up. */
  readonly losses: readonly number[];
  /** After how many epochs the losses are; fewer than there are for a candidate that was given up before its first training ended. */
  readonly epochs: number;
}

/** What candidates must have in common to be compared half-way. */
export type ShapeOf = (point: Point) => string;

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

/** The better half of candidates that have trained equally long, in the order in which they were proposed. */
function betterHalf(judged: readonly Judged[]): readonly Judged[] {
  const kept = new Set([...judged].sort(byLoss).slice(0, Math.ceil(judged.length / 2)));
  return judged.filter((one) => kept.has(one));
}

/** The better half of the candidates of each shape, in the order in which they were proposed. */
function betterHalves(judged: readonly Judged[], shapeOf: ShapeOf): readonly Judged[] {
  const shapes = new Map<string, Judged[]>();
  for (const one of judged) {
    const shape = shapeOf(one.point);
    shapes.set(shape, [...(shapes.get(shape) ?? []), one]);
  }
  const kept = new Set([...shapes.values()].flatMap(betterHalf));
  return judged.filter((one) => kept.has(one));
}

/** The epochs after which candidates are compared: a quarter and a half of all of them, and the last. */
const rungsOf = (epochs: number): readonly number[] => [
  ...new Set([Math.ceil(epochs / 4), Math.ceil(epochs / 2), epochs]),
];

/**
 * A search, round by round: it yields what is to be trained and is given the losses. Equal losses give equal rounds, so that a
 * search that was interrupted goes the same way again.
 *
 * Halving is successive halving within one schedule. By epochs, every candidate trains with the first seed for a quarter of the
 * epochs, the better half of them goes on to the half, the better half of these to the end and then with the other seeds. The
 * schedule of each is planned for all epochs from the beginning, and only candidates of one shape are compared half-way. By seeds,
 * every candidate trains whole with the first seed, the better half of them with the second, and so on.
 *
 * @param dimensions - How many ranges are searched, from 1 to 10.
 * @param shapeOf - The shape of a candidate. @defaultValue all have the same
 * @returns Every candidate, in the order in which they were proposed.
 * @throws {RangeError} If there are no or too many ranges, or an option is out of its range.
 * @throws {TypeError} If there is no such option, or its type is wrong.
 *
 * @see Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016,
 *   https://arxiv.org/abs/1502.07943.
 */
export function searchRounds(
  dimensions: number,
  options: SearchOptions,
  shapeOf: ShapeOf = () => "",
): Generator<Round, readonly Judged[], Losses> {
  if (!(Number.isInteger(dimensions) && dimensions >= 1 && dimensions <= mostDimensions)) {
    refuse(
      "@anneal/experiment: searchRounds",
      "dimensions",
      `a whole number from 1 to ${String(mostDimensions)}`,
      dimensions,
    );
  }
  // Before the first round is asked for.
  return rounds(dimensions, checked(options), shapeOf);
}

function* rounds(
  dimensions: number,
  { sampler, candidates, seeds, halving, epochs }: Complete<SearchOptions>,
  shapeOf: ShapeOf,
): Generator<Round, readonly Judged[], Losses> {
  const all: Judged[] = [];
  const first = halving === "none" ? seeds : seeds.slice(0, 1);
  const [begin, ...rungs] = (halving === "epochs" ? rungsOf(epochs) : [epochs]) as [number];
  function* tryPoints(points: readonly Point[]): Generator<Round, void, Losses> {
    const own = points.map((point, index) => ({ id: all.length + index + 1, point }));
    const losses = yield { candidates: own, seeds: first, until: begin };
    all.push(
      ...own.map((candidate, index) => ({ ...candidate, losses: losses[index]!, epochs: begin })),
    );
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
  const judge = (next: readonly Judged[]): void => {
    left = next;
    for (const judged of left) all[judged.id - 1] = judged;
  };
  for (const until of rungs) {
    left = betterHalves(left, shapeOf);
    const losses = yield { candidates: left, seeds: first, until };
    judge(left.map((judged, index) => ({ ...judged, losses: losses[index]!, epochs: until })));
  }
  const others = halving === "none" ? [] : seeds.slice(1);
  for (const more of halving === "seeds" ? others.map((seed) => [seed]) : [others]) {
    if (more.length === 0) continue;
    if (halving === "seeds") left = betterHalf(left);
    const losses = yield { candidates: left, seeds: more, until: epochs };
    judge(
      left.map((judged, index) => ({ ...judged, losses: [...judged.losses, ...losses[index]!] })),
    );
  }
  return all;
}

/**
 * The best of the candidates that trained whole with every seed; `undefined` if all of these diverged with one of them.
 *
 * @param options - Those of the search.
 * @throws {RangeError | TypeError} As {@link searchRounds}.
 */
export function bestOf(judged: readonly Judged[], options: SearchOptions): Judged | undefined {
  const { seeds, epochs } = checked(options);
  return judged
    .filter(
      (one) =>
        one.losses.length === seeds.length && one.epochs === epochs && lossOf(one) < Infinity,
    )
    .sort(byLoss)[0];
}
