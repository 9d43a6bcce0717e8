import { expect, test } from "vitest";
import { describeDuration } from "../../src/wording/duration.ts";

test.each([
  [0, "1 s"],
  [89.4, "89 s"],
  [90, "2 min"],
  [720, "12 min"],
  [12_600, "3.5 h"],
])("%d seconds are %s", (seconds, expected) => {
  expect(describeDuration(seconds)).toBe(expected);
});
