import { sample } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { read } from "../src/index.ts";
import type { ReadOptions } from "../src/index.ts";

/** What the longest text may cost, in milliseconds of processor time. */
const budget = 50;

describe("read", () => {
  test.each<readonly [text: string, format: string, options?: ReadOptions]>([
    [
      '{"class_name": "CosineDecay", "config": {"initial_learning_rate": 1, "decay_steps": 9}}',
      "keras",
    ],
    [
      '{"learning_rate": {"class_name": "CosineDecay", "config": {"initial_learning_rate": 1, "decay_steps": 9}}}',
      "keras",
    ],
    ['{"gamma": 0.5, "base_lrs": [1], "last_epoch": 0}', "torch"],
    [
      '{"_schedulers": [{"gamma": 0.5, "base_lrs": [1], "last_epoch": 0}], "_milestones": [], "last_epoch": 0}',
      "torch",
    ],
    [
      '{"num_bad_epochs": 0, "mode_worse": "inf", "last_epoch": 0, "cooldown_counter": 0, "_last_lr": [1], "min_lrs": [0], "mode": "min", "factor": 0.1, "patience": 1, "threshold": 0, "threshold_mode": "rel", "cooldown": 0, "eps": 0}',
      "torch",
      { monitor: "wer" },
    ],
    ["learning_rate = 1e-3\ndecay_lr = false\n", "nanogpt"],
    ["{'learning_rate': 1e-3, 'decay_lr': False}", "nanogpt"],
    ["learning_rate: 1e-3\nmax_iters: 9", "nanogpt", { fileName: "x.yaml" }],
    // The ending of the name is a hint, and no more.
    ["learning_rate: 1e-3\nmax_iters: 9", "nanogpt", { fileName: "x.json" }],
    ['{"optimizer": {"params": {"lr": 0.1}}, "gradient_accumulation_steps": 2}', "deepspeed"],
    ["optim_wrapper = dict(optimizer=dict(lr=1))\ntrain_cfg = dict()", "mmengine"],
    [
      '{"num_steps": 3, "lr_decay_steps": 4, "max_lr": 1, "min_lr": 0, "lr_warmup_steps": 0, "lr_decay_style": "linear"}',
      "megatron",
      { samplesPerStep: 1 },
    ],
    ["# c\n\n[network]\nlearning_rate=1", "darknet"],
    [
      '{"loss": "mse", "optimizer_config": {"class_name": "Adam", "config": {"learning_rate": 1}}}',
      "keras",
    ],
    ['{"learning_rate": 1, "beta_1": 0.9, "beta_2": 0.999}', "keras"],
    [
      "scheduler: {name: constant, units: steps}\noptimizer: {learning_rate: 1}\nmax_duration: 3",
      "olmo",
    ],
    ['{"zero_optimization": {"stage": 2}}', "deepspeed", { learningRate: 1 }],
    ["optim: adam\noptim_conf: {lr: 1}\n", "espnet"],
    [
      "pretrained_model_name_or_path: a\nlearning_rate: 1\nmax_train_steps: 3\nlr_warmup_steps: 0",
      "diffusers",
    ],
    ["pretrained_model_name_or_path: a\nlearning_rate: 1\nmax_train_steps: 3", "diffusers"],
    ["model: {lr_scheduler: {_target_: a.StepLR, step_size: 3}, optimizer: {lr: 1}}", "lightning"],
    [
      "schedulers:\n- linear_decay: {t_max: 1dur}\noptimizer: {sgd: {lr: 1}}\nmax_duration: 3ba",
      "composer",
    ],
  ])("%s is %s", async (text, format, options) => {
    expect((await read(text as string, options as ReadOptions)).format).toBe(format);
  });

  const both = "lr0: 1\nlrf: 1\nepochs: 3\nwarmup_epochs: 0\nSOLVER: {BASE_LR: 1}\n";

  test("two formats that fit are an error that names both, unless it is told which", async () => {
    await expect(read(both)).rejects.toThrow(
      "the text fits detectron2 and ultralytics; say which with the option format",
    );
    expect((await read(both, { format: "ultralytics" })).format).toBe("ultralytics");
    expect((await read(both, { format: "detectron2" })).format).toBe("detectron2");
  });

  test("passes over the mark of its encoding, of the file and of those below it", async () => {
    const mark = "\uFEFF";
    const text = `${mark}_base_ = './below.py'\r\nlr_decay_iters = 2\r\n`;
    const bases = { "below.py": `${mark}learning_rate = 3\r\ndecay_lr = False\r\n` };
    expect(sample((await read(text, { bases })).learningRate, { steps: 1 })).toEqual([3]);
    const json = `${mark}{"optimizer": {"params": {"lr": 3}}, "train_batch_size": 1}`;
    expect(sample((await read(json)).learningRate, { steps: 1 })).toEqual([3]);
  });

  test.each<
    readonly [text: unknown, Failure: ErrorConstructor, message: string, options?: ReadOptions]
  >([
    [3, TypeError, "read: the text must be a string, got 3"],
    [" ".repeat(500_001), RangeError, "must be text of at most 500000 characters"],
    ["", TypeError, "must be a file of one of axolotl, "],
    ["model: {model: {model: {a: 1}}}\n", TypeError, "holds nothing that shows it"],
    ["max_duration: 3ba\n", TypeError, "holds nothing that shows it"],
    ['{"compile_config": {}}', TypeError, "holds nothing that shows it"],
    ['{"modelTopology": {}}', TypeError, "training_config must be given: a model saved without"],
    [
      "_base_ = ['../_base_/schedules/schedule_1x.py']\n",
      TypeError,
      'param_scheduler must be given: what "../_base_/schedules/schedule_1x.py" may set is not',
    ],
    ["words", TypeError, "it is of none of the syntaxes JSON, JSON with comments, D"],
    ["a: 1", TypeError, "it was read as YAML, but holds nothing that shows it"],
    ["[1, 2]", TypeError, "is no TOML: "],
    ["2020-01-01", TypeError, "it is of none of the syntaxes", { fileName: "x.yaml" }],
    ['{"a": ', TypeError, "is no JSON: "],
    ["a: [1", TypeError, "is no YAML: ", { fileName: "x.yml" }],
    ['{"optimizer": {"params": {"lr": 0.1}}}', TypeError, "holds nothing that shows it"],
    ['{"optimizer": {"lr": 0.1}}', TypeError, "holds nothing that shows it"],
    ['{"optimizer": {"_component_": "x"}}', TypeError, "holds nothing that shows it"],
    ['{"sched": "cosine", "lr0": 3}', TypeError, "holds nothing that shows it"],
    ['{"optim_wrapper": {}}', TypeError, "holds nothing that shows it"],
    ['{"num_steps": 3}', TypeError, "holds nothing that shows it"],
    [
      "decay_lr = True\nlearning_rate = f(1)",
      TypeError,
      "learning_rate must be a finite number, got the expression f(1), which is not run",
    ],
    ["a: 1", TypeError, "must be a file of deepspeed;", { format: "deepspeed" }],
    ["a: 1", RangeError, "format must be one of axolotl, ", { format: "deepsped" }],
    ["a: 1", RangeError, 'did you mean "deepspeed"?', { format: "deepsped" }],
    ['{"decay_lr": false}', TypeError, 'got "steps"', { steps: 3 } as ReadOptions],
    [
      "scheduler: 3\nSOLVER: 3\nnet: 3\ntrain: 3\noptim: 3",
      TypeError,
      "holds nothing that shows it",
    ],
  ])("refuses %j", async (text, Failure, message, options) => {
    await expect(read(text as string, options as ReadOptions)).rejects.toThrow(Failure);
    await expect(read(text as string, options as ReadOptions)).rejects.toThrow(message);
  });

  const nonsense = [
    "(",
    "[",
    "{",
    '{"a":',
    "a = ",
    "a: ",
    "[a]\n",
    "a {",
    "x\n",
    "\u0000",
    "é",
    "- ",
    "dict(",
    "a=1\n",
    "a: 1\n",
    "a: {\n",
    "'",
    '"""',
    "#",
  ];

  test.each(nonsense)("500 kB of %j cost little", async (part) => {
    const text = part.repeat(500_000 / part.length);
    // What is loaded is loaded once.
    await read(part).catch(() => undefined);
    let least = Infinity;
    for (let time = 0; time < 3 && least > budget; time++) {
      const before = process.cpuUsage();
      await expect(read(text)).rejects.toThrow(/^@anneal\/import: /);
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1000);
    }
    expect(least).toBeLessThan(budget);
  });
});
