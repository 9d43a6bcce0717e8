import { syntheticResults } from "@anneal/experiment/synthetic";
import { describeOptionsOfExports } from "@anneal/testing";
import * as bench from "../src/index.ts";

const results = syntheticResults({ schedules: ["constant"], seeds: 1, epochs: 1 });
const facts = { facts: results.protocol.task, examples: null, schedules: [] };

describeOptionsOfExports("@anneal/bench", bench, {
  analyse: (unknown) => bench.analyse(results, { seed: 2, ...unknown }),
  choice: "none",
  // Given back as it is, for an editor; it is checked where it is loaded, in one error with all that is wrong.
  defineConfig: "none",
  defineTask: "none",
  fromFile: (unknown) => bench.fromFile("ds_config.json", { format: "deepspeed", ...unknown }),
  // The next three are those of @anneal/experiment, whose own test calls them.
  inspect: "none",
  readyTask: "none",
  runTrial: "none",
  int: "none",
  layerSeeds: "none",
  log: "none",
  plan: (unknown) => bench.plan(results.settings, facts, results.backend, { ...unknown }),
  real: "none",
  withoutTimings: "none",
});
