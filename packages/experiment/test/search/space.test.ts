import { parse } from "anneal";
import { expect, test } from "vitest";
import { choice, int, log } from "../../src/search/range.ts";
import { axesOf, shapeAt, specAt, valuesAt } from "../../src/search/space.ts";
import type { SearchSpec } from "../../src/search/space.ts";

const spec: SearchSpec = {
  kind: "warmup",
  steps: int(0, 200),
  schedule: { kind: "cosine", steps: 1000, initial: log(1e-4, 1e-1) },
};

test("the options to search for are found where they stand, in lists as well", () => {
  expect(axesOf(spec).map(({ path }) => path)).toEqual(["steps", "schedule.initial"]);
  const listed: SearchSpec = {
    kind: "sequence",
    phases: [{ steps: int(1, 9), schedule: 0.1 }, { kind: choice(["cosine", "linear"]) }],
  };
  expect(axesOf(listed).map(({ path }) => path)).toEqual(["phases.0.steps", "phases.1.kind"]);
});

test("at a point it is a spec that anneal takes", () => {
  const made = specAt(spec, [0.5, 1 / 3]);
  expect(made).toEqual({
    kind: "warmup",
    steps: 100,
    schedule: { kind: "cosine", steps: 1000, initial: 0.001 },
  });
  expect(parse(made).spec).toMatchObject({ kind: "warmup" });
  expect(valuesAt(axesOf(spec), [0.5, 1 / 3])).toEqual([100, 0.001]);
  // The spec itself is as it was.
  expect(axesOf(spec)).toHaveLength(2);
});

test("a choice among kinds makes another shape, another number does not", () => {
  const axes = axesOf({
    kind: "sequence",
    phases: [{ kind: choice(["cosine", "linear"]), steps: choice([5, 10]), initial: log(0.1, 1) }],
  });
  expect(shapeAt(axes, [0, 0, 0])).toBe(shapeAt(axes, [0.4, 0.9, 0.9]));
  expect(shapeAt(axes, [0, 0, 0])).not.toBe(shapeAt(axes, [0.9, 0, 0]));
});

test("a spec that holds itself, or is nested without need, is refused", () => {
  const endless: Record<string, unknown> = { kind: "x" };
  endless["schedule"] = [endless];
  let deep: unknown = int(0, 1);
  for (let level = 0; level < 20_000; level++) deep = { schedule: deep };
  for (const wrong of [endless, { kind: "x", deep }]) {
    expect(() => axesOf(wrong as SearchSpec)).toThrow(
      expect.objectContaining({
        kind: "usage",
        message: "a search must have a spec that is nested at most 100 deep",
      }),
    );
  }
});

test.each<[string, SearchSpec, string]>([
  ["none", { kind: "cosine", initial: 1, steps: 2 }, "got 0"],
  ["eleven", { kind: "x", all: Array.from({ length: 11 }, () => int(0, 1)) }, "got 11"],
])("a spec with %s is refused", (_, wrong, message) => {
  expect(() => axesOf(wrong)).toThrow(
    `a search must have from 1 to 10 ranges, such as log(1e-4, 1e-1), ${message}`,
  );
});
