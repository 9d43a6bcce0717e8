import { countAtMost } from "@anneal/core";
import fc from "fast-check";
import { expect, test } from "vitest";

test.each<readonly [readonly number[], number, number]>([
  [[], 5, 0],
  [[5], 4, 0],
  [[5], 5, 1],
  [[5], 6, 1],
  [[5, 5, 5], 5, 3],
  [[1, 5, 5, 9], 4.9, 1],
  [[1, 5, 5, 9], 5, 3],
  [[1, 5, 5, 9], Infinity, 4],
  [[0, 5, Infinity], 2 ** 53, 2],
])("of %j as many are at most %d: %d", (ascending, value, count) => {
  expect(countAtMost(ascending, value)).toBe(count);
});

test("is the number of items that are not above", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 400 }), fc.nat(600), (list, value) => {
      const ascending = list.sort((a, b) => a - b);
      expect(countAtMost(ascending, value)).toBe(ascending.filter((item) => item <= value).length);
    }),
  );
});

test.each([98, 99, 100, 197, 198, 199, 9999])("item %d of ten thousand is found", (value) => {
  let asked = 0;
  const ascending = new Proxy(
    Array.from({ length: 10_000 }, (_, index) => index),
    { get: (list, name) => (name === "length" ? list.length : (asked++, list[Number(name)])) },
  );
  expect(countAtMost(ascending, value)).toBe(value + 1);
  expect(countAtMost(ascending, value + 0.5)).toBe(value + 1);
  expect(asked).toBeLessThanOrEqual(2 * 203);
});

test.each([0, 1, 98, 99, 100, 250])("never reads behind the end of %d items", (length) => {
  const read: unknown[] = [];
  const ascending = new Proxy(
    Array.from({ length }, (_, index) => index),
    {
      get: (list, name, receiver) => (
        read.push(name),
        Reflect.get(list, name, receiver) as unknown
      ),
    },
  );
  for (const value of [-1, 0, 97, 98, 99, 500]) countAtMost(ascending, value);
  expect(read.filter((name) => Number(name) >= length)).toEqual([]);
});
