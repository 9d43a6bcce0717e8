import type { Path, Place } from "@anneal/core";
import { describe, expect, test } from "vitest";
import * as importers from "../src/index.ts";
import type { ImportOptions, Importer } from "../src/index.ts";
import { diffusion } from "./refusals/diffusion.ts";
import { languageModels } from "./refusals/languageModels.ts";
import { otherTrainers } from "./refusals/otherTrainers.ts";
import type { Row, Tables } from "./refusals/row.ts";
import { vision } from "./refusals/vision.ts";

const scheduler = (type: string, params: object, more: object = {}): object => ({
  scheduler: { type, params },
  ...more,
});

const pipeline = (rate: string): string =>
  `train_config { optimizer { adam_optimizer { learning_rate { ${rate} } } } }`;

const net = (options: string): string => `[net]\nlearning_rate=0.1\n${options}\n`;

const mm = (param_scheduler: unknown, more: object = {}): object => ({
  optim_wrapper: { optimizer: { type: "SGD", lr: 0.1 } },
  param_scheduler,
  ...more,
});

const mmcv = (lr_config: object, more: object = {}): object => ({
  optimizer: { type: "SGD", lr: 0.1 },
  lr_config,
  ...more,
});

const axolotl = (more: object): object => ({
  base_model: "a/model",
  learning_rate: 0.1,
  max_steps: 10,
  warmup_steps: 2,
  ...more,
});

const megatron = (more: object): object => ({
  lr: 0.1,
  lr_decay_style: "cosine",
  train_iters: 10,
  ...more,
});

const nemo = (sched: object, more: object = {}): object => ({
  optim: { lr: 0.1, sched },
  trainer: { max_steps: 10 },
  ...more,
});

const composer = (scheduler: object, max_duration = "9ba"): object => ({
  scheduler,
  optimizer: { lr: 1 },
  max_duration,
});

const cycles = { warm_up_steps: [1], cycle_lengths: [9], f_start: [0], f_min: [0], f_max: [1] };

const compvis = (scheduler_config: object): object => ({
  model: { base_learning_rate: 1, params: { scheduler_config } },
});

