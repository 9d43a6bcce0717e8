import { nearest } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("nearest", () => {
  const options = ["initial", "steps", "stepSize", "minDelta", "min", "warmupSteps"];

  test.each([
    ["step", "steps"],
    ["steps", "steps"],
    ["stpes", "steps"],
    ["Steps", "steps"],
    ["intial", "initial"],
    ["inital", "initial"],
    ["initial_lr", "initial"],
    ["min_delta", "minDelta"],
    ["minimum", "min"],
    ["step_size", "stepSize"],
    ["warmup-steps", "warmupSteps"],
    ["warmup", "warmupSteps"],
    ["gamma", undefined],
    ["x", undefined],
    ["", undefined],
    ["ßß", undefined],
  ])("%j: %s", (word, name) => {
    expect(nearest(word, options)).toBe(name);
  });

  test("has no name where there is none", () => {
    expect(nearest("steps", [])).toBe(undefined);
    expect(nearest("s", [""])).toBe(undefined);
  });

  test("takes the first of two that are equally near", () => {
    expect(nearest("cosina", ["cosinb", "cosinc"])).toBe("cosinb");
  });

  test("finds every name with one letter wrong", () => {
    fc.assert(
      fc.property(fc.constantFrom("initial", "warmupSteps"), fc.nat(6), (name, at) => {
        const wrong = name.slice(0, at);
        expect(nearest(wrong + name.slice(at + 1), options)).toBe(name);
        expect(nearest(`${wrong}z${name.slice(at)}`, options)).toBe(name);
        expect(nearest(`${wrong}z${name.slice(at + 1)}`, options)).toBe(name);
      }),
    );
  });

  test("looks at no more than the beginning of a long word", () => {
    const long = "a".repeat(1e7);
    expect(nearest(long, [long, "a"])).toBe(long);
  });
});
