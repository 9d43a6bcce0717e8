import fc from "fast-check";
import { expect, test } from "vitest";
import { straightened } from "../../src/charts/polyline.ts";

test.each([
  ["M0,0L1,0L2,0L3,0", "M0,0L3,0"],
  ["M0,0L1,1L2,2L2,5L2,9Z", "M0,0L2,2L2,9Z"],
  ["M0,0L1,0.1L2,0.2", "M0,0L2,0.2"],
  ["M0,0L5,3L10,0", "M0,0L5,3L10,0"],
  // There and back: the way ends at its furthest place.
  ["M0,0L10,0L5,0", "M0,0L10,0L5,0"],
  ["M1,1L1,1L1,1", "M1,1L1,1"],
  ["M4,2", "M4,2"],
  ["M0,0L1,0L2,0M5,5L6,6L7,7Z", "M0,0L2,0M5,5L7,7Z"],
  // An arc, a curve and what goes across only are left alone.
  ["M4,0A4,4,0,1,1,-4,0Z", "M4,0A4,4,0,1,1,-4,0Z"],
  ["M0,0H1V2", "M0,0H1V2"],
  ["", ""],
])("%s becomes %s", (path, expected) => {
  expect(straightened(path)).toBe(expected);
});

type Place = readonly [number, number];

const placesOf = (path: string): readonly Place[] =>
  path
    .slice(1)
    .split("L")
    .map((place) => place.split(",").map(Number) as unknown as Place);

/** How far a place is from the straight way between two others, by trying many places of it. */
const away = ([x, y]: Place, [fromX, fromY]: Place, [toX, toY]: Place): number =>
  Math.min(
    ...Array.from({ length: 2001 }, (_, index) => {
      const share = index / 2000;
      return Math.hypot(x - fromX - share * (toX - fromX), y - fromY - share * (toY - fromY));
    }),
  );

test("no place that is left out is further from the line than anyone sees, and none is new", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 130 }),
      (heights) => {
        const places = heights.map((height, index): Place => [index / 10, height / 10]);
        const kept = placesOf(straightened(`M${places.map(String).join("L")}`));
        expect(kept[0]).toEqual(places[0]);
        expect(kept.at(-1)).toEqual(places.at(-1));
        for (const [index, end] of kept.slice(1).entries()) {
          const begin = kept[index]!;
          expect(places).toContainEqual(end);
          for (const place of places.filter(([x]) => begin[0] < x && x < end[0])) {
            expect(away(place, begin, end)).toBeLessThan(0.101);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test("four hundred updates of a line are a place for each hundred, and of a curve a few", () => {
  const along = Array.from({ length: 400 }, (_, index) => index / 3);
  const path = (height: (x: number) => number): string =>
    straightened(`M${along.map((x) => `${x.toFixed(1)},${height(x).toFixed(1)}`).join("L")}`);
  expect(placesOf(path(() => 7))).toHaveLength(5);
  expect(placesOf(path((x) => 50 * Math.cos(x / 40))).length).toBeLessThan(60);
});