const configurations: Tables = {
  fromDeepSpeed: [
    [{}, TypeError, "give learningRate (optimizer.params.lr is missing"],
    [scheduler("WarmupLr", {}), RangeError, 'did you mean "WarmupLR"?'],
    [{ scheduler: { params: {} } }, TypeError, "scheduler.type must be a string"],
    [{ scheduler: [] }, TypeError, "scheduler must be a mapping, got (array)"],
    [{ scheduler: { type: "WarmupLR" } }, RangeError, "scheduler.params must be given"],
    [
      scheduler("WarmupDecayLR", {}),
      TypeError,
      "give totalSteps (scheduler.params.total_num_steps is missing)",
    ],
    [
      scheduler("WarmupCosineLR", { total_num_steps: "auto", warmup_num_steps: "auto" }),
      TypeError,
      'give warmupSteps (scheduler.params.warmup_num_steps is "auto"), and totalSteps (scheduler.params.total_num_steps is "auto"), and learningRate',
    ],
    [
      scheduler("WarmupLR", { warmup_max_lr: 0.1, total_num_steps: 9 }),
      TypeError,
      "scheduler.params.total_num_steps must be left out, because it has to do with the rate",
    ],
    [
      scheduler("WarmupLR", { warmup_max_lr: 0.1, warmup_num_step: 9 }),
      TypeError,
      'did you mean "warmup_num_steps"?',
    ],
    [
      scheduler("WarmupLR", { warmup_max_lr: -0.1 }),
      RangeError,
      "warmup_max_lr must be a finite number of at least 0, got -0.1",
    ],
    [
      scheduler("WarmupLR", { warmup_max_lr: 0.1, warmup_num_steps: -1 }),
      RangeError,
      "warmup_num_steps must be an integer of at least 0, got -1",
    ],
    [
      scheduler("WarmupLR", { warmup_max_lr: [0.1], warmup_min_lr: [0, 0] }),
      RangeError,
      "warmup_max_lr must be a list with a rate for group 1",
    ],
    [
      scheduler("WarmupLR", { warmup_max_lr: 0.1, last_batch_iteration: 7 }),
      RangeError,
      "last_batch_iteration must be -1",
    ],
    [
      scheduler("OneCycle", { cycle_max_lr: 0.1 }),
      TypeError,
      "cycle_min_lr must be a finite number, got undefined",
    ],
    [
      scheduler("OneCycle", { cycle_min_lr: Array(1001).fill(0), cycle_max_lr: 1 }),
      RangeError,
      "at most 1000 rates",
    ],
    [
      scheduler("LRRangeTest", { lr_range_test_step_size: 1.5 }),
      RangeError,
      "lr_range_test_step_size must be an integer",
    ],
    [
      scheduler("LRRangeTest", { lr_range_test_staircase: "perhaps" }),
      TypeError,
      'must be true or false, got "perhaps"',
    ],
  ],
  fromObjectDetection: [
    [
      "x",
      TypeError,
      "is no protobuf text: line 1 must have a colon or a brace after the name of a field",
    ],
    ["a: 1\n}", TypeError, "line 2 must have the name of a field"],
    ["[a.b c] { d: 1 }", TypeError, "line 1 must have a bracket after the name of a field"],
    ["[1a] { d: 1 }", TypeError, "line 1 must have the name of a field"],
    ["a {", TypeError, "must have a value before its end"],
    ["a: :", TypeError, "line 1 must have a value"],
    ["a: [1, {b: 2}]\nc: <d: 1>\n", TypeError, "train_config must be a mapping, got undefined"],
    ["a: (", TypeError, "line 1 must have a name, a value or a brace"],
    [`a ${"{ a ".repeat(70)}`, TypeError, "at most 64 messages in each other"],
    [
      "train_config { optimizer { } }",
      RangeError,
      "train_config.optimizer.optimizer must be one of rms_prop_optimizer",
    ],
    [
      pipeline(""),
      RangeError,
      "train_config.optimizer.adam_optimizer.learning_rate must be one of constant_learning_rate",
    ],
    [
      pipeline("constant_learning_rate {} cosine_decay_learning_rate {}"),
      RangeError,
      'got "constant_learning_rate, cosine_decay_learning_rate"',
    ],
    [pipeline("transformer_learning_rate {}"), RangeError, "must be one of constant_learning_rate"],
    [
      pipeline("constant_learning_rate { learning_rat: 1 }"),
      TypeError,
      'did you mean "learning_rate"?',
    ],
    [
      pipeline("manual_step_learning_rate {}"),
      RangeError,
      "manual_step_learning_rate.schedule must be given",
    ],
    [
      pipeline("manual_step_learning_rate { schedule { step: 5 } schedule { step: 5 } }"),
      RangeError,
      "schedule[1].step must be above the step before it, got 5",
    ],
    [
      pipeline("cosine_decay_learning_rate { learning_rate_base: 0.1 warmup_learning_rate: 0.2 }"),
      RangeError,
      "warmup_learning_rate must be at most learning_rate_base (0.1), got 0.2",
    ],
    [
      pipeline("cosine_decay_learning_rate { total_steps: 10 }"),
      RangeError,
      "total_steps must be above the steps of the warmup and of the hold (10000)",
    ],
    [
      pipeline("poly_decay_learning_rate { learning_rate_base: 1 total_steps: 9 }"),
      TypeError,
      "power must be a finite number",
    ],
    [" ".repeat(300_001), RangeError, "must be text of at most 300000 characters"],
  ],
  fromDarknet: [
    ["learning_rate=1", TypeError, "is no Darknet configuration: line 1 must be [net]"],
    ["[net]\n\nwords", TypeError, 'line 3 must be key=value, got "words"'],
    ["", TypeError, "net must be a mapping, got undefined"],
    ["[convolutional]\nfilters=3", TypeError, "net must be a mapping"],
    [
      net("policy=random"),
      RangeError,
      "net.policy must be one of constant, step, steps, exp, poly, sigmoid, sgdr",
    ],
    [net("policy=steps"), TypeError, "net.steps must be a string"],
    [
      net("policy=steps\nsteps=1,2\nscales=.1"),
      RangeError,
      "net.scales must be as many as there are steps (2), got 1",
    ],
    [
      net("policy=steps\nsteps=2,1\nscales=.1,.1"),
      RangeError,
      "net.steps[1] must be at least the step before it, got 1",
    ],
    [
      net("policy=steps\nsteps=x\nscales=.1"),
      RangeError,
      'net.steps[0] must be a number of at least -1, got "x"',
    ],
    [
      net("policy=steps\nsteps=-2,3\nscales=.1,.1"),
      RangeError,
      'net.steps[0] must be a number of at least -1, got "-2"',
    ],
    [net("policy=poly"), TypeError, "give totalSteps (net.max_batches is missing)"],
    [net("policy=sgdr"), TypeError, "give totalSteps"],
    [
      net("policy=sgdr\nsgdr_cycle=0\nmax_batches=9"),
      RangeError,
      "net.sgdr_cycle must be an integer of at least 1",
    ],
    [net("learning_rates=1"), TypeError, 'did you mean "learning_rate"?'],
    [net("burn_in=ten"), TypeError, 'net.burn_in must be a finite number, got "ten"'],
  ],
  fromNanoGPT: [
    [
      { decay_lr: true, learning_rate: [] },
      TypeError,
      "learning_rate must be a finite number, got (array)",
    ],
    [{ decay_lr: true, lr_decay_steps: 4 }, TypeError, "lr_decay_steps must be left out"],
    [{ decay_lr: 2 }, TypeError, "decay_lr must be true or false, got 2"],
    [{ warmup_iters: 1.5 }, RangeError, "warmup_iters must be an integer of at least 0"],
    [{ max_iters: 0 }, RangeError, "max_iters must be an integer of at least 1"],
  ],
  fromDetectron2: [
    [
      { _BASE_: "a.yaml", SOLVER: { STEPS: "(210000, 250000)" } },
      TypeError,
      'give learningRate (SOLVER.BASE_LR is missing, and what "a.yaml" may set is not known: give the text of those files with the option bases of read), and totalSteps (SOLVER.MAX_ITER is missing',
    ],
    [
      { _BASE_: "a.yaml", SOLVER: { BASE_LR: 0.02, MAX_ITER: 9 } },
      TypeError,
      'SOLVER.STEPS must be given: what "a.yaml" may set is not known',
    ],
    [
      { SOLVER: { SCHED: "MultiStepLR", MAX_EPOCH: 120, STEPS: [40, 90] } },
      TypeError,
      "SOLVER.SCHED must be left out, because it has to do with the rate",
    ],
    [
      { SOLVER: { LR_SCHEDULER_NAME: "WarmupPolyLR", POLY_LR_CONSTANT_ENDING: 2 } },
      RangeError,
      "POLY_LR_CONSTANT_ENDING must be a number from 0 to 1",
    ],
    [
      { SOLVER: { LR_SCHEDULER_NAME: "WarmupPolyLR", POLY_LR_POWER: 0 } },
      RangeError,
      "POLY_LR_POWER must be a finite number above 0",
    ],
    [{ SOLVER: { STEPS: ["x"] } }, TypeError, 'SOLVER.STEPS[0] must be a finite number, got "x"'],
    [
      { SOLVER: { STEPS: [-1] } },
      RangeError,
      "SOLVER.STEPS[0] must be a number of at least 0, got -1",
    ],
    [{ SOLVER: { GAMMA: 0 } }, RangeError, "SOLVER.GAMMA must be a finite number above 0, got 0"],
    [{}, TypeError, "SOLVER must be a mapping"],
    [
      { SOLVER: { LR_SCHEDULER_NAME: "WarmupPolynomialLR" } },
      RangeError,
      "SOLVER.LR_SCHEDULER_NAME must be one of WarmupMultiStepLR",
    ],
    [{ SOLVER: { BASE_LR_FACTOR: 1 } }, TypeError, "SOLVER.BASE_LR_FACTOR must be left out"],
    [
      { SOLVER: { STEPS: "(10, x)" } },
      RangeError,
      'SOLVER.STEPS[1] must be a number of at least 0, got " x"',
    ],
    [
      { SOLVER: { STEPS: [20, 10] } },
      RangeError,
      "SOLVER.STEPS[1] must be at least the step before it, got 10",
    ],
    [
      { SOLVER: { LR_SCHEDULER_NAME: "WarmupCosineLR", BASE_LR_END: 1 } },
      RangeError,
      "SOLVER.BASE_LR_END must be at most BASE_LR (0.001)",
    ],
    [
      { SOLVER: { LR_SCHEDULER_NAME: "WarmupStepWithFixedGammaLR", NUM_DECAYS: 1e6 } },
      RangeError,
      "NUM_DECAYS must be at most 10000",
    ],
    [
      { SOLVER: { WARMUP_METHOD: "cosine" } },
      RangeError,
      "SOLVER.WARMUP_METHOD must be one of linear, constant",
    ],
  ],
  fromUltralytics: [
    [
      { lr0: 1, lrf: 0.1, epochs: 3, anchor_t: 4, warmup_epochs: 1e308 },
      RangeError,
      "fromUltralytics: the file makes no schedule, because its numbers do not go together: @anneal/core",
      { stepsPerEpoch: 100 },
    ],
    [{ lr0: 0.1, lrf: 0.1 }, TypeError, "give totalSteps with stepsPerEpoch (epochs is missing)"],
    [{ lr0: 0.1, lrf: 0.1, epochs: 9 }, TypeError, "give stepsPerEpoch (batches in an epoch"],
    [{ lr0: 0.1, lr1: 0.1 }, TypeError, "lr1 must be left out"],
    [{ lr0: "fast", lrf: 1, epochs: 3 }, TypeError, 'lr0 must be a finite number, got "fast"'],
  ],
  fromAxolotl: [
    [
      { base_model: "m" },
      TypeError,
      "give learningRate (learning_rate is missing), and totalSteps, or stepsPerEpoch",
    ],
    [
      axolotl({ warmup_ratio: 0.1 }),
      RangeError,
      "warmup_ratio must be left out beside warmup_steps",
    ],
    [
      axolotl({ cosine_min_lr_ratio: 2 }),
      RangeError,
      "cosine_min_lr_ratio must be a number from 0 to 1, got 2",
    ],
    [axolotl({ cosine_min_lr: 2 }), TypeError, 'did you mean "cosine_min_lr_ratio"?'],
    [
      axolotl({ lr_scheduler: "one_cycle", lr_scheduler_kwargs: { pct: 1 } }),
      TypeError,
      "lr_scheduler_kwargs.pct must be left out",
    ],
    [
      axolotl({ lr_scheduler: "one_cycle", lr_scheduler_kwargs: { anneal_strategy: "up" } }),
      RangeError,
      "lr_scheduler_kwargs.annealStrategy must be",
    ],
  ],
  fromLitGPT: [
    [
      { train: {} },
      TypeError,
      "give learningRate (optimizer.init_args.lr is missing), and totalSteps, or stepsPerEpoch",
    ],
    [
      { train: { learning_rate: 1, max_tokens: 9 } },
      TypeError,
      "give totalSteps (train.max_tokens or train.max_seq_length is missing",
    ],
    [
      {
        train: {
          learning_rate: 1,
          lr_warmup_fraction: 0.1,
          lr_warmup_steps: 0,
          max_tokens: 9,
          max_seq_length: 1,
        },
      },
      TypeError,
      "give stepsPerEpoch (train.lr_warmup_fraction is one of an epoch)",
    ],
    [
      { train: { learning_rate: 1, lr_warmup_fraction: 0.1, max_tokens: 9, max_seq_length: 1 } },
      RangeError,
      "train.lr_warmup_fraction must be left out, or lr_warmup_steps null: that is 2000, got 0.1",
    ],
    [
      { train: { learning_rate: 1, lr_warmup_steps: null, max_steps: 4 } },
      RangeError,
      "train.lr_warmup_steps must be above 0 in finetuning, got 0",
    ],
    [{ train: { learning_rate: 1, lr_warmup: 3 } }, TypeError, "train.lr_warmup must be left out"],
    [{ optimizer: "Lion", train: { max_steps: 4 } }, TypeError, "give learningRate"],
    [
      { optimizer: { class_path: "x.Lion" }, train: { max_steps: 4 } },
      TypeError,
      "give learningRate",
    ],
  ],
  fromTorchtune: [
    [
      {
        optimizer: {},
        lr_scheduler: { _component_: "x.get_cosine_schedule_with_warmup", num_warmup_steps: 1 },
      },
      TypeError,
      "give learningRate (optimizer.lr is missing), and stepsPerEpoch",
    ],
    [
      { optimizer: { lr: 1 }, lr_scheduler: { _component_: "x.linear" } },
      RangeError,
      "lr_scheduler._component_ must be torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup",
    ],
    [
      {
        optimizer: { lr: 1 },
        lr_scheduler: { _component_: "x.get_cosine_schedule_with_warmup", warmup: 1 },
      },
      TypeError,
      "lr_scheduler.warmup must be left out",
    ],
  ],
  fromMMCV: [
    [
      mmcv({ step: [16, 22] }, { _base_: "a.py" }),
      TypeError,
      'lr_config.policy must be given: what "a.py" may set is not known',
    ],
    [{ lr_config: { policy: "fixed" } }, TypeError, "give learningRate (optimizer.lr is missing)"],
    [mmcv({ policy: "steps" }), RangeError, 'did you mean "step"?'],
    [
      mmcv({ policy: "step", step: [3, 2] }),
      RangeError,
      "lr_config.step[1] must be at least the step before it, got 2",
    ],
    [mmcv({ policy: "step", step: 3, gama: 2 }), TypeError, 'did you mean "gamma"?'],
    [
      mmcv({ policy: "CosineAnnealing" }),
      RangeError,
      "lr_config.min_lr must be given if min_lr_ratio is not, and only then",
    ],
    [
      mmcv({ policy: "CosineRestart", min_lr: 0, periods: [1, 2] }),
      RangeError,
      "lr_config.restart_weights must be as many as periods (2), got 1",
    ],
    [
      mmcv({ policy: "CosineRestart", min_lr: 1, periods: [1] }),
      RangeError,
      "lr_config.min_lr must be at most the rate (0.1)",
    ],
    [
      mmcv({ policy: "poly" }),
      TypeError,
      "give totalSteps and stepsPerEpoch (runner.max_epochs and runner.max_iters are missing)",
    ],
    [mmcv({ policy: "poly", by_epoch: false }), TypeError, "give totalSteps (runner.max_epochs"],
    [
      mmcv({ policy: "step", step: 3, warmup: "linear", warmup_iters: 9 }),
      TypeError,
      "give stepsPerEpoch (some of it counts in epochs, and some in iterations)",
    ],
    [
      mmcv({ policy: "step", step: 3, warmup: "cosine" }),
      RangeError,
      "lr_config.warmup must be one of constant, linear, exp",
    ],
  ],
  fromMMEngine: [
    [
      mm(null, { default_hooks: { param_scheduler: { type: "YOLOv6ParamSchedulerHook" } } }),
      RangeError,
      "default_hooks.param_scheduler.type must be ParamSchedulerHook or one of YOLOv5ParamSchedulerHook, PPYOLOEParamSchedulerHook: another hook sets the rate",
    ],
    [
      mm(null, { default_hooks: { param_scheduler: { type: "YOLOv5ParamSchedulerHook" } } }),
      TypeError,
      "give stepsPerEpoch (YOLOv5ParamSchedulerHook counts in epochs, its warmup in iterations)",
    ],
    [
      mm([], { default_hooks: { param_scheduler: { type: "YOLOv5ParamSchedulerHook" } } }),
      RangeError,
      "param_scheduler must be None beside YOLOv5ParamSchedulerHook, which sets the rate by itself",
    ],
    [
      mm(null, {
        default_hooks: { param_scheduler: { type: "PPYOLOEParamSchedulerHook", warmup: 3 } },
      }),
      TypeError,
      "default_hooks.param_scheduler.warmup must be left out",
    ],
    [
      mm(null, {
        train_cfg: { max_epochs: 40 },
        default_hooks: { param_scheduler: { type: "YOLOv5ParamSchedulerHook", max_epochs: 30 } },
      }),
      RangeError,
      "default_hooks.param_scheduler.max_epochs must be at least the epochs of train_cfg (40), got 30",
      { stepsPerEpoch: 10 },
    ],
    [
      mm(null, {
        default_hooks: {
          param_scheduler: { type: "PPYOLOEParamSchedulerHook", total_epochs: 100 },
        },
      }),
      RangeError,
      "warmup_epochs must be a warmup shorter than the training (1000 iterations), got 1000",
      { stepsPerEpoch: 10 },
    ],
    [
      { param_scheduler: [], optim_wrapper: {} },
      TypeError,
      "give learningRate (optim_wrapper.optimizer.lr is missing)",
    ],
    [
      { _base_: ["x.py"], optim_wrapper: {}, train_cfg: {} },
      TypeError,
      'param_scheduler must be given: what "x.py" may set is not known',
    ],
    [mm([{ type: "StepLRs" }]), RangeError, "param_scheduler[0].type must be one of LinearLR"],
    [mm([{ type: "TanhLR" }]), RangeError, "param_scheduler[0].type must be one of LinearLR"],
    [mm([{ type: "StepLR" }]), TypeError, "param_scheduler[0].step_size must be a finite number"],
    [mm([{ type: "StepLR", step_size: 1, step: 2 }]), TypeError, 'did you mean "step_size"?'],
    [mm(["StepLR"]), TypeError, "param_scheduler[0] must be a mapping"],
    [
      mm(Array(1001).fill({ type: "ExponentialLR", gamma: 0.9 })),
      RangeError,
      "param_scheduler must be at most 1000 schedulers",
    ],
    [
      mm([{ type: "LinearLR" }]),
      TypeError,
      "give totalSteps (param_scheduler[0].end and the length of the training are missing)",
    ],
    [mm([{ type: "CosineAnnealingLR" }]), TypeError, "give totalSteps (param_scheduler[0].T_max"],
    [
      mm([{ type: "OneCycleLR", eta_max: 1 }]),
      TypeError,
      "give totalSteps (param_scheduler[0].total_steps is missing)",
    ],
    [
      mm([{ type: "LinearLR", begin: 5, end: 5 }]),
      RangeError,
      "param_scheduler[0].end must be above begin (5), got 5",
    ],
    [
      mm([{ type: "LinearLR", end: 5, convert_to_iter_based: true }]),
      TypeError,
      "give stepsPerEpoch (param_scheduler[0] counts in epochs",
    ],
    [
      mm([
        { type: "LinearLR", end: 5 },
        { type: "StepLR", step_size: 2, by_epoch: false },
      ]),
      TypeError,
      "give stepsPerEpoch (param_scheduler[0] counts in epochs",
    ],
    [
      mm([{ type: "CosineAnnealingLR", T_max: 5, eta_min: 1, eta_min_ratio: 1 }]),
      RangeError,
      "eta_min_ratio must be left out beside eta_min",
    ],
    [
      mm([{ type: "CosineRestartLR", periods: [5, 5] }]),
      RangeError,
      "restart_weights must be as many as periods (2), got 1",
    ],
    [
      mm([{ type: "CosineRestartLR", periods: [5], eta_min: 1 }]),
      RangeError,
      "restart_weights[0] must be high enough for the floor",
    ],
    [
      mm([{ type: "LinearMomentum", end: 5 }]),
      RangeError,
      "param_scheduler must be of what the optimizer has, and it has no momentum",
    ],
    [
      mm([{ type: "LinearParamScheduler", end: 5 }]),
      TypeError,
      "param_scheduler[0].param_name must be a string",
    ],
    [
      mm([
        { type: "ExponentialLR", gamma: 0.9 },
        { type: "CosineAnnealingLR", eta_min: 0.01, T_max: 9 },
      ]),
      RangeError,
      "param_scheduler[1] must have a window of its own, because it has a floor or values of its own: [0, …) overlaps with param_scheduler[0], [0, …)",
    ],
    [
      mm([
        { type: "LinearLR", end: 6, by_epoch: false },
        {
          type: "CosineRestartLR",
          periods: [9],
          restart_weights: [1],
          eta_min: 0.01,
          by_epoch: false,
        },
      ]),
      RangeError,
      "param_scheduler[1] must have a window of its own, because it has a floor or values of its own",
    ],
    [
      mm([
        { type: "CosineAnnealingLR", eta_min: 0.01, T_max: 10, end: 40 },
        { type: "LinearLR", end: 16 },
      ]),
      RangeError,
      "param_scheduler[0] must have a window of its own where it rises again from its floor",
    ],
    [
      mm([
        { type: "PolyLR", eta_min: 0.01, end: 30_000 },
        { type: "CosineAnnealingLR", eta_min: 0.01, begin: 3, end: 90_000 },
      ]),
      RangeError,
      "[0, 30000) overlaps with param_scheduler[1], [3, 90000)",
    ],
    [
      mm([{ type: "ReduceOnPlateauLR" }, { type: "StepLR", step_size: 1 }]),
      RangeError,
      "param_scheduler[0].type must be alone",
    ],
  ],
  fromTimm: [
    [{ sched: "cosin", epochs: 3 }, RangeError, 'did you mean "cosine"?'],
    [{ sched: "cosine", epochs: 3, lr_cycle: 2 }, TypeError, "lr_cycle must be left out"],
    [
      { sched: "cosine", epochs: 3 },
      TypeError,
      "give learningRate, or samplesPerStep (lr is missing",
    ],
    [
      { sched: "cosine", epochs: 3, lr: 1, sched_on_updates: true },
      TypeError,
      "give stepsPerEpoch (sched_on_updates is true)",
    ],
    [
      { sched: "plateau", lr: 1, sched_on_updates: true },
      RangeError,
      "sched_on_updates must be false",
      { stepsPerEpoch: 2 },
    ],
    [
      { sched: "cosine", lr: 1, lr_cycle_limit: 0 },
      RangeError,
      "lr_cycle_limit must be an integer of at least 1",
    ],
  ],
  fromMegatron: [
    [
      { lr_decay_style: "cosine" },
      TypeError,
      "give totalSteps (lr_decay_iters and train_iters are missing), and learningRate (lr is missing)",
    ],
    [
      megatron({ lr_decay_style: "poly" }),
      RangeError,
      "lr_decay_style must be one of constant, linear, cosine, inverse-square-root, WSD",
    ],
    [megatron({ lr_decays: 3 }), TypeError, "lr_decays must be left out"],
    [
      megatron({ train_samples: 3 }),
      RangeError,
      "train_samples must be left out beside iterations",
    ],
    [
      { lr: 1, lr_decay_style: "cosine", train_samples: 9 },
      TypeError,
      "give samplesPerStep (global_batch_size is missing",
    ],
    [
      megatron({ lr_warmup_iters: 10 }),
      RangeError,
      "lr_warmup_iters must be below the length of the decay (10), got 10",
    ],
    [
      megatron({ lr_warmup_fraction: 0.1, lr_warmup_iters: 3 }),
      RangeError,
      "lr_warmup_fraction must be left out beside a length",
    ],
    [megatron({ min_lr: 1 }), RangeError, "min_lr must be at most the rate (0.1), got 1"],
    [
      megatron({ lr_decay_style: "inverse-square-root" }),
      RangeError,
      "lr_warmup_iters must be above 0 with inverse-square-root",
    ],
    [megatron({ lr_decay_style: "WSD" }), TypeError, "lr_wsd_decay_iters must be given with WSD"],
    [
      megatron({ lr_decay_style: "WSD", lr_wsd_decay_iters: 11 }),
      RangeError,
      "lr_wsd_decay_iters must be at most what the warmup leaves of the decay (10), got 11",
    ],
    [
      megatron({ weight_decay_incr_style: "linear" }),
      TypeError,
      "start_weight_decay must be a finite number",
    ],
    [
      {
        lr_decay_style: "constant",
        lr: 1,
        weight_decay_incr_style: "linear",
        start_weight_decay: 0,
        end_weight_decay: 1,
        lr_decay_iters: 4,
      },
      TypeError,
      "give totalSteps",
    ],
    [
      {
        num_steps: 3,
        lr_decay_steps: 4,
        max_lr: 1,
        min_lr: 0,
        lr_warmup_steps: 0,
        lr_decay_style: "linear",
      },
      TypeError,
      "give samplesPerStep (the state counts samples",
    ],
  ],
  fromNeMo: [
    [
      { ...nemo({ name: "CosineAnnealing" }), trainer: { max_steps: "???" } },
      TypeError,
      'trainer.max_steps must be a finite number, got "???"',
    ],
    [
      nemo({ name: "CosineAnnealing", max_steps: "${data.steps}" }, { data: { steps: "???" } }),
      TypeError,
      'optim.sched.max_steps must be a finite number, got "???"',
    ],
    [
      { optim: { sched: { name: "WarmupAnnealing" } } },
      TypeError,
      "give learningRate (optim.lr is missing), and totalSteps, or stepsPerEpoch (trainer.max_steps is missing)",
    ],
    [nemo({ name: "CosineAnneal" }), RangeError, "optim.sched.name must be one of WarmupPolicy"],
    [
      nemo({ name: "CosineAnnealing", warmup: 3 }),
      TypeError,
      "optim.sched.warmup must be left out",
    ],
    [
      nemo({ name: "CosineAnnealing", warmup_steps: 3, warmup_ratio: 0.1 }),
      RangeError,
      "warmup_ratio must be left out beside warmup_steps",
    ],
    [
      nemo({ name: "CosineAnnealing", warmup_steps: 10 }),
      RangeError,
      "warmup_steps must be below the steps of all (10)",
    ],
    [
      nemo({ name: "CosineAnnealing", min_lr: 1 }),
      RangeError,
      "min_lr must be at most the rate (0.1)",
    ],
    [
      nemo({ name: "NoamAnnealing", min_lr: 1, d_model: 8 }),
      RangeError,
      "min_lr must be at most the rate (0.1)",
    ],
    [nemo({ name: "NoamHoldAnnealing" }), RangeError, "warmup_steps must be above 0"],
  ],
  fromComposer: [
    [
      { scheduler: { name: "cosine_with_warmup", t_warmup: "1ba" }, max_duration: "9ba" },
      TypeError,
      "give learningRate (optimizer.lr is missing)",
    ],
    [composer({ name: "cosine_with_warmups" }), RangeError, 'did you mean "cosine_with_warmup"?'],
    [composer({ name: "cosine", alpha: 1 }), TypeError, "scheduler.alpha must be left out"],
    [
      composer({ name: "cosine_with_warmup" }),
      TypeError,
      "scheduler.t_warmup must be a string, got undefined",
    ],
    [
      composer({ name: "cosine_with_warmup", t_warmup: "soon" }),
      RangeError,
      'scheduler.t_warmup must be a time as "100ba", "10ep", "0.1dur" or "3e9tok", got "soon"',
    ],
    [
      composer({ name: "cosine_with_warmup", t_warmup: "1ep" }),
      TypeError,
      "give stepsPerEpoch (scheduler.t_warmup is in epochs)",
    ],
    [
      composer({ name: "cosine_with_warmup", t_warmup: "1tok" }),
      TypeError,
      "give tokensPerStep (scheduler.t_warmup is in tokens)",
    ],
    [
      composer({ name: "cosine_with_warmup", t_warmup: "1sp" }),
      TypeError,
      "give samplesPerStep (global_train_batch_size is missing)",
    ],
    [
      composer({ name: "cosine_with_warmup", t_warmup: "1iter" }),
      RangeError,
      'scheduler.t_warmup must be a time as "100ba", "10ep", "0.1dur" or "3e9tok", got "1iter"',
    ],
    [
      composer({ name: "cosine" }, "1dur"),
      RangeError,
      "max_duration must be in another unit than its own share",
    ],
  ],
  fromCompVis: [
    [
      compvis({ target: "x.LambdaLinear", params: {} }),
      RangeError,
      "model.params.scheduler_config.target must be one of LambdaLinearScheduler",
    ],
    [
      compvis({ target: "x.LambdaLinearScheduler", params: { f: 1 } }),
      TypeError,
      "scheduler_config.params.f must be left out",
    ],
    [
      compvis({ target: "x.LambdaLinearScheduler", params: { ...cycles, f_min: [0, 0] } }),
      RangeError,
      "params.f_min must be a list with a number for each of 1 cycles, got 2",
    ],
    [
      compvis({ target: "x.LambdaLinearScheduler", params: { ...cycles, warm_up_steps: [9] } }),
      RangeError,
      "params.warm_up_steps[0] must be below the length of its cycle (9)",
    ],
    [
      compvis({
        target: "x.LambdaWarmUpCosineScheduler",
        params: { warm_up_steps: 9, max_decay_steps: 9, lr_max: 1 },
      }),
      RangeError,
      "max_decay_steps must be above warm_up_steps (9)",
    ],
    [
      { scheduler_config: { target: "x.LambdaLinearScheduler", params: cycles } },
      TypeError,
      "give learningRate (model.base_learning_rate is missing)",
    ],
  ],
  fromTrainerState: [
    [
      { log_history: [], global_step: 3 },
      TypeError,
      "log_history must be a list with at least one learning_rate",
    ],
    [
      { log_history: [{ learning_rate: 1 }], global_step: 3 },
      TypeError,
      "log_history[0].step must be a finite number",
    ],
    [
      { log_history: [{ learning_rate: -1, step: 1 }], global_step: 3 },
      RangeError,
      "log_history[0].learning_rate must be",
    ],
    [
      { log_history: [{ learning_rate: 1, step: 1 }] },
      TypeError,
      "global_step must be a finite number",
    ],
    [{ log_history: 3, global_step: 3 }, TypeError, "log_history[0] must be a mapping"],
  ],
};

