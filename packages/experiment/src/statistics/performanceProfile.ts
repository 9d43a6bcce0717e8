/** How the costs of several contestants on the same problems compare. */
interface PerformanceProfile {
  /** Ascending, from 1 to the limit; between two of them no share changes. */
  readonly ratios: readonly number[];
  /** For each contestant and ratio, the share of the problems that it solves within that multiple of the lowest cost. */
  readonly shares: readonly (readonly number[])[];
  /** For each contestant, the mean height of its shares from 1 to the limit. */
  readonly scores: readonly number[];
}

/**
 * The performance profile of contestants: for each, the share of problems it solves at a cost of at most a multiple of the
 * lowest cost of any contestant.
 *
 * @param costs - For each contestant, its cost on each problem, above 0; `Infinity` where it does not solve it. On each
 *   problem at least one is finite.
 * @param limit - The largest multiple of interest, above 1.
 * @throws {RangeError} If there is no contestant or no problem, the rows differ in length, a cost is not above 0, nobody
 *   solves a problem, or the limit is not a finite number above 1.
 *
 * @see Dolan and Moré, "Benchmarking optimization software with performance profiles", 2002,
 *   https://arxiv.org/abs/cs/0102001.
 */
export function performanceProfile(
  costs: readonly (readonly number[])[],
  limit: number,
): PerformanceProfile {
  const problems = costs[0]?.length ?? 0;
  if (problems === 0 || costs.some((row) => row.length !== problems)) {
    throw new RangeError(
      "performanceProfile needs a cost of each contestant on each of the same problems",
    );
  }
  const wrong = costs.flat().find((cost) => !(cost > 0));
  if (wrong !== undefined) {
    throw new RangeError(`performanceProfile needs costs above 0, got ${String(wrong)}`);
  }
  if (!(limit > 1 && limit < Infinity)) {
    throw new RangeError(`performanceProfile needs a finite limit above 1, got ${String(limit)}`);
  }
  const lowest = costs[0]!.map((_, problem) => Math.min(...costs.map((row) => row[problem]!)));
  if (lowest.includes(Infinity)) {
    throw new RangeError("performanceProfile needs problems that somebody solves");
  }
  const multiples = costs.map((row) => row.map((cost, problem) => cost / lowest[problem]!));
  const ratios = [
    ...new Set([1, ...multiples.flat().filter((multiple) => multiple < limit), limit]),
  ].sort((left, right) => left - right);
  const shares = multiples.map((row) =>
    ratios.map((ratio) => row.filter((multiple) => multiple <= ratio).length / problems),
  );
  return {
    ratios,
    shares,
    // Each problem adds the part of the range in which it counts as solved.
    scores: multiples.map((row) => {
      const solved = row.reduce((sum, multiple) => sum + limit - Math.min(multiple, limit), 0);
      return solved / (problems * (limit - 1));
    }),
  };
}
