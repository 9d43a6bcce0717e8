// A warmup and a cosine that a metric may reduce on top, with what belongs to it: the best weights are restored at each
// reduction, and training ends at the floor.
import { stretch } from "@anneal/core";
import { cosine } from "@anneal/cosine";
import { plateau } from "@anneal/plateau";
import { connect, restoreBestWeights, stopAtFloor, withMetrics } from "@anneal/tfjs";
import { warmup } from "@anneal/warmup";
import * as tf from "@tensorflow/tfjs";
import { moons, network } from "./moons.ts";

const { x, y } = moons(tf, 400);
const model = network(tf, tf.train.adam());
const { perStep } = connect(tf);

const schedule = perStep(
  ({ stepsPerEpoch }) =>
    plateau({
      // Written in epochs, run on the clock of updates: smooth within an epoch.
      schedule: stretch(
        stepsPerEpoch,
        warmup({ schedule: cosine({ initial: 0.1, steps: 200 }), steps: 2 }),
      ),
      monitor: "gap",
      factor: 0.5,
      patience: 2,
      min: 0.01,
    }),
  {
    onChange({ epoch, from, to, reason }) {
      if (reason !== "metric") return;
      process.stdout.write(`epoch ${epoch! + 1}: ${from!.toFixed(4)} -> ${to.toFixed(4)}\n`);
    },
  },
);

// A metric of one's own: what overfitting costs.
const watching = withMetrics(
  { gap: ({ val_loss, loss }) => val_loss! + (val_loss! - loss!) },
  schedule,
);

const { history } = await model.fit(x, y, {
  batchSize: 16,
  epochs: 60,
  validationSplit: 0.2,
  callbacks: [
    stopAtFloor({ floor: 0.01, epochs: 3 }, restoreBestWeights({ monitor: "gap" }, watching)),
  ],
});

const rates = history["lr"]!.map(Number);
process.stdout.write(`${rates.length} epochs, the last at ${rates.at(-1)!.toFixed(4)}\n`);
