import type { Drive } from "@anneal/core";
import type { Callback } from "@tensorflow/tfjs-layers";
import type { Hooks } from "./hooks.ts";
import { refuse } from "./refuse.ts";
import type { Conductor } from "./scheduleHooks.ts";

/** What is needed of TensorFlow.js: your own copy, `@tensorflow/tfjs` or `@tensorflow/tfjs-layers`. */
export interface TensorFlow {
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
  class HookedCallback extends tf.Callback {
    override setModel(model: Parameters<Callback["setModel"]>[0]): void {
      try {
        super.setModel(model);
      } catch {
        // A model of another copy: the hooks tell more of it, when they find no model.
      }
    }
  }
  return (hooks) => Object.assign(new HookedCallback(), hooks);
}
