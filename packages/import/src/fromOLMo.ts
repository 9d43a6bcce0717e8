import { advance, constant, cosineCurve, product, ramp, sequence, sum } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { inverseSqrt } from "@anneal/transformer";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { known } from "./known.ts";
import { largerOf } from "./largerOf.ts";
import { referring } from "./referring.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

const names = [
  "cosine_with_warmup",
  "linear_with_warmup",
  "inverse_sqrt_with_warmup",
  "max_scheduler",
  "cosine_linear_envelope",
  "constant_with_warmup",
  "constant",
] as const;

/** Whether it is a configuration of OLMo; that of Composer looks like it. */
export const isOLMo = (settings: Settings): boolean => {
  if (!settings.holds("scheduler") || !settings.has("max_duration")) return false;
  const scheduler = settings.inside("scheduler");
  return (
    names.some((name) => name === scheduler.get("name")) &&
    (scheduler.has("units") ||
      (settings.holds("optimizer") && settings.inside("optimizer").has("learning_rate")))
  );
};

/** What a schedule is read with: rates, and lengths in batches. */
interface Context {
  readonly rate: number;
  readonly start: number;
  readonly warmup: number;
  readonly floor: () => number;
  /** Length of the whole. */
  readonly until: () => number;
}

/** What follows the warmup, on a clock of its own. */
const tails: Readonly<Record<(typeof names)[number], (context: Context) => Schedule>> = {
  constant: ({ rate }) => constant(rate),
  constant_with_warmup: ({ rate }) => constant(rate),
  cosine_with_warmup: ({ rate, warmup, floor, until }) =>
    ramp({ from: rate, to: floor(), steps: Math.max(0, until() - warmup), curve: cosineCurve }),
  linear_with_warmup: ({ rate, warmup, floor, until }) =>
    ramp({ from: rate, to: floor(), steps: Math.max(0, until() - warmup) }),
  inverse_sqrt_with_warmup: ({ rate, warmup }) =>
    inverseSqrt({ peak: rate, warmup: 0, timescale: warmup }),
  max_scheduler: (context) =>
    largerOf(
      tails.cosine_with_warmup(context),
      tails.inverse_sqrt_with_warmup(context),
      context.until() - context.warmup,
    ),
  cosine_linear_envelope({ rate, warmup, floor, until }) {
    const steps = Math.max(0, until() - warmup);
    const height = ramp({ from: rate - floor(), to: 0, steps, curve: cosineCurve });
    return sum([floor(), product([ramp({ from: 1, to: 0, steps }), height])]);
  },
};

function readOLMo(settings: Settings, options: ImportOptions): Found<Schedule> {
  const scheduler = settings.inside("scheduler");
  const name = scheduler.oneOf("name", names);
  scheduler.refuseUnread(/./, [
    "name",
    "units",
    "t_warmup",
    "t_max",
    "alpha_f",
    "warmup_min_lr",
    "grad_clip_warmup_steps",
    "grad_clip_warmup_factor",
  ]);
  const optimizer = settings.holds("optimizer") ? settings.inside("optimizer") : undefined;
  const rate =
    options.learningRate ??
    (optimizer?.has("learning_rate") === true
      ? optimizer.amount("learning_rate")
      : settings.ask("learningRate", "optimizer.learning_rate is missing"));
  const tokens = (): number => {
    if (options.tokensPerStep !== undefined) return options.tokensPerStep;
    const model = settings.holds("model") ? settings.inside("model") : undefined;
    return settings.has("global_train_batch_size") && model?.has("max_sequence_length") === true
      ? settings.positiveCount("global_train_batch_size") *
          model.positiveCount("max_sequence_length")
      : settings.ask(
          "tokensPerStep",
          "global_train_batch_size or model.max_sequence_length is missing",
        );
  };
  const isInTokens = scheduler.oneOf("units", ["steps", "tokens"], "steps") === "tokens";
  const length = (key: string, otherwise?: number): number =>
    Math.floor(scheduler.amount(key, otherwise)) / (isInTokens ? tokens() : 1);
  let planned = options.totalSteps;
  const total = (): number => (planned ??= durationOf(settings, options, tokens));
  const hasWarmup = name !== "constant";
  const context: Context = {
    rate,
    start: scheduler.amount("warmup_min_lr", 0.1 * rate),
    warmup: hasWarmup ? length("t_warmup", 100) : 0,
    floor: () => scheduler.amount("alpha_f", 0.1) * rate,
    until: () => (scheduler.has("t_max") ? length("t_max") : total()),
  };
  if (context.warmup === 0 && (name === "max_scheduler" || name === "inverse_sqrt_with_warmup")) {
    scheduler.refuse("t_warmup", `above 0 with ${name}`);
  }
  const { start, warmup } = context;
  // The trainer counts a batch before it takes its step: the first update has the rate of step 1.
  const learningRate = advance(
    1,
    sequence([way({ from: start, to: rate, steps: warmup }), tails[name](context)]),
  );
  return { learningRate, per: "step", steps: planned ?? known(settings.findings, total) };
}

/** `max_duration` in batches: a number of them, or text as `"2e12T"` for tokens and `"1ep"` for epochs. */
function durationOf(
  settings: Settings,
  { stepsPerEpoch }: ImportOptions,
  tokens: () => number,
): number {
  const given = settings.get("max_duration");
  const [, amount, unit] = /^\s*([\d._e+-]+)\s*(T|ep)\s*$/i.exec(String(given).slice(0, 60)) ?? [];
  if (amount === undefined) return Math.floor(settings.positive("max_duration"));
  const value = Number(amount.replaceAll("_", ""));
  if (!(value > 0 && value < Infinity)) {
    settings.refuse("max_duration", 'a duration as 1000, "2e12T" or "1ep"', given);
  }
  return unit === "ep"
    ? value * (stepsPerEpoch ?? settings.ask("stepsPerEpoch", "max_duration is in epochs"))
    : Math.ceil(Math.floor(value) / tokens());
}

/**
 * The schedule of a configuration of OLMo: its `scheduler` on `optimizer.learning_rate`, in steps or in tokens.
 *
 * The trainer counts a batch before it takes its step, so that the first update has the rate of step 1, and so it is here.
 * A warmup begins at a tenth of the rate unless `warmup_min_lr` is given.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch` where `max_duration` is in epochs.
 * @returns See {@link Imported}; `steps` is `max_duration` in batches.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromOLMo({
 *   optimizer: { name: "adamw", learning_rate: 0.1 },
 *   scheduler: { name: "cosine_with_warmup", t_warmup: 10, alpha_f: 0.1 },
 *   max_duration: 110,
 * });
 * [0, 9, 59, 109].map((step) => learningRate(step)); // => [0.019000000000000003, 0.1, 0.05500000000000001, 0.010000000000000002]
 * ```
 */
export const fromOLMo = /* @__PURE__ */ importing("fromOLMo", "olmo", referring(readOLMo));
