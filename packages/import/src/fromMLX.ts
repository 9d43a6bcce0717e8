import { constant, cosineCurve, ramp, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { exponential } from "@anneal/exponential";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";

const names = ["cosine_decay", "exponential_decay", "step_decay", "linear_schedule"] as const;

/** Whether it is a configuration of mlx-lm. */
export const isMLX = (settings: Settings): boolean =>
  (settings.holds("lr_schedule") && settings.inside("lr_schedule").has("arguments")) ||
  (settings.has("iters") &&
    ["lora_parameters", "fine_tune_type", "adapter_path", "lora_layers", "num_layers"].some((key) =>
      settings.has(key),
    ));

/** The schedule of a function of MLX from its arguments, in their order. */
function scheduleOf(schedule: Settings, rate: number | undefined): Schedule {
  const name = schedule.oneOf("name", names);
  const given = schedule.amounts("arguments");
  const count = {
    cosine_decay: [2, 3],
    exponential_decay: [2],
    step_decay: [3],
    linear_schedule: [3],
  };
  if (!count[name].includes(given.length)) {
    schedule.refuse("arguments", `${count[name].join(" or ")} numbers for ${name}`, given.length);
  }
  const [first, second, third] = given as [number, number, number?];
  const initial = rate ?? first;
  const factor = (): number =>
    second > 0 && second <= 1
      ? second
      : schedule.refuse("arguments[1]", "a rate of decay above 0 and at most 1", second);
  const length = (at: number, value: number): number =>
    value >= 1 ? value : schedule.refuse(`arguments[${at}]`, "at least 1 step", value);
  switch (name) {
    case "exponential_decay":
      return exponential({ initial, factor: factor() });
    case "step_decay":
      return exponential({
        initial,
        factor: factor(),
        every: length(2, third!),
        staircase: true,
      });
    case "cosine_decay":
      return ramp({ from: initial, to: third ?? 0, steps: length(1, second), curve: cosineCurve });
    default:
      return ramp({ from: initial, to: second, steps: length(2, third!) });
  }
}

function readMLX(settings: Settings, options: ImportOptions): Found<Schedule> {
  const steps =
    options.totalSteps ?? (settings.has("iters") ? settings.positiveCount("iters") : undefined);
  if (!settings.has("lr_schedule")) {
    const rate = options.learningRate ?? settings.amount("learning_rate", 1e-5);
    return { learningRate: constant(rate), per: "step", steps };
  }
  const schedule = settings.inside("lr_schedule");
  schedule.refuseUnread(/./, ["name", "arguments", "warmup", "warmup_init"]);
  const after = scheduleOf(schedule, options.learningRate);
  const warmup = schedule.has("warmup") ? schedule.count("warmup") : 0;
  const from = schedule.has("warmup_init") ? schedule.amount("warmup_init") : 0;
  const to = options.learningRate ?? schedule.amounts("arguments")[0]!;
  if (settings.has("learning_rate") && settings.amount("learning_rate") !== to) {
    settings.note("learning_rate", `has no part: the arguments of lr_schedule begin with ${to}`);
  }
  // The warmup has a step more, with the whole rate.
  const learningRate =
    warmup === 0
      ? after
      : sequence([{ schedule: ramp({ from, to, steps: warmup }), steps: warmup + 1 }, after]);
  return { learningRate, per: "step", steps };
}

/**
 * The schedule of a configuration of mlx-lm: its `lr_schedule`, a function of MLX with its arguments, after a `warmup`.
 *
 * MLX computes in single precision, and here it is double.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}.
 * @returns See {@link Imported}; `steps` is `iters`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or if there are too few arguments or too many.
 *
 * @example
 * ```ts
 * const { learningRate } = fromMLX({
 *   iters: 1000,
 *   lr_schedule: { name: "cosine_decay", warmup: 100, arguments: [0.1, 900] },
 * });
 * [0, 50, 100, 551, 1001].map((step) => learningRate(step)); // => [0, 0.05, 0.1, 0.05, 0]
 * ```
 */
export const fromMLX = /* @__PURE__ */ importing("fromMLX", "mlx", readMLX);
