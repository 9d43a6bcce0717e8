import { noBackend } from "@anneal/experiment/records";
import type * as Tensorflow from "@tensorflow/tfjs";
import type { Backend } from "./load.ts";

/** Stands in for TensorFlow.js where a loop says that it does not take it. */
const absent = new Proxy(
  {},
  {
    get(_, property) {
      throw new Error(
        `tf.${String(property)} is used, and TensorFlow.js was not loaded because the parameters of train do not name tf; ` +
          "write train: async ({ tf, schedule, report }) => …",
      );
    },
  },
) as typeof Tensorflow;

/** No backend, for a loop without TensorFlow.js: nothing is loaded. */
export const withoutTensorflow: Backend = {
  ...noBackend,
  tf: absent,
  activate: () => Promise.resolve(),
  warnings: [],
};
