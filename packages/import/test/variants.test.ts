import { sample } from "@anneal/core";
import { describe, expect, test } from "vitest";
import type { ReactiveSchedule } from "@anneal/core";
import {
  fromAxolotl,
  fromDetectron2,
  fromKDiffusion,
  fromKeras,
  fromLitGPT,
  fromMMCV,
  fromNanoGPT,
  fromObjectDetection,
  read,
} from "../src/index.ts";
import { parseArguments } from "../src/syntax/arguments.ts";
import { parseJsonWithComments } from "../src/syntax/jsonWithComments.ts";

const firstRate = ({ learningRate }: Awaited<ReturnType<typeof read>>): number | undefined =>
  sample(learningRate, { steps: 1 })[0];

describe("a file that is written in another way", () => {
  test("has the arguments of the Trainer with the name of a tab in front", async () => {
    const board = [
      "top.model_name: a",
      "train.learning_rate: 5e-5",
      "train.lr_scheduler_type: constant",
      "train.warmup_steps: 0",
    ];
    const imported = await read(board.join("\n"));
    expect(imported.format).toBe("transformers");
    expect(firstRate(imported)).toBe(5e-5);
    expect(imported.notes).toEqual([]);
  });

  test("has one rate from step 0 on", () => {
    const { learningRate } = fromObjectDetection(
      "train_config { optimizer { adam_optimizer { learning_rate { manual_step_learning_rate { initial_learning_rate: 1 schedule { step: 0 learning_rate: 0.5 } } } } } }",
    );
    expect([0, 9].map(learningRate)).toEqual([0.5, 0.5]);
  });

  test("warms up to step 0, which is no warmup", () => {
    expect(() =>
      fromObjectDetection(
        "train_config { optimizer { adam_optimizer { learning_rate { manual_step_learning_rate { warmup: true schedule { step: 0 learning_rate: 0.5 } } } } } }",
      ),
    ).toThrow("schedule[0].step must be above the step before it, got 0");
  });

  test.each(["AdamW", { class_path: "torch.optim.AdamW", init_args: { weight_decay: 0.1 } }])(
    "names its optimizer and no rate: %o",
    (optimizer) => {
      const { learningRate, notes } = fromLitGPT({
        optimizer,
        train: { lr_warmup_steps: 1, max_steps: 4 },
      });
      expect(learningRate(1)).toBe(0.001);
      expect(notes).toEqual(
        expect.arrayContaining([
          "optimizer: AdamW without a rate; 0.001, the default of PyTorch, is taken",
          "train.max_steps: taken to end the training before its epochs do",
        ]),
      );
    },
  );

  test("is a child of nanoGPT with a warmdown", () => {
    expect(() => fromNanoGPT({ learning_rate: 1, max_iters: 9, warmdown_iters: 3 })).toThrow(
      "warmdown_iters must be left out, because it has to do with the rate",
    );
    expect(() => fromNanoGPT({ learning_rate: 1, max_iters: 9, lr: 3 })).toThrow("lr must be left");
  });

  test.each([
    ["image_transformer_v1", 5e-4],
    ["image_v1", 1e-4],
    ["__proto__", 1e-4],
  ])("has a rate by the kind of its model, %s", (type, rate) => {
    const { learningRate } = fromKDiffusion({ model: { type }, optimizer: {}, ema_sched: {} });
    expect(learningRate(0)).toBe(rate);
  });

  test("is the architecture of a model alone", () => {
    expect(() => fromKeras({ class_name: "Sequential", config: { layers: [] } })).toThrow(
      "compile_config must be given: a model that was saved without its optimizer has no rate",
    );
  });
});

test("YOLOX of mmcv without a warmup falls from the first iteration on", () => {
  const { learningRate } = fromMMCV(
    {
      optimizer: { type: "SGD", lr: 0.1 },
      lr_config: { policy: "YOLOX", by_epoch: false, num_last_epochs: 2, min_lr_ratio: 0.1 },
      runner: { max_epochs: 10 },
    },
    { stepsPerEpoch: 10 },
  );
  // The hook counts from 1, and holds the last two epochs.
  expect(learningRate(0)).toBeCloseTo(0.055 + 0.045 * Math.cos(Math.PI / 80), 15);
  expect(learningRate(39)).toBeCloseTo(0.055, 15);
  expect([79, 80, 99].map((step) => learningRate(step))).toEqual([79, 80, 99].map(() => 0.1 * 0.1));
});

describe("JSON with comments", () => {
  test("is what it is without them", () => {
    const text = '{ // "b": 1,\n "a": "# // /* ,}", # c\n /* d: "\n */ "e": [1, 2, \n ], }';
    expect(parseJsonWithComments("it", text)).toEqual({ a: "# // /* ,}", e: [1, 2] });
  });

  test.each(['{"a": "b\n}', '{"a": 1 /* }', '{"a": "\\'])("refuses %j", (text) => {
    expect(() => parseJsonWithComments("it", text)).toThrow("@anneal/import: it is no JSON");
  });
});

describe("a variable of which nothing is known", () => {
  test.each([
    ["--lr $LR --steps 3 $MORE", { lr: "$LR", steps: "3" }],
    ["--steps 3 ${MORE[@]} --lr 1", { steps: "3", lr: "1" }],
    ["A=\nrun --steps 3 $A", { steps: "3" }],
    ["A=\nrun --steps $A", { steps: true }],
    ["--beta 0.9 ${B}x", { beta: ["0.9", "${B}x"] }],
  ])("in %j is no value after one", (text, expected) => {
    expect(parseArguments("it", text)).toEqual(expected);
  });
});

describe("what a plateau watches", () => {
  const axolotl = {
    base_model: "a/model",
    learning_rate: 1,
    lr_scheduler: "reduce_lr_on_plateau",
    max_steps: 10,
    warmup_steps: 0,
  };

  test.each([
    [{}, undefined, "eval_loss", ["metric_for_best_model: not given"]],
    [{ metric_for_best_model: "eval_f1" }, undefined, "eval_f1", []],
    [{}, "accuracy", "accuracy", []],
  ])("beside %o and the option %o", (more, monitor, expected, notes) => {
    const imported = fromAxolotl({ ...axolotl, ...more }, { monitor });
    expect((imported.learningRate as ReactiveSchedule).monitors).toEqual([expected]);
    expect(imported.notes.map((note) => note.split(";")[0])).toEqual(notes);
  });

  test("is no concern of a schedule that reacts to nothing", () => {
    expect(fromAxolotl({ ...axolotl, lr_scheduler: "constant" }).notes).toEqual([]);
  });
});

test("Detectron2 has no step in a training that is shorter than its default", () => {
  const { learningRate } = fromDetectron2({ SOLVER: { BASE_LR: 1, MAX_ITER: 9, WARMUP_ITERS: 0 } });
  expect([0, 8].map(learningRate)).toEqual([1, 1]);
});
