import { valuesOf, type TrainingKernel } from "../trainingKernel.ts";

/** Gradient of an activation that passes on what is above 0, up to a limit. */
const rectifierGrad =
  (limit: number): TrainingKernel<"dy" | "x", unknown> =>
  ({ inputs: { dy, x }, backend }) => {
    const dx = backend.makeOutput(x.shape, "float32");
    const values = valuesOf(backend, x);
    const gradients = valuesOf(backend, dy);
    const results = valuesOf(backend, dx);
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      // Multiplications instead of an `if`, whose outcome no processor can predict.
      results[index] = gradients[index]! * Number(value > 0) * Number(value <= limit);
    }
    return dx;
  };

export const reluGrad = /* @__PURE__ */ rectifierGrad(Infinity);
export const relu6Grad = /* @__PURE__ */ rectifierGrad(6);
