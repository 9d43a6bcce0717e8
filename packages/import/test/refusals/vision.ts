import type { Tables } from "./row.ts";

const mmcv = (lr_config: object, more: object = {}): object => ({
  optimizer: { type: "SGD", lr: 0.1, momentum: 0.9 },
  lr_config,
  ...more,
});

const cyclic = (more: object): object =>
  mmcv({ policy: "cyclic", ...more }, { runner: { max_iters: 10 } });

const yolox = (lr_config: object, more: object = { runner: { max_epochs: 10 } }): object =>
  mmcv(
    {
      policy: "YOLOX",
      by_epoch: false,
      warmup: "exp",
      warmup_iters: 10,
      num_last_epochs: 2,
      min_lr_ratio: 0.1,
      ...lr_config,
    },
    more,
  );

const garden = (rate: object, warmup?: object): object => ({
  learning_rate: rate,
  warmup,
});

const stepCosine = (boundaries: unknown, values: unknown): object =>
  garden({ type: "step_cosine_with_offset", step_cosine_with_offset: { boundaries, values } });

const cosine = (more: object): object => ({
  type: "cosine",
  cosine: { initial_learning_rate: 0.1, decay_steps: 10, ...more },
});

export const vision: Tables = {
  fromModelGarden: [
    [{}, TypeError, "learning_rate must be a mapping, got undefined"],
    [garden({ type: "cosines" }), RangeError, 'did you mean "cosine"?'],
    [
      garden({ type: "cosine", cosine: { initial_learning_rate: 0.1 } }),
      TypeError,
      "learning_rate.cosine.decay_steps must be a finite number above 0",
    ],
    [garden(cosine({ decay_step: 3 })), TypeError, 'did you mean "decay_steps"?'],
    [garden(cosine({ initial_learning_rate: "high" })), TypeError, "initial_learning_rate must be"],
    [
      garden(cosine({ offset: 3 })),
      RangeError,
      "learning_rate.cosine.offset must be at most the steps of the warmup (0), got 3",
    ],
    [garden(cosine({}), { type: "exponential" }), RangeError, "warmup.type must be one of linear"],
    [garden(cosine({}), { type: "linear", linear: {} }), TypeError, "warmup.linear.warmup_steps"],
    [
      garden(cosine({}), { type: "linear", linear: { warmup_step: 3 } }),
      TypeError,
      'did you mean "warmup_steps"?',
    ],
    [
      garden({ type: "power", power: { initial_learning_rate: 1, power: 0.5 } }),
      RangeError,
      "learning_rate.power.power must be below 0, got 0.5",
    ],
    [stepCosine([0, 10], [1]), RangeError, "values must be as many as boundaries (2), got 1"],
    [stepCosine([5, 10], [1, 2]), RangeError, "boundaries[0] must be 0, got 5"],
    [stepCosine([0, 0], [1, 2]), RangeError, "boundaries[1] must be above the one before it"],
  ],
  fromMMEngine: [
    [
      { _base_: "base.py", param_scheduler: { type: "StepLR", step_size: 3 } },
      TypeError,
      'optim_wrapper.optimizer.lr is missing, and what "base.py" may set is not known: give the text of those files with the option bases',
    ],
  ],
  fromMMCV: [
    [yolox({ by_epoch: undefined }), RangeError, "lr_config.by_epoch must be False with YOLOX"],
    [yolox({ min_lr: 0.1 }), RangeError, "lr_config.min_lr must be given if min_lr_ratio is not"],
    [yolox({ last: 3 }), TypeError, "lr_config.last must be left out"],
    [
      yolox({ num_last_epochs: 9 }),
      RangeError,
      "lr_config.num_last_epochs must be few enough to leave iterations after the warmup, got 9",
      { stepsPerEpoch: 10 },
    ],
    [yolox({}), TypeError, "give stepsPerEpoch (the policy counts in iterations, and how many"],
    [yolox({}, {}), TypeError, "give totalSteps (the policy counts in iterations, and how many"],
    [
      yolox({}, { momentum_config: { policy: "cyclic" } }),
      RangeError,
      "momentum_config must be left out beside the policy YOLOX",
    ],
    [cyclic({ cyclic_times: 0 }), RangeError, "lr_config.cyclic_times must be an integer of at l"],
    [cyclic({ cyclic_times: 1001 }), RangeError, "lr_config.cyclic_times must be at most 1000"],
    [cyclic({ step_ratio_up: 1 }), RangeError, "lr_config.step_ratio_up must be below 1"],
    [cyclic({ gamma: 2 }), RangeError, "lr_config.gamma must be at most 1"],
    [
      cyclic({ gamma: 0.5, step_ratio_up: 0 }),
      RangeError,
      "lr_config.step_ratio_up must be above 0 beside gamma",
    ],
    [cyclic({ target_ratios: [1, 2] }), TypeError, 'did you mean "target_ratio"?'],
    [
      mmcv({ policy: "cyclic" }, { runner: { max_epochs: 3 } }),
      TypeError,
      "give stepsPerEpoch (the policy counts in iterations, the training in epochs)",
    ],
    [
      mmcv({ policy: "cyclic" }, { _base_: "base.py" }),
      TypeError,
      'are missing, and what "base.py" may set is not known',
    ],
    [
      mmcv(
        { policy: "fixed" },
        { momentum_config: { policy: "step", step: 3, warmup: "linear", warmup_iters: 3 } },
      ),
      RangeError,
      "momentum_config.warmup must be left out",
    ],
    [
      mmcv({ policy: "fixed" }, { momentum_config: { policy: "step", step: 3, min_lr: 3 } }),
      TypeError,
      "momentum_config.min_lr must be left out",
    ],
    [
      mmcv({ policy: "poly", by_epoch: false }, { momentum_config: { policy: "step", step: 3 } }),
      TypeError,
      "give totalSteps",
    ],
  ],
};
