import type * as Tensorflow from "@tensorflow/tfjs";
import type { Engine } from "../engine/engine.ts";
import { fail } from "../fail.ts";
import type { Chain } from "../model/chain.ts";
import type { Optimizer } from "../model/layer.ts";
import { wordsOf } from "../model/operation.ts";
import { plan, type Plan, type Purpose } from "../plan/plan.ts";
import { takeMemory, valuesOf, type Memory } from "./memory.ts";
import { followMoments } from "./moments.ts";
import { ruleOf } from "./optimizers.ts";

/** A batch: tensors of samples, of their targets, and of their weights if they have any. */
interface Batch {
  readonly x: Tensorflow.Tensor;
  readonly y: Tensorflow.Tensor;
  readonly weights?: Tensorflow.Tensor | undefined;
}

/** What is told of a batch. */
export interface Outcome {
  readonly loss: number;
  /** How many values were told right, if the metrics ask for it. */
  readonly hits: number;
}

/** Trains a chain in an engine, on the variables of its model and optimizer. */
export interface Trainer {
  readonly train: (batch: Batch) => Outcome;
  readonly test: (batch: Batch) => Outcome;
  readonly predict: (x: Tensorflow.Tensor) => void;
  /** A copy of the values of the last operation for the last batch. */
  readonly values: (samples: number) => Float32Array<ArrayBuffer>;
  /** Brings the moments into the variables of the optimizer. */
  readonly flush: () => void;
  /** Bytes of memory for batches of so many samples. */
  readonly bytes: (samples: number) => number;
}

/** Prepares the training of a chain. Memory is taken at the first batch, and again for a larger one. */
export function createTrainer(
  tf: typeof Tensorflow,
  chain: Chain,
  optimizer: Optimizer,
  engine: Engine,
): Trainer {
  const rule = ruleOf(optimizer);
  const moments = rule && followMoments(tf, chain, optimizer, rule);
  const planFor = (samples: number): Plan => plan(chain, samples, rule?.update);
  let memory: Memory | undefined;
  let maskedSamples = 0;

  function flush(): void {
    if (memory) moments?.write(memory);
  }

  function memoryFor(samples: number): Memory {
    if (samples === 0) fail(RangeError, "a batch must have at least one sample, got 0");
    if (memory && memory.plan.capacity >= samples) return memory;
    const larger = takeMemory(tf, chain, planFor(samples), engine);
    flush();
    moments?.forget();
    maskedSamples = 0;
    memory = larger;
    return larger;
  }

  function enter(purpose: Purpose, { x, y, weights }: Partial<Batch>): [Memory, number] {
    const samples = x!.shape[0];
    const ready = memoryFor(samples);
    const { arena, plan } = ready;
    ready.readWeights();
    arena.floats.set(valuesOf(tf, x!), plan.input);
    if (y) arena.floats.set(valuesOf(tf, y), plan.target);
    if (weights) arena.floats.set(valuesOf(tf, weights), plan.sampleWeights);
    if (purpose === "train" || purpose === "gradients") drawDropouts(ready, samples);
    return [ready, samples];
  }

  /** Draws what is dropped from Math.random, or as TensorFlow.js does where there is a seed: then at each step the same. */
  function drawDropouts({ plan, arena }: Memory, samples: number): void {
    for (const { operation, place } of plan.dropouts) {
      const { x, rate, seed } = operation;
      if (seed === undefined) {
        arena.words[place] = Math.floor(Math.random() * 2 ** 32);
      } else if (maskedSamples !== samples) {
        const { height, width, channels } = x;
        const shape =
          height * width > 1 ? [samples, height, width, channels] : [samples, wordsOf(x)];
        const mask = tf.tidy(() => tf.dropout(tf.ones(shape), rate, undefined, seed).dataSync());
        arena.floats.set(mask, place);
      }
    }
    maskedSamples = samples;
  }

  function outcomeOf({ plan, arena }: Memory): Outcome {
    const [loss, hits] = arena.floats.subarray(plan.result, plan.result + 2) as unknown as [
      number,
      number,
    ];
    return { loss, hits };
  }

  return {
    flush,
    bytes: (samples) => planFor(samples).bytes,
    train(batch) {
      const purpose = rule ? "train" : "gradients";
      const [ready, samples] = enter(purpose, batch);
      const { plan, arena } = ready;
      if (rule) {
        moments!.read(ready);
        arena.floats.set(rule.constants(optimizer), plan.constants);
      }
      ready.run(purpose, samples, batch.weights !== undefined);
      ready.writeWeights();
      if (rule) {
        moments!.setNewer();
        rule.finish(tf, optimizer);
      } else {
        applyGradients(tf, chain, optimizer, ready);
      }
      return outcomeOf(ready);
    },
    test(batch) {
      const [ready, samples] = enter("test", batch);
      ready.run("test", samples, false);
      return outcomeOf(ready);
    },
    predict(x) {
      const [ready, samples] = enter("predict", { x });
      ready.run("predict", samples, false);
    },
    values(samples) {
      const { plan, arena } = memory!;
      return arena.floats.slice(plan.output, plan.output + samples * wordsOf(chain.y));
    },
  };
}

/** Lets the optimizer itself apply the gradients. */
function applyGradients(
  tf: typeof Tensorflow,
  chain: Chain,
  optimizer: Optimizer,
  { plan, arena }: Memory,
): void {
  tf.tidy(() => {
    optimizer.applyGradients(
      chain.trained.map((index) => {
        const { variable, size } = chain.weights[index]!;
        const value = variable.read();
        const { gradient } = plan.weights[index]!;
        const tensor = tf.tensor(arena.floats.slice(gradient, gradient + size), value.shape);
        return { name: value.name, tensor };
      }),
    );
  });
}
