import { isReactive, sample } from "@anneal/core";
import { describe, expect, test } from "vitest";
import * as importers from "../src/index.ts";
import type { Imported, ImportOptions, Importer } from "../src/index.ts";

const imported = (name: string, document: unknown, options?: ImportOptions): Imported =>
  (importers as unknown as Record<string, Importer>)[name]!(document, options);

/** The rate at some steps, of one that reacts before anything was observed. */
function ratesOf({ learningRate }: Imported, steps: readonly number[]): number[] {
  return steps.map((step) => sample(learningRate, { from: step, steps: step + 1 })[0]!);
}

const plateau = { type: "ReduceOnPlateauLR", rule: "greater", monitor: "mAP" };

describe("what a file does not say", () => {
  test.each<
    readonly [
      name: string,
      document: unknown,
      options: ImportOptions | undefined,
      steps: readonly number[],
      rates: readonly number[],
      note: string | undefined,
    ]
  >([
    [
      "fromTrainerState",
      {
        log_history: [
          { learning_rate: 1, step: 1 },
          { learning_rate: 0.5, step: 3 },
        ],
        global_step: 3,
      },
      undefined,
      [0, 2],
      [1, 0.75],
      "log_history: before step 1 nothing was logged",
    ],
    [
      "fromDeepSpeed",
      {
        optimizer: {},
        scheduler: { type: "WarmupLR", params: { warmup_num_steps: 2, warmup_type: "linear" } },
      },
      { learningRate: 1 },
      [2],
      [0.5],
      undefined,
    ],
    [
      "fromTransformers",
      {
        learning_rate: 1,
        lr_scheduler_type: "polynomial",
        lr_scheduler_kwargs: { power: "2", lr_end: "1e-7" },
        max_steps: 2,
      },
      undefined,
      [0, 2],
      [1, 1e-7],
      undefined,
    ],
    [
      "fromDeepSpeed",
      { optimizer: { params: { lr: 0.5 } }, zero_optimization: {} },
      undefined,
      [0, 9],
      [0.5, 0.5],
      "scheduler: not given",
    ],
    [
      "fromDeepSpeed",
      {
        scheduler: {
          type: "WarmupLR",
          params: {
            warmup_max_lr: "auto",
            warmup_min_lr: "auto",
            warmup_num_steps: 2,
            warmup_type: "sine",
          },
        },
      },
      { learningRate: 0.5 },
      [0, 1, 2, 3],
      [0, 0, 0.5, 0.5],
      'scheduler.params.warmup_type: "sine" is taken for "log", as DeepSpeed does',
    ],
    [
      "fromDeepSpeed",
      {
        optimizer: { params: { lr: 0.5 } },
        scheduler: {
          type: "WarmupLR",
          params: { warmup_max_lr: "auto", warmup_num_steps: 2, warmup_type: "linear" },
        },
      },
      undefined,
      [1, 2],
      [0, 0.25],
      'scheduler.params.warmup_max_lr: "auto" is 0.5, the rate of the training',
    ],
    [
      "fromDeepSpeed",
      {
        scheduler: {
          type: "WarmupLR",
          params: {
            warmup_min_lr: [0, 0.1],
            warmup_max_lr: [0.5, 1],
            warmup_num_steps: 2,
            warmup_type: "linear",
          },
        },
      },
      undefined,
      [2],
      [0.25],
      undefined,
    ],
    [
      "fromDeepSpeed",
      {
        scheduler: {
          type: "OneCycle",
          params: {
            cycle_min_lr: 0,
            cycle_max_lr: 1,
            cycle_first_step_size: 2,
            cycle_second_step_size: 0,
            cycle_first_stair_count: 2,
            cycle_momentum: false,
          },
        },
      },
      { totalSteps: 9 },
      [0, 1, 2],
      [0, 0.5, 0],
      undefined,
    ],
    [
      "fromDarknet",
      "[network]\n; a comment\nlearning_rate=0.5\nburn_in=2\npower=0\n",
      undefined,
      [0, 1, 2],
      [0.5, 0.5, 0.5],
      'net.policy: not given; "constant", the default, is taken',
    ],
    ["fromDarknet", { net: { learning_rate: "0.5" } }, { totalSteps: 7 }, [3], [0.5], undefined],
    [
      "fromDarknet",
      "[net]\nlearning_rate=1\npolicy=sgdr\nmax_batches=4\nlearning_rate_min=0",
      undefined,
      [0, 4],
      [1, 0],
      "net.sgdr_mult: not given; 2",
    ],
    [
      "fromNanoGPT",
      { decay_lr: true, min_lr: 1, learning_rate: 0.5, warmup_iters: 0, lr_decay_iters: 2 },
      undefined,
      [0, 1, 2],
      [0.5, 0.75, 1],
      "min_lr: is above learning_rate: the cosine goes up",
    ],
    [
      "fromObjectDetection",
      {
        train_config: {
          optimizer: { adam_optimizer: { learning_rate: { constant_learning_rate: {} } } },
        },
      },
      { totalSteps: 5 },
      [0],
      [0.002],
      "not given; 0.002",
    ],
    [
      "fromObjectDetection",
      "train_config { optimizer { adam_optimizer { learning_rate { manual_step_learning_rate { initial_learning_rate: 1 warmup: true schedule { step: 2 learning_rate: 0.5 } } } } } }",
      undefined,
      [0, 1, 2],
      [1, 0.75, 0.5],
      undefined,
    ],
    [
      "fromObjectDetection",
      "train_config { optimizer { adam_optimizer { learning_rate { exponential_decay_learning_rate { initial_learning_rate: 1 burnin_steps: 2 decay_steps: 1 decay_factor: 0.5 } } } } num_steps: 0 }",
      undefined,
      [0, 1, 2, 3],
      [1, 1, 1, 0.5],
      undefined,
    ],
    [
      "fromDetectron2",
      { SOLVER: { BASE_LR: 1, WARMUP_ITERS: 0 } },
      undefined,
      [0, 30_000],
      [1, 0.1],
      "SOLVER.STEPS: not given; (30000,)",
    ],
    [
      "fromDetectron2",
      {
        _BASE_: "x.yaml",
        SOLVER: {
          BASE_LR: 1,
          MAX_ITER: 10,
          WARMUP_ITERS: 20,
          WARMUP_METHOD: "constant",
          RESCALE_INTERVAL: true,
          REFERENCE_WORLD_SIZE: 8,
        },
      },
      undefined,
      [0, 10],
      [0.001, 1],
      "_BASE_: not read",
    ],
    [
      "fromDetectron2",
      { SOLVER: { BASE_LR: 1, STEPS: [5, 5, 50], MAX_ITER: 10, WARMUP_ITERS: 0 } },
      { learningRate: 2 },
      [4, 5],
      [2, 0.020000000000000004],
      "SOLVER.STEPS: 50, above MAX_ITER, left out",
    ],
    [
      "fromUltralytics",
      { lr0: 1, lrf: 0, epochs: 4, optimizer: "auto", warmup_epochs: 0.5, warmup_bias_lr: 0 },
      { stepsPerEpoch: 3, learningRate: 1 },
      [0, 1, 2],
      [0, 0.5, 1],
      "2 batches",
    ],
    [
      "fromUltralytics",
      { lr0: 1, lrf: 0, epochs: 4, warmup_epochs: 0.5, warmup_bias_lr: 0 },
      { stepsPerEpoch: 5 },
      [0, 1, 2],
      [0, 0.5, 1],
      "2 batches",
    ],
    [
      "fromAxolotl",
      {
        base_model: "m",
        lr_scheduler: "cosine",
        lr_quadratic_warmup: true,
        cosine_min_lr_ratio: 0.1,
        max_steps: 4,
        warmup_steps: 2,
      },
      { learningRate: 1 },
      [0, 1, 2],
      [0, 0.25, 1],
      "cosine_min_lr_ratio: has no part",
    ],
    [
      "fromAxolotl",
      {
        base_model: "m",
        learning_rate: 1,
        lr_scheduler: "one_cycle",
        max_steps: 20,
        num_epochs: 1,
        warmup_steps: 0.5,
        lr_scheduler_kwargs: { pct_start: 0.5, anneal_strategy: "linear", final_div_factor: 10 },
      },
      { stepsPerEpoch: 10 },
      [4, 9],
      [1, 0.004],
      undefined,
    ],
    [
      "fromAxolotl",
      { base_model: "m", learning_rate: 1, lr_scheduler: "one_cycle", warmup_steps: 5 },
      { totalSteps: 10 },
      [4],
      [1],
      undefined,
    ],
    [
      "fromAxolotl",
      {
        base_model: "m",
        learning_rate: 1,
        lr_scheduler: "constant",
        num_epochs: 1,
        warmup_steps: 0,
      },
      { stepsPerEpoch: 10, monitor: "loss" },
      [4],
      [1],
      undefined,
    ],
    [
      "fromLitGPT",
      {
        train: {
          learning_rate: 1,
          lr_warmup_fraction: 0.5,
          max_tokens: 40,
          max_seq_length: 1,
          micro_batch_size: 4,
          global_batch_size: 4,
          min_lr: 0,
        },
        devices: "auto",
      },
      { stepsPerEpoch: 8 },
      [2, 4],
      [0.5, 1],
      'devices: "auto" is taken for one',
    ],
    [
      "fromLitGPT",
      {
        optimizer: { lr: 1 },
        train: { lr_warmup_fraction: 0.5, lr_warmup_steps: 2, max_steps: 4 },
      },
      undefined,
      [1, 2, 4],
      [0.5, 1, 0],
      "train.lr_warmup_fraction: has no part",
    ],
    [
      "fromLitGPT",
      { train: { lr_warmup_steps: 2, max_steps: 4 } },
      { learningRate: 1 },
      [1, 2],
      [0.5, 1],
      undefined,
    ],
    [
      "fromTorchtune",
      { optimizer: { _component_: "x" }, epochs: 1 },
      { learningRate: 1, totalSteps: 5 },
      [3],
      [1],
      "lr_scheduler: not given",
    ],
    [
      "fromMMCV",
      { _base_: [], optimizer: { lr: 1 }, lr_config: { policy: "exp", gamma: 0.5 } },
      undefined,
      [1],
      [0.5],
      "_base_: not followed",
    ],
    [
      "fromMMCV",
      { lr_config: { policy: "OneCycle", max_lr: 1 }, total_iters: 10 },
      { learningRate: 1 },
      [2],
      [1],
      "lr_config.pct_start: not given; 0.3",
    ],
    [
      "fromMMCV",
      { lr_config: { policy: "OneCycle", max_lr: 1, total_steps: 10 } },
      { learningRate: 1 },
      [2],
      [1],
      undefined,
    ],
    [
      "fromMMCV",
      { optimizer: { lr: 1 }, lr_config: { policy: "poly" } },
      { totalSteps: 20, stepsPerEpoch: 5 },
      [0, 5, 20],
      [1, 0.75, 0],
      undefined,
    ],
    [
      "fromMMCV",
      { optimizer: { lr: 1 }, lr_config: { policy: "fixed" }, total_epochs: 3 },
      { stepsPerEpoch: 5 },
      [7],
      [1],
      undefined,
    ],
    [
      "fromMMEngine",
      { optim_wrapper: { optimizer: { lr: 1 } }, train_cfg: { max_epochs: 3 } },
      undefined,
      [7],
      [1],
      "param_scheduler: not given",
    ],
    [
      "fromMMEngine",
      { optimizer: { lr: 1 }, param_scheduler: { type: "ConstantLR", factor: 0.5 } },
      undefined,
      [0, 7],
      [0.5, 0.5],
      undefined,
    ],
    [
      "fromMMEngine",
      {
        optimizer: { lr: 1 },
        param_scheduler: [
          { type: "CosineAnnealingLR", T_max: 2, end: 9 },
          { type: "QuadraticWarmupLR", end: 2 },
        ],
      },
      undefined,
      [0, 1, 2, 4],
      [0.25, 0.5000000000000001, 0, 1],
      undefined,
    ],
    [
      "fromMMEngine",
      {
        optimizer: { lr: 1, betas: [0.9, 0.99] },
        param_scheduler: [
          { type: "CosineAnnealingLR", T_max: 2, eta_min_ratio: 0.5 },
          { type: "ConstantParamScheduler", param_name: "weight_decay", factor: 0.5, end: 1 },
          { type: "StepMomentum", step_size: 1 },
        ],
        optim_wrapper: { optimizer: { lr: 1, betas: [0.9, 0.99], weight_decay: 0.1 } },
      },
      undefined,
      [0, 1, 2],
      [1, 0.75, 0.5],
      undefined,
    ],
    [
      "fromMMEngine",
      { optimizer: { lr: 1 }, param_scheduler: [{ type: "OneCycleLR", eta_max: 1, end: 10 }] },
      undefined,
      [2],
      [1],
      undefined,
    ],
    [
      "fromMMEngine",
      {
        optimizer: { lr: 1 },
        param_scheduler: [
          { type: "LinearLR", start_factor: 1, end_factor: 0, end: 3 },
          { type: "CosineAnnealingLR", eta_min: 0.5, begin: 3, end: 5 },
        ],
      },
      undefined,
      [0, 1, 2, 3],
      [1, 0.5, 0, 0],
      undefined,
    ],
    [
      "fromMMEngine",
      {
        optimizer: { lr: 1 },
        param_scheduler: [{ type: "ExponentialLR", gamma: 0.5, end: 3 }],
        train_cfg: {},
      },
      { stepsPerEpoch: 2, totalSteps: 10 },
      [0, 2, 4, 6],
      [1, 0.5, 0.25, 0.25],
      undefined,
    ],
    [
      "fromMMEngine",
      { param_scheduler: plateau, train_cfg: { max_epochs: 4 } },
      { learningRate: 1, monitor: "mIoU" },
      [0],
      [1],
      undefined,
    ],
    [
      "fromTimm",
      { sched: "tanh", lr: 1, epochs: 10, warmup_epochs: 0, lr_noise: [0.5, 0.9], seed: 3 },
      undefined,
      [10],
      [0],
      "lr_noise: is as large as timm's",
    ],
    [
      "fromTimm",
      { sched: "cosine", lr: 1, epochs: 10, warmup_epochs: 0, lr_noise: 0.9, lr_cycle_mul: 2 },
      undefined,
      [0],
      [1],
      undefined,
    ],
    [
      "fromTimm",
      { sched: "multistep", lr: 1, warmup_epochs: 2, warmup_lr: 0.5, warmup_prefix: true },
      undefined,
      [0, 1],
      [0.5, 0.75],
      undefined,
    ],
    [
      "fromTimm",
      { sched: "plateau", lr: 1, epochs: 10, warmup_epochs: 0, eval_metric: "loss" },
      { monitor: "eval_loss" },
      [0],
      [1],
      undefined,
    ],
    [
      "fromTimm",
      { sched: "plateau", lr: 1, epochs: 10, warmup_epochs: 0 },
      undefined,
      [0],
      [1],
      undefined,
    ],
    [
      "fromTimm",
      {
        sched: "cosine",
        lr_base: 1,
        lr_base_size: 4,
        lr_base_scale: "linear",
        epochs: 10,
        warmup_epochs: 0,
      },
      { samplesPerStep: 8 },
      [0],
      [2],
      "lr_base: scaled to a batch of 8: 2",
    ],
    [
      "fromTimm",
      { sched: "cosine", lr_base: 1, lr_base_size: 4, epochs: 10, warmup_epochs: 0 },
      { samplesPerStep: 8 },
      [0],
      [2],
      undefined,
    ],
    [
      "fromTimm",
      { sched: "cosine", epochs: 10, warmup_epochs: 0 },
      { learningRate: 3 },
      [0],
      [3],
      undefined,
    ],
    [
      "fromMegatron",
      { lr: 1, lr_decay_style: "linear", train_samples: 40 },
      { samplesPerStep: 4 },
      [5],
      [0.5],
      undefined,
    ],
    [
      "fromMegatron",
      {
        num_steps: 5,
        lr_decay_steps: 40,
        max_lr: 1,
        min_lr: 0,
        lr_warmup_steps: 0,
        lr_decay_style: "linear",
      },
      { samplesPerStep: 4 },
      [5],
      [0.5],
      "lr_warmup_init: is not in a state",
    ],
    [
      "fromNeMo",
      { lr: 1, sched: { name: "WarmupPolicy", warmup_steps: 1 } },
      { totalSteps: 4 },
      [0, 1, 4, 5],
      [0.5, 1, 1, 0],
      undefined,
    ],
    [
      "fromNeMo",
      {
        optim: {
          sched: {
            name: "WarmupHoldPolicy",
            args: { warmup_steps: 1, hold_steps: 2, min_lr: 0.5 },
            t_max_epochs: 2,
          },
        },
      },
      { learningRate: 1, stepsPerEpoch: 2 },
      [0, 4, 5],
      [0.5, 1, 0.5],
      undefined,
    ],
    [
      "fromNeMo",
      { optim: { lr: 1, sched: { name: "NoamAnnealing", d_model: 1, max_steps: 9 } } },
      undefined,
      [0, 1, 4],
      [1, 1, 0.5],
      undefined,
    ],
    [
      "fromNeMo",
      { optim: { lr: 1, sched: { name: "NoamAnnealing", d_model: 1 } } },
      undefined,
      [4],
      [0.5],
      undefined,
    ],
    [
      "fromNeMo",
      {
        optim: { lr: 1, sched: { name: "SquareRootAnnealing" } },
        trainer: { max_epochs: -1, max_steps: 4 },
      },
      undefined,
      [0, 3],
      [1, 0.5],
      undefined,
    ],
    [
      "fromTrainerState",
      {
        log_history: [
          { learning_rate: 0, step: 1 },
          { learning_rate: 1, step: 2 },
          { eval_loss: 3, step: 2 },
        ],
        global_step: 2,
        max_steps: 9,
      },
      undefined,
      [0, 1],
      [0, 1],
      "log_history: the rate of step 1 is 0",
    ],
    [
      "fromTrainerState",
      { log_history: [{ learning_rate: 0.5, step: 10 }], global_step: 12 },
      { totalSteps: 20 },
      [0, 99],
      [0.5, 0.5],
      undefined,
    ],
    [
      "fromComposer",
      { scheduler: { name: "linear_decay", alpha_f: 0.5 }, max_duration: "64sp" },
      { learningRate: 1, samplesPerStep: 8 },
      [0, 4, 8],
      [1, 0.75, 0.5],
      undefined,
    ],
    [
      "fromComposer",
      { scheduler: { name: "cosine_decay" }, optimizer: {}, max_duration: 8 },
      { learningRate: 1, tokensPerStep: 8 },
      [0, 4, 8],
      [1, 0.5, 0],
      undefined,
    ],
    [
      "fromComposer",
      { scheduler: { name: "cosine", t_max: "64tok" }, optimizer: { lr: 1 }, max_duration: "8ba" },
      { tokensPerStep: 8, totalSteps: 10 },
      [0, 4, 8],
      [1, 0.5, 0],
      undefined,
    ],
    [
      "fromComposer",
      { scheduler: { name: "linear" }, optimizer: { lr: 1 }, max_duration: "8ba" },
      undefined,
      [0, 4, 8],
      [1, 0.5, 0],
      undefined,
    ],
    [
      "fromCompVis",
      {
        scheduler_config: {
          target: "LambdaLinearScheduler",
          params: { warm_up_steps: [0], cycle_lengths: [10], f_start: [0], f_min: [0], f_max: [1] },
        },
      },
      { learningRate: 2 },
      [0, 5],
      [2, 1],
      undefined,
    ],
    [
      "fromCompVis",
      {
        base_learning_rate: 2,
        model: {},
        scheduler_config: {
          target: "LambdaLinearScheduler",
          params: { warm_up_steps: [0], cycle_lengths: [10], f_start: [0], f_min: [0], f_max: [1] },
        },
      },
      undefined,
      [0, 5],
      [2, 1],
      "base_learning_rate: the script multiplies it",
    ],
    [
      "fromKeras",
      {
        class_name: "WarmUp",
        config: {
          initial_learning_rate: 1,
          warmup_steps: 2,
          power: 2,
          decay_schedule_fn: {
            class_name: "CosineDecay",
            config: { initial_learning_rate: 1, decay_steps: 4 },
          },
        },
      },
      undefined,
      [0, 1, 2, 4],
      [0, 0.25, 1, 0.5],
      undefined,
    ],
    [
      "fromFairseq",
      { lr: 0.5, arch: "a", "lr-scheduler": "reduce_lr_on_plateau", "warmup-updates": 4 },
      undefined,
      [0, 2, 4],
      [0, 0.25, 0.5],
      "warmup_updates: there, losses of the warmup do not count; here they do",
    ],
    [
      "fromFairseq",
      {
        lr: 0.5,
        arch: "a",
        lr_scheduler: "reduce_lr_on_plateau",
        lr_shrink: 0.5,
        lr_patience: 2,
        lr_threshold: 0,
        maximize_best_checkpoint_metric: true,
        best_checkpoint_metric: "bleu",
      },
      { totalSteps: 9 },
      [0, 8],
      [0.5, 0.5],
      undefined,
    ],
    [
      "fromFairseq",
      { lr: 0.1, arch: "a", lr_scheduler: "cosine", "max-lr": 1, lr_period_updates: 10 },
      undefined,
      [0, 5, 10],
      [1, 0.55, 0.1],
      "max_lr: the rate falls from it to lr (0.1), as before fairseq 0.10",
    ],
    [
      "fromFairseq",
      { arch: "a", lr_scheduler: "fixed", fa: 1, lr_shrink: 0.5 },
      { learningRate: 1 },
      [0, 1],
      [0.5, 0.25],
      undefined,
    ],
    [
      "fromFairseq",
      { lr: "1", arch: "a", lr_scheduler: "polynomial_decay", max_update: "-1", power: "2" },
      { totalSteps: 10 },
      [0, 5],
      [1, 0.25],
      undefined,
    ],
    [
      "fromFairseq",
      { lr: "1", arch: "a", lr_scheduler: "step", warmup_updates: "2" },
      undefined,
      [0, 1, 2],
      [0, 0.5, 1],
      "lr_deacy_period: not given; 25000",
    ],
    ["fromFairseq", { lr: 1, arch: "a" }, undefined, [0], [1], "lr_scheduler: not given"],
    [
      "fromESPnet",
      { optim: "adam", optim_conf: { lr: 0.5 } },
      undefined,
      [7],
      [0.5],
      "scheduler: n",
    ],
    [
      "fromESPnet",
      { scheduler: "warmupreducelronplateau", scheduler_conf: { warmup_steps: 4 }, max_epoch: 3 },
      { learningRate: 1, stepsPerEpoch: 9 },
      [0, 3],
      [0.25, 1],
      undefined,
    ],
    [
      "fromESPnet",
      {
        scheduler: "warmupreducelronplateau",
        scheduler_conf: {
          warmup_steps: 4,
          mode: "max",
          factor: 0.5,
          patience: 1,
          threshold: 0,
          threshold_mode: "abs",
          cooldown: 1,
          min_lr: 0,
          eps: 0,
        },
      },
      { learningRate: 1, monitor: "acc" },
      [0, 3],
      [0.25, 1],
      undefined,
    ],
    [
      "fromESPnet",
      { scheduler: "reducelronplateau", scheduler_conf: {}, optim_conf: { lr: 1 }, max_epoch: 3 },
      undefined,
      [0],
      [1],
      undefined,
    ],
    [
      "fromESPnet",
      { scheduler: "tristagelr", scheduler_conf: {}, optim_conf: { lr: 1 } },
      undefined,
      [2499, 12499, 24999],
      [1, 1, 0.01],
      "scheduler_conf.max_steps: not given; 25000, the default, is taken",
    ],
    [
      "fromESPnet",
      { scheduler: "piecewiselinearwarmuplr", scheduler_conf: {}, optim_conf: { lr: 0.001 } },
      undefined,
      [12499, 24999],
      [0.0005, 0.001],
      undefined,
    ],
    [
      "fromESPnet",
      {
        scheduler: "exponentialdecaywarmup",
        scheduler_conf: { max_lr: 1, min_lr: 0.01, total_steps: 10 },
        optim_conf: { lr: 3 },
      },
      undefined,
      [0, 5, 10],
      [1, 0.1, 0.01],
      "scheduler_conf.total_steps: the rate goes on to fall there, and here it stays",
    ],
    [
      "fromESPnet",
      {
        scheduler: "CosineAnnealingWarmupRestarts",
        scheduler_conf: { first_cycle_steps: 10 },
        optim_conf: { lr: 3 },
      },
      undefined,
      [0, 5, 10],
      [0.001, 0.0505, 0.1],
      "restarts for ever there, and here 199 times",
    ],
    [
      "fromSpacy",
      { training: { max_steps: 0, optimizer: { "@optimizers": "Adam.v1" } } },
      undefined,
      [0],
      [0.001],
      "training.optimizer.learn_rate: not given; 0.001",
    ],
    [
      "fromSpacy",
      { training: { max_steps: 7, optimizer: { "@optimizers": "Adam.v1", learn_rate: 1 } } },
      { learningRate: 0.5 },
      [0],
      [0.5],
      undefined,
    ],
    [
      "fromSpacy",
      {
        training: {
          optimizer: {
            learn_rate: {
              "@schedules": "slanted_triangular.v1",
              max_rate: 1,
              num_steps: "${training.length}",
            },
          },
          length: "${length}",
        },
        length: 100,
      },
      undefined,
      [9],
      [1],
      "training.optimizer.learn_rate.num_steps: the rate goes on to fall below 0 there",
    ],
    [
      "fromSpacy",
      {
        training: {
          optimizer: {
            learn_rate: {
              "@schedules": "plateau.v1",
              max_patience: 1,
              scale: 0.5,
              schedule: 0.25,
            },
          },
        },
      },
      undefined,
      [0, 9],
      [0.25, 0.25],
      undefined,
    ],
    [
      "fromSpacy",
      {
        training: {
          optimizer: {
            learn_rate: { "@schedules": "compounding.v1", start: 1, stop: 2, compound: 0.5 },
          },
        },
      },
      undefined,
      [0, 1],
      [1, 0.5],
      undefined,
    ],
    [
      "fromMegatron",
      { lr: 1, lr_decay_style: "linear" },
      { totalSteps: 10 },
      [0, 5],
      [1, 0.5],
      undefined,
    ],
    [
      "fromLightning",
      {
        optimizer: { lr: 1 },
        lr_scheduler: {
          scheduler: { class_path: "torch.optim.lr_scheduler.StepLR", step_size: 5 },
          scheduler_config: { interval: "step" },
        },
      },
      undefined,
      [4, 5],
      [1, 0.1],
      undefined,
    ],
    [
      "fromLudwig",
      { input_features: [], output_features: [] },
      undefined,
      [0],
      [0.001],
      "trainer.learning_rate_scheduler: not given",
    ],
    [
      "fromLudwig",
      {
        training: {
          learning_rate_scheduler: { decay: "cosine", eta_min: 0 },
          checkpoints_per_epoch: 2,
        },
      },
      { learningRate: 1, stepsPerEpoch: 20 },
      [0, 5, 10],
      [1, 0.5, 1],
      undefined,
    ],
    [
      "fromLudwig",
      {
        trainer: {
          learning_rate: 1,
          learning_rate_scheduler: {
            reduce_on_plateau: 1,
            reduce_eval_metric: "accuracy",
            reduce_eval_split: "validation",
          },
        },
      },
      undefined,
      [0],
      [1],
      "observe accuracy of validation once an evaluation",
    ],
    [
      "fromPaddleDetection",
      {
        LearningRate: {
          base_lr: 1,
          schedulers: [{ "!": "PiecewiseDecay" }, { "!": "LinearWarmup" }],
        },
      },
      { stepsPerEpoch: 100 },
      [0, 500, 800, 1100],
      [1 / 3, 1, 0.1, 0.01],
      undefined,
    ],
    [
      "fromPaddleDetection",
      {
        LearningRate: {
          base_lr: 1,
          schedulers: [
            { name: "CosineDecay", max_epochs: 30 },
            { name: "ExpWarmup", power: 1 },
          ],
        },
        epoch: 30,
      },
      { stepsPerEpoch: 100 },
      [500, 1000, 2000],
      [0.5, 1, 0.5],
      "LearningRate.schedulers[1].steps: not given; 1000, the default, is taken",
    ],
    [
      "fromMLX",
      { learning_rate: 3, lr_schedule: { name: "linear_schedule", arguments: [1, 0, 10] } },
      undefined,
      [0, 5],
      [1, 0.5],
      "learning_rate: has no part: the arguments of lr_schedule begin with 1",
    ],
    [
      "fromMLX",
      { lr_schedule: { name: "step_decay", arguments: [1, 0.5, 5], warmup: 4 } },
      { learningRate: 2, totalSteps: 30 },
      [2, 4, 5, 10],
      [1, 2, 2, 1],
      undefined,
    ],
    [
      "fromLightning",
      {
        optimizer: { class_path: "torch.optim.SGD" },
        lr_scheduler: {
          class_path: "torch.optim.lr_scheduler.OneCycleLR",
          init_args: { max_lr: 1, total_steps: 10 },
        },
      },
      { learningRate: 1 },
      [3],
      [0.9504846320134737],
      "interval: not given; the scheduler makes a step an epoch, as Lightning does",
    ],
    [
      "fromLightning",
      {
        optimizer: { lr: 1 },
        scheduler: { _target_: "torch.optim.lr_scheduler.ReduceLROnPlateau" },
        scheduler_config: { interval: "step", frequency: 10, monitor: "val_acc" },
        trainer: { max_steps: 50, max_epochs: -1 },
      },
      undefined,
      [0],
      [1],
      "scheduler_config.frequency: observe it once in 10 steps, as Lightning does",
    ],
    [
      "fromLightning",
      {
        optimizer: { lr: 1 },
        lr_scheduler: {
          scheduler: { class_path: "torch.optim.lr_scheduler.ConstantLR" },
          interval: "step",
          frequency: 2,
        },
      },
      undefined,
      [0, 9, 10],
      [1 / 3, 1 / 3, 1],
      undefined,
    ],
    [
      "fromLightning",
      {
        optimizer: { lr: 1 },
        scheduler: {
          _target_: "torch.optim.lr_scheduler.ChainedScheduler",
          schedulers: [
            { _target_: "torch.optim.lr_scheduler.ConstantLR", factor: 0.5 },
            { _target_: "torch.optim.lr_scheduler.ExponentialLR", gamma: 0.5 },
          ],
        },
      },
      undefined,
      [0, 1],
      [0.5, 0.25],
      undefined,
    ],
    [
      "fromDiffusers",
      { learning_rate: 1, lr_scheduler: "linear", lr_warmup_steps: 0 },
      { stepsPerEpoch: 1 },
      [0, 50],
      [1, 0.5],
      "num_train_epochs: not given; 100, the default, is taken",
    ],
    [
      "fromDiffusers",
      { lr_scheduler: "cosine_with_restarts", lr_warmup_steps: 0, max_train_steps: 10 },
      { learningRate: 1 },
      [0, 5],
      [1, 0.5],
      undefined,
    ],
    [
      "fromDiffusers",
      { lr_scheduler: "polynomial", lr_warmup_steps: 0, max_train_steps: 10 },
      { learningRate: 1 },
      [0],
      [1],
      undefined,
    ],
    [
      "fromKohya",
      { lr_scheduler: "inverse_sqrt", lr_warmup_steps: "10%", network_dim: 4, unet_lr: 1 },
      undefined,
      [80, 160],
      [0.5, 1],
      "max_train_steps: not given; 1600, the default, is taken",
    ],
    [
      "fromKohya",
      {
        lr_scheduler: "inverse_sqrt",
        lr_scheduler_timescale: 10,
        lr_scheduler_args: [],
        network_dim: 4,
        learning_rate: 0,
        max_train_steps: 9,
      },
      undefined,
      [3],
      [0],
      undefined,
    ],
    [
      "fromKohya",
      {
        sections: { text_encoder_lr: 0.5, network_train_text_encoder_only: true },
        learning_rate: 1,
        max_train_steps: 9,
      },
      undefined,
      [3],
      [0.5],
      undefined,
    ],
    [
      "fromKohya",
      { unet_lr: 0.5, network_train_unet_only: true, learning_rate: 1, max_train_steps: 9 },
      undefined,
      [3],
      [0.5],
      undefined,
    ],
    [
      "fromKohya",
      { unet_lr: 0.5, learning_rate: 1, max_train_steps: 9 },
      undefined,
      [3],
      [1],
      undefined,
    ],
    [
      "fromNanoGPT",
      { learning_rate: "${a.b}", decay_lr: false, a: { b: "0.5" } },
      undefined,
      [0],
      [0.5],
      undefined,
    ],
    [
      "fromKeras",
      { class_name: "Functional", config: {}, compile_config: { optimizer: "rmsprop" } },
      undefined,
      [0, 9],
      [0.001, 0.001],
      'optimizer: "rmsprop" is only named; 0.001, its default, is taken',
    ],
    [
      "fromMegatron",
      { lr: 1, lr_decay_style: "linear", lr_decay_iters: 10 },
      undefined,
      [0, 5],
      [1, 0.5],
      undefined,
    ],
    [
      "fromMegatron",
      { lr: 1, lr_decay_style: "linear", lr_decay_samples: 100, global_batch_size: 10 },
      undefined,
      [0, 5],
      [1, 0.5],
      undefined,
    ],
    [
      "fromKeras",
      { class_name: "Functional", config: {}, compile_config: { optimizer: "sgd", loss: "mse" } },
      undefined,
      [0, 9],
      [0.01, 0.01],
      'optimizer: "sgd" is only named; 0.01, its default, is taken',
    ],
    [
      "fromKeras",
      {
        modelTopology: {
          class_name: "Sequential",
          training_config: { optimizer_config: { class_name: "Adam", config: { lr: 0.5 } } },
        },
      },
      undefined,
      [0, 9],
      [0.5, 0.5],
      undefined,
    ],
    [
      "fromOLMo",
      { scheduler: { name: "constant", units: "tokens" }, max_duration: 10 },
      { learningRate: 0.5, totalSteps: 3 },
      [0, 9],
      [0.5, 0.5],
      undefined,
    ],
    [
      "fromOLMo",
      {
        scheduler: { name: "linear_with_warmup", units: "tokens", t_warmup: 20, alpha_f: 0 },
        max_duration: "1e2T",
      },
      { learningRate: 1, tokensPerStep: 10 },
      [1, 9],
      [1, 0],
      undefined,
    ],
    [
      "fromComposer",
      {
        schedulers: [{ cosine_decay: { t_max: "1dur" } }],
        optimizer: { sgd: { lr: 2, momentum: 0.9 } },
        max_duration: "10ba",
      },
      undefined,
      [0, 5],
      [2, 1],
      undefined,
    ],
    [
      "fromComposer",
      {
        scheduler: { name: "multistep", milestones: "5ba" },
        optimizer: { lr: 1 },
        max_duration: "10ba",
      },
      undefined,
      [4, 5],
      [1, 0.1],
      undefined,
    ],
    [
      "fromComposer",
      {
        scheduler: { name: "cosine_warmrestart", t_0: "1ba" },
        optimizer: { lr: 1 },
        max_duration: "10ba",
      },
      undefined,
      [0, 7],
      [1, 1],
      "scheduler.t_0: restarts for ever there, and here 1000 times",
    ],
    [
      "fromKDiffusion",
      { lr_sched: { type: "constant", warmup: 0.5 } },
      { learningRate: 1 },
      [0, 1],
      [0.5, 0.75],
      undefined,
    ],
    [
      "fromKDiffusion",
      { lr_sched: { type: "constant" } },
      undefined,
      [0, 1],
      [0.0001, 0.0001],
      "optimizer.lr: not given; 0.0001, the default, is taken",
    ],
    [
      "fromMMCV",
      {
        optimizer: { lr: 1 },
        lr_config: { policy: "cyclic", target_ratio: [2] },
        momentum_config: { policy: "OneCycle" },
        total_iters: 10,
      },
      undefined,
      [0, 4],
      [1, 2],
      "optimizer.betas: not given; 0.9, the default of Adam, is taken",
    ],
    [
      "fromMMCV",
      {
        optimizer: { lr: 1, betas: [0.9, 0.99] },
        lr_config: { policy: "step", step: 2 },
        momentum_config: { policy: "step", step: 2, by_epoch: false },
        total_epochs: 4,
      },
      { stepsPerEpoch: 5 },
      [9, 10],
      [1, 0.1],
      undefined,
    ],
    [
      "fromDeepSpeed",
      {
        scheduler: {
          type: "OneCycle",
          params: {
            cycle_min_lr: 0.1,
            cycle_max_lr: 1,
            cycle_first_step_size: 2,
            decay_step_size: 1,
            decay_mom_rate: 0.1,
          },
        },
      },
      { totalSteps: 50 },
      [0, 2],
      [0.1, 1],
      "decay_mom_rate: the momentum grows for ever there, and here for 50 steps",
    ],
    [
      "fromNeMo",
      { optim: { lr: 1, sched: { name: "ReduceLROnPlateau", monitor: "val_loss" } } },
      undefined,
      [0, 9],
      [1, 1],
      undefined,
    ],
    [
      "fromNeMo",
      {
        optim: {
          lr: 1,
          sched: { name: "PolynomialHoldDecayAnnealing", max_steps: 10, cycle: true },
        },
      },
      undefined,
      [0, 5, 10, 11],
      [1, 0.5, 0, 0],
      undefined,
    ],
    [
      "fromMegatron",
      {
        lr: 1,
        lr_decay_style: "linear",
        train_samples: 100,
        global_batch_size: 10,
        rampup_batch_size: "10 10 0",
      },
      undefined,
      [0, 5],
      [1, 0.5],
      undefined,
    ],
    [
      "fromMegatron",
      {
        lr: 1,
        lr_decay_style: "linear",
        lr_warmup_samples: 20,
        global_batch_size: 10,
      },
      { totalSteps: 12 },
      [1, 2, 7],
      [0.5, 1, 0.5],
      undefined,
    ],
    [
      "fromAxolotl",
      {
        base_model: "a",
        learning_rate: 1,
        lr_scheduler: "constant",
        warmup_steps: 0,
        max_steps: 30,
        jagged_restart_steps: 20,
        jagged_restart_warmup_steps: 0,
        jagged_restart_anneal_steps: 0,
      },
      undefined,
      [0, 24],
      [1, 0.5005],
      undefined,
    ],
    [
      "fromAxolotl",
      {
        base_model: "a",
        learning_rate: 1,
        lr_scheduler: "constant",
        warmup_steps: 0,
        max_steps: 30,
        jagged_restart_steps: 20,
      },
      undefined,
      [0, 18, 19, 24],
      [1, 1, 0.001, 0.5005],
      undefined,
    ],
    [
      "fromKeras",
      { class_name: "SGD", config: { learning_rate: 0.5 } },
      { totalSteps: 9 },
      [3],
      [0.5],
      undefined,
    ],
  ])("%s: %o with %o", (name, document, options, steps, rates, note) => {
    const made = imported(name, document, options);
    ratesOf(made, steps).forEach((rate, index) => expect(rate).toBeCloseTo(rates[index]!, 12));
    if (note !== undefined) expect(made.notes.join("\n")).toContain(note);
    for (const each of made.notes) expect(each).toMatch(/: |step/);
  });
});

