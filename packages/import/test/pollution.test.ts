import { readdirSync, readFileSync } from "node:fs";
import { isReactive, sample } from "@anneal/core";
import { afterEach, describe, expect, test } from "vitest";
import { formats } from "../src/formats.ts";
import { fromKeras, fromTorch, fromTransformers, recognise } from "../src/index.ts";
import type { ImportOptions } from "../src/index.ts";

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
  ["lr", 9],
  ["min_lr", 0.3],
  ["optimizer", { lr: 9, params: { lr: 9 } }],
  ["momentum", 0.1],
  ["lr_scheduler", "constant"],
  ["burn_in", 7],
  ["steps", 3],
  ["groups", []],
  ["snapshot", { step: 1 }],
];

const prototype = Object.prototype as unknown as Record<string, unknown>;

afterEach(() => {
  for (const [name] of pollutions) Reflect.deleteProperty(prototype, name);
});

const folder = new URL("../../golden/packs/importers/", import.meta.url);

interface GoldenFile {
  readonly fileName: string;
  readonly text: string;
  readonly options: ImportOptions;
}

/** A file of each format, parsed: the parsers are others', and no concern of ours here. */
const files = await Promise.all(
  readdirSync(folder).map(async (name) => {
    const pack = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as {
      readonly files: readonly GoldenFile[];
    };
    const { text, fileName, options } = pack.files[0]!;
    return (await recognise(text, { fileName })).import.bind(undefined, options);
  }),
);

/** What is read of documents that say no more than they must, and of a file of each format. */
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
    ...files.map((importFile) => importFile()),
  ].map((imported) =>
    JSON.stringify(imported, (_key, value: unknown) =>
      typeof value === "function" && !isReactive(value)
        ? sample(value as (step: number) => number, { steps: 12 })
        : value,
    ),
  );

test("every format has a file here", () => {
  expect(files).toHaveLength(formats.length - 1);
});

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
