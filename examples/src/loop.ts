// A loop of your own: gradients of four small batches make one update, and one that is not finite is skipped.
import { cosine } from "@anneal/cosine";
import { bind } from "@anneal/tfjs";
import * as tf from "@tensorflow/tfjs";
import { moons, network } from "./moons.ts";

const { x, y } = moons(tf, 320);
const optimizer = tf.train.momentum(0.5, 0.9);
const model = network(tf, optimizer);

const [updates, parts, batch] = [60, 4, 16];
const run = bind(optimizer, cosine({ initial: 0.5, steps: updates }));

const lossOf = (from: number): tf.Scalar =>
  tf.losses.logLoss(y.slice(from, batch), model.predict(x.slice(from, batch)) as tf.Tensor);

let part = 0;
while (run.step < updates) {
  const gradients = tf.tidy(() => {
    const sums: Record<string, tf.Tensor> = {};
    for (let count = 0; count < parts; count++, part++) {
      const { grads } = tf.variableGrads(() => lossOf((part * batch) % 320));
      for (const name in grads) {
        const share = grads[name]!.div(parts);
        sums[name] = sums[name] ? sums[name].add(share) : share;
      }
    }
    return sums;
  });
  const finite = tf.tidy(() =>
    tf.addN(Object.values(gradients).map((item) => item.sum())).isFinite(),
  );
  const applied = finite.dataSync()[0] === 1;
  if (applied) {
    optimizer.applyGradients(Object.entries(gradients).map(([name, tensor]) => ({ name, tensor })));
  }
  tf.dispose([finite, gradients]);

  // The clock counts the updates that were applied, not the batches.
  run.advance(applied);
  if (run.step % 20 === 0) {
    const loss = tf.tidy(() => lossOf(0).dataSync()[0]!);
    process.stdout.write(
      `${run.step} updates of ${part} batches  next lr ${run.value.toFixed(4)}  loss ${loss.toFixed(3)}\n`,
    );
  }
}
