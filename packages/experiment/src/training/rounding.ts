import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type * as Tensorflow from "@tensorflow/tfjs";
import { optionsOf } from "../optionsOf.ts";
import { imageSize } from "../task/datasets.ts";
import { referenceNetwork } from "../task/network.ts";
import { code, tensorflow } from "../task/rule.ts";
import type { Fuse } from "./fuse.ts";

/** Images of the tiny training: two batches that update the weights, one of another length, and some that validate. */
const images = 88;
const batchSize = 32;
const validationSplit = 0.1;
const classes = 10;

/** The rounding of plain JavaScript: its arithmetic is specified to the last bit, and it is too slow to be measured. */
const specified = "javascript";

// TensorFlow.js does not export the enum that this 0 belongs to.
const silent: { readonly verbose: never } = { verbose: 0 as never };

/** Numbers from 0 to 1 that are the same everywhere. */
function generator(): () => number {
  let state = 12345;
  return () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
}

/** What rounds. */
interface Rounding {
  readonly tf: typeof Tensorflow;
  /** Makes each training step one call. @defaultValue TensorFlow.js trains layer by layer */
  readonly fuse?: Fuse | undefined;
}

const checked = /* @__PURE__ */ optionsOf<Rounding, "fuse">(
  "roundingOf",
  { tf: tensorflow, fuse: code },
  { fuse: undefined },
);

/**
 * A digest of how this processor rounds with a backend: of the losses and the weights of a tiny training of the reference
 * network. Two machines that have the same digest give the same numbers; two that differ, as AVX2 and AVX-512 do with
 * TensorFlow, do not, and their trials are not mixed.
 *
 * It takes less than a second.
 *
 * @throws {TypeError} If there is no such option, or its type is wrong.
 */
export async function roundingOf(options: Rounding): Promise<string> {
  const { tf, fuse } = checked(options);
  if (tf.getBackend() === "cpu" && !fuse) return specified;
  const next = generator();
  const pixels = Float32Array.from({ length: images * imageSize ** 2 }, next);
  const labels = Float32Array.from({ length: images }, () => Math.floor(next() * classes));
  const model = referenceNetwork(tf, 1);
  const optimizer = tf.train.adam(0.01);
  const x = tf.tensor4d(pixels, [images, imageSize, imageSize, 1]);
  const y = tf.tensor1d(labels);
  let fused: ReturnType<Fuse> | undefined;
  try {
    model.compile({ optimizer, loss: "sparseCategoricalCrossentropy" });
    fused = fuse?.(model);
    const { history } = await model.fit(x, y, {
      batchSize,
      epochs: 1,
      shuffle: false,
      validationSplit,
      ...silent,
    });
    const hash = sha256.create();
    hash.update(utf8ToBytes(JSON.stringify([history["loss"], history["val_loss"]])));
    for (const weight of model.getWeights()) {
      const { buffer, byteOffset, byteLength } = await weight.data();
      hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
    return bytesToHex(hash.digest()).slice(0, 12);
  } finally {
    fused?.release();
    tf.dispose([x, y]);
    model.dispose();
    optimizer.dispose();
  }
}
