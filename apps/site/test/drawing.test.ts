import fc from "fast-check";
import { expect, test } from "vitest";
import { drawLine } from "../src/model/drawing.ts";

test.each([
  ["between two measurements", [5, 5, 5, 5], [0, 1], [3, 4], [1, 2, 3, 4]],
  ["from right to left", [5, 5, 5, 5], [3, 4], [1, 2], [5, 2, 3, 4]],
  ["at one spot", [5, 5, 5], [1, 7], [1, 2], [5, 2, 5]],
  ["beyond the last measurement", [5, 6], [4, 1], [4, 1], [5, 6, 6, 6, 1]],
  ["where there is no measurement", [], [2, 3], [2, 3], [3, 3, 3]],
  ["as precise as a hand is", [0, 0], [0, 1.23456], [1, 1234.56], [1.23, 1230]],
] as const)("a line %s", (_name, values, from, to, right) => {
  expect(drawLine(values, from, to)).toEqual(right);
});

test("a line leaves alone what is beside it, and holds every number between its ends", () => {
  const spot = fc.tuple(fc.nat(30), fc.integer({ min: 0, max: 1000 }));
  const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(values, spot, spot, (before, from, to) => {
      const after = drawLine(before, from, to);
      const [first, last] = [from[0], to[0]].sort((a, b) => a - b) as [number, number];
      expect(after).toHaveLength(Math.max(before.length, last + 1));
      for (const [number, value] of after.entries()) {
        if (number < first || number > last) {
          if (number < before.length) expect(value).toBe(before[number]);
        } else {
          expect(value).toBeGreaterThanOrEqual(Math.min(from[1], to[1]) * 0.995);
          expect(value).toBeLessThanOrEqual(Math.max(from[1], to[1]) * 1.005);
        }
      }
    }),
  );
});
