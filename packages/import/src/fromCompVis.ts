import { advance, constant, cosineCurve, linearCurve, ramp, scale, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { referring } from "./referring.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

const names = [
  "LambdaLinearScheduler",
  "LambdaWarmUpCosineScheduler2",
  "LambdaWarmUpCosineScheduler",
] as const;

/** What holds the scheduler: the parameters of the model, or the file itself. */
function holderOf(settings: Settings): Settings | undefined {
  const model = settings.holds("model") ? settings.inside("model") : undefined;
  const params = model?.holds("params") === true ? model.inside("params") : undefined;
  return [settings, model, params].find((holder) => holder?.has("scheduler_config") === true);
}

/** Whether it is a configuration of latent diffusion: one without a scheduler has a rate that stays. */
export const isCompVis = (settings: Settings): boolean =>
  holderOf(settings) !== undefined ||
  (settings.holds("model") &&
    settings.inside("model").has("base_learning_rate") &&
    settings.inside("model").has("target"));

/** A list of numbers of which each is for a cycle. */
function cyclesOf(params: Settings, key: string, count: number): number[] {
  const values = params.amounts(key);
  if (values.length !== count)
    params.refuse(key, `a list with a number for each of ${count} cycles`, values.length);
  return values;
}

function factorOf(scheduler: Settings): Schedule {
  const target = scheduler.text("target").split(".").at(-1)!;
  const name = names.find((each) => each === target);
  if (name === undefined) scheduler.refuse("target", `one of ${names.join(", ")}`);
  const params = scheduler.inside("params");
  if (name === "LambdaWarmUpCosineScheduler") {
    params.refuseUnread(/./, [
      "warm_up_steps",
      "lr_min",
      "lr_max",
      "lr_start",
      "max_decay_steps",
      "verbosity_interval",
    ]);
    const [warmup, peak] = [params.count("warm_up_steps"), params.amount("lr_max")];
    const steps = params.positiveCount("max_decay_steps") - warmup;
    if (steps <= 0) params.refuse("max_decay_steps", `above warm_up_steps (${warmup})`);
    return sequence([
      way({ from: params.amount("lr_start"), to: peak, steps: warmup }),
      ramp({ from: peak, to: params.amount("lr_min"), steps, curve: cosineCurve }),
    ]);
  }
  params.refuseUnread(/./, [
    "warm_up_steps",
    "f_min",
    "f_max",
    "f_start",
    "cycle_lengths",
    "verbosity_interval",
  ]);
  const lengths = params.amounts("cycle_lengths");
  const [warmups, low, high, start] = ["warm_up_steps", "f_min", "f_max", "f_start"].map((key) =>
    cyclesOf(params, key, lengths.length),
  ) as [number[], number[], number[], number[]];
  const cycles = lengths.map((length, index) => {
    const [warmup, min, max] = [warmups[index]!, low[index]!, high[index]!];
    if (warmup >= length)
      params.refuse(`warm_up_steps[${index}]`, `below the length of its cycle (${length})`, warmup);
    const after =
      name === "LambdaLinearScheduler"
        ? // The line counts from the beginning of the cycle, below the warmup.
          advance(warmup, ramp({ from: max, to: min, steps: length, curve: linearCurve }))
        : ramp({ from: max, to: min, steps: length - warmup, curve: cosineCurve });
    return sequence([way({ from: start[index]!, to: max, steps: warmup }), after]);
  });
  // A cycle has its last step too, and the next one then begins with its second.
  return sequence(
    cycles.map((cycle, index) =>
      index === 0
        ? { schedule: cycle, steps: lengths[0]! + 1 }
        : { schedule: advance(1, cycle), steps: lengths[index]! },
    ),
  );
}

function readCompVis(settings: Settings, options: ImportOptions): Found<Schedule> {
  const model = settings.holds("model") ? settings.inside("model") : undefined;
  const holder = [model, settings].find((each) => each?.has("base_learning_rate") === true);
  const rate =
    options.learningRate ??
    holder?.amount("base_learning_rate") ??
    settings.ask("learningRate", "model.base_learning_rate is missing");
  if (options.learningRate === undefined) {
    holder?.note(
      "base_learning_rate",
      "the script multiplies it by batch size, devices and accumulation unless it is told scale_lr: false",
    );
  }
  const scheduler = holderOf(settings)?.inside("scheduler_config");
  if (scheduler === undefined) {
    settings.note("scheduler_config", "not given; the rate stays what it is");
  }
  return {
    learningRate: scheduler === undefined ? constant(rate) : scale(rate, factorOf(scheduler)),
    per: "step",
    steps: options.totalSteps,
  };
}

/**
 * The schedule of a configuration of latent diffusion (CompVis, Stable Diffusion): `scheduler_config`, whose factors the
 * base rate is multiplied by.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}: `learningRate`, the rate after all that the script multiplies it by.
 * @returns See {@link Imported}.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or if lists are not of one length.
 *
 * @example
 * ```ts
 * const params = { warm_up_steps: [10], cycle_lengths: [100], f_start: [0.5], f_max: [1], f_min: [0] };
 * const scheduler_config = { target: "ldm.lr_scheduler.LambdaLinearScheduler", params };
 * const { learningRate } = fromCompVis({ model: { base_learning_rate: 0.1, params: { scheduler_config } } });
 * [0, 50, 100].map((step) => learningRate(step)); // => [0.05, 0.05, 0]
 * ```
 */
export const fromCompVis = /* @__PURE__ */ importing(
  "fromCompVis",
  "compvis",
  referring(readCompVis),
);
