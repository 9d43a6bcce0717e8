import { BenchmarkError } from "@anneal/experiment/errors";
import { referenceFacts } from "@anneal/experiment/task";
import { expect, test } from "vitest";
import { plan } from "../../src/plan/plan.ts";
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

function planOn(backend: Parameters<typeof plan>[2]) {
  const constant = {
    name: "constant",
    learningRate: 0.01,
    batchSize: 64,
    stepsPerEpoch: 8,
    description: { per: "step" as const, spec: { kind: "constant", value: 0.01 } },
    identities: [{}],
  };
  const facts = referenceFacts("mnist");
  return plan(settings, { facts, examples: null, schedules: [constant] }, backend);
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
