import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bestOf, halvings, samplers, searchRounds } from "../../src/search/rounds.ts";
import type { Judged, Round, SearchOptions, ShapeOf } from "../../src/search/rounds.ts";

/** Runs a search on a function in place of trainings. */
function carriedOut(
  dimensions: number,
  options: SearchOptions,
  loss: (point: readonly number[], seed: number, until: number) => number,
  shapeOf?: ShapeOf,
): { readonly rounds: readonly Round[]; readonly judged: readonly Judged[] } {
  const rounds: Round[] = [];
  const search = searchRounds(dimensions, options, shapeOf);
  let step = search.next();
  while (step.done !== true) {
    const { candidates, seeds, until } = step.value;
    rounds.push(step.value);
    step = search.next(
      candidates.map(({ point }) => seeds.map((seed) => loss(point, seed, until))),
    );
  }
  return { rounds, judged: step.value };
}

const bowl = ([x = 0, y = 0.3]: readonly number[], seed: number): number =>
  (x - 0.7) ** 2 + (y - 0.3) ** 2 + 0.001 * (seed % 3);
const usual: SearchOptions = {
  sampler: "quasi-random",
  candidates: 16,
  seeds: [1001, 1002, 1003],
  halving: "seeds",
  epochs: 15,
};
const sizes = (rounds: readonly Round[]) =>
  rounds.map(({ candidates, seeds }) => [candidates.length, seeds] as const);

