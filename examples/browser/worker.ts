// Trains on WebAssembly in a Web Worker, so that the page goes on drawing.
import { registerTrainingKernels, setWasmBackend } from "@anneal/wasm-training";
import * as tf from "@tensorflow/tfjs";
import * as wasm from "@tensorflow/tfjs-backend-wasm";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import { train } from "../src/train.ts";

/** What the page hears: each new rate, and the end. */
export type Message =
  | { readonly rate: number }
  | { readonly backend: string; readonly lr: readonly number[]; readonly accuracy: number };

const report = (message: Message): void => {
  postMessage(message);
};

registerTrainingKernels(tf);
await setWasmBackend(tf, wasm, {
  paths: {
    "tfjs-backend-wasm.wasm": plain,
    "tfjs-backend-wasm-simd.wasm": simd,
    "tfjs-backend-wasm-threaded-simd.wasm": threaded,
  },
});
const history = await train(tf, { epochs: 40, onChange: ({ to }) => report({ rate: to }) });
report({
  backend: tf.getBackend(),
  lr: history["lr"] as number[],
  accuracy: Number(history["val_acc"]!.at(-1)),
});
