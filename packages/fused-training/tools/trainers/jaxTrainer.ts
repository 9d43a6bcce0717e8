import { init, jit, nn, numpy as np, random, tree, valueAndGrad } from "@jax-js/jax";
import { type LayerDescription, networkOf, samplesOf } from "../networks.ts";
import { batchSize, type Trainer } from "./trainer.ts";

/** Some arrays of weights. Every function takes its arguments over, as in jax-js: what is used again is passed as `ref`. */
type Arrays = np.Array[];
/** A layer with its weights, and what makes a key for what it draws. */
type Apply = (x: np.Array, weights: Arrays, key: () => np.Array) => np.Array;

interface Built {
  /** Of a sample, behind the layer. */
  readonly shape: readonly number[];
  readonly weights: readonly (readonly number[])[];
  readonly apply: Apply;
}

const activations: Readonly<Record<string, (x: np.Array) => np.Array>> = {
  relu: nn.relu,
  tanh: np.tanh,
  softmax: (x) => nn.softmax(x),
  none: (x) => x,
};

const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);

/** A layer behind values of a shape. */
function built(layer: LayerDescription, shape: readonly number[], isLast: boolean): Built {
  const option = (name: string): number => layer[name] as number;
  // The softmax is in the loss.
  const activate =
    activations[isLast ? "none" : ((layer["activation"] as string | undefined) ?? "none")]!;
  const [height = 1, width = 1, channels = 1] = shape;
  const without = (apply: Apply, after: readonly number[] = shape): Built => ({
    ...{ shape: after, weights: [], apply },
  });
  switch (layer.layer) {
    case "conv2d": {
      const [size, filters] = [option("kernelSize"), option("filters")];
      const around = layer["padding"] === "same" ? (size - 1) / 2 : 0;
      const [rows, columns] = [height, width].map((length) => length + 2 * around - size + 1) as [
        number,
        number,
      ];
      const isBiased = layer["useBias"] !== false;
      return {
        shape: [rows, columns, filters],
        weights: [[size * size * channels, filters], ...(isBiased ? [[filters]] : [])],
        // A product with copies of the image: the convolution of jax-js takes more than ten times as long.
        apply(x, [filter, bias]) {
          const padded = around === 0 ? x : np.pad(x, { 1: [around, around], 2: [around, around] });
          const shifted = Array.from({ length: size * size }, (_, tap) => {
            const [row, column] = [Math.floor(tap / size), tap % size];
            return padded.ref.slice([], [row, row + rows], [column, column + columns], []);
          });
          padded.dispose();
          const patches = np.concatenate(shifted, 3).reshape([-1, size * size * channels]);
          const product = np.matmul(patches, filter!);
          const sum = bias ? product.add(bias) : product;
          return activate(sum.reshape([batchSize, rows, columns, filters]));
        },
      };
    }
    case "maxPooling2d":
    case "averagePooling2d": {
      const pool = option("poolSize");
      const [rows, columns] = [Math.floor(height / pool), Math.floor(width / pool)];
      const reduced = layer.layer === "maxPooling2d" ? np.max : np.mean;
      return without(
        (x) => {
          const kept = x.slice([], [0, rows * pool], [0, columns * pool], []);
          const windows = kept.reshape([batchSize, rows, pool, columns, pool, channels]);
          return reduced(windows, [2, 4]);
        },
        [rows, columns, channels],
      );
    }
    case "batchNormalization": {
      const features = [shape.at(-1)!];
      return {
        shape,
        weights: [features, features],
        apply(x, [scale, offset]) {
          const axes = shape.map((_, axis) => axis);
          const centred = x.ref.sub(np.mean(x, axes, { keepdims: true }));
          const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
          // Scales begin with 0 here, as all vectors do.
          return centred
            .div(np.sqrt(variance.add(0.001)))
            .mul(scale!.add(1))
            .add(offset!);
        },
      };
    }
    case "activation":
      return without(activate);
    case "dropout": {
      const kept = 1 - option("rate");
      return without((x, _, key) => {
        const mask = random.bernoulli(key(), kept, x.shape);
        return np.where(mask, x.mul(1 / kept), 0);
      });
    }
    case "flatten":
      return without((x) => x.reshape([batchSize, -1]), [sizeOf(shape)]);
    case "dense":
      return {
        shape: [option("units")],
        weights: [[shape[0]!, option("units")], [option("units")]],
        apply: (x, [weights, bias]) => activate(np.matmul(x, weights!).add(bias!)),
      };
    default:
      throw new RangeError(`jax-js builds no ${layer.layer}`);
  }
}

