import { name, oneOf } from "@anneal/core";
import type { Callback } from "@tensorflow/tfjs-layers";
import { isCutShort, numberOf } from "./hooks.ts";
import type { Logs } from "./hooks.ts";
import { improves } from "./mode.ts";
import type { Mode } from "./mode.ts";
import type { Checked } from "./optionsOf.ts";
import { refuse } from "./refuse.ts";

/** What tells which epoch of a run is the best so far. */
export interface BestOptions {
  /** Name of the metric that tells which weights are best. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
  /**
   * Whether the metric is to become small or large; `"auto"` is `"max"` for a name that contains "acc".
   *
   * @defaultValue `"auto"`
   */
  readonly mode?: Mode | undefined;
  /**
   * What to do after an epoch whose logs lack the metric: throw an error that names those there are, or take it for one
   * that is not the best. An epoch that ended before its last batch, by `stopTraining` or because the data ran out, is never
   * an error.
   *
   * @defaultValue `"error"`
   */
  readonly onMissing?: "error" | "ignore" | undefined;
}

/** The rules of {@link BestOptions}. */
export const bestRules = {
  monitor: name,
  mode: /* @__PURE__ */ oneOf("auto", "min", "max"),
  onMissing: /* @__PURE__ */ oneOf("error", "ignore"),
};

/** What is left out of {@link BestOptions}. */
export const bestDefaults = { monitor: "val_loss", mode: "auto", onMissing: "error" } as const;

/** Tells whether the epoch that ended is the best since the last `forget`. A NaN is never the best. */
export function bestOf(
  entry: string,
  { monitor, mode, onMissing }: Checked<BestOptions, typeof bestDefaults>,
  best = NaN,
): { isBest(callback: Callback, logs: Logs): Promise<boolean>; forget(): void } {
  const better = improves(monitor, mode);
  return {
    async isBest(callback, logs) {
      const reported = logs[monitor];
      if (reported === undefined) {
        if (onMissing === "error" && !isCutShort(callback, logs)) {
          refuse(`${entry}: the metrics must hold ${monitor}, got ${Object.keys(logs).join(", ")}`);
        }
        return false;
      }
      const metric = await numberOf(reported);
      const isBest = better(metric, best);
      if (isBest) best = metric;
      return isBest;
    },
    forget() {
      best = NaN;
    },
  };
}
