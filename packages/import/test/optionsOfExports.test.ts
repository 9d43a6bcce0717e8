import { describeOptionsOfExports } from "@anneal/testing";
import * as importers from "../src/index.ts";

const { fromKeras, fromTorch, fromTransformers } = importers;

const config = { initial_learning_rate: 0.1, decay_steps: 3 };
const state = { gamma: 0.5, base_lrs: [0.1], last_epoch: 1 };

describeOptionsOfExports("@anneal/import", importers, {
  fromKeras: (unknown) =>
    fromKeras({ class_name: "CosineDecay", config: { ...config, ...unknown } }),
  fromTorch: (unknown) => fromTorch(state, { group: 0, ...unknown }),
  fromTransformers: (unknown) => fromTransformers("constant", { learning_rate: 0.1, ...unknown }),
});
