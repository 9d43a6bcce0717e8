import { describeOptionsOfExports } from "@anneal/testing";
import * as wasm from "@tensorflow/tfjs-backend-wasm";
import * as kernels from "../src/index.ts";
import { tf } from "./tensorflow.ts";

describeOptionsOfExports("@anneal/wasm-training", kernels, {
  registerTrainingKernels: (unknown) =>
    kernels.registerTrainingKernels(tf, { build: "auto", ...unknown }),
  setWasmBackend: (unknown) => kernels.setWasmBackend(tf, wasm, { ...unknown }),
});
