import { constant } from "@anneal/core";
import { describeErrors, describeOptions, describeSchedule } from "@anneal/testing";
import { expect, test } from "vitest";

test.each([0, 0.1, 1e-300, 1e300, Number.MIN_VALUE, Number.MAX_VALUE])(
  "is %d at every step",
  (value) => {
    const schedule = constant(value);
    expect([0, 0.5, 1, 1e6, 2 ** 53].map((step) => schedule(step))).toEqual(Array(5).fill(value));
    expect(schedule.end).toBe(0);
    expect(schedule.spec).toEqual({ kind: "constant", value });
  },
);

describeSchedule("constant", () => constant(0.1), [constant]);
describeOptions(
  "constant",
  ({ value }: { value: number }) => constant(value),
  () => ({
    value: 0.1,
  }),
);
describeErrors(
  "@anneal/core: constant",
  (options: { value: number }) => constant.create!(options),
  { value: 0.1 },
  { value: { rule: "a finite number of at least 0", outOfRange: [-1, NaN, Infinity, -Infinity] } },
);