test("a plateau of MMEngine watches what the file names, or the option", () => {
  const document = { optimizer: { lr: 1 }, param_scheduler: plateau };
  const [own, chosen] = [undefined, "mIoU"].map(
    (monitor) => imported("fromMMEngine", document, { monitor }).learningRate,
  );
  expect(isReactive(own!) && own.monitors).toEqual(["mAP"]);
  expect(isReactive(chosen!) && chosen.monitors).toEqual(["mIoU"]);
});

test.each(["${a}", "${a.b.c}", "${toString}", `\${${"a.".repeat(200)}}`])(
  "a reference that leads nowhere is text: %s",
  (learning_rate) => {
    const document = { learning_rate, a: "${a}" };
    expect(() => imported("fromNanoGPT", document)).toThrow(
      "learning_rate must be a finite number",
    );
  },
);

test("an importer reads only own keys", () => {
  const inherited = Object.create({ learning_rate: 1 }) as object;
  expect(() => imported("fromNanoGPT", inherited)).toThrow("must be a plain object");
  const polluted = '{"__proto__": {"learning_rate": 1}, "decay_lr": false}';
  expect(ratesOf(imported("fromNanoGPT", polluted), [0])).toEqual([6e-4]);
});

test("a list is read once, and only so far", () => {
  const steps = Object.assign([5], { constructor: "hostile" });
  expect(
    ratesOf(imported("fromDetectron2", { SOLVER: { STEPS: steps, WARMUP_ITERS: 0 } }), [5]),
  ).toEqual([0.0001]);
  expect(() => imported("fromDetectron2", { SOLVER: { STEPS: Array(1_000_001) } })).toThrow(
    "SOLVER.STEPS must be an array of at most 1000000 items",
  );
});

test.each([
  ["1e-4", 1e-4],
  [" 1_000 ", 1000],
  [5n, 5],
])("a number may be %o", (value, rate) => {
  expect(ratesOf(imported("fromNanoGPT", { decay_lr: false, learning_rate: value }), [0])).toEqual([
    rate,
  ]);
});

test.each([
  ["yes", true],
  ["off", false],
  ["True", true],
  [0, false],
])("a flag may be %o", (value, isOn) => {
  const { learningRate } = importers.fromNanoGPT({ decay_lr: value, warmup_iters: 9 });
  expect(learningRate(0) < 6e-4).toBe(isOn);
});
