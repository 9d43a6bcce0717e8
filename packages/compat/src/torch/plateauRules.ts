import {
  name,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  reductionFactor,
  schedule,
} from "@anneal/core";

/** The options of a plateau of PyTorch, which `GreedyLR` has as well. */
export const plateauRules = {
  lr: schedule,
  mode: /* @__PURE__ */ oneOf("min", "max"),
  factor: reductionFactor,
  patience: nonNegativeInteger,
  threshold: nonNegative,
  thresholdMode: /* @__PURE__ */ oneOf("rel", "abs"),
  cooldown: nonNegativeInteger,
  minLr: nonNegative,
  eps: nonNegative,
  monitor: name,
};
