import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { choice, int, isAtEdge, log, rangeFrom, real, valueAt } from "../../src/search/range.ts";
import type { Range } from "../../src/search/range.ts";

describe("a range", () => {
  test.each<[Range, number, unknown]>([
    [int(0, 3), 0, 0],
    [int(0, 3), 0.2499, 0],
    [int(0, 3), 0.25, 1],
    [int(0, 3), 0.9999, 3],
    // A grid has places at the very end.
    [int(0, 3), 1, 3],
    [int(-2, -1), 0.5, -1],
    [real(-1, 1), 0, -1],
    [real(-1, 1), 0.75, 0.5],
    [real(-1, 1), 1, 1],
    [real(0, 1), 1 / 3, 0.3333],
    [log(1e-4, 1e-1), 0, 1e-4],
    [log(1e-4, 1e-1), 1 / 3, 1e-3],
    [log(1e-4, 1e-1), 1, 1e-1],
    // Ends of which four digits tell nothing apart.
    [real(0.99991, 0.99999), 0.5, 0.99995],
    [log(0.99991, 0.99999), 0.25, 0.99993],
    [real(1000001, 1000005), 0.5, 1000003],
    // Ends whose difference and whose ratio are infinite.
    [real(-1e308, 1e308), 0, -1e308],
    [real(-1e308, 1e308), 0.75, 5e307],
    [log(5e-324, 1e308), 0.5, 2.223e-8],
    [choice(["a", true, 3]), 0.34, true],
    [choice(["a", true, 3]), 1, 3],
  ])("%j at %d is %j", (range, place, value) => {
    expect(valueAt(range, place)).toBe(value);
  });

  test("never gives a value outside of it", () => {
    const ends = fc
      .tuple(
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
      )
      .filter(([one, other]) => one !== other)
      .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
    fc.assert(
      fc.property(ends, fc.double({ min: 0, max: 1, noNaN: true }), ([from, to], place) => {
        for (const range of [real(from, to), log(from, to)]) {
          const value = valueAt(range, place) as number;
          expect(value).toBeGreaterThanOrEqual(from);
          expect(value).toBeLessThanOrEqual(to);
        }
      }),
    );
  });

  test.each<[Range, number | string, boolean]>([
    [int(0, 10), 0, true],
    [int(0, 10), 1, false],
    [int(0, 10), 10, true],
    [real(0, 1), 0.05, true],
    [real(0, 1), 0.051, false],
    [real(0, 1), 0.95, true],
    [log(1e-4, 1e-1), 1.2e-4, true],
    [log(1e-4, 1e-1), 2e-4, false],
    [log(1e-4, 1e-1), 0.09, true],
    [real(-1e308, 1e308), 0, false],
    [log(5e-324, 1e308), 1, false],
    [log(5e-324, 1e308), 1e308, true],
    [choice(["a", "b"]), "a", false],
  ])("%j: whether %j is at its edge is %j", (range, value, expected) => {
    expect(isAtEdge(range, value)).toBe(expected);
  });

  test.each([
    [[0.2, 0.5, 0.8], true],
    [[0.8, 0.5, 0.2, 0.9], false],
    [[0.8, 0.9, 1], true],
    // Of two values each is the outermost.
    [[0.2, 0.8], false],
    [[0.2, 0.8, 0.2], false],
  ])("0.8 of what was tried, %j, is at the edge: %j", (tried, expected) => {
    expect(isAtEdge(real(0, 1), 0.8, tried)).toBe(expected);
    expect(isAtEdge(choice([0.2, 0.8, 0.9]), 0.8, tried)).toBe(false);
  });

  test.each<[string, () => unknown, string]>([
    ["int", () => int(0.5, 2), "int must have whole numbers as its ends, got 0.5"],
    ["int", () => int(0, Infinity), "int must have whole numbers as its ends, got Infinity"],
    ["int", () => int(2, 2), 'int must have a first end below the second, got "2, 2"'],
    ["real", () => real(NaN, 1), "real must have finite numbers as its ends, got NaN"],
    ["real", () => real("0" as never, 1), 'real must have finite numbers as its ends, got "0"'],
    ["log", () => log(0, 1), "log must have a first end above 0, got 0"],
    ["log", () => log(1, 0.1), 'log must have a first end below the second, got "1, 0.1"'],
    [
      "choice",
      () => choice([1]),
      "choice must have a list of at least two values, none twice, got [1]",
    ],
    [
      "choice",
      () => choice([1, 1]),
      "choice must have a list of at least two values, none twice, got [1, 1]",
    ],
    [
      "choice",
      () => choice(2 as never),
      "choice must have a list of at least two values, none twice, got 2",
    ],
    ...[NaN, Infinity, null, undefined, { kind: "cosine" }].map(
      (value): [string, () => unknown, string] => [
        "choice",
        () => choice([0.5, value as never]),
        `choice must have finite numbers, texts or booleans as its values, got ${typeof value === "object" && value ? "an object" : String(value)}`,
      ],
    ),
  ])("%s refuses what is none", (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ kind: "usage", message }));
  });
});

describe("what stands in a spec", () => {
  test("is a range where it says so, as JSON too", () => {
    for (const range of [int(1, 2), real(0, 1), log(0.1, 1), choice(["a", "b"])]) {
      expect(rangeFrom(JSON.parse(JSON.stringify(range)))).toEqual(range);
    }
    for (const value of [1, "a", null, undefined, [], { kind: "cosine" }]) {
      expect(rangeFrom(value)).toBeUndefined();
    }
  });

  test.each([
    [
      { range: "normal", from: 0, to: 1 },
      'a range must have one of int, real, log, choice as its kind, got "normal"',
    ],
    [{ range: 3 }, "a range must have one of int, real, log, choice as its kind, got 3"],
    [
      { range: "toString", from: 0, to: 1 },
      'a range must have one of int, real, log, choice as its kind, got "toString"',
    ],
    [
      { range: "log", from: 0.1, to: 1, form: 2 },
      "log has no entry form (did you mean from?): its entries are from, to",
    ],
    [{ range: "choice", values: [1, 2], to: 3 }, "choice has no entry to: its entries are values"],
    [{ range: "int", from: 1 }, "int must have whole numbers as its ends, got undefined"],
    [
      { range: "choice" },
      "choice must have a list of at least two values, none twice, got undefined",
    ],
  ])("%j is refused", (value, message) => {
    expect(() => rangeFrom(value)).toThrow(expect.objectContaining({ kind: "usage", message }));
  });
});
