import type { Tables } from "./row.ts";

const fairseq = (more: object): object => ({ arch: "transformer", lr: "0.1", ...more });

const espnet = (scheduler: string, scheduler_conf: object): object => ({
  optim_conf: { lr: 0.1 },
  scheduler,
  scheduler_conf,
});

const spacy = (learn_rate: unknown): object => ({
  training: { optimizer: { "@optimizers": "Adam.v1", learn_rate } },
});

const thinc = (name: string, more: object): object =>
  spacy({ "@schedules": `${name}.v1`, ...more });

const ludwig = (learning_rate_scheduler: object, more: object = {}): object => ({
  trainer: { learning_rate: 0.1, learning_rate_scheduler, ...more },
});

const paddle = (...schedulers: readonly object[]): object => ({
  LearningRate: { base_lr: 0.1, schedulers },
});

const linear = { name: "LinearWarmup", steps: 10 };

const mlx = (lr_schedule: object): object => ({ iters: 10, lr_schedule });

const lightning = (class_path: string, init_args: object, more: object = {}): object => ({
  optimizer: { init_args: { lr: 0.1 }, class_path: "torch.optim.SGD" },
  lr_scheduler: { class_path, init_args },
  ...more,
});

const torch = (name: string): string => `torch.optim.lr_scheduler.${name}`;

const deep = (depth: number): object =>
  depth === 0
    ? { class_path: torch("StepLR"), init_args: { step_size: 3 } }
    : { class_path: torch("ChainedScheduler"), init_args: { schedulers: [deep(depth - 1)] } };

const plateaus = (depth: number): unknown =>
  depth === 0
    ? 0.1
    : { "@schedules": "plateau.v1", max_patience: 1, scale: 0.5, schedule: plateaus(depth - 1) };

const diffusers = (more: object): object => ({
  learning_rate: 0.1,
  max_train_steps: 10,
  lr_warmup_steps: 0,
  ...more,
});

const kohya = (more: object): object => ({
  network_module: "networks.lora",
  learning_rate: 0.1,
  max_train_steps: 10,
  ...more,
});

