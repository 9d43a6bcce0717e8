import { describe, expect, test } from "vitest";
import { alarms } from "./alarms.ts";
import { claims } from "./claims.ts";
import { coverage } from "./coverage.ts";

describe("the interval that reports show", () => {
  const draws = 400;

  // Three standard errors of a share of 95 % over 400 draws are 3.3 points.
  test.each([2, 3, 5])("covers the mean of %d normal figures 95 times of 100", (n) => {
    const covered = coverage("normal", n, { draws, interval: "shown" });
    expect(covered).toBeGreaterThan(0.915);
    expect(covered).toBeLessThan(0.985);
  });

  test.each([6, 10])("covers the mean of %d normal figures at least 90 times of 100", (n) => {
    expect(coverage("normal", n, { draws, interval: "shown" })).toBeGreaterThan(0.9);
  });

  test.each(["exponential", "lognormal", "left-skewed"] as const)(
    "covers that of three %s figures at least 84 times of 100, the bootstrap does not",
    (name) => {
      expect(coverage(name, 3, { draws, interval: "shown" })).toBeGreaterThan(0.84);
      expect(coverage(name, 3, { draws, interval: "bootstrap" })).toBeLessThan(0.84);
    },
  );

  test("cannot know of trials that diverge but were not drawn", () => {
    // Of three trials none diverges 0.9³ = 73 times of 100; then nothing in them tells of it.
    expect(coverage("10 % diverged", 3, { draws, interval: "shown" })).toBeLessThan(0.35);
  });
});

describe("claims about eleven schedules", () => {
  const draws = 150;

  test.each([6, 8, 10])("at %d seeds are found more often jointly than by Holm", (n) => {
    for (const gaining of [1, 11]) {
      const joint = claims(n, { draws, adjustment: "joint", gaining });
      const holm = claims(n, { draws, adjustment: "holm", gaining });
      expect(joint.power).toBeGreaterThan(holm.power + 0.05);
      if (n < 10) expect(holm.power).toBe(0);
    }
  });

  // Where Holm finds 0, 0 and 57 of 100. With 150 draws two standard errors are at most 8 points.
  test.each([
    [6, 32],
    [8, 67],
    [10, 80],
  ])("at %d seeds are found in more than %d of 100 experiments in which one gains", (n, least) => {
    const { power } = claims(n, { draws, adjustment: "joint", gaining: 1, spread: 0.42 });
    expect(100 * power).toBeGreaterThan(least);
  });

  test("of one gain are found less often where each schedule is divided by its own size", () => {
    const found = (adjustment: "joint" | "studentised") =>
      claims(6, { draws, adjustment, gaining: 1 }).power;
    expect(found("joint")).toBeGreaterThan(2 * found("studentised"));
  });

  test.each([6, 8, 10])("at %d seeds are false in about 5 experiments of 100 at most", (n) => {
    const { falseClaims } = claims(n, { draws: 400, adjustment: "joint", gaining: 0 });
    // 5 % and two standard errors.
    expect(falseClaims).toBeLessThan(0.072);
  });

  test("are found less often than of a schedule alone, the most that signs can tell", () => {
    for (const n of [6, 8]) {
      const found = (adjustment: "joint" | "alone") =>
        claims(n, { draws, adjustment, gaining: 6, spread: 0.42 }).power;
      expect(found("joint")).toBeLessThan(found("alone"));
      expect(found("joint")).toBeGreaterThan(found("alone") / 2);
    }
  });

  // In docs/measured/results.json constant scatters over twice as far as warmup-cosine.
  test("are right where the baseline scatters four times as far, which a pooled scatter is not", () => {
    const wrong = (adjustment: "joint" | "pooled", baselineSpread: number) =>
      claims(8, { draws: 400, adjustment, gaining: 0, baselineSpread }).falseClaims;
    expect(wrong("joint", 2)).toBeLessThan(0.072);
    expect(wrong("pooled", 2)).toBeGreaterThan(0.2);
    // Not because it is computed wrongly.
    expect(wrong("pooled", 0.5)).toBeLessThan(0.072);
  });

  test("at five seeds are not made", () => {
    const { power, falseClaims } = claims(5, { draws, adjustment: "joint", gaining: 5 });
    expect([power, falseClaims]).toEqual([0, 0]);
  });
});

describe("compare", () => {
  const draws = 200;

  test.each([
    [3, 1],
    [6, 1],
    [10, 0.5],
  ])("at %d seeds sees a loss of %d points in all schedules in their mean first", (n, loss) => {
    const { together, alone } = alarms(n, { draws, loss });
    expect(together).toBeGreaterThan(alone + 0.1);
  });

  test.each([3, 6, 10])(
    "at %d seeds gives a false alarm in a few of a hundred comparisons at most",
    (n) => {
      const { together, alone } = alarms(n, { draws, loss: 0 });
      expect(together).toBeLessThan(0.03);
      expect(alone).toBeLessThan(0.03);
    },
  );
});
