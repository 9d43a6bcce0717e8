import { describe, expect, test } from "vitest";
import { rangeSparkline, rangeToSVG } from "../src/index.ts";
import type { LearningRateRange } from "../src/index.ts";
import { suggestions } from "../src/suggestions.ts";
import type { Suggestion } from "../src/suggestions.ts";

/** Points whose first tenth and last five are not looked at. */
const pointsOf = (
  losses: readonly number[],
): { learningRate: number; loss: number; smoothed: number }[] =>
  [...losses, 99, 99, 99, 99, 99].map((smoothed, index) => ({
    learningRate: 2 ** index,
    loss: smoothed,
    smoothed,
  }));

const found = (losses: readonly number[], steps = 9): Record<string, number | string> =>
  Object.fromEntries(
    Object.entries<Suggestion>({ ...suggestions(pointsOf(losses), steps) }).map(
      ([rule, suggestion]) => [
        rule,
        suggestion.learningRate === null ? suggestion.reason : Math.log2(suggestion.learningRate),
      ],
    ),
  );

const few = (needed: number, got: number): string =>
  `there must be ${needed} points without the first tenth and the last five, got ${got}`;
const tenth = Math.log2(10);

describe("suggestions", () => {
  // Indices worked out by hand from fastai's rules.
  test.each<[string, readonly number[], Record<string, number | string>]>([
    [
      "no point",
      [],
      { valley: few(2, 0), steep: few(2, 0), minimum: few(1, 0), slide: few(16, 0) },
    ],
    ["one point", [1], { valley: few(2, 1), steep: few(2, 1), minimum: -tenth, slide: few(16, 1) }],
    ["two that fall", [2, 1], { valley: 0, steep: 0, minimum: 1 - tenth, slide: few(16, 2) }],
    [
      "two that rise",
      [1, 2],
      {
        valley: "the loss never falls",
        steep: "the loss never falls",
        minimum: -tenth,
        slide: few(16, 2),
      },
    ],
    [
      "a flat line",
      [1, 1, 1],
      {
        valley: "the loss never falls",
        steep: "the loss never falls",
        minimum: -tenth,
        slide: few(16, 3),
      },
    ],
    [
      // The longest fall has ten losses and ends at index 10: 10 − 10 + 3 + 1.
      "a valley behind a plateau",
      [10, 10, 9, 8, 7, 5, 4, 3, 2, 1.5, 1, 4],
      { valley: 4, steep: 4, minimum: 10 - tenth, slide: few(16, 12) },
    ],
    [
      // A bump does not end a fall: 9, 8, 6, 5, 4 and 1 are six losses that end at index 7.
      "a fall with a bump",
      [9, 8, 8.5, 6, 7, 5, 4, 1],
      { valley: 7 - 6 + 2 + 1, steep: 6, minimum: 7 - tenth, slide: few(16, 8) },
    ],
  ])("of %s", (_name, losses, expected) => {
    const actual = found(losses);
    for (const rule of ["valley", "steep", "minimum", "slide"]) {
      const value = expected[rule]!;
      expect(actual[rule]).toEqual(typeof value === "number" ? expect.closeTo(value, 9) : value);
    }
  });

  // What the functions of fastai give for the same losses.
  test.each([
    [1, [64, 57, 80, 52]],
    [2, [63, 54, 81, 54]],
    [3, [60, 58, 81, 48]],
  ])("of a noisy test are those of fastai, %i", (noise, expected) => {
    const losses = Array.from({ length: 90 }, (_item, index) => {
      const fall = 2.3 / (1 + Math.exp((index - 60) / 6));
      const rise = index > 80 ? 0.002 * (index - 80) ** 3 : 0;
      return fall + 0.06 * Math.sin(1.7 * noise * index) + rise + 0.5;
    });
    const { valley, steep, minimum, slide } = found(losses, 100);
    expect([valley, steep, Number(minimum) + tenth, slide]).toEqual(
      expected.map((index): unknown => expect.closeTo(index, 9)),
    );
  });

  test("leave out the first tenth of the updates asked for", () => {
    expect(found([0, 5, 4, 3, 2], 10)["minimum"]).toBeCloseTo(4 - tenth, 9);
    expect(found([0, 5, 4, 3, 2], 9)["minimum"]).toBeCloseTo(0 - tenth, 9);
  });

  test("slide walks back from the end while the slopes differ", () => {
    // Twenty losses: a slope of −1 and then one of 0 from index 16 on.
    const losses = Array.from({ length: 20 }, (_item, index) => Math.max(0, 16 - index));
    // Slopes at 19 and 4 differ, 18 and 3, 17 and 2; at 16 half of a slope, and at 15 none differs from that at 0.
    expect(found(losses)["slide"]).toBe(1);
    expect(found(Array.from({ length: 20 }, () => 1))["slide"]).toBe(4);
  });
});

describe("drawings", () => {
  const range = (losses: readonly number[]): LearningRateRange => ({
    points: pointsOf(losses).slice(0, losses.length),
    ended: "complete",
    suggestions: suggestions(pointsOf(losses), 9),
  });

  test("a line of blocks", () => {
    expect(rangeSparkline(range([8, 7, 4, 0, 8]), 5)).toBe("██▅▁█");
    expect(rangeSparkline(range([-1, -3]), 2)).toBe("█▁");
    expect(rangeSparkline(range([5, 5]), 3)).toBe("▁▁▁");
    expect(rangeSparkline(range([1, 2, 3]), 1)).toBe("▁");
    expect(rangeSparkline(range([]))).toBe("");
    expect(rangeSparkline(range([1, 2]))).toHaveLength(40);
    expect(() => rangeSparkline(range([]), 0)).toThrow(
      new RangeError("@anneal/tfjs: rangeSparkline: width must be an integer of at least 1, got 0"),
    );
  });

  test.each([
    [{ width: 119 }, RangeError, "width must be a number from 120 to 10000, got 119"],
    [{ height: NaN }, RangeError, "height must be a number from 120 to 10000, got NaN"],
    [{ width: "300" as never }, TypeError, 'width must be a number from 120 to 10000, got "300"'],
  ])("refuses %o", (options, Failure, message) => {
    expect(() => rangeToSVG(range([2, 1]), options)).toThrow(
      new Failure(`@anneal/tfjs: rangeToSVG: ${message}`),
    );
  });

  test("an SVG with the loss, the decades and the suggestions", () => {
    const losses = [10, 10, 9, 8, 7, 5, 4, 3, 2, 1.5, 1, 4];
    const svg = rangeToSVG(range(losses));
    expect(svg).toContain(
      'aria-label="Loss over learning rate, complete: valley 16, steep 16, minimum 102"',
    );
    // Rates from 1 to 2048: three decades and a bit.
    for (const decade of [0, 1, 2, 3]) expect(svg).toContain(`>1e${decade}</text>`);
    expect(svg.match(/class="mark"/g)).toHaveLength(3);
    const [, path] = /class="smooth" d="([^"]+)"/.exec(svg)!;
    expect(path!.match(/[ML]/g)).toHaveLength(12);
    expect(path).toMatch(/^M64 24L/);
    // The lowest loss lies on the axis.
    expect(path).toContain(" 240L");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(rangeToSVG(range(losses), { width: 300, height: 200 })).toContain(
      'viewBox="0 0 300 200"',
    );
  });

  test.each([[[]], [[1]], [[2, 2]]])("an SVG of %j is whole too", (losses) => {
    const svg = rangeToSVG(range(losses));
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
  });
});
