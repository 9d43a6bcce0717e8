import type { OptionCase } from "@anneal/testing";

/** What every option that is a schedule must refuse. */
export const scheduleCase: OptionCase = {
  rule: "a schedule, a function of the step, or a finite number of at least 0",
  outOfRange: [-1, NaN, Infinity],
  wrongType: ["0.1", true, 1n, {}, [], [1], Symbol("1"), { at: () => 1 }],
};

/** What every option that is a length or a factor above 0 must refuse. */
export const positiveCase: OptionCase = {
  rule: "a finite number above 0",
  outOfRange: [0, -1, NaN, Infinity, -Infinity],
};

/** What every option that is a finite number of at least 0 must refuse. */
export const nonNegativeCase: OptionCase = {
  rule: "a finite number of at least 0",
  outOfRange: [-1, NaN, Infinity, -Infinity],
};
