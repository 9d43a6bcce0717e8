import * as core from "@anneal/core";
import { describeOptionsOfExports, optionsFault } from "@anneal/testing";
import { describe, expect, test } from "vitest";

const strict = (options: { readonly rate?: number }): number => {
  for (const option of Object.keys(options)) {
    if (option !== "rate") throw new TypeError(`strict: no option is named ${option}`);
  }
  return options.rate ?? 0;
};

const trusting = (options: { readonly rate?: number; readonly steps?: number }): number => {
  for (const option of Object.keys(options)) {
    if (!["steps", "rate"].includes(option)) {
      throw new TypeError(`trusting: each option must be one of steps, rate, got "${option}"`);
    }
  }
  const { rate = 1 } = options;
  if (typeof rate !== "number") throw new TypeError("trusting: rate must be a number");
  return rate;
};

const late = async (options: { readonly rate?: number }): Promise<number> => {
  await Promise.resolve();
  return strict(options);
};

describeOptionsOfExports(
  "a package",
  {
    strict,
    late,
    plain: () => 1,
    ramp: core.ramp,
    cosineCurve: core.cosineCurve,
    version: "1",
  },
  {
    strict: (unknown) => strict({ rate: 1, ...unknown }),
    late: (unknown) => late({ rate: 1, ...unknown }),
    plain: "none",
  },
);

describe("optionsFault", () => {
  test.each<readonly [string, unknown, Parameters<typeof optionsFault>[2], string]>([
    ["a function without a call", () => 1, undefined, "it is exported: give a call with options"],
    ["one that ignores", () => 1, () => 1, "it ignores an unknown option"],
    ["one that ignores, later", late, () => late({ rate: 1 }), "it ignores an unknown option"],
    [
      "one that fails for another reason",
      strict,
      () => strict(null as never),
      "it refuses an unknown option with TypeError: Cannot convert",
    ],
    [
      "one that throws another error",
      strict,
      () => {
        throw new RangeError("unknownOption");
      },
      "it refuses an unknown option with RangeError: unknownOption",
    ],
    ["a value with a call", 1, "none", "it is no function"],
    ["a curve with a call", core.cosineCurve, "none", "it is a curve or a schedule"],
    [
      "one that takes an option from a prototype",
      trusting,
      (unknown) => trusting({ ...unknown }),
      "it takes rate from Object.prototype",
    ],
    [
      "a kind that takes anything",
      Object.assign(() => 1, { kind: "loose", create: () => 1 }),
      undefined,
      "it ignores an unknown option",
    ],
  ])("tells of %s", async (_name, value, call, fault) => {
    expect(await optionsFault("it", value, call)).toContain(fault);
  });

  test("leaves nothing on the prototype of all objects", async () => {
    await optionsFault("it", trusting, (unknown) => trusting({ ...unknown }));
    expect("rate" in {} || "steps" in {}).toBe(false);
  });

  test("is content with one whose options are its own", async () => {
    const own = (unknown: object): unknown => trusting({ rate: 1, steps: 2, ...unknown });
    expect(await optionsFault("it", trusting, own)).toBe(undefined);
  });
});
