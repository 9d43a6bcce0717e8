import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jointSignFlipTest } from "../../src/statistics/jointSignFlip.ts";
import { seedsNeeded } from "../../src/statistics/seedsNeeded.ts";
import { signFlipTest } from "../../src/statistics/signFlip.ts";

type Rows = readonly (readonly (number | null)[])[];

const middle = (values: readonly number[]): number => {
  const sorted = values.filter((value) => value !== 0).sort((left, right) => left - right);
  if (sorted.length === 0) return 0;
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

/** Step-down max-T as the book has it, pattern by pattern, without any of the shortcuts. */
function byTheBook(given: Rows): readonly number[] {
  const sizesIn = (row: Rows[number]) => row.map((value) => Math.abs(value ?? 0));
  const rows = given.map((row) => {
    const limit = 3 * Math.max(middle(sizesIn(row)), middle(given.flatMap(sizesIn)));
    return row.map((value) => Math.sign(value ?? 0) * Math.min(limit, Math.abs(value ?? 0)));
  });
  const seeds = rows[0]!.length;
  const sizes = rows.map((row) => Math.hypot(...row));
  const distances = (signs: readonly number[]): readonly number[] =>
    rows.map((row, index) => {
      const sum = row.reduce((total, value, at) => total + signs[at]! * value, 0);
      return sizes[index] === 0 ? 0 : Math.abs(sum) / (sizes[index]! + middle(sizes));
    });
  const patterns = Array.from({ length: 2 ** seeds }, (_, pattern) =>
    distances(Array.from({ length: seeds }, (_sign, at) => ((pattern >> at) & 1 ? -1 : 1))),
  );
  const observed = distances(Array.from({ length: seeds }, () => 1));
  const descending = rows
    .map((_, index) => index)
    .sort((left, right) => observed[right]! - observed[left]!);
  const adjusted = new Array<number>(rows.length);
  let largest = 0;
  descending.forEach((index, rank) => {
    const rivals = descending.slice(rank);
    const extreme = patterns.filter(
      (pattern) => Math.max(...rivals.map((rival) => pattern[rival]!)) >= observed[index]! - 1e-9,
    ).length;
    largest = Math.max(largest, extreme / patterns.length);
    adjusted[index] = largest;
  });
  return adjusted;
}

const rowsOf = (cell: fc.Arbitrary<number | null>): fc.Arbitrary<Rows> =>
  fc.integer({ min: 1, max: 8 }).chain((seeds) =>
    fc.array(
      fc
        .array(cell, { minLength: seeds, maxLength: seeds })
        .filter((row) => row.some((value) => value !== null)),
      { minLength: 1, maxLength: 5 },
    ),
  );
const whole = fc.integer({ min: -20, max: 20 });
const rows = rowsOf(fc.oneof({ weight: 8, arbitrary: whole }, fc.constant(null)));

test("it is step-down max-T over all patterns of signs", () => {
  fc.assert(
    fc.property(rows, (given) => {
      const expected = byTheBook(given);
      jointSignFlipTest(given).forEach((p, index) => expect(p).toBeCloseTo(expected[index]!, 12));
    }),
  );
});

test("for one contestant without outliers it is the sign-flip test", () => {
  const either = fc.oneof(fc.integer({ min: 5, max: 15 }), fc.integer({ min: -15, max: -5 }));
  fc.assert(
    fc.property(fc.array(either, { minLength: 1, maxLength: 10 }), (row) => {
      expect(jointSignFlipTest([row])).toEqual([signFlipTest(row)]);
    }),
  );
});

test("no probability is changed by scale, order or mirroring, nor below that of two patterns", () => {
  fc.assert(
    fc.property(rows, (given) => {
      const adjusted = jointSignFlipTest(given);
      for (const p of adjusted) expect(p).toBeGreaterThanOrEqual(2 ** (1 - given[0]!.length));
      const mirrored = given.map((row) => row.map((value) => value && -value / 64));
      expect(jointSignFlipTest(mirrored)).toEqual(adjusted);
      const turned = jointSignFlipTest(given.map((row) => [...row].reverse()).reverse());
      expect([...turned].reverse()).toEqual(adjusted);
    }),
  );
});

test("a trial that diverged hides nothing", () => {
  // The baseline diverged on the third seed, and one contestant on another one.
  const gains = [0.8, 1.6, 79.5, 1.3, 1.4, 1.2, 1.2, 1.9];
  const none = [-0.2, 0.1, 78.2, 0.1, -0.1, -78.2, 0.1, 0.2];
  const [gaining, other] = jointSignFlipTest([gains, none]);
  expect(gaining).toBe(2 / 256);
  expect(other).toBeGreaterThan(0.5);
});

test.each([
  [5, 2 / 32],
  [6, 2 / 64],
  [8, 2 / 256],
])("with %d seeds the smallest probability is %d, for one contestant and for eleven", (n, p) => {
  const gain = (by: number) => Array.from({ length: n }, (_, at) => by + at / 7);
  expect(jointSignFlipTest([gain(1)])).toEqual([p]);
  const eleven = Array.from({ length: 11 }, (_, index) => gain(1 + index));
  expect(jointSignFlipTest(eleven)).toEqual(eleven.map(() => p));
});

test("contestants that move together cost nothing, one that is noisy costs a little", () => {
  const gain = [3, 2, 4, 3, 5, 2, 3];
  const noise = [4, -4, 4, -4, 4, -4, 1];
  const alone = jointSignFlipTest([gain])[0]!;
  expect(jointSignFlipTest([gain, gain, gain])).toEqual([alone, alone, alone]);
  const [p, chance] = jointSignFlipTest([gain, noise]);
  // The sum of the gain is 22, of the size √76 = 8.7; that of the noise is at most 25, of the size √97 = 9.8, in one of the 64
  // patterns. With the usual size of 9.3 added to both, 22 / 18.0 is below 25 / 19.1 and above the next, 23 / 19.1.
  expect(p).toBe(alone * 2);
  expect(chance).toBe(signFlipTest(noise));
});

test("a gain is found beside contestants that scatter more, and beside some that scatter less", () => {
  const steady = [0.9, 0.7, 0.8, 1.1, 0.6, 0.9, 0.8, 0.7];
  const unsteady = [1.9, 0.1, 1.2, 2.1, 0.3, 1.9, 0.6, 1.1];
  const noise = (size: number): Rows =>
    Array.from({ length: 10 }, (_, row) =>
      steady.map((_gain, at) => size * Math.sin(1 + 7 * row + 3.1 * at + row * at)),
    );
  // Divided by the usual size alone, as all contestants would be, it is 0.09.
  expect(jointSignFlipTest([steady, ...noise(1.33)])[0]).toBeLessThan(0.05);
  // Divided by its own size alone it is 0.11: the small differences have one sign by chance, and count as much.
  const small = steady.map((_, at) => 0.05 + 0.01 * (at % 3));
  expect(jointSignFlipTest([unsteady, small, ...noise(1)]).slice(0, 2)).toEqual([2 / 256, 1]);
});

test("a contestant without any difference has the probability 1", () => {
  expect(jointSignFlipTest([[0, 0, 0]])).toEqual([1]);
  expect(
    jointSignFlipTest([
      [1, 2, 3, 4, 5, 6],
      [0, 0, 0, 0, 0, 0],
    ]),
  ).toEqual([2 / 64, 1]);
  expect(jointSignFlipTest([])).toEqual([]);
});

describe("more than twenty seeds", () => {
  const wave = (from: number, shift: number) =>
    Array.from({ length: 30 }, (_, at) => Math.sin(from + at * 1.7) + shift);
  const many = [wave(0, 0.45), wave(2, 0.3), wave(5, 0)];

  test("are tested with random patterns, the same ones for the same seed", () => {
    const adjusted = jointSignFlipTest(many);
    expect(jointSignFlipTest(many)).toEqual(adjusted);
    expect(jointSignFlipTest(many, { seed: 2 })).not.toEqual(adjusted);
    many.forEach((row, index) => {
      expect(adjusted[index]).toBeGreaterThan(signFlipTest(row) - 0.005);
      expect(adjusted[index]).toBeLessThan(3 * signFlipTest(row) + 0.005);
    });
  });

  test("agree with what all patterns of twenty give", () => {
    const twenty = many.map((row) => row.slice(0, 20));
    const exact = jointSignFlipTest(twenty);
    // A difference too small to matter makes them twenty-one.
    const drawn = jointSignFlipTest(twenty.map((row) => [...row, 1e-13]));
    drawn.forEach((p, index) => expect(Math.abs(p - exact[index]!)).toBeLessThan(0.005));
  });

  test("never have the probability 0", () => {
    const alike = Array.from({ length: 33 }, () => 1);
    expect(jointSignFlipTest([alike], { resamples: 99 })).toEqual([0.01]);
  });
});

test.each([
  [
    () => jointSignFlipTest([[1, 2], [1]]),
    "jointSignFlipTest needs a difference or null for each of the same seeds",
  ],
  [() => jointSignFlipTest([[null, null]]), "jointSignFlipTest needs at least one value"],
  [
    () => jointSignFlipTest([[1, NaN]]),
    "jointSignFlipTest needs finite values, got NaN at position 1",
  ],
  [
    () => jointSignFlipTest([[1]], { resamples: 0 }),
    "jointSignFlipTest: resamples must be a whole number from 1 to 10000000, got 0",
  ],
  [
    () => jointSignFlipTest([[1]], { seed: 0.5 }),
    "jointSignFlipTest: seed must be a whole number, got 0.5",
  ],
])("error %#", (act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});

test.each([
  [0.5, 3],
  [0.1, 5],
  [0.0625, 6],
  [0.05, 6],
  [0.01, 8],
  [0.001, 11],
])("a claim at %d takes %d seeds", (significance, n) => {
  expect(seedsNeeded(significance)).toBe(n);
  const smallest = (count: number) => signFlipTest(Array.from({ length: count }, () => 1));
  expect(smallest(n)).toBeLessThan(significance);
  expect(smallest(n - 1)).toBeGreaterThanOrEqual(significance);
});
