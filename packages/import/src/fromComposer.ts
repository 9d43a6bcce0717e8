import { scale } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { composerSchedulers } from "./composerSchedulers.ts";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { known } from "./known.ts";
import { referring } from "./referring.ts";
import { Settings } from "./settings.ts";

/** Whether it is a configuration of Composer or llm-foundry; that of OLMo looks like it. */
export const isComposer = (settings: Settings): boolean => {
  if (!settings.has("max_duration")) return false;
  if (settings.has("schedulers")) return true;
  if (!settings.holds("scheduler")) return false;
  const scheduler = settings.inside("scheduler");
  const isOLMo =
    scheduler.has("units") ||
    (settings.holds("optimizer") && settings.inside("optimizer").has("learning_rate"));
  return scheduler.has("name") && !isOLMo;
};

/** The scheduler with its name: in a key of its own, or as the key of its settings. */
function schedulerIn(settings: Settings): readonly [name: string, scheduler: Settings] {
  if (settings.holds("scheduler")) {
    const scheduler = settings.inside("scheduler");
    return [scheduler.text("name"), scheduler];
  }
  const [outer, second] = settings.insides("schedulers");
  const [name, another] = outer?.keys() ?? [];
  return name === undefined || (second ?? another) !== undefined
    ? settings.refuse("schedulers", "one scheduler with its settings")
    : [name, outer!.inside(name)];
}

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
  const [, amount, unit] =
    /^\s*([\d._]+(?:e[-+]?\d+)?)\s*(ba|ep|sp|tok|dur)\s*$/i.exec(time.slice(0, 60)) ?? [];
  const value = Number(amount?.replaceAll("_", ""));
  if (!Number.isFinite(value)) {
    holder.refuse(key, 'a time as "100ba", "10ep", "0.1dur" or "3e9tok"', time);
  }
  const batch = (): number =>
    options.samplesPerStep ??
    (settings.has("global_train_batch_size")
      ? settings.positiveCount("global_train_batch_size")
      : settings.ask("samplesPerStep", "global_train_batch_size is missing"));
  switch (unit!.toLowerCase()) {
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
    default:
      // A share is one of whole batches.
      return Math.floor(value * total());
  }
}

/** The rate of the optimizer, whose settings may be under its name. */
function rateOf(settings: Settings, options: ImportOptions): number {
  if (options.learningRate !== undefined) return options.learningRate;
  const optimizer = settings.holds("optimizer") ? settings.inside("optimizer") : undefined;
  const [first = ""] = optimizer?.keys() ?? [];
  const holder = optimizer?.holds(first) === true ? optimizer.inside(first) : optimizer;
  return holder?.has("lr") === true
    ? holder.amount("lr")
    : settings.ask("learningRate", "optimizer.lr is missing");
}

function readComposer(settings: Settings, options: ImportOptions): Found<Schedule> {
  const [name, scheduler] = schedulerIn(settings);
  const kind = composerSchedulers.find(({ names }) => names.includes(name));
  if (kind === undefined) {
    scheduler.oneOf(
      "name",
      composerSchedulers.flatMap(({ names }) => names),
      name,
    );
  }
  const { keys, read } = kind!;
  scheduler.refuseUnread(/./, ["name", "scale_warmup", ...keys]);
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
  const factor = read(scheduler, {
    time: (key, otherwise) => batchesOf(scheduler, key, clock, otherwise),
    times(key) {
      // One alone is a list of itself.
      return [scheduler.get(key)].flat().map((item, index) => {
        const place = `${key}[${index}]`;
        const holder = new Settings(scheduler.findings, scheduler.where, { [place]: item });
        return batchesOf(holder, place, clock);
      });
    },
  });
  const planned = total ?? known(settings.findings, clock.total);
  return {
    learningRate: scale(rateOf(settings, options), factor),
    per: "step",
    // The batch in which the last sample or token is seen is the last.
    steps: planned && Math.ceil(planned),
  };
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
export const fromComposer = /* @__PURE__ */ importing(
  "fromComposer",
  "composer",
  referring(readComposer),
);
