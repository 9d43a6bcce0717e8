import { readFileSync } from "node:fs";
import type { PlateauOptions } from "../src/index.ts";

/** What another library did with a list of metrics: `golden/packs/plateau.json`. */
export interface GoldenCase {
  readonly id: string;
  readonly system: "torch" | "keras" | "optax";
  /** Arguments by their names there. */
  readonly args: {
    readonly factor: number;
    readonly patience: number;
    readonly cooldown?: number;
    readonly mode?: "min" | "max";
    readonly min_lr?: number;
    readonly threshold?: number;
    readonly threshold_mode?: "abs";
    readonly eps?: number;
  };
  readonly lr0: number;
  /** JSON has no NaN. */
  readonly metrics: readonly (number | "nan")[];
  /** The rate after each metric. */
  readonly lr_after: readonly number[];
}

export const golden = JSON.parse(
  readFileSync(new URL("../../golden/packs/plateau.json", import.meta.url), "utf8"),
) as { readonly generator: string; readonly cases: readonly GoldenCase[] };

/** The same in our options, as near as the systems allow. */
export function optionsOf({ system, args, lr0 }: GoldenCase): PlateauOptions {
  const { factor, patience, cooldown = 0, mode = "min" } = args;
  const common = { schedule: lr0, factor, mode };
  switch (system) {
    case "torch":
      return {
        ...common,
        // Theirs is the last count that does not reduce.
        patience: patience + 1,
        cooldown,
        min: args.min_lr ?? 0,
        threshold: args.threshold ?? 1e-4,
        thresholdMode: args.threshold_mode === "abs" ? "absolute" : "relative",
      };
    case "keras":
      return {
        ...common,
        // A patience of 0 behaves as 1 there.
        patience: Math.max(1, patience),
        // The counter falls before it is looked at.
        cooldown: Math.max(0, cooldown - 1),
        threshold: 1e-4,
        thresholdMode: "absolute",
      };
    case "optax":
      return { ...common, patience: Math.max(1, patience), cooldown, threshold: 1e-4 };
  }
}
