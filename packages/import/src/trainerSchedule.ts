import {
  transformersGetConstantSchedule,
  transformersGetConstantScheduleWithWarmup,
  transformersGetCosineScheduleWithWarmup,
  transformersGetCosineWithHardRestartsScheduleWithWarmup,
  transformersGetCosineWithMinLrScheduleWithWarmup,
  transformersGetCosineWithMinLrScheduleWithWarmupLrRate,
  transformersGetInverseSqrtSchedule,
  transformersGetLinearScheduleWithWarmup,
  transformersGetPolynomialDecayScheduleWithWarmup,
  transformersGetReduceOnPlateauSchedule,
  transformersGetWsdSchedule,
  transformersGreedyLR,
} from "@anneal/compat";
import type { DefinedPreset } from "@anneal/compat";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { createNamed } from "./createNamed.ts";
import type { Settings } from "./settings.ts";
import { didYouMean } from "./show.ts";
import { optionsByKey } from "./unknownKey.ts";

const counts = {
  none: [],
  warmup: ["numWarmupSteps"],
  both: ["numWarmupSteps", "numTrainingSteps"],
} as const;

/** Every `SchedulerType`, with its function and which counts that takes. */
const types: Readonly<Record<string, readonly [DefinedPreset, keyof typeof counts]>> = {
  linear: [transformersGetLinearScheduleWithWarmup, "both"],
  cosine: [transformersGetCosineScheduleWithWarmup, "both"],
  cosine_with_restarts: [transformersGetCosineWithHardRestartsScheduleWithWarmup, "both"],
  polynomial: [transformersGetPolynomialDecayScheduleWithWarmup, "both"],
  constant: [transformersGetConstantSchedule, "none"],
  constant_with_warmup: [transformersGetConstantScheduleWithWarmup, "warmup"],
  inverse_sqrt: [transformersGetInverseSqrtSchedule, "warmup"],
  reduce_lr_on_plateau: [transformersGetReduceOnPlateauSchedule, "none"],
  cosine_with_min_lr: [transformersGetCosineWithMinLrScheduleWithWarmup, "both"],
  cosine_warmup_with_min_lr: [transformersGetCosineWithMinLrScheduleWithWarmupLrRate, "both"],
  warmup_stable_decay: [transformersGetWsdSchedule, "both"],
  greedy: [transformersGreedyLR, "none"],
};

/** The names of `SchedulerType`. */
export const schedulerTypes: readonly string[] = /* @__PURE__ */ Object.keys(types);

/** What a type takes in `lr_scheduler_kwargs`, by its name there. */
const keywordsOf = (type: string): ReadonlyMap<string, string> => {
  const [preset, taken] = types[type]!;
  return optionsByKey(preset, ["lr", ...counts[taken]]);
};

/** What the Trainer hands to `get_scheduler`. */
export interface SchedulerArguments {
  readonly type: string;
  readonly rate: number;
  /** Length of the warmup; asked only where there is one. */
  readonly warmup: () => number;
  /** Steps in all; asked only where they matter. */
  readonly total: () => number;
  /** `lr_scheduler_kwargs`, if there are any. */
  readonly more: Settings | undefined;
  /** What a plateau watches; asked only where there is one. */
  readonly monitor?: () => string;
  /** The keys that these came from, for errors. */
  readonly keys: { readonly rate: string; readonly warmup: string; readonly total: string };
}

/** The schedule that `get_scheduler` of Hugging Face makes. */
export function trainerSchedule(
  settings: Settings,
  { type, rate, warmup, total, more, monitor, keys }: SchedulerArguments,
): Schedule | ReactiveSchedule {
  const [preset, taken] = types[type]!;
  const keywords = keywordsOf(type);
  const options: Record<string, unknown> = { lr: rate };
  const places: Record<string, string> = {
    lr: keys.rate,
    numTrainingSteps: keys.total,
    numWarmupSteps: keys.warmup,
  };
  // Where the steps between warmup and decay are told, nobody asks for all.
  if (taken === "both" && more?.has("num_stable_steps") !== true) {
    options["numTrainingSteps"] = total();
  }
  if (taken !== "none") options["numWarmupSteps"] = warmup();
  for (const [key, option] of keywords) places[option] = more?.path(key) ?? key;
  for (const key of more?.keys() ?? []) {
    const option = keywords.get(key);
    if (option === undefined) {
      const others = schedulerTypes.filter((other) => keywordsOf(other).has(key));
      return more!.fail(
        key,
        `left out: ${type} takes ${[...keywords.keys()].join(", ") || "no more arguments"}${others.length > 0 ? `; it is an argument of ${others.join(", ")}` : ""}${didYouMean(key, [...keywords.keys()])}`,
      );
    }
    if (more!.has(key)) options[option] = more!.value(key);
  }
  if (keywords.has("monitor")) options["monitor"] ??= monitor?.();
  return createNamed(
    settings.findings.importer,
    settings.where,
    preset,
    options,
    (option) => places[option]!,
  );
}
