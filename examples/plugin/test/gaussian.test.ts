import { constant, lint, parse, sequence } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  nonNegativeCase,
  optional,
  positiveCase,
} from "@anneal/testing";
import { describe, expect, test } from "vitest";
import { gaussian } from "../src/index.ts";

describeSchedule("gaussian", () => gaussian({ initial: 0.1, half: 7 }), [gaussian]);
describeErrors(
  "anneal-schedules-example: example/gaussian",
  gaussian,
  { initial: 0.1, half: 7 },
  {
    initial: nonNegativeCase,
    half: positiveCase,
    min: optional(nonNegativeCase),
  },
);
describeOptions("gaussian", gaussian, () => ({ initial: 0.1, half: 7 }));

describe("gaussian", () => {
  test.each([
    [0, 0.16],
    [10, 0.08],
    [20, 0.01],
    [1e6, 0],
  ])("at step %d it is %d", (step, expected) => {
    expect(gaussian({ initial: 0.16, half: 10 })(step)).toBe(expected);
  });

  test("refuses a floor above the start", () => {
    expect(() => gaussian({ initial: 0.1, half: 5, min: 0.2 })).toThrow(
      "anneal-schedules-example: example/gaussian: min must be at most initial (0.1), got 0.2",
    );
  });

  test("stands in a composition, and in JSON", () => {
    const whole = sequence([
      { schedule: gaussian({ initial: 0.16, half: 10 }), steps: 20 },
      constant(0.01),
    ]);
    const text = JSON.stringify(whole);
    const again = parse(JSON.parse(text), [gaussian, sequence, constant]);
    expect(JSON.stringify(again)).toBe(text);
    expect([0, 10, 20, 21].map((step) => whole(step))).toEqual([0.16, 0.08, 0.01, 0.01]);
  });

  test("lint has nothing to say of it", () => {
    expect(lint(gaussian({ initial: 0.16, half: 10 }), { steps: 100 })).toEqual([]);
  });
});
