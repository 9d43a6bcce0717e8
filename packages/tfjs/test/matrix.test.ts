import { ramp, stretch } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import { step } from "@anneal/step";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bind, connect } from "../src/index.ts";
import { backends } from "./backends.ts";
import { expectedWeights, optimizers, shrinkingModel, Weights } from "./optimizers.ts";
import { Report, samples } from "./probe.ts";

const { perStep, perEpoch } = connect(tf);

/** Six updates in two epochs: batches of 4, 4 and 2. */
const [batchSize, epochs] = [4, 2];

interface Mode {
  readonly name: string;
  readonly callbacks: () => tf.Callback[];
  readonly rates: readonly number[];
}

const modes: readonly Mode[] = [
  {
    name: "per step",
    callbacks: () => [perStep(ramp({ from: 0.08, to: 0, steps: 8 }))],
    rates: [0.08, 0.07, 0.06, 0.05, 0.04, 0.03],
  },
  {
    name: "per epoch",
    callbacks: () => [perEpoch(step({ initial: 0.08, every: 1, factor: 0.25 }))],
    rates: [0.08, 0.08, 0.08, 0.02, 0.02, 0.02],
  },
  {
    name: "an epoch schedule on the clock of steps",
    callbacks: () => [
      perStep(({ stepsPerEpoch }) =>
        stretch(stepsPerEpoch, ramp({ from: 0.09, to: 0.03, steps: 2 })),
      ),
    ],
    rates: [0.09, 0.08, 0.07, 0.06, 0.05, 0.04],
  },
  {
    name: "plateau",
    callbacks: () => [
      new Report({ score: NaN }, { score: 1 }),
      perEpoch(plateau({ schedule: 0.08, monitor: "score", factor: 0.5, patience: 1 })),
    ],
    rates: [0.08, 0.08, 0.08, 0.04, 0.04, 0.04],
  },
];

// tfjs-node draws a progress bar unless told not to; the enum that this 0 belongs to is not exported.
const quiet = { verbose: 0 };

describe.each(backends)("on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });
  afterAll(async () => {
    await tf.setBackend("cpu");
  });

  describe.each(optimizers)("$name", ({ make, rule }) => {
    const compare = (seen: readonly number[], rates: readonly number[]): void => {
      const expected = expectedWeights(rule(), rates);
      expect(seen).toHaveLength(expected.length);
      seen.forEach((weight, update) => expect(weight).toBeCloseTo(expected[update]!, 5));
    };

    test.each(modes)("$name", async ({ callbacks, rates }) => {
      const [x, y] = samples(10);
      const [model, weights] = [shrinkingModel(make(0.5)), new Weights()];
      await model.fit(x, y, { ...quiet, batchSize, epochs, callbacks: [...callbacks(), weights] });
      compare(weights.seen, rates);
      const { numTensors, numBytes } = tf.memory();
      await model.fit(x, y, { ...quiet, batchSize, epochs, callbacks: callbacks() });
      expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    });

    test("a hand-written loop, gradients accumulated and an update skipped", () => {
      const weight = tf.variable(tf.scalar(1));
      const optimizer = make(0.5);
      const run = bind(optimizer, ramp({ from: 0.08, to: 0, steps: 8 }));
      const seen: number[] = [];
      const train = (): void => {
        let sum: tf.Tensor | undefined;
        for (let micro = 0; micro < 15; micro++) {
          // Half of the gradient each: two make an update. The third pair is spoilt, and thrown away.
          const { value, grads } = tf.variableGrads(
            () => tf.mul(0.25, tf.square(weight)).asScalar(),
            [weight],
          );
          const gradient = grads[weight.name]!;
          sum = sum
            ? tf.tidy(() => {
                const both = tf.add(sum!, gradient);
                tf.dispose([sum!, gradient]);
                return both;
              })
            : gradient;
          value.dispose();
          if (micro % 2 === 0) continue;
          const applied = micro !== 5;
          if (applied) {
            optimizer.applyGradients([{ name: weight.name, tensor: sum }]);
            seen.push(weight.dataSync()[0]!);
          }
          run.advance(applied);
          sum.dispose();
          sum = undefined;
        }
        sum?.dispose();
      };
      train();
      expect([run.step, optimizer.iterations]).toEqual([6, 6]);
      compare(seen, [0.08, 0.07, 0.06, 0.05, 0.04, 0.03]);
      const { numTensors, numBytes } = tf.memory();
      train();
      expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    });
  });
});
