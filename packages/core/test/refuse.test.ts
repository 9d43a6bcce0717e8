import { refuse } from "@anneal/core";
import { expect, test } from "vitest";

test("refuse tells where, what, the rule and the value, in an error of the given class", () => {
  expect(() => refuse("my-schedules: run", "rounds", "an integer", [0.5])).toThrow(
    new RangeError("my-schedules: run: rounds must be an integer, got [0.5]"),
  );
  expect(() => refuse("my-schedules: run", "rounds", "an integer", "two", TypeError)).toThrow(
    new TypeError('my-schedules: run: rounds must be an integer, got "two"'),
  );
});