export const otherTrainers: Tables = {
  fromFairseq: [
    ...[
      '{"1": 0.1',
      "1: 0.1",
      '{"1" 0.1}',
      '{"a": 0.1}',
      '{"3-1": 0.1}',
      '{"1-2-3": 0.1}',
      '{"1": -1}',
      '{"1-": 1}',
      '{"1": 1e999}',
      // Few places, and much work.
      `{"${"1-9999,".repeat(7000)}1": 1}`,
      '{"1-20000": 0.1}',
      `{${" ".repeat(60_000)}}`,
      '{"1-6000": 0.1, "6001-12000": 0.2}',
    ].map(
      (update2lr) =>
        [
          { lr: 1, lr_scheduler: "manual", arch: "a", update2lr },
          RangeError,
          "update2lr must be a dictionary of rates by epochs or updates, as {",
        ] as const,
    ),
    [
      { lr: 1, lr_scheduler: "manual", epoch2lr: '{"1": 0.1}', update2lr: '{"9": 0.01}' },
      TypeError,
      "give stepsPerEpoch (epoch2lr counts in epochs, and update2lr in updates)",
    ],
    [
      { lr_scheduler: "pass_through", optimizer: { groups: {} } },
      RangeError,
      "optimizer.groups must be a mapping with a group at least",
    ],
    [
      { lr_scheduler: "pass_through", optimizer: { _name: "adam" } },
      TypeError,
      "optimizer.groups must be a mapping, got undefined",
    ],
    [
      {
        lr_scheduler: "pass_through",
        optimizer: { groups: { a: { lr_scheduler: { _name: "fixd" } } } },
      },
      RangeError,
      'did you mean "fixed"?',
    ],
    [
      {
        lr_scheduler: "pass_through",
        optimizer: { groups: { a: { lr_scheduler: { _name: "fixed" } } } },
      },
      TypeError,
      "give learningRate (lr is missing)",
    ],
    [
      { lr: [], arch: "a", lr_scheduler: "fixed" },
      RangeError,
      "fromFairseq: lr must be a list of numbers of at least 0, got (array)",
    ],
    [
      {
        lr: 0,
        arch: "a",
        lr_scheduler: "tri_stage",
        warmup_steps: 2,
        hold_steps: 2,
        decay_steps: 2,
      },
      RangeError,
      "fromFairseq: the file makes no schedule, because its numbers do not go together: @anneal/core: exp",
    ],
    [{ arch: "a" }, TypeError, "give learningRate (lr is missing)"],
    [fairseq({ "lr-scheduler": "inverse_sqt" }), RangeError, 'did you mean "inverse_sqrt"?'],
    [fairseq({ lr: "high" }), RangeError, "lr must be a list of numbers of at least 0"],
    [fairseq({ "lr-sched": "fixed" }), TypeError, "lr_sched must be left out"],
    [fairseq({ lr_scheduler: "inverse_sqrt", lr: [1, 2] }), RangeError, "lr must be one rate"],
    [
      fairseq({ lr_scheduler: "inverse_sqrt", warmup_updates: 0 }),
      RangeError,
      "warmup_updates must be above 0 with inverse_sqrt",
    ],
    [fairseq({ lr_scheduler: "fixed", lr_shrink: 2 }), RangeError, "lr_shrink must be at most 1"],
    [
      fairseq({ lr_scheduler: "fixed", lr: [1, 2], warmup_updates: 3 }),
      TypeError,
      "give stepsPerEpoch (the rate changes with the epochs, its warmup with updates)",
    ],
    [fairseq({ lr_scheduler: "polynomial_decay" }), TypeError, "give totalSteps (total_num_update"],
    [
      fairseq({ lr_scheduler: "polynomial_decay", max_update: 5, warmup_updates: 5 }),
      RangeError,
      "warmup_updates must be below total_num_update (5)",
    ],
    [fairseq({ lr_scheduler: "cosine" }), TypeError, "give totalSteps (max_update and lr_period"],
    [
      fairseq({ lr_scheduler: "cosine", max_update: 5, warmup_updates: 5 }),
      RangeError,
      "warmup_updates must be below max_update (5)",
    ],
    [
      fairseq({ lr_scheduler: "cosine", max_update: 5, min_lr: 1 }),
      RangeError,
      "min_lr must be below the rate (0.1)",
    ],
    [
      fairseq({ lr_scheduler: "cosine", max_update: 5, t_mult: 0.5 }),
      RangeError,
      "t_mult must be at least 1",
    ],
    [
      fairseq({ lr_scheduler: "cosine", max_update: 5, lr_shrink: 2 }),
      RangeError,
      "lr_shrink must be at most 1",
    ],
    [
      fairseq({ lr_scheduler: "cosine", warmup_updates: 5 }),
      TypeError,
      "give totalSteps (max_update and lr_period_updates are missing)",
    ],
    [
      fairseq({ lr_scheduler: "polynomial_decay", warmup_updates: 5 }),
      TypeError,
      "give totalSteps (total_num_update and max_update are missing)",
    ],
    [fairseq({ lr_scheduler: "tri_stage" }), RangeError, "decay_steps must be above 0"],
    [
      fairseq({ lr_scheduler: "tri_stage", phase_ratio: "[0.5, 0.6]" }),
      RangeError,
      "phase_ratio must be three shares that add up to 1",
    ],
    [
      fairseq({ lr_scheduler: "tri_stage", phase_ratio: [0.1, 0.4, 0.5] }),
      TypeError,
      "give totalSteps (max_update is missing)",
    ],
    [fairseq({ lr_scheduler: "triangular" }), TypeError, "max_lr must be a finite number"],
    [
      fairseq({ lr_scheduler: "triangular", max_lr: 0.1 }),
      RangeError,
      "max_lr must be above lr (0.1)",
    ],
    [
      fairseq({ lr_scheduler: "triangular", max_lr: 1, lr_period_updates: 1 }),
      RangeError,
      "lr_period_updates must be at least 2",
    ],
    [
      fairseq({ lr_scheduler: "triangular", max_lr: 1, lr_shrink: 2 }),
      RangeError,
      "lr_shrink must be at most 1",
    ],
    [fairseq({ lr_scheduler: "step", lr_decay: 2 }), RangeError, "lr_decay must be at most 1"],
  ],
  fromESPnet: [
    [espnet("warmupler", {}), RangeError, 'did you mean "warmuplr"?'],
    [espnet("warmuplr", { warmup_step: 3 }), TypeError, 'did you mean "warmup_steps"?'],
    [espnet("warmuplr", { warmup_steps: 2.5 }), RangeError, "warmup_steps must be an integer"],
    [
      { scheduler: "warmuplr", scheduler_conf: {} },
      TypeError,
      "give learningRate (optim_conf.lr is missing)",
    ],
    [{ scheduler: "warmuplr" }, TypeError, "scheduler_conf must be a mapping"],
    [espnet("warmupsteplr", { gamma: 2 }), RangeError, "scheduler_conf.gamma must be at most 1"],
    [
      espnet("piecewiselinearwarmuplr", { warmup_lr_list: [1] }),
      RangeError,
      "warmup_lr_list must be as many as warmup_steps_list (2), got 1",
    ],
    [
      espnet("piecewiselinearwarmuplr", { warmup_steps_list: [3, 2] }),
      RangeError,
      "warmup_steps_list[1] must be above the one before it, got 2",
    ],
    [
      espnet("piecewiselinearwarmuplr", { warmup_steps_list: [3], warmup_lr_list: [1] }),
      RangeError,
      "warmup_steps_list must be at least two steps",
    ],
    [
      espnet("tristagelr", { decay_ratio: 0.6 }),
      RangeError,
      "decay_ratio must be what warmup_ratio and hold_ratio leave of 1",
    ],
    [espnet("tristagelr", { final_lr_scale: 0 }), RangeError, "final_lr_scale must be above 0"],
    [
      espnet("exponentialdecaywarmup", { max_lr: 1, min_lr: 0.1, total_steps: 3, warmup_steps: 3 }),
      RangeError,
      "warmup_steps must be below total_steps (3)",
    ],
    [
      espnet("cosineannealingwarmuprestarts", { first_cycle_steps: 3, warmup_steps: 3 }),
      RangeError,
      "warmup_steps must be below first_cycle_steps (3)",
    ],
    [espnet("steplr", { step_size: 0 }), RangeError, "scheduler_conf.step_size must be"],
    [espnet("steplr", {}), TypeError, "scheduler_conf.step_size must be"],
  ],
  fromSpacy: [
    [{ training: {} }, TypeError, "training.optimizer must be a mapping"],
    [spacy("high"), TypeError, "training.optimizer.learn_rate must be a finite number"],
    [spacy({}), TypeError, "learn_rate.@schedules must be a string"],
    [thinc("warmup", {}), RangeError, "learn_rate.@schedules must be one of constant.v1"],
    [thinc("constant", { rate: -1 }), RangeError, "learn_rate.rate must be a finite number of at"],
    [thinc("constant", { rates: 1 }), TypeError, 'did you mean "rate"?'],
    [thinc("warmup_linear", {}), TypeError, "learn_rate.initial_rate must be a finite number"],
    [
      thinc("compounding", { start: 2, stop: 1, compound: 2 }),
      RangeError,
      "learn_rate.compound must be at most 1 for a fall",
    ],
    [
      thinc("slanted_triangular", { max_rate: 1, num_steps: 5 }),
      RangeError,
      "learn_rate.num_steps must be long enough for a step on the way up",
    ],
    [
      thinc("plateau", { scale: 1, max_patience: 1, schedule: 1 }),
      RangeError,
      "learn_rate.scale must be below 1",
    ],
    [spacy(plateaus(20)), RangeError, "must be no more than 16 schedules in each other"],
  ],
  fromLudwig: [
    [
      ludwig({ decay: "quadratic" }),
      RangeError,
      "decay must be one of linear, exponential, cosine",
    ],
    [ludwig({ decay: "linear" }), TypeError, "give totalSteps, or stepsPerEpoch"],
    [ludwig({ decay: "cosine" }), TypeError, "give stepsPerEpoch (trainer.steps_per_checkpoint"],
    [ludwig({ decay_rat: 1 }), TypeError, 'did you mean "decay_rate"?'],
    [ludwig({ decay: "exponential", decay_rate: 2 }), RangeError, "decay_rate must be at most 1"],
    [ludwig({ warmup_fraction: 2 }), RangeError, "warmup_fraction must be a number from 0 to 1"],
    [
      ludwig({ reduce_on_plateau: 1, reduce_on_plateau_rate: 1 }),
      RangeError,
      "reduce_on_plateau_rate must be below 1",
    ],
    [ludwig({}, { learning_rate: "auto" }), TypeError, 'trainer.learning_rate is "auto"'],
    [ludwig({}, { learning_rate_warmup_epochs: 1 }), TypeError, "must be left out, because it has"],
  ],
  fromPaddleDetection: [
    [{}, TypeError, "LearningRate must be a mapping"],
    [
      { LearningRate: { base_lr: 0.1 } },
      TypeError,
      "schedulers must be given: a list with a decay, then a warmup, got undefined",
    ],
    [
      { _BASE_: ["a.yml", "b.yml"], LearningRate: { base_lr: 0.1 } },
      TypeError,
      'schedulers must be given: what "a.yml" and 1 more of _BASE_ may set is not known: give',
    ],
    [paddle(), RangeError, "LearningRate.schedulers must be a list with a decay, then a warmup"],
    [paddle({ name: "LinearDecay" }), RangeError, "name must be one of CosineDecay, Piecewise"],
    [paddle({ "!": "LinearDecay" }), RangeError, "schedulers[0].! must be one of CosineDecay"],
    [paddle({ name: "CosineDecay" }), TypeError, "use_warmup must be false, or a warmup given"],
    [paddle({ name: "CosineDecay" }, linear), TypeError, "give stepsPerEpoch (the decay counts"],
    [
      paddle({ name: "CosineDecay" }, { name: "Warmup" }),
      RangeError,
      "schedulers[1].name must be LinearWarmup or ExpWarmup",
    ],
    [
      paddle({ name: "CosineDecay" }, { "!": "Warmup" }),
      RangeError,
      "schedulers[1].! must be LinearWarmup or ExpWarmup",
    ],
    [
      paddle({ name: "CosineDecay", max_epochs: 1 }, linear),
      RangeError,
      "max_epochs must be longer than warmup and plateau together",
      { stepsPerEpoch: 10 },
    ],
    [
      paddle({ name: "PiecewiseDecay", gamma: 0.1, milestones: [1, 2] }, linear),
      RangeError,
      "milestones[0] must be after the warmup",
      { stepsPerEpoch: 10 },
    ],
    [
      paddle({ name: "PiecewiseDecay", gamma: [0.1], milestones: [3, 4] }, linear),
      RangeError,
      "gamma must be as many as milestones (2), got 1",
      { stepsPerEpoch: 10 },
    ],
    [
      paddle({ name: "PiecewiseDecay", values: [1], milestones: [3, 4] }, linear),
      RangeError,
      "values must be left out beside a warmup",
      { stepsPerEpoch: 10 },
    ],
    [
      paddle({ name: "PiecewiseDecay", values: [1], milestones: [3, 4], use_warmup: false }),
      RangeError,
      "values must be one more than milestones (2), got 1",
      { stepsPerEpoch: 10 },
    ],
    [
      paddle({ name: "CosineDecay", epochs: 3 }, linear),
      TypeError,
      "schedulers[0].epochs must be left out",
    ],
  ],
  fromMLX: [
    [mlx({ name: "cosine", arguments: [1, 2] }), RangeError, "name must be one of cosine_decay"],
    [mlx({ name: "cosine_decay" }), TypeError, "lr_schedule.arguments[0] must be a finite number"],
    [
      mlx({ name: "cosine_decay", arguments: [1] }),
      RangeError,
      "lr_schedule.arguments must be 2 or 3 numbers for cosine_decay, got 1",
    ],
    [mlx({ name: "cosine_decay", arguments: [1, 0] }), RangeError, "arguments[1] must be at least"],
    [mlx({ name: "exponential_decay", arguments: [1, 2] }), RangeError, "a rate of decay above 0"],
    [
      mlx({ name: "step_decay", arguments: [1, 1, 0.5] }),
      RangeError,
      "arguments[2] must be at lea",
    ],
    [
      mlx({ name: "cosine_decay", arguments: [1, 9], warm_up: 3 }),
      TypeError,
      'did you mean "warmup"?',
    ],
  ],
  fromLightning: [
    [{}, TypeError, "lr_scheduler must be a mapping with class_path or _target_"],
    [
      { lr_scheduler: { scheduler: { scheduler: { scheduler: lightning(torch("StepLR"), {}) } } } },
      TypeError,
      "lr_scheduler must be a mapping with class_path or _target_",
    ],
    [
      lightning("my.Scheduler", {}),
      RangeError,
      "lr_scheduler.class_path must be the path of one of ConstantLR",
    ],
    [lightning(torch("StepLR"), { step_sise: 3 }), TypeError, "step_sise must be left out"],
    [lightning(torch("StepLR"), {}), TypeError, "lr_scheduler.init_args.step_size must be"],
    [lightning(torch("StepLR"), { step_size: -1 }), RangeError, "init_args.step_size must be"],
    [
      lightning(torch("StepLR"), { step_size: 1 }, { lr_scheduler_config: { interval: "batch" } }),
      RangeError,
      "lr_scheduler_config.interval must be one of epoch, step",
    ],
    [
      { lr_scheduler: { class_path: torch("StepLR"), init_args: { step_size: 1 } } },
      TypeError,
      "give learningRate (optimizer.lr is missing)",
    ],
    [
      lightning(torch("SequentialLR"), { schedulers: [{ class_path: "x.Y" }], milestones: [] }),
      RangeError,
      "must be one of ConstantLR",
    ],
    [
      lightning(torch("SequentialLR"), { schedulers: [{}], milestones: [] }),
      TypeError,
      "schedulers[0].class_path must be a string",
    ],
    [{ lr_scheduler: deep(20), optimizer: { lr: 1 } }, RangeError, "no more than 8 schedulers"],
  ],
  fromDiffusers: [
    [diffusers({ lr_scheduler: "cosin" }), RangeError, 'did you mean "cosine"?'],
    [diffusers({ lr_warmup: 3 }), TypeError, "lr_warmup must be left out"],
    [diffusers({ learning_rate: null }), TypeError, "give learningRate (learning_rate is missing"],
    [diffusers({ scale_lr: true }), TypeError, "give samplesPerStep (scale_lr multiplies the rate"],
    [
      diffusers({ lr_scheduler: "linear", max_train_steps: null }),
      TypeError,
      "give totalSteps, or stepsPerEpoch (max_train_steps is missing)",
    ],
    ...["1:2", "1:2:3,4", "x:1,2", "1:0,2", "1,x"].map(
      (step_rules) =>
        [
          diffusers({ lr_scheduler: "piecewise_constant", step_rules }),
          RangeError,
          "step_rules must be rules as",
        ] as const,
    ),
    [
      diffusers({ lr_scheduler: "piecewise_constant" }),
      TypeError,
      "step_rules must be a string, got undefined",
    ],
  ],
  fromKohya: [
    [kohya({ lr_scheduler: "cosin" }), RangeError, 'did you mean "cosine"?'],
    [kohya({ lr_schedule: "cosine" }), TypeError, "lr_schedule must be left out"],
    [kohya({ lr_scheduler_type: "a.B" }), RangeError, "lr_scheduler_type must be left out"],
    [kohya({ lr_scheduler_args: ["a=1"] }), RangeError, "lr_scheduler_args must be left out"],
    [
      kohya({ lr_scheduler: "linear", max_train_epochs: 3 }),
      TypeError,
      "give totalSteps, or stepsPerEpoch (max_train_epochs says how many epochs, not updates)",
    ],
    [kohya({ lr_warmup_steps: "200%" }), RangeError, "lr_warmup_steps must be at most 100%"],
    [kohya({ unet_lr: "fast" }), TypeError, "unet_lr[0] must be a finite number"],
  ],
  fromCompVis: [
    [{ base_learning_rate: 1, scheduler_config: 3 }, TypeError, "scheduler_config must be a map"],
  ],
  fromNeMo: [[{}, TypeError, "optim must be a mapping"]],
};