/** The first weights: vectors of zeros, and matrices of random numbers. */
function initial(shape: readonly number[]): np.Array {
  if (shape.length === 1) return np.zeros([...shape]);
  const scale = Math.sqrt(6 / (shape[0]! + shape[1]!));
  const values = Float32Array.from(
    { length: sizeOf(shape) },
    () => scale * (2 * Math.random() - 1),
  );
  return np.array(values).reshape([...shape]);
}

/** A step of Adam of the layers, compiled: loss and hits come out beside what has changed. */
function compiledStep(stack: readonly Built[]) {
  const lossOf = (weights: Arrays[], x: np.Array, y: np.Array, seed: np.Array) => {
    let keys = 0;
    const key = () => random.key(seed.ref.add(keys++));
    const logits = stack.reduce((value, { apply }, index) => apply(value, weights[index]!, key), x);
    seed.dispose();
    const hits = np.equal(np.argmax(logits.ref, 1), np.argmax(y.ref, 1)).astype(np.float32).sum();
    return [
      nn
        .logSoftmax(logits)
        .mul(y)
        .sum()
        .mul(-1 / batchSize),
      hits,
    ] as [np.Array, np.Array];
  };
  const gradientOf = valueAndGrad(lossOf, { hasAux: true });
  return jit(
    (
      [weights, first, second]: [Arrays[], Arrays[], Arrays[]],
      rate: np.Array,
      ...batch: [x: np.Array, y: np.Array, seed: np.Array]
    ) => {
      const [told, gradient] = gradientOf(tree.ref(weights), ...batch);
      const mean = tree.map(
        (moment: np.Array, slope: np.Array) => moment.mul(0.9).add(slope.mul(0.1)),
        first,
        tree.ref(gradient),
      );
      const square = tree.map(
        (moment: np.Array, slope: np.Array) => moment.mul(0.999).add(np.square(slope).mul(0.001)),
        second,
        gradient,
      );
      const changed = tree.map(
        (weight: np.Array, one: np.Array, other: np.Array) =>
          weight.sub(one.mul(rate.ref).div(np.sqrt(other).add(1e-7))),
        weights,
        tree.ref(mean),
        tree.ref(square),
      );
      rate.dispose();
      return [[changed, mean, square], told] as [[Arrays[], Arrays[], Arrays[]], np.Array[]];
    },
  );
}

/** Trains in `@jax-js/jax`: a step, with Adam, is one function that `jit` compiles. */
export async function createJaxTrainer(): Promise<Trainer> {
  // Its other devices are those of a page.
  await init("wasm");
  return {
    version: `Node ${process.versions.node}`,
    kernels: "jit of the whole step",
    prepare(network) {
      const { shape, layers } = networkOf(network);
      const stack: Built[] = [];
      layers.forEach((layer, index) => {
        stack.push(built(layer, stack.at(-1)?.shape ?? shape, index === layers.length - 1));
      });
      const step = compiledStep(stack);
      const { images, labels } = samplesOf(network, batchSize);
      const x = np.array(images).reshape([batchSize, ...shape]);
      const y = nn.oneHot(np.array(Int32Array.from(labels)), 10);
      const zeros = () =>
        stack.map(({ weights }) => weights.map((weight) => np.zeros([...weight])));
      let state: [Arrays[], Arrays[], Arrays[]] = [
        stack.map(({ weights }) => weights.map(initial)),
        zeros(),
        zeros(),
      ];
      let steps = 0;
      return async (batches, epochs, begin) => {
        begin();
        for (let count = 0; count < batches * epochs; count++) {
          steps++;
          const rate = (0.001 * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps);
          const seed = np.array([steps * layers.length], { dtype: np.uint32 }).reshape([]);
          const [next, told] = step(state, np.array(rate), x.ref, y.ref, seed);
          state = next;
          // The others tell both at each batch.
          for (const value of told) await value.data();
        }
      };
    },
  };
}
