import type { Tables } from "./row.ts";

const mmcv = (lr_config: object, more: object = {}): object => ({
  optimizer: { type: "SGD", lr: 0.1, momentum: 0.9 },
  lr_config,
  ...more,
});

const cyclic = (more: object): object =>
  mmcv({ policy: "cyclic", ...more }, { runner: { max_iters: 10 } });

export const vision: Tables = {
  fromMMEngine: [
    [
      { _base_: "base.py", param_scheduler: { type: "StepLR", step_size: 3 } },
      TypeError,
      "optim_wrapper.optimizer.lr is missing, and the files of _base_ are not followed",
    ],
  ],
  fromMMCV: [
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
      "are missing, and the files of _base_ are not followed",
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
