import { constant, defineSchedule, increasingList, nonNegative, scale } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { describeErrors, describeOptions, optionChecks } from "@anneal/testing";
import { describe, expect, test } from "vitest";

interface Options {
  readonly initial: number;
  readonly at: readonly number[];
  readonly factor?: number | undefined;
}

const drops = defineSchedule<Options>("drops", {
  package: "theirs",
  options: { initial: nonNegative, at: increasingList, factor: nonNegative },
  defaults: { factor: 0.5 },
  build({ initial, at, factor = 0.5 }) {
    const boundaries = [...at];
    return {
      at: (step) => initial * factor ** boundaries.filter((boundary) => step >= boundary).length,
    };
  },
});
const make = (): Options => ({ initial: 1, at: [3, 5], factor: 0.5 });

describeOptions("drops", drops, make);
describeErrors("theirs: drops", drops, make(), {
  initial: { rule: nonNegative.rule, outOfRange: [-1] },
  at: { rule: increasingList.rule, type: "object", outOfRange: [[], [2, 1], {}] },
  factor: { rule: nonNegative.rule, optional: true, outOfRange: [-1] },
});

describe("a broken factory is found out", () => {
  const outcome = (promise: string, factory: (options: Options) => Schedule): (() => void) => {
    return () => optionChecks[promise]!(factory, make);
  };

  test("when it sorts the list that it is given", () => {
    const factory = (options: Options): Schedule => {
      (options.at as number[]).reverse().sort();
      return drops(options);
    };
    expect(outcome("are not changed", factory)).toThrow();
  });

  test("when it fills in what was left out", () => {
    const factory = (options: Options): Schedule => drops(Object.assign(options, { factor: 0.1 }));
    expect(outcome("are not changed", factory)).toThrow();
  });

  test("when it keeps the list", () => {
    const factory = (options: Options): Schedule => {
      const late = scale(1, (step) => (options.at.includes(step) ? 1 : 0));
      return Object.defineProperty(
        Object.assign(late, { toJSON: () => constant(1).spec }),
        "spec",
        {
          value: constant(1).spec,
        },
      );
    };
    expect(outcome("are not looked at again", factory)).toThrow();
  });

  test("and one that is whole is not", () => {
    for (const promise of Object.keys(optionChecks)) expect(outcome(promise, drops)).not.toThrow();
  });
});
