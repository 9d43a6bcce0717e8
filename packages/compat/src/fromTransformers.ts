import type { Kind, ReactiveSchedule, Schedule } from "@anneal/core";
import { Document } from "./document.ts";
import { getConstantSchedule } from "./transformers/getConstantSchedule.ts";
import { getConstantScheduleWithWarmup } from "./transformers/getConstantScheduleWithWarmup.ts";
import { getCosineScheduleWithWarmup } from "./transformers/getCosineScheduleWithWarmup.ts";
import { getCosineWithHardRestartsScheduleWithWarmup } from "./transformers/getCosineWithHardRestartsScheduleWithWarmup.ts";
import { getCosineWithMinLrScheduleWithWarmup } from "./transformers/getCosineWithMinLrScheduleWithWarmup.ts";
import { getCosineWithMinLrScheduleWithWarmupLrRate } from "./transformers/getCosineWithMinLrScheduleWithWarmupLrRate.ts";
import { getInverseSqrtSchedule } from "./transformers/getInverseSqrtSchedule.ts";
import { getLinearScheduleWithWarmup } from "./transformers/getLinearScheduleWithWarmup.ts";
import { getPolynomialDecayScheduleWithWarmup } from "./transformers/getPolynomialDecayScheduleWithWarmup.ts";
import { getReduceOnPlateauSchedule } from "./transformers/getReduceOnPlateauSchedule.ts";
import { getWsdSchedule } from "./transformers/getWsdSchedule.ts";
import { greedyLR } from "./transformers/greedyLR.ts";

/** Arguments of {@link fromTransformers}, under the names of `TrainingArguments` and `get_scheduler`. */
export interface TransformersArguments {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly learning_rate: number;
  /** Length of the warmup in steps; of the three that give it, one at most is not 0. @defaultValue `0` */
  readonly num_warmup_steps?: number | null | undefined;
  /** Length of the warmup in steps, without their fraction; below 1, a ratio. @defaultValue `0` */
  readonly warmup_steps?: number | null | undefined;
  /** Length of the warmup as a share of `num_training_steps`, rounded up. @defaultValue `0` */
  readonly warmup_ratio?: number | null | undefined;
  /** Steps in all, the warmup included. @defaultValue none */
  readonly num_training_steps?: number | null | undefined;
  /** More options of the scheduler, under the names of Python, or JSON text of them. @defaultValue none */
  readonly lr_scheduler_kwargs?: object | string | null | undefined;
}

/** Every `SchedulerType`, with its function and which counts that takes. */
const types: Readonly<Record<string, readonly [Kind, ...("warmup" | "training")[]]>> = {
  linear: [getLinearScheduleWithWarmup, "warmup", "training"],
  cosine: [getCosineScheduleWithWarmup, "warmup", "training"],
  cosine_with_restarts: [getCosineWithHardRestartsScheduleWithWarmup, "warmup", "training"],
  polynomial: [getPolynomialDecayScheduleWithWarmup, "warmup", "training"],
  constant: [getConstantSchedule],
  constant_with_warmup: [getConstantScheduleWithWarmup, "warmup"],
  inverse_sqrt: [getInverseSqrtSchedule, "warmup"],
  reduce_lr_on_plateau: [getReduceOnPlateauSchedule],
  cosine_with_min_lr: [getCosineWithMinLrScheduleWithWarmup, "warmup", "training"],
  cosine_warmup_with_min_lr: [getCosineWithMinLrScheduleWithWarmupLrRate, "warmup", "training"],
  warmup_stable_decay: [getWsdSchedule, "warmup", "training"],
  greedy: [greedyLR],
};

const known = [
  "learning_rate",
  "num_warmup_steps",
  "warmup_steps",
  "warmup_ratio",
  "num_training_steps",
  "lr_scheduler_kwargs",
];

/** The steps of the warmup, as the trainer counts them. */
function warmupOf(given: Document, training: number | undefined): number {
  // The trainer writes down both of its arguments, the one that is not used as 0.
  const named = known.slice(1, 4).filter((key) => (given.get(key) ?? 0) !== 0);
  const [key = "", second] = named;
  if (second !== undefined) given.refuse(second, `left out beside ${key}`);
  if (key === "") return 0;
  const amount = given.number(key);
  if (key === "num_warmup_steps") return amount;
  if (key === "warmup_steps" && amount >= 1) return Math.floor(amount);
  return Math.ceil(amount * (training ?? given.refuse("num_training_steps", "given with a ratio")));
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
 * @throws {RangeError} If a value is out of range.
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
      `@anneal/compat: fromTransformers: lr_scheduler_type must be one of ${Object.keys(types).join(", ")}, got ${JSON.stringify(lrSchedulerType)}`,
    );
  }
  const given = Document.of("fromTransformers", "args", args);
  const unknown = given.keys().find((key) => !known.includes(key));
  if (unknown !== undefined) given.refuse(unknown, `left out; known are ${known.join(", ")}`);
  const [preset, ...counts] = types[lrSchedulerType]!;
  const training =
    (given.get("num_training_steps") ?? null) === null
      ? undefined
      : given.number("num_training_steps");
  const more =
    (given.get("lr_scheduler_kwargs") ?? null) === null
      ? {}
      : given.inside("lr_scheduler_kwargs").options();
  return preset.create!({
    ...more,
    lr: given.number("learning_rate"),
    ...(counts.includes("warmup") ? { numWarmupSteps: warmupOf(given, training) } : {}),
    ...(counts.includes("training") ? { numTrainingSteps: training } : {}),
  }) as Schedule | ReactiveSchedule;
}
