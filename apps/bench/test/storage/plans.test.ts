import { BenchmarkError } from "@anneal/experiment/errors";
import { referenceFacts } from "@anneal/experiment/task";
import { expect, test } from "vitest";
import { makePlan, planTrials } from "../../src/plan/plan.ts";
import { demandSamePlan } from "../../src/storage/plans.ts";

const settings = {
  preset: "smoke",
  task: "mnist",
  schedule: ["constant"],
  seeds: [1],
  epochs: 1,
  samples: 640,
  testSamples: 0,
  batchSize: 64,
  learningRate: 0.01,
};
const avx512 = {
  name: "tfjs-node",
  version: "4",
  kernels: "fused",
  rounding: "5b615253908d",
} as const;

function planOn(backend: Parameters<typeof planTrials>[3]) {
  const inspection = { examples: null, stepsPerEpoch: 8, identities: [{}], optimizers: [] };
  const description = { per: "step" as const, spec: { kind: "constant", value: 0.01 } };
  const schedules = [{ name: "constant", learningRate: 0.01, description }];
  const trials = planTrials(settings, inspection, schedules, backend);
  return makePlan("evaluation", settings, referenceFacts("mnist"), trials);
}

test("plans of processors that round differently are not one, and what to do about it is said", () => {
  const one = { folder: "a", plan: planOn(avx512) };
  const other = { folder: "b", plan: planOn({ ...avx512, rounding: "91c8c01ca5bd" }) };
  expect(() => demandSamePlan(one, one)).not.toThrow();
  expect(one.plan.trials[0]!.key).not.toBe(other.plan.trials[0]!.key);
  expect(() => demandSamePlan(one, other)).toThrow(
    new BenchmarkError(
      "output",
      "a and b hold results of different plans: backend tfjs-node 4, kernels fused, rounding 5b615253908d and " +
        "tfjs-node 4, kernels fused, rounding 91c8c01ca5bd; their processors round differently, so that their numbers " +
        "must not be mixed: train all parts on processors of one kind",
    ),
  );
  // Another library is told by its name alone.
  const wasm = { folder: "c", plan: planOn({ ...avx512, name: "wasm", rounding: "other" }) };
  expect(() => demandSamePlan(one, wasm)).toThrow(/rounding other$/);
});
