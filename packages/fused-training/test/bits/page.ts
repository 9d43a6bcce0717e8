import * as tf from "@tensorflow/tfjs";
import { fuse } from "../../src/index.ts";
import { expectedBits, trainedBits } from "./networks.ts";

async function digests(): Promise<string[]> {
  await tf.setBackend("cpu");
  const found: string[] = [];
  for (const bits of expectedBits) {
    const train = (model: tf.LayersModel) => {
      const { engine, release } = fuse(tf, model);
      if (engine !== "wasm") throw new Error(`the page trains by ${engine}`);
      return release;
    };
    found.push(await trainedBits(tf, bits, train));
  }
  return found;
}

(globalThis as unknown as { digests: Promise<string[]> }).digests = digests();
