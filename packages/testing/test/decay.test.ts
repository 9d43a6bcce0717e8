import { definePureSchedule, nonNegative, positive } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { decayChecks, describeDecay, optional, positiveCase } from "@anneal/testing";
import type { DecayOptions } from "@anneal/testing";
import { describe, expect, test } from "vitest";

interface Options extends DecayOptions {
  /** The height is divided by it after step 0. */
  readonly divisor?: number | undefined;
}

const falling = definePureSchedule<Options>("falling", {
  package: "theirs",
  options: { initial: nonNegative, steps: nonNegative, min: nonNegative, divisor: positive },
  defaults: { min: 0, divisor: 1 },
  build({ initial, steps, min = 0, divisor = 1 }, fail) {
    if (min > initial) fail("min", `at most initial (${initial})`);
    return {
      at(step) {
        if (step >= steps) return min;
        const weight = step > 0 ? (1 - step / steps) / divisor : 1;
        return initial * weight + min * (1 - weight);
      },
      end: steps,
    };
  },
});

// Without a jump after step 0, which would be an event.
describeDecay(
  "theirs",
  falling,
  { initial: 0.5, steps: 7, min: 0.1, divisor: 1 },
  { divisor: { ...optional(positiveCase), defaultValue: 1 } },
);

describe("a broken decay is found out", () => {
  const outcome = (promise: string, make: (options: DecayOptions) => Schedule): (() => void) => {
    return () => decayChecks[promise]!(make);
  };

  test.each<[string, (options: DecayOptions) => Schedule]>([
    ["ends exactly, at `steps` and not before", (given) => falling({ ...given, steps: 9 })],
    [
      "ends exactly, at `steps` and not before",
      ({ initial, steps, min = 0 }) => falling({ initial, steps, min: min / 2 }),
    ],
    [
      "is its final value without a length",
      (given) => falling({ ...given, steps: given.steps + 1 }),
    ],
    ["never rises", (given) => falling({ ...given, divisor: 0.5 })],
    ["has one event, its end", (given) => falling({ ...given, steps: given.steps / 2 })],
    ["refuses a floor above the start", ({ initial, steps }) => falling({ initial, steps })],
  ])("%s", (promise, make) => {
    expect(outcome(promise, make)).toThrow();
    expect(outcome(promise, falling)).not.toThrow();
  });
});
