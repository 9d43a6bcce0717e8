import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { didYouMean, Document, show } from "./document.ts";
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
import { optionsByKey, refuseUnknown } from "./unknownKey.ts";

/** Arguments of {@link fromTransformers}, under the names of `TrainingArguments` and `get_scheduler`. */
export interface TransformersArguments {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly learning_rate: number;
  /** Length of the warmup in steps, for `get_scheduler`; not beside one of the two of the trainer. @defaultValue `0` */
  readonly num_warmup_steps?: number | null | undefined;
  /** Length of the warmup in steps, without their fraction; below 1, a ratio; above 0, `warmup_ratio` has no part. @defaultValue `0` */
  readonly warmup_steps?: number | null | undefined;
  /** Length of the warmup as a share of `num_training_steps`, rounded up. @defaultValue `0` */
  readonly warmup_ratio?: number | null | undefined;
  /** Steps in all, the warmup included. @defaultValue none */
  readonly num_training_steps?: number | null | undefined;
  /** More options of the scheduler, under the names of Python, or JSON text of them. @defaultValue none */
  readonly lr_scheduler_kwargs?: object | string | null | undefined;
}

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

const known = [
  "learning_rate",
  "num_warmup_steps",
  "warmup_steps",
  "warmup_ratio",
  "num_training_steps",
  "lr_scheduler_kwargs",
];

/** What a type takes in `lr_scheduler_kwargs`, by its name there. */
const keywordsOf = (type: string): ReadonlyMap<string, string> => {
  const [preset, taken] = types[type]!;
  return optionsByKey(preset, ["lr", ...counts[taken]]);
};

const isGiven = (given: Document, key: string): boolean =>
  (given.get(key) ?? undefined) !== undefined;

/** The key that gives the warmup, and its steps as the trainer counts them. */
function warmupOf(given: Document, training: number | undefined): readonly [string, number] {
  // The trainer writes down both of its arguments, the one that is not used as 0.
  const [key, second] = known
    .slice(1, 4)
    .filter((each) => isGiven(given, each) && given.number(each) !== 0);
  if (key === undefined) return ["num_warmup_steps", 0];
  // Of the two of the trainer it takes the first.
  if (second !== undefined && key === "num_warmup_steps") {
    given.refuse(second, `left out beside ${key}`);
  }
  const amount = given.amount(key);
  if (key === "num_warmup_steps") return [key, amount];
  if (key === "warmup_steps" && amount >= 1) return [key, Math.floor(amount)];
  return [
    key,
    Math.ceil(amount * (training ?? given.refuse("num_training_steps", "given with a ratio"))),
  ];
}

/**
 * The schedule of a Hugging Face training from its `lr_scheduler_type` and the arguments that belong to it.
 *
 * It is that of the preset of `transformers` for the type, with the warmup in steps as the trainer counts them. Nothing is
 * called that is in the arguments.
 *
 * @param lrSchedulerType - A `SchedulerType`, as `"cosine"`.
 * @param args - See {@link TransformersArguments}; or JSON text of them.
 * @returns The schedule: reactive for `"reduce_lr_on_plateau"` and `"greedy"`, pure for the rest.
 * @throws {TypeError} If the type or an argument is unknown or of the wrong type, or if one is missing.
 * @throws {RangeError} If a value is out of range, or a text longer than 1,000,000 characters.
 *
 * @example
 * ```ts
 * const schedule = fromTransformers("linear", { learning_rate: 5e-5, warmup_ratio: 0.1, num_training_steps: 1000 });
 * [50, 100, 550, 1000].map((step) => schedule(step)); // => [2.5e-5, 5e-5, 2.5e-5, 0]
 * ```
 */
export function fromTransformers(
  lrSchedulerType: string,
  args: TransformersArguments | string,
): Schedule | ReactiveSchedule {
  if (typeof lrSchedulerType !== "string" || !Object.hasOwn(types, lrSchedulerType)) {
    throw new TypeError(
      `@anneal/import: fromTransformers: lr_scheduler_type must be one of ${Object.keys(types).join(", ")}, got ${show(lrSchedulerType)}${didYouMean(lrSchedulerType, Object.keys(types))}`,
    );
  }
  const [preset, taken] = types[lrSchedulerType]!;
  const keywords = keywordsOf(lrSchedulerType);
  const given = Document.of("fromTransformers", "args", args);
  const unknown = given.keys().find((key) => !known.includes(key));
  if (unknown !== undefined) {
    given.refuseKey(
      unknown,
      keywords.has(unknown)
        ? `given in lr_scheduler_kwargs, with the other arguments of ${lrSchedulerType}`
        : `left out: known are ${known.join(", ")}`,
      keywords.has(unknown) ? [] : known,
    );
  }
  const training = isGiven(given, "num_training_steps")
    ? given.number("num_training_steps")
    : undefined;
  const options: Record<string, unknown> = { lr: given.amount("learning_rate") };
  const places: Record<string, string> = {
    lr: "learning_rate",
    numTrainingSteps: "num_training_steps",
  };
  if (taken === "both") options["numTrainingSteps"] = training;
  if (taken !== "none") {
    [places["numWarmupSteps"], options["numWarmupSteps"]] = warmupOf(given, training);
  }
  for (const [key, option] of keywords) places[option] = `lr_scheduler_kwargs.${key}`;
  if (isGiven(given, "lr_scheduler_kwargs")) {
    const more = given.inside("lr_scheduler_kwargs");
    refuseUnknown(
      more,
      lrSchedulerType,
      new Map(Object.keys(types).map((type) => [type, keywordsOf(type)])),
    );
    for (const [key, option] of keywords) options[option] = more.get(key);
  }
  return given.create(preset, options, (option) => places[option]!);
}
