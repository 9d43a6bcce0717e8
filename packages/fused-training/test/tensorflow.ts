import * as tf from "@tensorflow/tfjs";

// The cpu backend advertises tfjs-node when it is first used, unless it believes to be under test. Nothing else is hushed.
tf.env().set("IS_TEST", true);
await tf.setBackend("cpu");
tf.dispose(tf.scalar(0));
tf.env().set("IS_TEST", false);

export { tf };

/** Numbers from -1 to 1 that are the same everywhere. */
export function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** A tensor of such numbers. */
export function randomTensor(
  shape: readonly number[],
  next: () => number,
  scale = 1,
  offset = 0,
): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => offset + scale * next()),
    [...shape],
  );
}

/** Gives every weight of a model random values that neither explode nor vanish from layer to layer. */
export function randomizeWeights(model: tf.LayersModel, seed: number): void {
  const next = numbers(seed);
  const weights = model.weights.map(({ name, shape }) => {
    const sizes = shape as number[];
    if (/gamma|variance/.test(name)) return randomTensor(sizes, next, 0.3, 1);
    if (sizes.length === 1) return randomTensor(sizes, next, 0.2);
    const inputs = sizes.slice(0, -1).reduce((product, length) => product * length, 1);
    return randomTensor(sizes, next, Math.sqrt(3 / inputs));
  });
  model.setWeights(weights);
  tf.dispose(weights);
}

/** A digest (FNV-1a) of the bits of arrays. */
export function digestOf(arrays: readonly ArrayLike<number>[]): string {
  let digest = 0x811c9dc5;
  for (const array of arrays) {
    for (const byte of new Uint8Array(Float32Array.from(array).buffer)) {
      digest = Math.imul(digest ^ byte, 0x01000193);
    }
  }
  return (digest >>> 0).toString(16);
}

/** The values of all weights. */
export function weightsOf(model: tf.LayersModel): readonly Float32Array[] {
  return model.getWeights().map((weight) => Float32Array.from(weight.dataSync()));
}

/** Class numbers that go round. */
export function classes(count: number, among: number): tf.Tensor1D {
  return tf.tensor1d(Array.from({ length: count }, (_, index) => index % among));
}
