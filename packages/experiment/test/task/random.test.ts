import { expect, test } from "vitest";
import { layerSeeds, shuffledIndices, withSeededMathRandom } from "../../src/task/random.ts";

test("layers have seeds of their own, at least 1, and the same ones for the same trial", () => {
  expect(layerSeeds(1, 4)).toEqual(layerSeeds(1, 4));
  expect(new Set([...layerSeeds(1, 4), ...layerSeeds(2, 4)]).size).toBe(8);
  for (let seed = 1; seed <= 500; seed++) {
    const seeds = layerSeeds(seed, 4);
    expect(new Set(seeds).size).toBe(4);
    expect(seeds.every((value) => Number.isInteger(value) && value >= 1)).toBe(true);
  }
});

test("a shuffle holds every index once, and its order belongs to the seed", () => {
  const order = shuffledIndices(1, 1000);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(shuffledIndices(1, 1000)).toEqual(order);
  expect(shuffledIndices(2, 1000)).not.toEqual(order);
});

test("a shuffle is fair: each index lands in each half about as often", () => {
  let first = 0;
  for (let seed = 1; seed <= 2000; seed++) {
    if (shuffledIndices(seed, 10).indexOf(0) < 5) first += 1;
  }
  // 1000 ± 4.5 standard deviations of a fair coin thrown 2000 times.
  expect(Math.abs(first - 1000)).toBeLessThan(100);
});

test("Math.random is seeded while the body runs, and put back even when it fails", async () => {
  const { random } = Math;
  const draw = (seed: number) =>
    withSeededMathRandom(seed, () => Promise.resolve([Math.random(), Math.random()]));
  const drawn = await draw(1);
  expect(await draw(1)).toEqual(drawn);
  expect(await draw(2)).not.toEqual(drawn);
  expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
  await expect(withSeededMathRandom(1, () => Promise.reject(new Error("no luck")))).rejects.toThrow(
    "no luck",
  );
  expect(Math.random).toBe(random);
});
