import { ramp, sparkline } from "@anneal/core";
import type { Plottable } from "@anneal/core";
import { composition } from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pureLeaves, reactiveLeaves } from "./compositions.ts";

test.each<readonly [string, Plottable, number, number, string]>([
  ["a ramp down", ramp({ from: 1, to: 0, steps: 8 }), 9, 9, "██▇▆▅▄▃▂▁"],
  ["a ramp up", ramp({ from: 0, to: 1, steps: 8 }), 9, 9, "▁▂▃▄▅▆▇██"],
  ["fewer characters than steps", ramp({ from: 1, to: 0, steps: 8 }), 9, 3, "█▅▁"],
  ["more characters than steps", ramp({ from: 1, to: 0, steps: 2 }), 3, 6, "██▅▅▁▁"],
  ["a single character", ramp({ from: 1, to: 0, steps: 8 }), 9, 1, "█"],
  ["a single step", 0.3, 1, 4, "████"],
  ["zero", 0, 5, 3, "▁▁▁"],
  ["a list", [1, 2, 4], 3, 3, "▃▅█"],
  ["a list that is shorter than the run", [4, 1], 4, 4, "█▃▃▃"],
  ["a function", (step) => step % 2, 4, 4, "▁█▁█"],
])("%s", (_name, schedule, steps, width, text) => {
  expect(sparkline(schedule, { steps, width })).toBe(text);
});

test("is 40 characters wide by default", () => {
  expect(sparkline(1, { steps: 1000 })).toBe("█".repeat(40));
});

test("is as wide as asked", () => {
  const size = fc.integer({ min: 1, max: 200 });
  const leaves = [...pureLeaves, ...reactiveLeaves];
  fc.assert(
    fc.property(composition({ depth: 2, leaves }), size, size, (schedule, steps, width) => {
      expect(sparkline(schedule, { steps, width })).toMatch(new RegExp(`^[▁-█]{${width}}$`));
    }),
  );
});

test.each<readonly [string, () => unknown, new (text: string) => Error, string]>([
  [
    "an empty list",
    () => sparkline([], { steps: 1 }),
    TypeError,
    "schedule must be a schedule, a function of the step, or a finite number of at least 0, or a non-empty array of finite numbers of at least 0, got []",
  ],
  ["a list of words", () => sparkline(["1"] as never, { steps: 1 }), TypeError, 'got ["1"]'],
  [
    "no width",
    () => sparkline(1, { steps: 1, width: 0 }),
    RangeError,
    "width must be an integer from 1 to 10000, got 0",
  ],
  [
    "no steps for a schedule without an end",
    () => sparkline((step) => step),
    RangeError,
    "sparkline: steps must be given for a schedule that has no end, got undefined",
  ],
])("refuses %s", (_name, call, Failure, message) => {
  expect(call).toThrow(Failure);
  expect(call).toThrow(message);
});

test("refuses a line that no terminal has", () => {
  expect(() => sparkline(1, { steps: 5, width: 10_001 })).toThrow(
    "width must be an integer from 1 to 10000, got 10001",
  );
});

test("without steps it is drawn until its end, a list as long as it is", () => {
  const falling = ramp({ from: 1, to: 0, steps: 8 });
  expect(sparkline(falling)).toBe(sparkline(falling, { steps: 8 }));
  expect(sparkline([1, 0.5, 0], { width: 3 })).toBe("█▅▁");
});
