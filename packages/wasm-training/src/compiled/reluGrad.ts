import { sizeOf, type CompiledKernel } from "../trainingKernel.ts";
import { addressOf } from "./scratch.ts";

/** Gradient of an activation that passes on what is above 0, up to a limit. */
const rectifierGrad =
  (limit: number): CompiledKernel<"dy" | "x", unknown> =>
  ({ inputs: { dy, x }, backend, compiled }) => {
    const dx = backend.makeOutput(x.shape, "float32");
    compiled.reluGradient(
      addressOf(backend, x),
      addressOf(backend, dy),
      addressOf(backend, dx),
      sizeOf(x.shape),
      limit,
    );
    return dx;
  };

export const reluGrad = /* @__PURE__ */ rectifierGrad(Infinity);
export const relu6Grad = /* @__PURE__ */ rectifierGrad(6);
