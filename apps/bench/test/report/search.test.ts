import type { Search, SearchOfSchedule } from "@anneal/experiment/search";
import { syntheticResults } from "@anneal/experiment/synthetic";
import { expect, test } from "vitest";
import { describeSearch, renderSearch } from "../../src/report/html/search.ts";

const { protocol, trials } = syntheticResults({ schedules: ["constant"], seeds: 1 });

/** A search of one range with these figures of each candidate. */
function searchOf(
  best: number | null,
  ...figures: readonly SearchOfSchedule["candidates"][number]["figures"][]
): Search {
  const candidates = figures.map((own, index) => ({
    id: index + 1,
    values: [0.1 * (index + 1)],
    spec: { kind: "constant" },
    figures: own,
    epochs: 2,
    mean: own.includes(null) ? null : own[0]!,
  }));
  return {
    format: 1,
    protocol: protocol.version,
    task: "mnist",
    epochs: 2,
    backend: trials[0]!.trial.backend,
    measure: "validationLoss",
    better: "lower",
    sampler: "grid",
    halving: "epochs",
    seeds: [1001, 1002],
    searches: [
      {
        name: "mine",
        axes: [{ path: "value", range: { range: "real", from: 0, to: 1 } }],
        candidates,
        best,
        atEdge: [],
      },
    ],
  };
}

test.each<[string, Search, string]>([
  [
    "a best",
    searchOf(1, [0.25, 0.25], [0.5]),
    "mine: the best of 2 candidates has value 0.1, with a mean validation loss of 0.2500.",
  ],
  [
    "nothing that did not diverge",
    searchOf(null, [null], [null]),
    "mine: all of 2 candidates diverged.",
  ],
  [
    "only candidates without a divergence that were given up",
    searchOf(null, [0.25, null], [0.5]),
    "mine: none of 2 candidates is the best, since each that trained with every seed diverged with one of them: --halving none trains the others with every seed as well.",
  ],
])("a search with %s says so", (_, search, text) => {
  expect(describeSearch(search.searches[0]!, search, protocol.task)).toEqual([text]);
  expect(renderSearch(search, protocol.task)).toContain(text);
});

test.each([
  ["epochs", "Candidates by grid, of which the better half goes on after a quarter and after half"],
  [
    "seeds",
    "Candidates by grid, of which the better half goes on from each seed to the next; seeds",
  ],
  ["none", "Candidates by grid; seeds 1001, 1002"],
] as const)("the page tells halving by %s", (halving, text) => {
  const search = { ...searchOf(1, [0.25, 0.25]), halving };
  expect(renderSearch(search, protocol.task)).toContain(text);
});

test("the page calls an example what the task calls it", () => {
  const page = renderSearch(searchOf(1, [0.25, 0.25]), { ...protocol.task, example: "sentence" });
  expect(page).toContain("No test sentence was looked at.");
});
