// Trains with a warmup and a cosine, the rate changing with every update. The same in Node and in a browser.
import { cosine } from "@anneal/cosine";
import { connect, yieldEvery } from "@anneal/tfjs";
import type { Change } from "@anneal/tfjs";
import { warmup } from "@anneal/warmup";
import type * as Tensorflow from "@tensorflow/tfjs";
import { moons, network } from "./moons.ts";

export interface Report {
  /** Hears of every change of the learning rate. */
  readonly onChange?: (change: Change) => void;
  /** Milliseconds of training until everything else has its turn. */
  readonly pauseAfter?: number;
  readonly epochs?: number;
}

export async function train(
  tf: typeof Tensorflow,
  { onChange, pauseAfter, epochs = 20 }: Report = {},
): Promise<Tensorflow.History["history"]> {
  const { x, y } = moons(tf, 400);
  const model = network(tf, tf.train.adam());
  const { perStep } = connect(tf);

  const schedule = perStep(
    ({ totalSteps, stepsPerEpoch }) =>
      warmup({
        schedule: cosine({ initial: 0.05, steps: totalSteps - stepsPerEpoch }),
        steps: stepsPerEpoch,
      }),
    { onChange },
  );
  const { history } = await model.fit(x, y, {
    batchSize: 16,
    epochs,
    validationSplit: 0.2,
    callbacks: [pauseAfter ? yieldEvery(pauseAfter, schedule) : schedule],
  });
  return history;
}
