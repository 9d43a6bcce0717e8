import { drive } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeReactive,
  optional,
  scheduleCase,
} from "@anneal/testing";
import { describe, expect, test } from "vitest";
import { abel, gaussian } from "../src/index.ts";

describeReactive("abel", () => abel({ schedule: 0.1, factor: 0.5 }), [abel]);
describeReactive(
  "abel around abel",
  () =>
    abel({
      schedule: abel({ schedule: gaussian({ initial: 0.1, half: 30 }), monitor: "other" }),
      factor: 0.5,
    }),
  [abel, gaussian],
);
describeErrors(
  "anneal-schedules-example: example/abel",
  abel,
  { schedule: 0.1 },
  {
    schedule: scheduleCase,
    factor: optional({
      rule: "a number above 0 and below 1",
      outOfRange: [0, 1, -0.5, NaN, Infinity],
    }),
    monitor: optional({ type: "string", rule: "a non-empty string", outOfRange: [""] }),
  },
);
describeOptions("abel", abel, () => ({ schedule: 0.1 }));

describe("abel", () => {
  test.each([
    ["falls, bounces, and falls again", [5, 4, 3, 4, 5, 4], [1, 1, 1, 1, 1, 0.5]],
    ["only falls", [5, 4, 3, 2, 1, 0], [1, 1, 1, 1, 1, 1]],
    ["stays", [5, 5, 5, 5, 5, 5], [1, 1, 1, 1, 1, 1]],
    ["turns four times", [5, 4, 5, 4, 5, 4], [1, 1, 1, 0.5, 0.5, 0.25]],
    ["stays where it turns", [5, 4, 4, 5, 5, 4], [1, 1, 1, 1, 1, 0.5]],
    ["is no number between", [5, 4, NaN, 5, Infinity, 4], [1, 1, 1, 1, 1, 0.5]],
  ])("a norm that %s", (_what, norms, rates) => {
    const run = drive(abel({ schedule: 1, factor: 0.5 }));
    expect(norms.map((norm) => (run.advance(), run.observe({ weight_norm: norm })))).toEqual(rates);
  });

  test("refuses a step that is past, and what is no number", () => {
    const schedule = abel({ schedule: 1 });
    const state = schedule.observe(schedule.initial, { step: 5, metrics: { weight_norm: 1 } });
    expect(() => schedule.observe(state, { step: 4, metrics: { weight_norm: 1 } })).toThrow(
      "abel: step must be at least the last one observed (5), got 4",
    );
    expect(() =>
      schedule.observe(state, { step: 6, metrics: { weight_norm: "1" as unknown as number } }),
    ).toThrow("abel: weight_norm must be a number, got (string)");
  });
});