describe("a search", () => {
  test("with halving gives the better half the next seed", () => {
    const { rounds, judged } = carriedOut(2, usual, bowl);
    expect(sizes(rounds)).toEqual([
      [16, [1001]],
      [8, [1002]],
      [4, [1003]],
    ]);
    const losses = rounds[0]!.candidates.map(({ point }) => bowl(point, 1001));
    const limit = [...losses].sort((a, b) => a - b)[7]!;
    expect(rounds[1]!.candidates.map(({ id }) => id)).toEqual(
      losses.flatMap((loss, index) => (loss <= limit ? [index + 1] : [])),
    );
    expect(judged.map(({ losses: own }) => own.length).sort()).toEqual([
      ...Array<number>(8).fill(1),
      ...Array<number>(4).fill(2),
      ...Array<number>(4).fill(3),
    ]);
    expect(judged.map(({ id }) => id)).toEqual(judged.map((_, index) => index + 1));
  });

  const byEpochs = { ...usual, halving: "epochs" } as const;
  const steps = (rounds: readonly Round[]) =>
    rounds.map(({ candidates, seeds, until }) => [candidates.length, seeds, until] as const);

  test("with halving by epochs lets the better half go on, and gives the best the other seeds", () => {
    const { rounds, judged } = carriedOut(2, byEpochs, bowl);
    expect(steps(rounds)).toEqual([
      [16, [1001], 4],
      [8, [1001], 8],
      [4, [1001], 15],
      [4, [1002, 1003], 15],
    ]);
    expect(judged.map(({ epochs, losses }) => [epochs, losses.length]).sort()).toEqual([
      ...Array<number[]>(4).fill([15, 3]),
      ...Array<number[]>(8).fill([4, 1]),
      ...Array<number[]>(4).fill([8, 1]),
    ]);
  });

  test.each([
    [1, [1]],
    [2, [1, 2]],
    [3, [1, 2, 3]],
    [4, [1, 2, 4]],
    [100, [25, 50, 100]],
  ])("with halving by epochs stops at a quarter and a half of %d epochs", (epochs, expected) => {
    const { rounds } = carriedOut(1, { ...byEpochs, epochs, seeds: [7] }, bowl);
    expect(rounds.map(({ until }) => until)).toEqual(expected);
  });

  test("judges a candidate by its last epoch, whatever it had half-way", () => {
    // The smallest is the best half-way, and of those that go on not the best in the end.
    const late = ([x = 0]: readonly number[], _seed: number, until: number) =>
      until < 15 ? x : Math.abs(x - 0.25);
    const { judged } = carriedOut(1, { ...byEpochs, candidates: 8, seeds: [7] }, late);
    const whole = judged.filter(({ epochs }) => epochs === 15).map(({ point: [x] }) => x);
    expect(whole).toEqual([0.125, 0.0625]);
    expect(bestOf(judged, { ...byEpochs, seeds: [7] })!.point).toEqual([0.125]);
  });

  test("compares candidates of one shape alone half-way, and whole ones of all", () => {
    const shapeOf: ShapeOf = ([, y = 0]) => (y < 0.5 ? "slow" : "fast");
    // Slow ones are worse until they end.
    const loss = ([x = 0, y = 0]: readonly number[], _seed: number, until: number) =>
      y < 0.5 && until < 15 ? 10 + x : x;
    const { rounds, judged } = carriedOut(2, byEpochs, loss, shapeOf);
    for (const { candidates, until } of rounds) {
      const slow = candidates.filter(({ point }) => shapeOf(point) === "slow").length;
      const wanted = until === 4 ? 8 : until === 8 ? 4 : 2;
      expect(Math.abs(slow - wanted)).toBeLessThan(2);
    }
    expect(judged.filter(({ losses }) => losses.length === 3).length).toBeGreaterThan(3);
  });

  test("without halving trains every candidate with every seed at once", () => {
    const { rounds, judged } = carriedOut(2, { ...usual, halving: "none" }, bowl);
    expect(sizes(rounds)).toEqual([[16, [1001, 1002, 1003]]]);
    expect(judged.every(({ losses }) => losses.length === 3)).toBe(true);
  });

  test("by TPE looks at what came of a quarter, and then of each pair, before it proposes the next", () => {
    const { rounds, judged } = carriedOut(2, { ...usual, sampler: "tpe" }, bowl);
    expect(sizes(rounds)).toEqual([
      [4, [1001]],
      ...Array.from({ length: 6 }, () => [2, [1001]]),
      [8, [1002]],
      [4, [1003]],
    ]);
    expect(judged).toHaveLength(16);
  });

  test("with one seed has nothing to halve, with one candidate neither", () => {
    expect(sizes(carriedOut(1, { ...usual, seeds: [7] }, bowl).rounds)).toEqual([[16, [7]]]);
    for (const sampler of ["quasi-random", "tpe"] as const) {
      expect(sizes(carriedOut(1, { ...usual, sampler, candidates: 1 }, bowl).rounds)).toEqual([
        [1, [1001]],
        [1, [1002]],
        [1, [1003]],
      ]);
    }
  });

  test("of TPE finds a better candidate than quasi-random points in most spaces", () => {
    let won = 0;
    for (let index = 0; index < 40; index++) {
      const [a, b] = [(0.137 * index) % 1, (0.731 * index) % 1];
      const narrow = ([x = 0, y = 0]: readonly number[]) => (x - a) ** 2 + (y - b) ** 2;
      const found = (["tpe", "quasi-random"] as const).map((sampler) => {
        const options = { ...usual, sampler, candidates: 32, seeds: [1], halving: "none" as const };
        const best = bestOf(carriedOut(2, options, narrow).judged, options)!;
        return narrow(best.point);
      });
      if (found[0]! < found[1]!) won++;
    }
    expect(won).toBeGreaterThan(26);
  });

  test("goes the same way again, and every candidate has the losses of its point", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...samplers),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(...halvings),
        fc.integer({ min: 1, max: 9 }),
        (sampler, candidates, dimensions, count, halving, epochs) => {
          const seeds = Array.from({ length: count }, (_, index) => 1001 + index);
          const options = { sampler, candidates, seeds, halving, epochs };
          const wild = (point: readonly number[], seed: number) =>
            point[0]! > 0.9 ? Infinity : bowl(point, seed);
          const one = carriedOut(dimensions, options, wild);
          expect(carriedOut(dimensions, options, wild)).toEqual(one);
          for (const { point, losses } of one.judged) {
            expect(losses).toEqual(seeds.slice(0, losses.length).map((seed) => wild(point, seed)));
          }
          if (sampler !== "grid") expect(one.judged).toHaveLength(candidates);
          const best = bestOf(one.judged, options);
          if (best === undefined) return;
          expect(best.losses).toHaveLength(count);
          expect(best.epochs).toBe(epochs);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("has no best where every candidate diverged", () => {
    const { judged } = carriedOut(1, usual, () => Infinity);
    expect(bestOf(judged, usual)).toBeUndefined();
  });

  test("of equal candidates takes the first", () => {
    const { judged } = carriedOut(1, usual, () => 1);
    expect(bestOf(judged, usual)!.id).toBe(1);
  });
});

test.each<[object, string]>([
  [{ sampler: "random" }, 'sampler must be one of "grid", "quasi-random", "tpe", got "random"'],
  [{ halving: "epoch" }, 'halving must be one of "epochs", "seeds", "none", got "epoch"'],
  [{ candidates: 0 }, "candidates must be a whole number from 1 to 10000, got 0"],
  [{ candidates: 10_001 }, "candidates must be a whole number from 1 to 10000, got 10001"],
  [{ seeds: [] }, "seeds must be a list of at least one whole number, none twice, got []"],
  [{ seeds: [1, 1] }, "seeds must be a list of at least one whole number, none twice, got [1,1]"],
  [{ epochs: 0 }, "epochs must be an integer of at least 1, got 0"],
])("options %o are refused before the first round", (wrong, message) => {
  for (const act of [
    () => searchRounds(1, { ...usual, ...wrong }),
    () => bestOf([], { ...usual, ...wrong }),
  ]) {
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
  }
});

test.each([0, 1.5, 11, NaN])("%d ranges are refused", (dimensions) => {
  expect(() => searchRounds(dimensions, usual)).toThrow(
    `@anneal/experiment: searchRounds: dimensions must be a whole number from 1 to 10, got ${String(dimensions)}`,
  );
});
