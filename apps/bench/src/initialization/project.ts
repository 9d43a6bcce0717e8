import type { Files } from "./writeNew.ts";

const configuration = `import { defineConfig } from "@anneal/bench";
import { cosine, warmup } from "anneal";

// What anneal-bench compares. Every setting is optional, and a flag of the command line wins over it:
// npx anneal-bench run --help lists them.
export default defineConfig({
  // How long it takes: "smoke" seconds, "quick" minutes on two cores.
  preset: "smoke",

  // Each schedule is trained once for each seed. Two seeds show whether it runs, six or more whether a difference is real.
  seeds: 2,

  // Schedules of your own, beside those of the preset.
  schedules: {
    // Code gets the totals of the run, and gives a schedule of the update.
    mine: ({ learningRate, totalSteps }) =>
      warmup({ schedule: cosine({ initial: learningRate, steps: totalSteps - 10 }), steps: 10 }),
    // Data does as well.
    fading: { kind: "exponential", initial: 0.01, factor: 0.999 },
  },
});
`;

const workflow = `# Trains with every schedule of anneal.config.ts on each pull request, and shows the report in the summary of the run.
name: Learning rates

on: [pull_request]

permissions:
  contents: read

jobs:
  benchmark:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npx anneal-bench run --out results
      - run: npx anneal-bench report results --format annotations,step-summary
        if: \${{ !cancelled() }}
`;

/** What a project needs to compare schedules: a configuration, and a workflow that runs it. */
export const projectFiles: Files = {
  "anneal.config.ts": configuration,
  ".github/workflows/learning-rates.yml": workflow,
};

/** What to do with them. */
export const projectSteps = [
  "npm install --save-dev @anneal/bench anneal",
  "npx anneal-bench plan   # what would be trained",
  "npx anneal-bench        # trains, and prints the comparison",
];
