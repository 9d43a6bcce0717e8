import { createRequire } from "node:module";
import { join } from "node:path";
import { registerFusedTraining, restoreLegacyUtil } from "@anneal/node-training";
import { registerTrainingKernels, setWasmBackend } from "@anneal/wasm-training";
import * as stock from "@tensorflow/tfjs";
import * as wasm from "@tensorflow/tfjs-backend-wasm";
import { createNativeEngine } from "../../src/engine/nativeEngine.ts";
import { createWasmEngine } from "../../src/engine/wasmEngine.ts";
import { fuse } from "../../src/index.ts";
import { measuredModelOf, networkOf, samplesOf } from "../networks.ts";
import { createPeak } from "../peak.ts";
import { batchSize, type Trainer } from "./trainer.ts";

// TensorFlow.js does not export the enum that this 0 belongs to.
const silent = { verbose: 0 };

/** TensorFlow.js, and with what it computes where nothing is fused. */
async function load(
  name: string,
  threads: number,
): Promise<readonly [tf: typeof stock, kernels: string]> {
  if (name.startsWith("tfjs-node")) {
    restoreLegacyUtil();
    process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
    process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
    const require = createRequire(join(process.env["ANNEAL_NATIVE_DIR"] ?? "", "package.json"));
    const tf = require("@tensorflow/tfjs-node") as typeof stock;
    await tf.setBackend("tensorflow");
    return [tf, name === "tfjs-node" ? registerFusedTraining(tf).parts.join(", ") : "stock"];
  }
  const { build } = registerTrainingKernels(stock);
  await setWasmBackend(stock, wasm);
  return [stock, build];
}

function engineOf(name: string, threads: number) {
  const engine = name === "fused-wasm" ? createWasmEngine() : createNativeEngine(threads);
  if (typeof engine === "object") return engine;
  throw new Error(engine ?? "there is no WebAssembly with vectors here");
}

/**
 * Trains by `fit` of TensorFlow.js: layer by layer in `wasm` with the kernels of `@anneal/wasm-training`, in `tfjs-node` with
 * those of `@anneal/node-training`, in `tfjs-node-stock` as it comes; fused in `fused-wasm` and `fused-native`.
 */
export async function createTensorFlowTrainer(name: string, threads: number): Promise<Trainer> {
  const [tf, kernels] = await load(name, threads);
  const engine = name.startsWith("fused") ? engineOf(name, threads) : undefined;
  return {
    version: `Node ${process.versions.node}`,
    kernels: engine ? `vectors of ${String(engine.width)} floats` : kernels,
    prepare(network) {
      const model = measuredModelOf(tf, network);
      if (engine) {
        const fused = fuse(tf, model, { engine: engine.name, threads });
        if (fused.engine === "layers") throw new Error(fused.reason);
      }
      const { images, labels } = samplesOf(network, batchSize);
      const x = tf.tensor(images, [batchSize, ...networkOf(network).shape]);
      const y = tf.tensor1d(labels);
      return async (batches, epochs, begin) => {
        const [xs, ys] = [x, y].map((tensor) =>
          tf.concat(Array<stock.Tensor>(batches).fill(tensor)),
        );
        begin();
        await model.fit(xs!, ys!, { batchSize, epochs, shuffle: false, ...silent });
        tf.dispose([xs!, ys!]);
      };
    },
    ...(engine ? { peak: createPeak(engine) } : {}),
  };
}
