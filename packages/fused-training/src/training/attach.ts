import type * as Tensorflow from "@tensorflow/tfjs";
import type { Engine } from "../engine/engine.ts";
import { readChain, type Chain } from "../model/chain.ts";
import type { Model, Optimizer, Sequential, StepFunction } from "../model/layer.ts";
import { wordsOf } from "../model/operation.ts";
import { createTrainer, type Outcome, type Trainer } from "./trainer.ts";

/** A model whose functions are replaced. */
export interface Attached {
  /** Why the model trains layer by layer; undefined if it does not. */
  readonly reason: () => string | undefined;
  readonly bytes: (samples: number) => number;
  /** Puts back what was there before. */
  readonly release: () => void;
}

/** The fields that say what was compiled: another value of one of them asks for another plan. */
const compiled = ["optimizer", "loss", "metricsTensors", "collectedTrainableWeights"] as const;

interface Reading {
  readonly of: readonly unknown[];
  readonly reason?: string | undefined;
  readonly chain?: Chain;
  readonly trainer?: Trainer;
  readonly release?: () => void;
}

/** Replaces the functions of a model that train, test and predict, whenever it is compiled. */
export function attach(tf: typeof Tensorflow, model: Model | Sequential, engine: Engine): Attached {
  if (!("model" in model)) return attachInner(tf, model, engine);
  let attached = attachInner(tf, model.model, engine);
  const { compile } = model;
  model.compile = (args) => {
    attached.release();
    compile.call(model, args);
    attached = attachInner(tf, model.model, engine);
  };
  return {
    reason: () => attached.reason(),
    bytes: (samples) => attached.bytes(samples),
    release() {
      attached.release();
      Reflect.deleteProperty(model, "compile");
    },
  };
}

function attachInner(tf: typeof Tensorflow, model: Model, engine: Engine): Attached {
  const { makeTrainFunction, makeTestFunction, predictLoop } = model;
  let reading: Reading | undefined;

  /** What the model is now. It is read when it is first asked for, and when it was compiled anew. */
  function current(): Reading {
    const of = compiled.map((field) => model[field]);
    if (reading?.of.every((value, index) => value === of[index])) return reading;
    reading?.release?.();
    const chain = readChain(model);
    const optimizer = model.optimizer!;
    if (typeof chain === "string") {
      reading = { of, reason: chain };
    } else if (trained.has(optimizer)) {
      reading = { of, reason: "the optimizer trains another fused model" };
    } else {
      const trainer = createTrainer(tf, chain, optimizer, engine);
      reading = { of, chain, trainer, release: followOptimizer(optimizer, trainer) };
    }
    return reading;
  }

  model.makeTrainFunction = () => {
    const { chain, trainer } = current();
    if (!chain || !trainer) return makeTrainFunction.call(model);
    return ([x, y, weights]) =>
      withMetrics(
        tf,
        model,
        chain,
        trainer,
        y!,
        trainer.train({ x: x!, y: y!, weights: weights ?? undefined }),
      );
  };
  model.makeTestFunction = () => {
    makeTestFunction.call(model);
    const { chain, trainer } = current();
    if (!chain || !trainer) return;
    const test: StepFunction = ([x, y]) =>
      withMetrics(tf, model, chain, trainer, y!, trainer.test({ x: x!, y: y! }));
    model.testFunction = (data) => tf.tidy(() => test(data));
  };
  model.predictLoop = (inputs, batchSize) => {
    const { chain, trainer } = current();
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    return chain && trainer
      ? predictBatches(tf, model, chain, trainer, x!, batchSize)
      : predictLoop.call(model, inputs, batchSize);
  };

  return {
    reason: () => current().reason,
    bytes: (samples) => current().trainer?.bytes(samples) ?? 0,
    release() {
      reading?.release?.();
      for (const name of ["makeTrainFunction", "makeTestFunction", "predictLoop"] as const) {
        Reflect.deleteProperty(model, name);
      }
    },
  };
}

/** The optimizers whose moments an arena has. */
const trained = new WeakSet<Optimizer>();

/** Brings the moments where they belong before the optimizer is asked for them. Returns what ends that. */
function followOptimizer(optimizer: Optimizer, trainer: Trainer): () => void {
  trained.add(optimizer);
  const { getWeights } = optimizer;
  optimizer.getWeights = () => {
    trainer.flush();
    return getWeights.call(optimizer);
  };
  return () => {
    trainer.flush();
    trained.delete(optimizer);
    Reflect.deleteProperty(optimizer, "getWeights");
  };
}

/** The loss and the metrics of a batch, as the functions of TensorFlow.js return them. */
function withMetrics(
  tf: typeof Tensorflow,
  model: Model,
  { objective, y }: Chain,
  trainer: Trainer,
  target: Tensorflow.Tensor,
  { loss, hits }: Outcome,
): Tensorflow.Tensor[] {
  const samples = target.shape[0];
  const counted = objective.accuracy === "aboveHalf" ? samples * wordsOf(y) : samples;
  return [
    tf.scalar(loss),
    ...model.metricsTensors.map(([metric], index) =>
      objective.metrics[index]
        ? tf.scalar(hits / counted)
        : tf.tidy(() => {
            const output = tf.tensor(trainer.values(samples), outputShape(model, samples));
            return tf.mean(metric(target, output));
          }),
    ),
  ];
}

function outputShape({ outputs: [output] }: Model, samples: number): number[] {
  return [samples, ...(output!.shape.slice(1) as number[])];
}

function predictBatches(
  tf: typeof Tensorflow,
  model: Model,
  chain: Chain,
  trainer: Trainer,
  x: Tensorflow.Tensor,
  batchSize: number,
): Tensorflow.Tensor {
  const samples = x.shape[0];
  const words = wordsOf(chain.y);
  const values = new Float32Array(samples * words);
  for (let first = 0; first < samples; first += batchSize) {
    const count = Math.min(batchSize, samples - first);
    tf.tidy(() => {
      trainer.predict(tf.slice(x, first, count));
    });
    values.set(trainer.values(count), first * words);
  }
  return tf.tensor(values, outputShape(model, samples));
}
