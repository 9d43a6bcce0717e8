import type { TrainingKernel } from "../trainingKernel.ts";

/** A second tensor on the same data, as on the cpu backend, where TensorFlow.js's own kernel copies. */
export const identity: TrainingKernel<"x", unknown> = ({ inputs: { x }, backend }) => {
  if (x.dtype === "string") return undefined;
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
};
