import type { Tables } from "./row.ts";

const sched = (lr_sched: object, more: object = {}): object => ({
  optimizer: { lr: 0.1 },
  lr_sched,
  ...more,
});

export const diffusion: Tables = {
  fromKDiffusion: [
    [sched({ type: "cosine" }), RangeError, "lr_sched.type must be one of constant, inverse"],
    [sched({ type: "inverse", warmup: 1 }), RangeError, "lr_sched.warmup must be below 1"],
    [sched({ type: "inverse", warmup: -1 }), RangeError, "warmup must be a finite number of at"],
    [sched({ type: "inverse", inv_gamma: 0 }), RangeError, "inv_gamma must be a finite number abo"],
    [sched({ type: "inverse", num_steps: 3 }), TypeError, "lr_sched.num_steps must be left out"],
    [sched({ type: "exponential" }), TypeError, "lr_sched.num_steps must be a finite number"],
    [
      sched({ type: "exponential", num_steps: 3, decay: 2 }),
      RangeError,
      "lr_sched.decay must be at most 1, got 2",
    ],
    [{ lr_sched: { type: "constant" }, optimizer: { lr: "big" } }, TypeError, "optimizer.lr must"],
    [{ lr_sched: 3 }, TypeError, "lr_sched must be a mapping, got 3"],
  ],
};
