import type { Tables } from "./row.ts";

const olmo = (scheduler: object, max_duration: unknown = 10, more: object = {}): object => ({
  optimizer: { learning_rate: 0.1 },
  scheduler: { name: "cosine_with_warmup", ...scheduler },
  max_duration,
  ...more,
});

const composer = (scheduler: object, more: object = {}): object => ({
  scheduler,
  optimizer: { lr: 1 },
  max_duration: "9ba",
  ...more,
});

const ramped = (rampup_batch_size: unknown, more: object = {}): object => ({
  lr: 0.1,
  lr_decay_style: "linear",
  train_samples: 100,
  global_batch_size: 8,
  rampup_batch_size,
  ...more,
});

const neox = (more: object): object => ({
  optimizer: { type: "Adam", params: { lr: 0.1 } },
  train_iters: 100,
  ...more,
});

export const languageModels: Tables = {
  fromGPTNeoX: [
    [{ train_iters: 9 }, TypeError, "give learningRate (optimizer.params.lr is missing)"],
    [
      { optimizer: { params: { lr: 1 } } },
      TypeError,
      "give totalSteps (train_iters and lr_decay_iters are missing)",
    ],
    [
      neox({ "lr-decay-style": "cosin" }),
      RangeError,
      'lr_decay_style must be one of constant, linear, cosine, exponential, got "cosin"; did you mean "cosine"?',
    ],
    [neox({ lr_decay_iter: 9 }), TypeError, 'did you mean "lr_decay_iters"?'],
    [neox({ warmup: 1.5 }), RangeError, "warmup must be a number from 0 to 1, got 1.5"],
    [neox({ warmup: 1 }), RangeError, "warmup must be below the length of the decay (100 steps)"],
    [neox({ min_lr: 0.2 }), RangeError, "min_lr must be at most the rate (0.1), got 0.2"],
    [neox({ train_iters: "many" }), TypeError, "train_iters must be a finite number"],
  ],
  fromOLMo: [
    [olmo({ name: "cosine" }), RangeError, "scheduler.name must be one of cosine_with_warmup"],
    [olmo({ units: "epochs" }), RangeError, "scheduler.units must be one of steps, tokens"],
    [olmo({ alpha: 3 }), TypeError, "scheduler.alpha must be left out"],
    [olmo({ t_warmup: -1 }), RangeError, "scheduler.t_warmup must be a finite number of at least"],
    [
      olmo({ name: "inverse_sqrt_with_warmup", t_warmup: 0 }),
      RangeError,
      "scheduler.t_warmup must be above 0 with inverse_sqrt_with_warmup",
    ],
    [olmo({}, "soon"), TypeError, "max_duration must be a finite number"],
    [olmo({}, "1e999T"), RangeError, 'max_duration must be a duration as 1000, "2e12T"'],
    [olmo({}, "1ep"), TypeError, "give stepsPerEpoch (max_duration is in epochs)"],
    [olmo({}, "1e6T"), TypeError, "give tokensPerStep (global_train_batch_size or model.max_seq"],
    [
      { scheduler: { name: "constant", units: "steps" }, max_duration: 10 },
      TypeError,
      "give learningRate (optimizer.learning_rate is missing)",
    ],
  ],
  fromComposer: [
    [
      composer({ name: "inv_sqrt_with_warmup", t_warmup: 1, t_scale: 0, t_cooldown: 0 }),
      RangeError,
      "scheduler.t_scale must be above 0",
    ],
    [
      composer({
        name: "inv_sqrt_with_warmup",
        t_warmup: 1,
        t_scale: 1,
        t_cooldown: 0,
        alpha_f_cooldown: 1,
      }),
      RangeError,
      "scheduler.alpha_f_decay must be at least alpha_f_cooldown (1)",
    ],
    [
      composer({
        name: "inv_sqrt_with_warmup",
        t_warmup: 1,
        t_scale: 1,
        t_cooldown: 0,
        alpha_f_decay: 2,
      }),
      RangeError,
      "scheduler.alpha_f_decay must be at most 1, got 2",
    ],
    [
      composer({ name: "cosine_warmrestart", t_0: "1ba", alpha_f: 2 }),
      RangeError,
      "scheduler.alpha_f must be at most 1",
    ],
    [
      composer({ name: "cosine_warmrestart", t_0: "0ba" }),
      RangeError,
      "scheduler.t_0 must be at least one batch",
    ],
    [
      composer({ name: "multistep", milestones: ["1ba", "soon"] }),
      RangeError,
      "scheduler.milestones[1] must be a time",
    ],
    [
      { schedulers: [], max_duration: "9ba", optimizer: { lr: 1 } },
      RangeError,
      "schedulers must be one scheduler with its settings",
    ],
    [
      { schedulers: [{ a: {}, b: {} }], max_duration: "9ba", optimizer: { lr: 1 } },
      RangeError,
      "schedulers must be one scheduler with its settings",
    ],
  ],
  fromMegatron: [
    ...["16 16", [16, 16, 3], [4, 3, 9], [0, 4, 9], [4, 4, 9, 9], 3].map(
      (growth) =>
        [ramped(growth), RangeError, "rampup_batch_size must be three integers: a first"] as const,
    ),
    [
      ramped([1, 1, 9], { global_batch_size: 2000 }),
      RangeError,
      "rampup_batch_size must be at most 1000 increments",
    ],
    [
      {
        num_steps: 3,
        lr_decay_steps: 4,
        max_lr: 1,
        min_lr: 0,
        lr_warmup_steps: 0,
        lr_decay_style: "WSD",
      },
      TypeError,
      "wsd_decay_steps must be added to the state, which does not hold it",
      { samplesPerStep: 1 },
    ],
  ],
  fromNeMo: [
    [
      { optim: { lr: 1, sched: { name: "StepLR", step_size: 0 } } },
      RangeError,
      "optim.sched.step_size must be",
    ],
    [
      { optim: { lr: 1, sched: { name: "StepLR", step_sise: 3 } } },
      TypeError,
      "optim.sched.step_sise must be left out",
    ],
    [
      { optim: { lr: 1, sched: { name: "CyclicLR", base_lr: -1, max_lr: 1 } } },
      RangeError,
      "optim.sched.base_lr must be",
    ],
    [
      { optim: { lr: 1, sched: { name: "T5InverseSquareRootAnnealing", max_steps: 9 } } },
      TypeError,
      "optim.sched.constant_steps must be a finite number",
    ],
    [{ optim: { lr: 1, sched: { name: "StepLr" } } }, RangeError, 'did you mean "StepLR"?'],
  ],
  fromAxolotl: [
    [
      { base_model: "a", learning_rate: 1, max_steps: 9, warmup_steps: 0, jagged_restart_steps: 5 },
      RangeError,
      "jagged_restart_steps must be at least warmup and anneal together (11)",
    ],
    [
      { base_model: "a", learning_rate: 1, max_steps: 9, warmup_steps: 0, relora_steps: 5 },
      TypeError,
      "relora_steps must be left out, because it has to do with the rate",
    ],
  ],
  fromDeepSpeed: [
    [
      {
        scheduler: {
          type: "OneCycle",
          params: {
            cycle_min_lr: 0.1,
            cycle_max_lr: 1,
            decay_step_size: 2,
            decay_mom_rate: -0.1,
          },
        },
      },
      RangeError,
      "decay_mom_rate must be a finite number of at least 0",
    ],
  ],
};
