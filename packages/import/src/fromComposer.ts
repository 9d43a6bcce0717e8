import { cosineCurve, polynomialCurve, ramp, scale, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

/** Whether it is a configuration of Composer or llm-foundry. */
export const isComposer = (settings: Settings): boolean =>
  settings.holds("scheduler") &&
  settings.inside("scheduler").has("name") &&
  settings.has("max_duration");

/** What times are counted with. */
interface Clock {
  readonly options: ImportOptions;
  readonly settings: Settings;
  /** The whole run, in batches. */
  readonly total: () => number;
}

/** A time of Composer in batches: `"100ba"`, `"10ep"`, `"3e9tok"`, `"1000sp"`, `"0.1dur"`. */
function batchesOf(
  holder: Settings,
  key: string,
  { options, settings, total }: Clock,
  otherwise?: string,
): number {
  const given = holder.get(key);
  const time = typeof given === "number" ? `${given}ba` : holder.text(key, otherwise);
  const [, amount = "", unit = ""] =
    /^\s*([\d._]+(?:e[-+]?\d+)?)\s*(ba|ep|sp|tok|dur|iter)\s*$/i.exec(time.slice(0, 60)) ?? [];
  const value = Number(amount.replaceAll("_", ""));
  if (amount === "" || !Number.isFinite(value)) {
    holder.refuse(key, 'a time as "100ba", "10ep", "0.1dur" or "3e9tok"', time);
  }
  const batch = (): number =>
    options.samplesPerStep ??
    (settings.has("global_train_batch_size")
      ? settings.positiveCount("global_train_batch_size")
      : settings.ask("samplesPerStep", "global_train_batch_size is missing"));
  switch (unit.toLowerCase()) {
    case "ba":
      return value;
    case "ep":
      return (
        value *
        (options.stepsPerEpoch ?? settings.ask("stepsPerEpoch", `${holder.path(key)} is in epochs`))
      );
    case "sp":
      return value / batch();
    case "tok":
      return (
        value /
        (options.tokensPerStep ??
          (settings.has("max_seq_len")
            ? batch() * settings.positiveCount("max_seq_len")
            : settings.ask("tokensPerStep", `${holder.path(key)} is in tokens`)))
      );
    case "dur":
      return value * total();
    default:
      return holder.refuse(key, "in another unit than iterations, whose length no file has", time);
  }
}

const kinds: Readonly<
  Record<
    string,
    {
      readonly keys: readonly string[];
      readonly read: (
        scheduler: Settings,
        time: (key: string, otherwise?: string) => number,
      ) => Schedule;
    }
  >
> = {
  constant_with_warmup: {
    keys: ["t_warmup", "alpha", "t_max"],
    read: (scheduler, time) =>
      ramp({ from: 0, to: scheduler.amount("alpha", 1), steps: time("t_warmup") }),
  },
  linear_decay_with_warmup: {
    keys: ["t_warmup", "alpha_i", "alpha_f", "t_max"],
    read(scheduler, time) {
      const [warmup, peak] = [time("t_warmup"), scheduler.amount("alpha_i", 1)];
      return sequence([
        way({ from: 0, to: peak, steps: warmup }),
        ramp({
          from: peak,
          to: scheduler.amount("alpha_f", 0),
          steps: Math.max(0, time("t_max", "1dur") - warmup),
        }),
      ]);
    },
  },
  cosine_with_warmup: {
    keys: ["t_warmup", "alpha_f", "t_max"],
    read(scheduler, time) {
      const warmup = time("t_warmup");
      return sequence([
        way({ from: 0, to: 1, steps: warmup }),
        ramp({
          from: 1,
          to: scheduler.amount("alpha_f", 0),
          steps: Math.max(0, time("t_max", "1dur") - warmup),
          curve: cosineCurve,
        }),
      ]);
    },
  },
  polynomial_with_warmup: {
    keys: ["t_warmup", "alpha_f", "t_max", "power"],
    read(scheduler, time) {
      const warmup = time("t_warmup");
      return sequence([
        way({ from: 0, to: 1, steps: warmup }),
        ramp({
          from: 1,
          to: scheduler.amount("alpha_f", 0),
          steps: Math.max(0, time("t_max", "1dur") - warmup),
          curve: polynomialCurve(scheduler.positive("power", 2)),
        }),
      ]);
    },
  },
  cosine: {
    keys: ["alpha_f", "t_max"],
    read: (scheduler, time) =>
      ramp({
        from: 1,
        to: scheduler.amount("alpha_f", 0),
        steps: time("t_max", "1dur"),
        curve: cosineCurve,
      }),
  },
  linear: {
    keys: ["alpha_i", "alpha_f", "t_max"],
    read: (scheduler, time) =>
      ramp({
        from: scheduler.amount("alpha_i", 1),
        to: scheduler.amount("alpha_f", 0),
        steps: time("t_max", "1dur"),
      }),
  },
};

function readComposer(settings: Settings, options: ImportOptions): Found<Schedule> {
  const scheduler = settings.inside("scheduler");
  const name = scheduler.text("name");
  const key = name === "linear_decay" ? "linear" : name === "cosine_decay" ? "cosine" : name;
  if (!Object.hasOwn(kinds, key)) scheduler.oneOf("name", Object.keys(kinds));
  const { keys, read } = kinds[key]!;
  scheduler.refuseUnread(/./, ["name", "scale_warmup", ...keys]);
  const optimizer = settings.holds("optimizer") ? settings.inside("optimizer") : undefined;
  const rate =
    options.learningRate ??
    (optimizer?.has("lr") === true
      ? optimizer.amount("lr")
      : settings.ask("learningRate", "optimizer.lr is missing"));
  let total: number | undefined = options.totalSteps;
  const clock: Clock = {
    options,
    settings,
    total: () =>
      (total ??= batchesOf(settings, "max_duration", {
        ...clock,
        total: () => settings.refuse("max_duration", "in another unit than its own share"),
      })),
  };
  const factor = read(scheduler, (each, otherwise) => batchesOf(scheduler, each, clock, otherwise));
  return { learningRate: scale(rate, factor), per: "step", steps: clock.total() };
}

/**
 * The schedule of a configuration of Composer or llm-foundry, with its times: `"100ba"`, `"10ep"`, `"0.1dur"`, `"3e9tok"`.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch` for times in epochs, `tokensPerStep` for times in tokens where the
 *   file has no `max_seq_len`.
 * @returns See {@link Imported}; `steps` is `max_duration` in batches.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or no time.
 *
 * @example
 * ```ts
 * const scheduler = { name: "cosine_with_warmup", t_warmup: "10ba", alpha_f: 0.1 };
 * const { learningRate } = fromComposer({ scheduler, optimizer: { lr: 0.1 }, max_duration: "110ba" });
 * [0, 10, 60, 110].map((step) => learningRate(step)); // => [0, 0.1, 0.05500000000000001, 0.010000000000000002]
 * ```
 */
export const fromComposer = /* @__PURE__ */ importing("fromComposer", "composer", readComposer);
