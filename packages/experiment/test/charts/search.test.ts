import { expect, test } from "vitest";
import { searchChart } from "../../src/charts/search.ts";
import { choice, int, log } from "../../src/search/range.ts";
import type { SearchOfSchedule } from "../../src/search/record.ts";

const candidate = (
  id: number,
  values: SearchOfSchedule["candidates"][number]["values"],
  figures: readonly (number | null)[],
  epochs = 4,
): SearchOfSchedule["candidates"][number] => ({
  id,
  values,
  spec: { kind: "step" },
  figures: [...figures],
  epochs,
  mean: figures.includes(null) ? null : figures[0]!,
});

const found: SearchOfSchedule = {
  name: "mine",
  axes: [
    { path: "initial", range: log(0.001, 0.1) },
    { path: "every", range: int(1, 9) },
    { path: "kind", range: { range: "choice", values: [...choice(["a", "b"]).values] } },
  ],
  candidates: [
    candidate(1, [0.001, 1, "a"], [0.5, 0.5]),
    candidate(2, [0.01, 5, "b"], [0.3, 0.3]),
    candidate(3, [0.1, 9, "b"], [null]),
    candidate(4, [0.02, 3, "a"], [0.4]),
    candidate(5, [0.03, 2, "a"], [0.6, 0.6], 2),
  ],
  best: 2,
  atEdge: [],
};
const drawn = (axis: number, search = found): string | undefined =>
  searchChart(search, axis, { seeds: [1, 2], epochs: 4 }, "loss", String)?.text;

test.each([
  [0, "initial"],
  [1, "every"],
  [2, "kind"],
])("range %d has a dot for each candidate that did not diverge", (axis, path) => {
  const text = drawn(axis)!;
  expect(text).toContain(`aria-label="loss of mine by ${path}; the table below holds the figures"`);
  expect(text.match(/<circle/g)).toHaveLength(4);
  expect(text.match(/<title>candidate \d/g)).toHaveLength(4);
  expect(text).not.toMatch(/NaN|undefined/);
});

test("orders of magnitude are written as numbers", () => {
  expect(drawn(0)).toContain(">0.01</text>");
  expect(drawn(0)).not.toContain("10m");
});

test("the best is ringed, and one that was given up, after a seed or half-way, is hollow", () => {
  const circles = drawn(0)!.match(/<circle[^>]*>/g)!;
  expect(circles.filter((circle) => circle.includes("var(--good)"))).toHaveLength(1);
  expect(circles.filter((circle) => circle.includes("var(--paper)"))).toHaveLength(2);
});

test("where all diverged there is nothing to draw", () => {
  const diverged = { ...found, candidates: [found.candidates[2]!], best: null };
  expect(drawn(0, diverged)).toBeUndefined();
});
