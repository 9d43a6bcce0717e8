import { positive } from "@anneal/core";
import type { Callback } from "@tensorflow/tfjs-layers";
import { demand } from "./refuse.ts";

// Neither the browser nor Node is assumed.
declare const setTimeout: (callback: () => void) => unknown;

/**
 * Lets everything else have its turn while a model trains: a page goes on drawing, a server goes on answering.
 *
 * The option `yieldEvery` of `fit` has no effect where callbacks are instances of `tf.Callback`. A timer is used, not an
 * animation frame: a tab in the background goes on training.
 *
 * @param milliseconds - How long training goes on before the next pause: a finite number above 0. A frame lasts 16.
 * @param callback - The callback that is to pause, after a batch; it is changed.
 * @returns `callback` itself.
 * @throws {RangeError} If `milliseconds` is not above 0, or not finite.
 * @throws {TypeError} If `milliseconds` is not a number.
 *
 * @example
 * ```ts
 * await model.fit(x, y, { callbacks: [yieldEvery(50, perStep(schedule))] });
 * ```
 */
export function yieldEvery<Own extends Callback>(milliseconds: number, callback: Own): Own {
  demand("yieldEvery: milliseconds", positive, milliseconds);
  const own = callback.onBatchEnd.bind(callback);
  let last = Date.now();
  callback.onBatchEnd = async (batch, logs) => {
    await own(batch, logs);
    if (Date.now() - last < milliseconds) return;
    await new Promise<void>((resolve) => setTimeout(resolve));
    last = Date.now();
  };
  return callback;
}
