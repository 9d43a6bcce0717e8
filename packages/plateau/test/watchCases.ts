import {
  nonNegativeCase,
  nonNegativeIntegerCase,
  oneOfCase,
  optional,
  positiveIntegerCase,
  scheduleCase,
} from "@anneal/testing";

/** The options of a schedule that watches a metric, with its own, in the order in which messages list them. */
export const watchCases = <Own>(own: Own) => ({
  schedule: scheduleCase,
  factor: optional({
    rule: "a number above 0 and below 1",
    outOfRange: [0, 1, -0.5, 1.5, NaN, Infinity],
  }),
  patience: optional(positiveIntegerCase),
  cooldown: optional(nonNegativeIntegerCase),
  ...own,
  monitor: optional({ type: "string", rule: "a non-empty string", outOfRange: [""] }),
  mode: optional(oneOfCase(["min", "max"], ["auto", ""])),
  threshold: optional(nonNegativeCase),
  thresholdMode: optional(oneOfCase(["relative", "absolute"], ["rel", "abs"])),
  margin: optional(nonNegativeCase),
  window: optional(positiveIntegerCase),
  windowMode: optional(oneOfCase(["sliding", "block"], ["mean", ""])),
  nan: optional(oneOfCase(["worse", "ignore", "throw"], ["stop"])),
});
