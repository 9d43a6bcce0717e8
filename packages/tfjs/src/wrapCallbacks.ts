import type { Rule } from "@anneal/core";
import type { Callback, CustomCallback, CustomCallbackArgs } from "@tensorflow/tfjs-layers";
import { callbackMaker } from "./callback.ts";
import type { TensorFlow } from "./callback.ts";
import { optionsOf } from "./optionsOf.ts";
import { refuse } from "./refuse.ts";

/** What is needed of your TensorFlow.js to make callbacks of plain objects. */
export interface TensorFlowCallbacks extends TensorFlow {
  /** The class that plain objects become instances of. */
  readonly CustomCallback: {
    /** Makes an instance of a plain object. */
    new (hooks: CustomCallbackArgs): CustomCallback;
  };
}

/** A plain object with hooks, as `fit` takes a list of them. */
export type PlainCallback = {
  readonly [Hook in (typeof hookNames)[number]]?: CustomCallbackArgs[Hook] | undefined;
};

const entry = "wrapCallbacks";

const hookNames = [
  "onTrainBegin",
  "onTrainEnd",
  "onEpochBegin",
  "onEpochEnd",
  "onBatchBegin",
  "onBatchEnd",
  "onYield",
] as const;

const hook: Rule = {
  type: "function",
  rule: "a function",
  accepts: (value) => typeof value === "function",
};

const each = <Value>(value: Value): { [Hook in (typeof hookNames)[number]]: Value } =>
  Object.fromEntries(hookNames.map((name) => [name, value])) as never;

const hooksOf = /* @__PURE__ */ optionsOf<
  PlainCallback,
  { readonly [Hook in keyof PlainCallback]-?: undefined }
>(entry, /* @__PURE__ */ each(hook), /* @__PURE__ */ each(undefined));

/**
 * Makes one list for `fit` of callbacks that are instances and plain objects with hooks, in any order.
 *
 * TensorFlow.js takes a list of the ones or of the others: of a mixed one it says that `callback.setParams is not a
 * function`, or calls instances without their model. Plain objects become instances of `tf.CustomCallback`, whose hooks
 * keep their `this`; instances stay as they are.
 *
 * A callback that finds itself without a model names this function. The other cause is a second copy of TensorFlow.js, in
 * the bundle or in node_modules, whose callbacks the copy of the model takes for plain objects: `npm dedupe`.
 *
 * @param tf - The module that the model is made with, as for `connect`.
 * @param callbacks - Instances of `tf.Callback`, and objects with `onBatchEnd` and the other hooks.
 * @returns A list of instances, in the same order.
 * @throws {TypeError} If `tf` has no `Callback`, if a member of the list is no object, or if something in an object is
 *   named like a hook, `on…`, and is none.
 *
 * @example
 * ```ts
 * const callbacks = wrapCallbacks(tf, [{ onEpochEnd: (epoch) => console.log(epoch) }, perStep(schedule)]);
 * await model.fit(x, y, { callbacks });
 * ```
 */
export function wrapCallbacks(
  tf: TensorFlowCallbacks,
  callbacks: readonly (Callback | CustomCallback | PlainCallback)[],
): (Callback | CustomCallback)[] {
  callbackMaker(tf, entry);
  return callbacks.map((callback, index) => {
    if (Object(callback) !== callback) {
      refuse(`${entry}: callback ${index} must be an object, got ${typeof callback}`, TypeError);
    }
    if ("setParams" in callback) return callback;
    // What else an object has, its hooks may use.
    const own = Object.entries(callback).filter(([name]) => /^on[A-Z]/.test(name));
    const methods = hookNames.map((name) => [name, callback[name]]);
    const hooks = Object.entries(
      hooksOf(Object.fromEntries([...own, ...methods]) as PlainCallback),
    );
    // TensorFlow.js calls them without their object.
    const bound = hooks.map(([name, hook]) => [name, (hook as () => unknown).bind(callback)]);
    return new tf.CustomCallback(Object.fromEntries(bound) as CustomCallbackArgs);
  });
}
