import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { holds } from "./expressions.ts";

interface Step {
  readonly name?: string;
  readonly if?: string;
}

const read = (file: string): unknown =>
  parse(readFileSync(fileURLToPath(new URL(`../../../${file}`, import.meta.url)), "utf8"));
const { runs } = read("action.yml") as { readonly runs: { readonly steps: readonly Step[] } };
const { jobs } = read(".github/workflows/anneal-bench.yml") as {
  readonly jobs: { readonly conclude: { readonly steps: readonly Step[] } };
};

describe.each([
  ["the action", runs.steps],
  ["the workflow", jobs.conclude.steps],
])("the steps of %s that keep a baseline", (_, steps) => {
  const own = steps.filter(({ name }) => name?.includes("baseline"));

  test.each([
    ["push", "main", true],
    ["schedule", "main", true],
    ["workflow_dispatch", "main", true],
    ["push", "other", false],
    ["pull_request", "7/merge", false],
    // Both are on the default branch by name, and may train the code of a stranger.
    ["pull_request_target", "main", false],
    ["issue_comment", "main", false],
  ])("on %s of %s: %j, whatever came of the results", (event, branch, expected) => {
    const github = {
      event_name: event,
      ref_name: branch,
      event: { repository: { default_branch: "main" } },
    };
    expect(own).toHaveLength(2);
    for (const step of own) {
      for (const status of ["success", "failure"] as const) {
        expect(holds(step.if, { github, inputs: {} }, status)).toBe(expected);
      }
    }
  });
});
