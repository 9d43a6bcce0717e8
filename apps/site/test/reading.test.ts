import { describe, expect, test } from "vitest";
import { read } from "../src/model/reading.ts";

const cosine = { kind: "cosine", initial: 0.1, steps: 10 };

describe("what is no schedule has a place", () => {
  test.each<[string, unknown, (number | string)[]]>([
    ["a kind that there is not", { ...cosine, kind: "cosin" }, ["kind"]],
    [
      "an option of a schedule inside",
      { kind: "scale", factor: 1, schedule: { ...cosine, steps: -1 } },
      ["schedule", "steps"],
    ],
    ["an option", { ...cosine, initial: "high" }, ["initial"]],
    ["an option that is missing", { kind: "cosine", steps: 10 }, ["initial"]],
    ["an option that there is not", { ...cosine, stps: 3 }, ["stps"]],
    [
      "a kind in a phase",
      { kind: "sequence", phases: [{ schedule: 0.1, steps: 3 }, { kind: "x" }] },
      ["phases", 1, "kind"],
    ],
    [
      "a length in a phase",
      { kind: "sequence", phases: [0.1, { schedule: 0.1, steps: -3 }, 0.2] },
      ["phases", 0],
    ],
    [
      "a length that is wrong in a phase inside",
      {
        kind: "scale",
        factor: 1,
        schedule: { kind: "sequence", phases: [cosine, { schedule: 0.1, steps: "long" }] },
      },
      ["schedule", "phases", 1, "steps"],
    ],
    [
      "a key with dots",
      { kind: "scale", factor: 1, schedule: { ...cosine, "a.b[0]": 1 } },
      ["schedule", "a.b[0]"],
    ],
    ["no object at all", 3, []],
  ])("%s", (_case, spec, path) => {
    const { problem } = read(spec);
    expect(problem?.path).toEqual(path);
    expect(problem?.message).toMatch(/^@anneal\//);
  });
});

test("what is one is built", () => {
  expect(read(cosine).schedule?.spec).toEqual({ ...cosine, min: 0 });
});
