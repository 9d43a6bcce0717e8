import { name, nonNegative, nonNegativeInteger, oneOf, schedule } from "@anneal/core";
import { belowOne } from "../rules.ts";

/** The options of a plateau of PyTorch, which `GreedyLR` has as well. */
export const plateauRules = {
  lr: schedule,
  mode: /* @__PURE__ */ oneOf("min", "max"),
  factor: belowOne,
  patience: nonNegativeInteger,
  threshold: nonNegative,
  thresholdMode: /* @__PURE__ */ oneOf("rel", "abs"),
  cooldown: nonNegativeInteger,
  minLr: nonNegative,
  eps: nonNegative,
  monitor: name,
};
