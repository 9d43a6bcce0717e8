import { BenchmarkError } from "@anneal/experiment/errors";
import { referenceFacts } from "@anneal/experiment/task";
import { expect, test } from "vitest";
import { plan } from "../../src/plan/plan.ts";
import { changedSince, demandSamePlan } from "../../src/storage/plans.ts";

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

function planOn(backend: Parameters<typeof plan>[2], seeds = [1]) {
  const constant = {
    name: "constant",
    learningRate: 0.01,
    batchSize: 64,
    stepsPerEpoch: 8,
    description: { per: "step" as const, spec: { kind: "constant", value: 0.01 } },
    identities: seeds.map((seed) => ({ weights: String(seed) })),
  };
  const facts = referenceFacts("mnist");
  return plan({ ...settings, seeds }, { facts, examples: null, schedules: [constant] }, backend);
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
        "tfjs-node 4, kernels fused, rounding 91c8c01ca5bd; their processors or their kernels round differently, so " +
        "that their numbers must not be mixed: train all parts on processors of one kind, with one installation",
    ),
  );
  // Another library is told by its name alone.
  const wasm = { folder: "c", plan: planOn({ ...avx512, name: "wasm", rounding: "other" }) };
  expect(() => demandSamePlan(one, wasm)).toThrow(/rounding other$/);
});

test("trials that were asked for in the same way and are others now are told with the reason", () => {
  const before = planOn(avx512, [1, 2]);
  const now = planOn({ ...avx512, rounding: "91c8c01ca5bd" }, [2, 3]);
  expect(changedSince(before, before.trials)).toEqual([]);
  // Seed 3 was not there.
  expect(changedSince(before, now.trials)).toEqual([
    {
      before: before.trials[1]!.key,
      reason:
        "backend was tfjs-node 4, kernels fused, rounding 5b615253908d, is tfjs-node 4, kernels fused, rounding 91c8c01ca5bd",
    },
  ]);
  const [{ key, trial }] = now.trials as [(typeof now.trials)[number]];
  const others = {
    ...before,
    trials: [{ key: "0123456789abcdef", trial: { ...trial, identity: { data: "a", loss: "b" } } }],
  };
  expect(changedSince(others, [{ key, trial }])).toEqual([
    {
      before: "0123456789abcdef",
      reason: "data was a, is absent; loss was b, is absent; weights was absent, is 2",
    },
  ]);
  // Other settings are on purpose.
  const longer = now.trials.map(({ key, trial }) => ({ key, trial: { ...trial, epochs: 2 } }));
  expect(changedSince(before, longer)).toEqual([]);
});
