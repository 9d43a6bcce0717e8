import { isReactive, sample } from "@anneal/core";
import { afterEach, describe, expect, test } from "vitest";
import { fromKeras, fromTorch, fromTransformers } from "../src/index.ts";

/** What somebody else's code may have put where every object finds it, enumerable as an assignment makes it. */
const pollutions: readonly (readonly [string, unknown])[] = [
  ["gamma", 0.25],
  ["eta_min", 0.05],
  ["milestones", [2]],
  ["_last_lr", [7]],
  ["last_epoch", 3],
  ["group", 1],
  ["alpha", 0.5],
  ["warmup_steps", 4],
  ["warmup_ratio", 0.5],
  ["lr_scheduler_kwargs", { num_cycles: 3 }],
  ["config", { learning_rate: 1 }],
  ["scheduler", "constant"],
  ["kind", "cosine"],
  ["end", 5],
];

const prototype = Object.prototype as unknown as Record<string, unknown>;

afterEach(() => {
  for (const [name] of pollutions) Reflect.deleteProperty(prototype, name);
});

/** What is read of documents that say no more than they must. */
const read = (): readonly unknown[] =>
  [
    fromTorch({ step_size: 3, gamma: 0.5, base_lrs: [0.1], last_epoch: 4 }),
    fromTorch({ T_max: 10, eta_min: 0, base_lrs: [0.1], last_epoch: 0 }),
    fromKeras({
      class_name: "CosineDecay",
      config: { initial_learning_rate: 0.1, decay_steps: 10 },
    }),
    fromTransformers(
      { lr_scheduler_type: "linear", learning_rate: 0.1 },
      { totalSteps: 10, learningRate: 0.1 },
    ),
  ].map((imported) =>
    JSON.stringify(imported, (_key, value: unknown) =>
      typeof value === "function" && !isReactive(value)
        ? sample(value as (step: number) => number, { steps: 12 })
        : value,
    ),
  );

describe.each(pollutions)("Object.prototype.%s set by somebody else", (name, value) => {
  test("changes nothing that is read", () => {
    const untouched = read();
    let polluted;
    prototype[name] = value;
    try {
      polluted = read();
    } finally {
      Reflect.deleteProperty(prototype, name);
    }
    expect(polluted).toEqual(untouched);
  });
});