/** A path as messages write it. */
const textOf = (path: Path): string =>
  path
    .map((key) => (typeof key === "number" ? `[${String(key)}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");

const tables = new Map<string, readonly Row[]>();
for (const each of [configurations, diffusion, languageModels, otherTrainers, vision]) {
  for (const [name, rows] of Object.entries(each)) {
    tables.set(name, [...(tables.get(name) ?? []), ...rows]);
  }
}

describe.each([...tables])("%s", (name, rows) => {
  const importer = (importers as unknown as Record<string, Importer>)[name]!;

  test.each<Row>([...rows])("refuses %o", (document, Failure, message, options) => {
    expect(() => importer(document, options as ImportOptions)).toThrow(Failure);
    expect(() => importer(document, options as ImportOptions)).toThrow(`@anneal/import: ${name}: `);
    expect(() => importer(document, options as ImportOptions)).toThrow(message);
  });

  test.each<Row>([...rows])("tells the path of what it refuses in %o", (document, ...more) => {
    const [, , options] = more;
    let thrown: unknown;
    try {
      importer(document, options as ImportOptions);
    } catch (error) {
      thrown = error;
    }
    const { message, cause } = thrown as Error;
    const [, place] = /^@anneal\/import: \w+: ([\w.[\]]+) must be /.exec(message) ?? [];
    expect(place && textOf((cause as Place).path)).toBe(place);
  });

  test.each([null, [], 3, new Date(0), "[1]"])("refuses %o, which is no document", (document) => {
    expect(() => importer(document)).toThrow(/^@anneal\/import: from/);
    expect(() => importer(document)).toThrow(TypeError);
  });
});

test("every importer of a configuration has a table", () => {
  const others = ["fromKeras", "fromTorch", "fromTransformers"];
  const names = Object.keys(importers).filter((name) => name.startsWith("from"));
  expect(names.filter((name) => !others.includes(name)).sort()).toEqual([...tables.keys()].sort());
});
