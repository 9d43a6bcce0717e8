import type * as Tensorflow from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-cpu";
import * as core from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import * as layers from "@tensorflow/tfjs-layers";

/**
 * What the lab needs of `@tensorflow/tfjs`: without its backend for graphics cards, its converter and its datasets, a
 * quarter of what a page would load to train. The reference network touches none of them.
 */
export const tf = { ...core, ...layers } as unknown as typeof Tensorflow;
