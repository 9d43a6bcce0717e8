import type { Drive } from "@anneal/core";
import type { Callback, LayersModel } from "@tensorflow/tfjs-layers";
import type { Hooks } from "./hooks.ts";
import { refuse } from "./refuse.ts";
import type { Conductor } from "./scheduleHooks.ts";

/** What is needed of TensorFlow.js: your own copy, `@tensorflow/tfjs` or `@tensorflow/tfjs-layers`. */
export interface TensorFlow {
  /** The class that the callbacks are made instances of: that of the copy which made the model. */
  readonly Callback: typeof Callback;
}

/** A `tf.Callback` that runs a schedule, in one run or several. */
export interface ScheduleCallback extends Callback, Conductor<Drive> {}

/**
 * What turns hooks into callbacks: instances of a subclass of the `Callback` of `tf`.
 *
 * @param entry - Name of the entry point, for the error message.
 * @throws {TypeError} If `tf` has no `Callback`.
 */
export function callbackMaker(
  tf: TensorFlow,
  entry: string,
): <Own extends Hooks>(hooks: Own) => Callback & Own {
  if (!(tf as Partial<TensorFlow> | undefined)?.Callback) {
    refuse(`${entry}: tf must have a Callback, got none`, TypeError);
  }
  // Declared abstract, which it is not.
  const Base = tf.Callback as unknown as new () => Callback;
  return (hooks) =>
    Object.assign(new Base(), hooks, {
      // Of another copy too: nothing here depends on whose it is.
      setModel(this: Callback, model: LayersModel) {
        this.model = model;
      },
    });
}
