import { action, callingAction, callingWorkflow, reusableWorkflow } from "./action.ts";
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

/**
 * What a project needs to compare schedules: a configuration, and a workflow that runs it.
 *
 * @param shards - How many machines train at a time; with one of them everything is a single job.
 */
export const projectFiles = (shards: number): Files => ({
  "anneal.config.ts": configuration,
  ...(shards === 1
    ? {
        ".github/actions/anneal-bench/action.yml": action,
        ".github/workflows/learning-rates.yml": callingAction,
      }
    : {
        ".github/workflows/anneal-bench.yml": reusableWorkflow,
        ".github/workflows/learning-rates.yml": callingWorkflow(shards),
      }),
});

/** What to do with them. */
export const projectSteps = [
  "npm install --save-dev @anneal/bench anneal",
  "npx anneal-bench plan   # what would be trained",
  "npx anneal-bench        # trains, and prints the comparison",
];
